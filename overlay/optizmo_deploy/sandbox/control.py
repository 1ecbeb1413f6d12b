"""The control API, by which a test controls the sandbox over HTTP.

It is never below `/deploy`, needs no key, and describes an invalid request in `{"error": …}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs

from .account_file import AccountError
from .arguments import ArgumentError, Arguments, unknown_name
from .control_requests import clock_document, fault_document, read_account, read_clock, read_fault
from .database_lock import when_unlocked
from .jsontext import InvalidJsonError, parse
from .message import Request, Response, json_response
from .rate_limit import Rate
from .states import apply_state
from .store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .backend import Backend
    from .external import Address

    Handler = Callable[[Backend, Arguments], Any]

__all__ = ["CONTROL_PATH", "Control"]

CONTROL_PATH = "/control"
_PORT = re.compile(r":[0-9]+$")


class Control:
    """Responds to control requests.

    Args:
        backend: What is controlled.
        loopback: Whether only this machine can reach the sandbox.
    """

    def __init__(self, backend: Backend, *, loopback: bool = True) -> None:
        self.backend = backend
        self._loopback = loopback

    async def respond(self, request: Request, address: Address) -> Response:
        """Carry out a control request."""
        if self._is_from_a_foreign_page(request, address):
            return _error(
                403,
                "the control API is not for pages of another origin; "
                "send control requests from the test runner",
            )
        name = request.path.removeprefix(CONTROL_PATH).strip("/")
        handlers = _HANDLERS.get(name)
        if handlers is None:
            return _error(404, unknown_name("control", name, filter(None, _HANDLERS)))
        methods = [*handlers, *(["HEAD"] if "GET" in handlers else []), "OPTIONS"]
        allow = [(b"allow", ", ".join(methods).encode())]
        if request.method == "OPTIONS":
            return Response(204, allow)
        handler = handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            response = _error(405, f"{name or 'this path'} allows {', '.join(methods)}")
            response.headers += allow
            return response
        return await self._perform(handler, request)

    async def _perform(self, handler: Handler, request: Request) -> Response:
        try:
            arguments = _arguments(request)
            result = await when_unlocked(lambda: handler(self.backend, arguments.copy()))
        except (ArgumentError, AccountError, InvalidJsonError) as error:
            return _error(400, str(error))
        except StoreError as error:
            return _error(500, str(error))
        return Response(204, []) if result is None else json_response(200, result)

    def _is_from_a_foreign_page(self, request: Request, address: Address) -> bool:
        """Return whether a browser sent the request for a page of another origin.

        Browsers state the origin in every POST, with `no-cors` too, and no page can change it.
        """
        origins = request.header_values(b"origin")
        if not origins:
            return False
        if [_authority(origin) for origin in origins] != [address.authority.lower()]:
            return True
        # A page may have its own host name resolve to this machine ("DNS rebinding").
        return self._loopback and not address.forwarded and not _is_local(address.authority)


def _authority(origin: bytes) -> str:
    scheme, _, authority = origin.decode("latin-1").lower().partition("://")
    return authority.removesuffix({"http": ":80", "https": ":443"}.get(scheme, ":"))


def _is_local(authority: str) -> bool:
    from ipaddress import ip_address  # noqa: PLC0415 - not needed before a page sends a request

    host = authority.rpartition(":")[0] if _PORT.search(authority) else authority
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _arguments(request: Request) -> Arguments:
    if request.method in {"GET", "HEAD", "DELETE"}:
        query = parse_qs(request.query, keep_blank_values=True)
        return Arguments({name: values[-1] for name, values in query.items()})
    document: object = parse(request.body) if request.body else {}
    if not isinstance(document, dict):
        raise ArgumentError("the body must be a JSON object")
    return Arguments(cast("dict[str, Any]", document))


def _overview(_backend: Backend, _arguments: Arguments) -> dict[str, Any]:
    return {"controls": {name: list(methods) for name, methods in _HANDLERS.items() if name}}


def _reset(backend: Backend, arguments: Arguments) -> None:
    account = read_account(arguments.object("account"), backend.contract)
    rate = _rate(arguments)
    arguments.finish()
    backend.reset(account, rate)


def _rate(arguments: Arguments) -> Rate | None:
    text = arguments.take("rate_limit", str, None)
    try:
        return Rate.parse(text) if text else None
    except ValueError as error:
        raise ArgumentError(str(error)) from None


def _busy(backend: Backend, arguments: Arguments) -> None:
    seconds = arguments.seconds("seconds", 30.0)
    arguments.finish()
    backend.busy(seconds)


def _add_fault(backend: Backend, arguments: Arguments) -> dict[str, Any]:
    fault = read_fault(arguments, backend.contract)
    backend.faults.add(fault)
    return fault_document(fault)


def _list_faults(backend: Backend, _arguments: Arguments) -> dict[str, Any]:
    return {"faults": [fault_document(fault) for fault in backend.faults.all()]}


def _clear_faults(backend: Backend, _arguments: Arguments) -> None:
    backend.faults.clear()


def _list_requests(backend: Backend, arguments: Arguments) -> dict[str, Any]:
    operation = arguments.take("operation", str, None)
    arguments.finish()
    if operation is not None and operation not in backend.contract.by_id:
        raise ArgumentError(unknown_name("operation", operation, backend.contract.by_id))
    requests = backend.journal.requests(backend.api.account, operation)
    return {
        "requests": [request.document() for request in requests],
        "forgotten": backend.journal.forgotten,
    }


def _clear_requests(backend: Backend, _arguments: Arguments) -> None:
    backend.journal.clear()


def _show_clock(backend: Backend, _arguments: Arguments) -> dict[str, Any]:
    return clock_document(backend.clock)


def _set_clock(backend: Backend, arguments: Arguments) -> dict[str, Any]:
    read_clock(backend.clock, arguments)
    return clock_document(backend.clock)


def _states(backend: Backend, arguments: Arguments) -> None:
    apply_state(backend, arguments)


def _error(status: int, detail: str) -> Response:
    response = json_response(status, {"error": detail})
    response.reason = detail
    return response


_HANDLERS: dict[str, dict[str, Handler]] = {
    "": {"GET": _overview},
    "reset": {"POST": _reset},
    "busy": {"POST": _busy},
    "faults": {"GET": _list_faults, "POST": _add_fault, "DELETE": _clear_faults},
    "states": {"POST": _states},
    "requests": {"GET": _list_requests, "DELETE": _clear_requests},
    "clock": {"GET": _show_clock, "POST": _set_clock},
}
