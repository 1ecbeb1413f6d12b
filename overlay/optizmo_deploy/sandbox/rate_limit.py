"""The rate limit: how many requests a key may make, and the header fields that report it.

The documentation names three headers and no units. Here the windows are fixed, each key has its
own, and `x-rate-limit-reset` counts the seconds to the window's end.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .problems import Problem, too_many_requests

if TYPE_CHECKING:
    from .clock import Clock

__all__ = ["Rate", "RateLimiter"]

_UNITS = {"s": 1, "m": 60, "h": 3600}
Headers = list[tuple[bytes, bytes]]


def _headers(limit: int, remaining: int, reset: int) -> Headers:
    return [
        (b"x-rate-limit-limit", b"%d" % limit),
        (b"x-rate-limit-remaining", b"%d" % remaining),
        (b"x-rate-limit-reset", b"%d" % reset),
    ]


_GENEROUS = 10000
_UNLIMITED = _headers(_GENEROUS, _GENEROUS - 1, 1)


@dataclass(frozen=True, slots=True)
class Rate:
    """A number of requests in a number of seconds."""

    requests: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> Rate:
        """Read a rate as `N/s`, `N/m` or `N/h`.

        Raises:
            ValueError: The text is not a rate.
        """
        match = re.fullmatch(r"([1-9][0-9]{0,8})/([smh])", text)
        if match is None:
            raise ValueError(f"{text!r} is not a rate; write one as 10/s, 600/m or 5000/h")
        return cls(int(match[1]), _UNITS[match[2]])


class RateLimiter:
    """Counts requests in windows; without a rate it only reports a generous one."""

    def __init__(self, clock: Clock, rate: Rate | None = None) -> None:
        self.clock = clock
        self.rate = rate
        self._blocked_until = 0.0
        self._windows: dict[str, tuple[float, int]] = {}

    def restore(self, rate: Rate | None) -> None:
        """Forget every window and go on with a rate."""
        self.rate = rate
        self._blocked_until = 0.0
        self._windows.clear()

    def state(self) -> tuple[Rate | None, float, dict[str, tuple[float, int]]]:
        """Return the rate and the windows, for `restore_state`."""
        return self.rate, self._blocked_until, dict(self._windows)

    def restore_state(self, state: tuple[Rate | None, float, dict[str, tuple[float, int]]]) -> None:
        """Go on with a rate and the windows of before."""
        self.rate, self._blocked_until, windows = state
        self._windows = dict(windows)

    def block(self, seconds: float) -> None:
        """Reject everything for a number of seconds of the sandbox's clock; 0 ends it."""
        self._blocked_until = self.clock.now() + seconds if seconds > 0 else 0.0

    def count(self, who: str) -> tuple[Headers, Problem | None]:
        """Count a request; return its response's headers and, over the limit, the problem."""
        if self._blocked_until:
            left = math.ceil(self._blocked_until - self.clock.now())
            if left > 0:
                limit = self.rate.requests if self.rate else _GENEROUS
                return _headers(limit, 0, left), too_many_requests(left)
        if self.rate is None:
            return _UNLIMITED, None
        now = self.clock.now()
        end, used = self._windows.get(who, (0.0, 0))
        if not now < end <= now + self.rate.seconds:
            end, used = now + self.rate.seconds, 0
        rejected = used >= self.rate.requests
        if not rejected:
            used += 1
        self._windows[who] = (end, used)
        reset = max(1, math.ceil(end - now))
        headers = _headers(self.rate.requests, self.rate.requests - used, reset)
        return headers, too_many_requests(reset) if rejected else None
