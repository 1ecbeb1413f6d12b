"""Finding the operation of a method and a path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .message import InvalidEncodingError, percent_decoded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .rules import Operation

__all__ = ["Match", "Router"]


@dataclass(frozen=True, slots=True)
class Match:
    """A path of the contract: its operations by method, and its parameters in order.

    A parameter is None where its percent-encoding is broken.
    """

    operations: dict[str, Operation]
    names: tuple[str, ...]
    values: list[str | None]

    def operation(self, method: str) -> Operation | None:
        """Return the operation of a method, if there is one; HEAD is GET without the body."""
        return self.operations.get("GET" if method == "HEAD" else method)

    @property
    def allowed(self) -> str:
        """The methods of the path, as the header `Allow` lists them."""
        methods = sorted(self.operations)
        return ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"])


class Router:
    """Matches paths segment by segment; a literal segment wins over a parameter."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._by_length: dict[int, dict[tuple[str | None, ...], dict[str, Operation]]] = {}
        for operation in operations:
            segments = operation.template.lstrip("/").split("/")
            pattern = tuple(None if segment.startswith("{") else segment for segment in segments)
            templates = self._by_length.setdefault(len(pattern), {})
            templates.setdefault(pattern, {})[operation.method] = operation

    def match(self, path: str) -> Match | None:
        """Return the match of a path below the API's base, still percent-encoded, if any."""
        segments = [_decoded(segment) for segment in path.removeprefix("/").split("/")]
        for pattern, operations in self._by_length.get(len(segments), {}).items():
            if all(
                segment == literal if literal is not None else segment != ""
                for segment, literal in zip(segments, pattern, strict=True)
            ):
                values = [
                    segment
                    for segment, literal in zip(segments, pattern, strict=True)
                    if literal is None
                ]
                names = next(iter(operations.values())).parameter_names
                return Match(operations, names, values)
        return None


def _decoded(segment: str) -> str | None:
    try:
        return percent_decoded(segment)
    except InvalidEncodingError:
        return None
