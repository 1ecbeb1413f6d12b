"""Responses, and what is known of them besides the result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Headers", "RateLimit", "Response"]

T_co = TypeVar("T_co", covariant=True)


class Headers(Mapping[str, str]):
    """The header fields of a response, in any case; repeated ones are joined with a comma."""

    __slots__ = ("_values", "raw")

    def __init__(self, raw: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self.raw: tuple[tuple[bytes, bytes], ...] = tuple(raw)
        """Names and values as they came, in order."""
        self._values: dict[str, str] | None = None

    def __getitem__(self, name: str) -> str:
        return self._index()[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._index())

    def __len__(self) -> int:
        return len(self._index())

    def __repr__(self) -> str:
        return f"Headers({list(self)})"

    def __reduce__(self) -> tuple[type[Headers], tuple[tuple[tuple[bytes, bytes], ...]]]:
        return Headers, (self.raw,)

    def _index(self) -> dict[str, str]:
        if self._values is None:
            values: dict[str, str] = {}
            for raw_name, raw_value in self.raw:
                name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
                values[name] = f"{values[name]}, {value}" if name in values else value
            self._values = values
        return self._values


@attrs.frozen
class RateLimit:
    """The state of the rate limit, as the latest response states it.

    Attributes:
        limit: How many requests a window allows.
        remaining: How many requests are left in the current window.
        reset_at: When the window ends, in UTC.
    """

    limit: int | None
    remaining: int | None
    reset_at: datetime | None


@attrs.frozen
class Response(Generic[T_co]):
    """A result together with the response that it came in.

    Attributes:
        parsed: The result, what the same method without `with_response` returns.
        status_code: The HTTP status code of the last response.
        headers: The header fields of the last response.
        rate_limit: The state of the rate limit that the last response states, or None.
        attempts: How many requests the call took.
        elapsed: Seconds from the start of the call to its end, waits included.
        content: The body of the last response, after decompression.
    """

    parsed: T_co
    status_code: int
    headers: Headers = attrs.field(repr=False)
    rate_limit: RateLimit | None
    attempts: int
    elapsed: float
    content: bytes = attrs.field(repr=False)
