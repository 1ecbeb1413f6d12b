"""The control API, by which a test steers the sandbox over HTTP.

It is never below `/deploy`, needs no key, and tells what is wrong with a request in `{"error":
…}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs

from .account_file import AccountError
from .arguments import ArgumentError, Arguments
from .jsontext import InvalidJsonError, parse
from .message import Answer, Request, json_answer
from .orders import clock_document, fault_document, order_account, order_clock, order_fault
from .rate_limit import Rate
from .states import apply_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from .world import World

__all__ = ["CONTROL_PATH", "Control"]

CONTROL_PATH = "/control"


class Control:
    """Answers control requests."""

    def __init__(self, world: World) -> None:
        self.world = world

    def answer(self, request: Request) -> Answer:
        """Do what a control request asks for."""
        name = request.path.removeprefix(CONTROL_PATH).strip("/")
        handlers = _HANDLERS.get(name)
        if handlers is None:
            known = ", ".join(name for name in _HANDLERS if name)
            return _refusal(404, f"there is no control {name!r}; there are {known}")
        handler = handlers.get(request.method)
        if handler is None:
            return _refusal(405, f"{name} allows {', '.join(handlers)}")
        try:
            result = handler(self.world, _arguments(request))
        except (ArgumentError, AccountError, InvalidJsonError) as error:
            return _refusal(400, str(error))
        return Answer(204, []) if result is None else json_answer(200, result)


def _arguments(request: Request) -> Arguments:
    if request.method in {"GET", "DELETE"}:
        query = parse_qs(request.query, keep_blank_values=True)
        return Arguments({name: values[-1] for name, values in query.items()})
    document: object = parse(request.body) if request.body else {}
    if not isinstance(document, dict):
        raise ArgumentError("the body must be a JSON object")
    return Arguments(cast("dict[str, Any]", document))


def _overview(_world: World, _arguments: Arguments) -> dict[str, Any]:
    return {"controls": {name: list(methods) for name, methods in _HANDLERS.items() if name}}


def _reset(world: World, arguments: Arguments) -> None:
    account = order_account(arguments.object("account"))
    rate = _rate(arguments)
    arguments.finish()
    world.reset(account, rate)


def _rate(arguments: Arguments) -> Rate | None:
    text = arguments.take("rate_limit", str, None)
    try:
        return Rate.parse(text) if text else None
    except ValueError as error:
        raise ArgumentError(str(error)) from None


def _busy(world: World, arguments: Arguments) -> None:
    seconds = arguments.seconds("seconds", 30.0)
    arguments.finish()
    world.busy(seconds)


def _add_fault(world: World, arguments: Arguments) -> dict[str, Any]:
    fault = order_fault(arguments)
    world.faults.add(fault)
    return fault_document(fault)


def _list_faults(world: World, _arguments: Arguments) -> dict[str, Any]:
    return {"faults": [fault_document(fault) for fault in world.faults.all()]}


def _clear_faults(world: World, _arguments: Arguments) -> None:
    world.faults.clear()


def _list_requests(world: World, arguments: Arguments) -> dict[str, Any]:
    operation = arguments.take("operation", str, None)
    arguments.finish()
    requests = world.journal.requests(world.api.account, operation)
    return {
        "requests": [request.document() for request in requests],
        "forgotten": world.journal.forgotten,
    }


def _clear_requests(world: World, _arguments: Arguments) -> None:
    world.journal.clear()


def _show_clock(world: World, _arguments: Arguments) -> dict[str, Any]:
    return clock_document(world.clock)


def _set_clock(world: World, arguments: Arguments) -> dict[str, Any]:
    order_clock(world.clock, arguments)
    return clock_document(world.clock)


def _states(world: World, arguments: Arguments) -> None:
    apply_state(world, arguments)


def _refusal(status: int, detail: str) -> Answer:
    return json_answer(status, {"error": detail})


_HANDLERS: dict[str, dict[str, Callable[[World, Arguments], Any]]] = {
    "": {"GET": _overview},
    "reset": {"POST": _reset},
    "busy": {"POST": _busy},
    "faults": {"GET": _list_faults, "POST": _add_fault, "DELETE": _clear_faults},
    "states": {"POST": _states},
    "requests": {"GET": _list_requests, "DELETE": _clear_requests},
    "clock": {"GET": _show_clock, "POST": _set_clock},
}
