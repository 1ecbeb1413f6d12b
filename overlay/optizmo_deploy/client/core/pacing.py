"""Slowing down before the rate limit is hit."""

from __future__ import annotations

import threading

__all__ = ["Pacer"]

_RELAXED_SHARE = 0.1
"""While more than this share of the window is left, requests go out unhindered."""


class Pacer:
    """Spreads the requests that are left in a window of the rate limit over its time.

    One pacer serves all users of a client, in any number of threads or tasks: each one reserves
    its own moment. Times are those of a monotonic clock, in seconds.
    """

    __slots__ = ("_ends", "_interval", "_lock", "_next", "idle")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._interval = 0.0  # between two requests; zero while there are plenty left
        self._next = 0.0  # the earliest moment that nobody has reserved
        self._ends = 0.0  # when the window ends
        self.idle: bool = True
        """Whether nobody has to wait, and so need not ask; it costs next to nothing to look."""

    def observe(
        self, now: float, *, limit: int | None, remaining: int | None, reset_in: float | None
    ) -> None:
        """Take note of what a response states about the rate limit."""
        if remaining is None or reset_in is None:
            return
        if remaining > (limit or 0) * _RELAXED_SHARE:
            self._interval = 0.0
            return
        with self._lock:
            self.idle = False
            self._ends = now + reset_in
            self._interval = reset_in / (remaining + 1)
            self._next = max(self._next, now + self._interval)

    def reserve(self, now: float, longest: float) -> float:
        """Return the seconds to wait before the next request may go out.

        Args:
            now: The time.
            longest: The longest wait that is worth it. Rather than wait longer, go at once and
                let the server decide.
        """
        with self._lock:
            if not self._interval:
                self.idle = True
                return 0.0
            start = max(now, min(self._next, self._ends))
            if start - now > longest:
                return 0.0
            self._next = start + self._interval
            return start - now
