"""A limit to how many requests a second are sent."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Throttle"]

_CATCH_UP = 0.05
"""Seconds of delay, as timers have them, that later requests may make up for."""


class Throttle:
    """Lets one row start after the other, as far apart as all their requests ask for.

    Args:
        rate: The most requests a second.
        monotonic: Returns the time in seconds.
    """

    def __init__(self, rate: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._interval = 1 / rate
        self._monotonic = monotonic
        self._next: float | None = None
        self._turn = asyncio.Lock()

    async def wait(self) -> None:
        """Wait until a row may send its first request."""
        async with self._turn:  # so that what is charged meanwhile counts for those behind
            pause = self.reserve()
            if pause > 0:
                await asyncio.sleep(pause)

    def reserve(self) -> float:
        """Return the seconds to wait before the next row's first request."""
        now = self._monotonic()
        start = now if self._next is None else max(now - _CATCH_UP, self._next)
        self._next = start + self._interval
        return start - now

    def charge(self, requests: int) -> None:
        """Make later rows wait for requests that a row needed besides its first one."""
        if self._next is not None and requests > 0:
            self._next += requests * self._interval
