"""One operation with its arguments, ready to be sent any number of times."""

from __future__ import annotations

import json
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Protocol, TypeVar, overload
from urllib.parse import urlencode

import httpx

from optizmo_deploy.client.core.retry_policy import Safety
from optizmo_deploy.client.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optizmo_deploy_api.operations import Operation
    from optizmo_deploy_api.types import Request

__all__ = ["Call", "Endpoint", "call_of"]

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Endpoint(Protocol[P, T_co]):
    """A module of `optizmo_deploy_api.api`, which builds the requests of one operation."""

    def request(self, *args: P.args, **kwargs: P.kwargs) -> Request[T_co]:
        """Build a request."""
        ...


class Call(Generic[T]):
    """What is sent for a request, and how its success is read.

    What an operation is (its method, its path, whether a repeat is harmless) comes from the
    contract, through the generated package.

    Args:
        request: What a module of `optizmo_deploy_api.api` has built.
        parse: Reads the decoded JSON document of a success, in place of the request's own way.
        repeatable: Whether a repeat is harmless although the operation is not idempotent, because
            the caller recognizes its error response.
    """

    __slots__ = ("body", "contact", "headers", "operation", "parse", "safety", "target")

    @overload
    def __init__(self, request: Request[T], *, repeatable: bool = False) -> None: ...

    @overload
    def __init__(self, request: Request[Any], parse: Callable[[Any], T]) -> None: ...

    def __init__(
        self,
        request: Request[Any],
        parse: Callable[[Any], T] | None = None,
        *,
        repeatable: bool = False,
    ) -> None:
        kwargs = request.kwargs
        params = kwargs.get("params")
        operation = request.operation
        self.operation: Operation = operation
        self.target: str = f"{kwargs['url']}?{_query(params)}" if params else kwargs["url"]
        self.body: bytes | None = None
        self.headers: dict[str, str] = {}
        """Header fields besides those that every request with a JSON body, or without one, has."""
        if "json" in kwargs and kwargs.keys() <= _PLAIN:
            self.body = _encode(kwargs["json"])
            self.headers = _without(kwargs["headers"], "content-type")
        elif kwargs.keys() - _BODILESS:
            self.body, self.headers = _encode_otherwise(kwargs)
        self.parse: Callable[[Any], T] | None = parse or request.parse
        self.contact: str | None = None
        """The `emailMd5` of the contact that a success is about, if the path does not name it."""
        changing = Safety.REPEATABLE if operation.idempotent or repeatable else Safety.ONCE
        self.safety: Safety = Safety.READ if operation.method == "GET" else changing


def call_of(endpoint: Endpoint[P, T], *args: P.args, **kwargs: P.kwargs) -> Call[T]:
    """Return the call of any operation of the generated package.

    Raises:
        InvalidArgumentError: It is not a module of an operation, or an argument cannot be sent.
        TypeError: The operation does not take such arguments.
    """
    build = getattr(endpoint, "request", None)
    if not isinstance(endpoint, ModuleType) or build is None:
        raise InvalidArgumentError(
            "an operation must be a module such as optizmo_deploy_api.api.brands.get_brand,"
            f" not {type(endpoint).__name__}"
        )
    try:
        call = Call[T](build(*args, **kwargs))
    except (AttributeError, UnicodeEncodeError) as error:
        name = endpoint.__name__.rpartition(".")[2]
        raise InvalidArgumentError(f"an argument of {name} cannot be sent: {error}") from error
    path = call.target.partition("?")[0]
    if not {"", ".", ".."}.isdisjoint(path.split("/")[1:]):
        raise InvalidArgumentError(
            "an argument that becomes a part of the path must not be empty or dots"
        )
    return call


def _query(params: Mapping[str, Any]) -> str:
    items = [
        (name, str(value).lower() if isinstance(value, bool) else value)
        for name, value in params.items()
    ]
    try:
        return urlencode(items, doseq=True)
    except UnicodeEncodeError:
        raise InvalidArgumentError("a parameter cannot be written in UTF-8") from None


_BODILESS = frozenset({"method", "url", "params"})
_PLAIN = _BODILESS | {"json", "headers"}


def _without(headers: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name.lower(): text for name, text in headers.items() if name.lower() not in names}


def _encode_otherwise(kwargs: Mapping[str, Any]) -> tuple[bytes | None, dict[str, str]]:
    """Encode forms, files, raw bytes and cookies as httpx does."""
    rest = {name: value for name, value in kwargs.items() if name not in _BODILESS}
    request = httpx.Request("POST", "http://localhost", **rest)
    return request.read() or None, _without(request.headers, "host", "content-length")


_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
"""Made once: `json.dumps` would make one for every request."""


def _encode(body: object) -> bytes:
    try:
        return _encoder.encode(body).encode()
    except (TypeError, ValueError, RecursionError):  # a set, NaN, an infinity, a lone surrogate
        raise InvalidArgumentError(
            "a value in the body cannot be written as JSON in UTF-8"
        ) from None
