"""Reading the members of a control request, each once and each of its type."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ArgumentError", "Arguments", "did_you_mean", "unknown_name"]

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


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question with the known name nearest to a name, empty when none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - not needed before a mistake

    by_lower = {other.lower(): other for other in known}
    near = get_close_matches(name.lower(), by_lower, n=1)
    return f"did you mean {by_lower[near[0]]!r}?" if near else ""


def unknown_name(kind: str, name: str, known: Iterable[str]) -> str:
    """Return a message about a name that does not exist: the nearest one, or all there are."""
    known = list(known)
    hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
    return f"there is no {kind} {name[:200]!r}; {hint}"


class Arguments:
    """The members of a control request that have not been read yet."""

    def __init__(self, members: dict[str, Any], place: str = "") -> None:
        self._members = dict(members)
        self._place = place
        self._known: list[str] = []

    def copy(self) -> Arguments:
        """Return the members again, to be read from the start."""
        return Arguments(self._members, self._place)

    @overload
    def take(self, name: str, kind: type[T]) -> T: ...
    @overload
    def take(self, name: str, kind: type[T], default: D) -> T | D: ...
    def take(self, name: str, kind: type[Any], default: Any = _REQUIRED) -> Any:
        """Take a member of a type out of the request; null counts as absent.

        Raises:
            ArgumentError: The member has another type, or is absent and has no default.
        """
        self._known.append(name)
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
        self._known.append(name)
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
        unknown = [
            f"{self._place}{name}" + (f" ({hint})" if hint else "")
            for name in self._members
            for hint in [did_you_mean(name, self._known)]
        ]
        if unknown:
            raise ArgumentError(f"unknown: {', '.join(unknown)}")
