"""What a response means: a result, or one error of the tree."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast
from urllib.parse import urlsplit

from optizmo_deploy_api import models

from optizmo_deploy.client import errors
from optizmo_deploy.client.core.retry_policy import Cause
from optizmo_deploy.client.field_error import FieldError

if TYPE_CHECKING:
    from optizmo_deploy.client.core.calls import Call
    from optizmo_deploy.client.core.effects import RawResponse
    from optizmo_deploy.client.core.rate_limit_headers import Hints
    from optizmo_deploy.client.response import Response

__all__ = ["NotUnderstood", "api_error", "cause_of", "read_success"]

T = TypeVar("T")

_BY_CODE: dict[str, type[errors.ApiError]] = {
    "invalid_request_error": errors.InvalidRequestError,
    "authentication_error": errors.AuthenticationError,
    "permission_error": errors.PermissionDeniedError,
    "not_found_error": errors.NotFoundError,
    "conflict_error": errors.ConflictError,
    "contact_exists": errors.ContactExistsError,
    "operation_in_progress": errors.OperationInProgressError,
    "api_error": errors.ServerError,
}
_BY_STATUS: dict[int, type[errors.ApiError]] = {
    400: errors.InvalidRequestError,
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    409: errors.ConflictError,
}
_SERVER_ERRORS = 500


class NotUnderstood(Exception):  # noqa: N818 - a signal inside this package, which no caller sees
    """A response is not a success that fits the contract; the text says why."""


def read_success(response: RawResponse, call: Call[T]) -> T:
    """Return the result that a response with a status code below 400 carries.

    Which of the status codes from 200 to 299 it has does not matter: the documentation leaves some
    of them open. Nor does the body of a response that carries no result, unless it shows that it
    does not come from the API: the request has had its effect.

    Raises:
        NotUnderstood: It carries none.
    """
    if not 200 <= response.status < 300:  # noqa: PLR2004 - the class of status codes that mean success
        raise NotUnderstood(_unexpected(response))
    if call.parse is None:
        if response.content.lstrip().startswith(b"<"):
            raise NotUnderstood("the response is a web page, of a proxy or a login perhaps")
        return cast("T", None)
    if response.flaw:
        raise NotUnderstood(f"the response's body cannot be used: {response.flaw}")
    try:
        result = call.parse(_decode(response.content))
    except _MISFITS as error:
        raise NotUnderstood(_misfit(error)) from None
    _check_identity(result, call)
    return result


_MISFITS = (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError)


def _check_identity(result: object, call: Call[T]) -> None:
    """Check that a contact or a brand is the one that was asked for."""
    path = call.operation.path
    if isinstance(result, models.Contact):
        what, found = "contact", result.email_md5
        wanted = call.contact or (call.target if "{emailMd5}" in path else "")
    elif isinstance(result, models.Brand):
        what, found = "brand", result.id
        wanted = call.target if "{brandId}" in path else ""
    else:
        return
    if wanted and found.lower() not in wanted.lower():
        raise NotUnderstood(f"the response is about another {what}")


def _misfit(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "the response's body is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return "the response's body is not JSON"
    if isinstance(error, KeyError):
        return f"the response lacks the member {error}"
    if isinstance(error, RecursionError):
        return "the response is nested too deeply"
    return "a member of the response has a wrong type or form"


def api_error(response: RawResponse, shown: Response[None], hints: Hints) -> errors.ApiError:
    """Return the error that a status code from 400 to 599 stands for, whatever the body is."""
    problem = _problem(response.content)
    code = _text(problem.get("code"))
    retry_after = hints.retry_after
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        kind: type[errors.ApiError] = errors.RateLimitError
        retry_after = hints.reset_in if retry_after is None else retry_after
    elif code in _BY_CODE:
        kind = _BY_CODE[code]
    elif response.status >= _SERVER_ERRORS:
        kind = errors.ServerError
    else:
        kind = _BY_STATUS.get(response.status, errors.ApiError)
    return kind(
        response.status,
        response=shown,
        code=code,
        title=_text(problem.get("title")) or _phrase(response.status),
        detail=_text(problem.get("detail")),
        instance=_text(problem.get("instance")),
        errors=_field_errors(problem.get("errors")),
        retry_after=retry_after,
    )


def cause_of(error: errors.ApiError) -> Cause | None:
    """Return why the request could be repeated, or None when the error is final."""
    status = error.status_code
    if status in _CAUSES:
        return _CAUSES[status]
    if status >= _SERVER_ERRORS:
        return Cause.SERVER_ERROR
    if isinstance(error, errors.OperationInProgressError) and status == HTTPStatus.CONFLICT:
        return Cause.BUSY
    return None


_CAUSES: dict[int, Cause] = {
    HTTPStatus.TOO_MANY_REQUESTS: Cause.RATE_LIMITED,
    # Proxies use it for a server that was too slow, which may have carried the request out.
    HTTPStatus.REQUEST_TIMEOUT: Cause.SERVER_ERROR,
    # The server did not look at the request, for reasons of the connection.
    HTTPStatus.MISDIRECTED_REQUEST: Cause.NOT_SENT,
    HTTPStatus.TOO_EARLY: Cause.NOT_SENT,
}


def _refuse_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is not JSON", name, 0)


_decoder = json.JSONDecoder(parse_constant=_refuse_constant)


def _decode(content: bytes) -> Any:
    return _decoder.decode(content.decode().removeprefix("\ufeff"))


def _unexpected(response: RawResponse) -> str:
    if not 300 <= response.status < 400:  # noqa: PLR2004 - the class of HTTP statuses that mean redirection
        return f"status {response.status} is neither a success nor an error"
    headers = {name.lower(): value for name, value in response.headers}
    try:
        target = urlsplit(headers.get(b"location", b"").decode("latin-1"))
        host = f" to {target.scheme or 'http'}://{target.hostname}" if target.hostname else ""
    except ValueError:
        host = ""
    return (
        f"status {response.status} redirects{host}, which is not followed: is the base URL right?"
    )


def _problem(content: bytes) -> dict[str, Any]:
    try:
        problem = _decode(content)
    except (
        ValueError,
        RecursionError,
    ):  # HTML, nothing, half a document
        return {}
    return cast("dict[str, Any]", problem) if isinstance(problem, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _field_errors(value: object) -> tuple[FieldError, ...]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    entries = [cast("dict[str, object]", item) for item in items if isinstance(item, dict)]
    return tuple(
        FieldError(
            _text(entry.get("detail")) or "",
            _text(entry.get("pointer")),
            _text(entry.get("parameter")),
        )
        for entry in entries
    )


def _phrase(status: int) -> str | None:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return None
