"""A limit to how many requests a second are sent."""

from __future__ import annotations

__all__ = ["Throttle"]


class Throttle:
    """Gives each request a time of its own, at equal distances.

    Args:
        rate: The most requests a second.
    """

    __slots__ = ("_interval", "_next")

    def __init__(self, rate: float) -> None:
        self._interval = 1 / rate
        self._next = 0.0

    def reserve(self, now: float) -> float:
        """Return the seconds to wait before the next request; times are those of one clock."""
        start = max(now, self._next)
        self._next = start + self._interval
        return start - now
