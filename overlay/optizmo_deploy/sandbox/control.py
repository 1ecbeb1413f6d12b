"""The control API, by which a test controls the sandbox over HTTP.

It is never below `/deploy`, needs no key, and describes an invalid request in `{"error": …}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs

from .account_file import AccountError
from .arguments import ArgumentError, Arguments
from .control_requests import clock_document, fault_document, read_account, read_clock, read_fault
from .jsontext import InvalidJsonError, parse
from .message import Request, Response, json_response
from .rate_limit import Rate
from .states import apply_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from .backend import Backend

__all__ = ["CONTROL_PATH", "Control"]

CONTROL_PATH = "/control"


class Control:
    """Responds to control requests."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    def respond(self, request: Request) -> Response:
        """Carry out a control request."""
        name = request.path.removeprefix(CONTROL_PATH).strip("/")
        handlers = _HANDLERS.get(name)
        if handlers is None:
            known = ", ".join(name for name in _HANDLERS if name)
            return _error(404, f"there is no control {name!r}; there are {known}")
        handler = handlers.get(request.method)
        if handler is None:
            return _error(405, f"{name} allows {', '.join(handlers)}")
        try:
            result = handler(self.backend, _arguments(request))
        except (ArgumentError, AccountError, InvalidJsonError) as error:
            return _error(400, str(error))
        return Response(204, []) if result is None else json_response(200, result)


def _arguments(request: Request) -> Arguments:
    if request.method in {"GET", "DELETE"}:
        query = parse_qs(request.query, keep_blank_values=True)
        return Arguments({name: values[-1] for name, values in query.items()})
    document: object = parse(request.body) if request.body else {}
    if not isinstance(document, dict):
        raise ArgumentError("the body must be a JSON object")
    return Arguments(cast("dict[str, Any]", document))


def _overview(_backend: Backend, _arguments: Arguments) -> dict[str, Any]:
    return {"controls": {name: list(methods) for name, methods in _HANDLERS.items() if name}}


def _reset(backend: Backend, arguments: Arguments) -> None:
    account = read_account(arguments.object("account"))
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
    fault = read_fault(arguments)
    backend.faults.add(fault)
    return fault_document(fault)


def _list_faults(backend: Backend, _arguments: Arguments) -> dict[str, Any]:
    return {"faults": [fault_document(fault) for fault in backend.faults.all()]}


def _clear_faults(backend: Backend, _arguments: Arguments) -> None:
    backend.faults.clear()


def _list_requests(backend: Backend, arguments: Arguments) -> dict[str, Any]:
    operation = arguments.take("operation", str, None)
    arguments.finish()
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
    return json_response(status, {"error": detail})


_HANDLERS: dict[str, dict[str, Callable[[Backend, Arguments], Any]]] = {
    "": {"GET": _overview},
    "reset": {"POST": _reset},
    "busy": {"POST": _busy},
    "faults": {"GET": _list_faults, "POST": _add_fault, "DELETE": _clear_faults},
    "states": {"POST": _states},
    "requests": {"GET": _list_requests, "DELETE": _clear_requests},
    "clock": {"GET": _show_clock, "POST": _set_clock},
}
