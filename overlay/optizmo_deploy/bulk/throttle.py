"""A limit to how many requests a second are sent."""

from __future__ import annotations

__all__ = ["Throttle"]

_CATCH_UP = 0.05
"""Seconds of delay, as timers have them, that later requests may make up for."""


class Throttle:
    """Gives each row a time to start at, as far from the one before as its requests ask for.

    Args:
        rate: The most requests a second.
    """

    __slots__ = ("_interval", "_next")

    def __init__(self, rate: float) -> None:
        self._interval = 1 / rate
        self._next: float | None = None

    def reserve(self, now: float) -> float:
        """Return the seconds to wait before a row's first request; times are those of one clock."""
        start = now if self._next is None else max(now - _CATCH_UP, self._next)
        self._next = start + self._interval
        return start - now

    def charge(self, requests: int) -> None:
        """Make later rows wait for requests that a row needed besides its first one."""
        if self._next is not None and requests > 0:
            self._next += requests * self._interval
