"""The control API, by which a test steers the sandbox over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from .jsontext import InvalidJsonError, parse
from .message import Answer, Request, json_answer
from .states import StateError, apply_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from .state import World

__all__ = ["CONTROL_PATH", "Control"]

CONTROL_PATH = "/control"
_DONE = Answer(204, [])


class ControlError(ValueError):
    """A control request is not valid; the message says why."""


class Control:
    """Answers control requests."""

    def __init__(self, world: World) -> None:
        self.world = world

    def answer(self, request: Request) -> Answer:
        """Do what a control request asks for."""
        name = request.path.removeprefix(CONTROL_PATH + "/")
        handlers = _HANDLERS.get(name)
        if handlers is None:
            return _refusal(404, f"there is no control {name!r}; there are {', '.join(_HANDLERS)}")
        handler = handlers.get(request.method)
        if handler is None:
            return _refusal(405, f"{name} allows {', '.join(handlers)}")
        try:
            result = handler(self.world, _arguments(request))
        except (ControlError, StateError, InvalidJsonError) as error:
            return _refusal(400, str(error))
        return Answer(204, []) if result is None else json_answer(200, result)


def _arguments(request: Request) -> dict[str, Any]:
    if not request.body:
        return {}
    document = parse(request.body)
    if not isinstance(document, dict):
        raise ControlError("the body must be a JSON object")
    return cast("dict[str, Any]", document)


def _reset(world: World, _arguments: dict[str, Any]) -> None:
    world.reset()


def _busy(world: World, arguments: dict[str, Any]) -> None:
    world.busy(number(arguments, "seconds", 30))


def _states(world: World, arguments: dict[str, Any]) -> Any:
    return apply_state(world, arguments)


def number(arguments: dict[str, Any], name: str, default: float) -> float:
    """Return a member of a control request that must be a number of at least 0."""
    value = arguments.get(name, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise ControlError(f"{name} must be a number of at least 0")
    return value


def _refusal(status: int, detail: str) -> Answer:
    return json_answer(status, {"error": detail})


_HANDLERS: dict[str, dict[str, Callable[[World, dict[str, Any]], Any]]] = {
    "reset": {"POST": _reset},
    "busy": {"POST": _busy},
    "states": {"POST": _states},
}
