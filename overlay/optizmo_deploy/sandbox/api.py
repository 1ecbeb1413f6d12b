"""HTTP as the API speaks it: from a request to an response, without any I/O.

The documentation leaves the order of the checks open. Here it is: rate limit, path, method, key,
permission, path parameters, body or query, busy account, then the checks that need stored data.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, cast

from . import problems
from .brand_query import read_brand_query
from .examples import example_response
from .identity import email_md5
from .jsontext import InvalidJsonError, parse
from .message import InvalidEncodingError, Request, Response, json_response
from .problems import Problem
from .query import read_query
from .routing import Match, Router
from .store import DatabaseLockedError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .account import Account
    from .domain import Deploy
    from .rate_limit import RateLimiter
    from .rules import Contract, Operation

__all__ = ["BASE_PATH", "Api"]

BASE_PATH = "/deploy"
_logger = logging.getLogger(__name__)
_SNAKE = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Api:
    """Responds to requests below `/deploy`; `account` may be replaced while it runs."""

    def __init__(
        self, contract: Contract, account: Account, deploy: Deploy, limiter: RateLimiter
    ) -> None:
        self.contract = contract
        self.account = account
        self.deploy = deploy
        self.limiter = limiter
        self.router: Router = Router(contract.operations)
        self._methods = {
            operation.id: self.method_name(operation.id) for operation in contract.operations
        }

    @staticmethod
    def method_name(operation_id: str) -> str:
        """Return the name of the method of `Deploy` that carries out an operation."""
        return _SNAKE.sub("_", operation_id).lower()

    def respond(self, request: Request, instead: Problem | None = None) -> Response:
        """Response a request; whatever happens, the response is one of the API's own.

        Args:
            request: The request.
            instead: A problem to response with, without doing anything else.
        """
        match = self.identify(request)
        if request.rate is None:
            known = request.key is not None and request.key in self.account.keys
            request.rate = self.limiter.count(request.key or "" if known else "")
        headers, over_limit = request.rate
        try:
            problem = instead or over_limit
            response = self.reject(request, problem) if problem else self.perform(request, match)
        except Problem as problem:
            response = self.reject(request, problem)
        except DatabaseLockedError:
            raise
        except StoreError as error:
            _logger.error("%s", error)  # noqa: TRY400 - a traceback would say nothing more
            response = self.reject(request, problems.server_failure(str(error)))
        except Exception:
            _logger.exception("The sandbox failed on %s %s", request.method, request.operation)
            response = self.reject(request, problems.server_failure())
        response.headers += headers
        return response

    def identify(self, request: Request) -> Match | None:
        """Note a request's key and operation on it, and return its path's match."""
        request.key = self.presented_key(request)
        match = self.router.match(request.path.removeprefix(BASE_PATH))
        operation = match and match.operation(request.method)
        request.operation = operation.id if operation else None
        return match

    def perform(self, request: Request, match: Match | None) -> Response:
        """Carry out a request and return the response of its success.

        Raises:
            Problem: The request is rejected.
        """
        if match is None:
            raise problems.not_found("No operation has this path")
        if request.method == "OPTIONS":
            return Response(204, [(b"allow", match.allowed.encode())])
        operation = self.operation_of(match, request.method)
        self.authorize(self.authenticate(request.key), operation)
        arguments: list[Any] = self.path_arguments(operation, match)
        if operation.body_schema is not None:
            arguments.append(self.read_body(request, optional=operation.body_optional))
        if operation.query:
            arguments.append(self.read_query(operation, request))
        method = getattr(self.deploy, self._methods[operation.id], None)
        if method is None:
            return self.example(operation, arguments)
        return self.succeed(operation, method(*arguments))

    def operations_without_behaviour(self) -> list[str]:
        """Return the ids of the operations that `Deploy` has no method for."""
        return [id_ for id_, name in self._methods.items() if not hasattr(self.deploy, name)]

    def example(self, operation: Operation, arguments: list[Any]) -> Response:
        """Return the example that the contract has of an operation's success.

        Raises:
            Problem: The body is not valid, or there is no example.
        """
        if operation.body_schema is not None:
            body = arguments[len(operation.path_checks)]
            errors = self.contract.body_errors(operation, body)
            if errors and not (body is None and operation.body_optional):
                raise problems.invalid_request("The request body is not valid", errors)
        response = example_response(self.contract, operation)
        if response is None:
            detail = f"The sandbox has neither a behaviour nor an example for {operation.id}"
            raise problems.server_failure(detail, status=501)
        return response

    def contact_of(self, request: Request, match: Match | None) -> str | None:
        """Return the `emailMd5` of the contact that a request is about, if it is about one."""
        if match is not None and "emailMd5" in match.names:
            value = match.values[match.names.index("emailMd5")]
            return value and value.lower()
        try:
            body = parse(request.body)
        except InvalidJsonError:
            return None
        email = cast("dict[str, object]", body).get("email") if isinstance(body, dict) else None
        return email_md5(email) if isinstance(email, str) else None

    def operation_of(self, match: Match, method: str) -> Operation:
        """Return the operation of a method."""
        operation = match.operation(method)
        if operation is None:
            problem = problems.invalid_request(f"This path allows {match.allowed}", status=405)
            problem.headers.append(("allow", match.allowed))
            raise problem
        return operation

    def presented_key(self, request: Request) -> str | None:
        """Return the bearer token of a request that has exactly one."""
        values = request.header_values(b"authorization")
        if len(values) != 1:
            return None
        scheme, _, token = values[0].decode("latin-1").partition(" ")
        return token.strip(" ") if scheme.lower() == "bearer" else None

    def authenticate(self, key: str | None) -> str:
        """Reject a key that is not one of the account's."""
        if key is None or key not in self.account.keys:
            raise problems.authentication_failed()
        return key

    def authorize(self, key: str, operation: Operation) -> None:
        """Reject a key that may not call the operation."""
        rights = self.account.keys[key]
        if rights is not None and operation.id not in rights:
            raise problems.permission_denied()

    def path_arguments(self, operation: Operation, match: Match) -> list[Any]:
        """Return the path's parameters after checking each against the contract."""
        for (name, is_valid), value in zip(operation.path_checks, match.values, strict=True):
            if value is None or not is_valid(value):
                detail = _MALFORMED.get(name, f"{name} is not valid")
                raise problems.invalid_request(detail, [problems.field_error(detail)])
        return list(match.values)

    def read_body(self, request: Request, *, optional: bool = False) -> object:
        """Return the JSON that a request carries, None for an optional body that is absent."""
        if optional and not request.body:
            return None
        types = request.header_values(b"content-type")
        if len(types) > 1 or (types and not _JSON_TYPE.fullmatch(types[0].decode("latin-1"))):
            raise problems.invalid_request("The body must be sent as application/json", status=415)
        if request.header_values(b"content-encoding") not in ([], [b"identity"]):
            raise problems.invalid_request("The body must not be compressed", status=415)
        try:
            return parse(request.body)
        except InvalidJsonError as error:
            detail = f"The request body is not JSON: {error}"
            raise problems.invalid_request(
                detail, [problems.field_error(detail, pointer="")]
            ) from None

    def read_query(self, operation: Operation, request: Request) -> object:
        """Return the checked query of an operation that has one."""
        read = _QUERY_READERS.get(operation.id, read_query)
        try:
            return read(operation, request.query_pairs())
        except InvalidEncodingError as error:
            detail = "A query parameter is not percent-encoded UTF-8"
            errors = [problems.field_error(detail, parameter=str(error))]
            raise problems.invalid_request(detail, errors) from None

    def succeed(self, operation: Operation, result: object) -> Response:
        """Return the response of a success, with the status code of the contract."""
        if result is None:
            return Response(operation.success, [])
        return json_response(operation.success, result)

    def reject(self, request: Request, problem: Problem) -> Response:
        """Return the error response of a problem."""
        headers = [(name.encode(), value.encode()) for name, value in problem.headers]
        document = problem.document(request.instance())
        response = json_response(problem.status, document, headers)
        response.reason = problem.reason()
        return response


_QUERY_READERS: dict[str, Callable[[Operation, list[tuple[str, str]]], object]] = {
    "listBrands": read_brand_query
}
_MALFORMED = {
    "emailMd5": "emailMd5 must be a hash of type md5",
    "brandId": "brandId must be a UUID",
}
_JSON_TYPE = re.compile(r"\s*application/json\s*(?:;.*)?", re.IGNORECASE | re.DOTALL)
