"""Provider states: situations that a contract test asks for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .state import World

__all__ = ["StateError", "apply_state"]


class StateError(ValueError):
    """A provider state cannot be set up; the message says why."""


def apply_state(world: World, request: dict[str, Any]) -> None:
    """Set up or tear down the state that a request in the provider-states form names.

    Raises:
        StateError: The request is malformed or the state unknown.
    """
    name, action = request.get("state"), request.get("action", "setup")
    params: dict[str, Any] = request.get("params") or {}
    if action not in {"setup", "teardown"}:
        raise StateError("action must be setup or teardown")
    if name != "account busy":
        raise StateError(f"there is no state {name!r}")
    world.busy(params.get("seconds", 30) if action == "setup" else 0)
