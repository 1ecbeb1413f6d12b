"""Reading the members of a control request, each once and each of its type."""

from __future__ import annotations

import math
from typing import Any, TypeVar, cast, overload

__all__ = ["ArgumentError", "Arguments"]

T = TypeVar("T")
D = TypeVar("D")
_REQUIRED: Any = object()
_NOUNS: dict[type[Any], str] = {
    str: "a text",
    int: "an integer",
    float: "a number",
    bool: "true or false",
    dict: "an object",
    list: "an array",
}


class ArgumentError(ValueError):
    """A control request is not valid; the message says why."""


class Arguments:
    """The members of a control request that have not been read yet."""

    def __init__(self, members: dict[str, Any], place: str = "") -> None:
        self._members = dict(members)
        self._place = place

    @overload
    def take(self, name: str, kind: type[T]) -> T: ...
    @overload
    def take(self, name: str, kind: type[T], default: D) -> T | D: ...
    def take(self, name: str, kind: type[Any], default: Any = _REQUIRED) -> Any:
        """Take a member of a type out of the request; null counts as absent.

        Raises:
            ArgumentError: The member has another type, or is absent and has no default.
        """
        value = self._members.pop(name, None)
        if value is None:
            if default is not _REQUIRED:
                return default
            raise ArgumentError(f"{self._place}{name} is missing")
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ArgumentError(f"{self._place}{name} must be {_NOUNS[kind]}")
        return value

    def seconds(self, name: str, default: float) -> float:
        """Take a duration of at least 0 seconds."""
        value = self.take(name, float, default)
        if not (math.isfinite(value) and value >= 0):
            raise ArgumentError(f"{self._place}{name} must be at least 0")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a text or an array of texts."""
        value = self._members.pop(name, None)
        values = [value] if isinstance(value, str) else value or []
        if not isinstance(values, list) or not all(
            isinstance(item, str) for item in cast("list[object]", values)
        ):
            raise ArgumentError(f"{self._place}{name} must be a text or an array of texts")
        return tuple(cast("list[str]", values))

    def object(self, name: str) -> dict[str, Any] | None:
        """Take an object, None when it is absent."""
        return cast("dict[str, Any] | None", self.take(name, dict, None))

    def inner(self, name: str) -> Arguments:
        """Take an object; an absent one is empty."""
        return Arguments(self.object(name) or {}, f"{self._place}{name}.")

    def rest(self) -> dict[str, Any]:
        """Take everything that is left."""
        rest, self._members = self._members, {}
        return rest

    def finish(self) -> None:
        """Reject members that were not read."""
        if self._members:
            raise ArgumentError(
                f"unknown: {', '.join(self._place + name for name in self._members)}"
            )
