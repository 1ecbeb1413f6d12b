"""Clients whose pauses take no time, for the tests of the pytest plugin's users.

Where such a client would wait, for a retry or for the rate limit, it moves a virtual clock on and
continues at once, so that tests of retries are fast and the other side sees the time pass.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

    from optizmo_deploy import AsyncDeployClient, DeployClient

__all__ = ["MovableClock", "pause_virtually"]

_INTERVAL = 0.005  # real seconds between two looks, while requests are under way

C = TypeVar("C", bound="DeployClient | AsyncDeployClient")


class MovableClock(Protocol):
    """A clock that can be moved on."""

    def now(self) -> float:
        """Return the Unix time in seconds."""
        ...

    def advance(self, by: float) -> None:
        """Move the clock on by some seconds."""
        ...


def pause_virtually(client: C, clock: MovableClock) -> C:
    """Make a client, and those that come from its `with_options`, pause on a virtual clock.

    Its deadlines count the time that it did not wait. Returns the client.
    """
    from optizmo_deploy import AsyncDeployClient  # noqa: PLC0415 - an import of the client's

    # The client of this very package, which shows how it waits to nobody else.
    runner: Any = vars(client)["_runner"]
    skipped = _Skipped(clock)
    kind = _AsyncPauses if isinstance(client, AsyncDeployClient) else _Pauses
    runner.adapter = kind(runner.adapter, skipped)
    runner.shared.clock.monotonic = skipped.monotonic
    runner.shared.clock.now = clock.now
    return client


class _Skipped:
    """The virtual time of a client: the machine's, and the seconds that were skipped so far.

    Time is skipped only while no request is under way, and to the end of the shortest pause.
    """

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._seconds = 0.0
        self._ends: list[float] = []
        self.requests: int = 0

    def monotonic(self) -> float:
        return time.monotonic() + self._seconds

    def begin_request(self) -> None:
        with self._lock:
            self.requests += 1

    def end_request(self) -> None:
        with self._lock:
            self.requests -= 1

    def begin(self, seconds: float) -> float:
        """Begin a pause and return its end."""
        end = self.monotonic() + seconds
        with self._lock:
            self._ends.append(end)
        return end

    def is_over(self, end: float) -> bool:
        """Skip to the end of a pause if it is its turn, and return whether the pause is over."""
        with self._lock:
            left = end - self.monotonic()
            if left > 0 and self.requests == 0 and end <= min(self._ends):
                self._seconds += left
                self._clock.advance(left)
                left = 0.0
            return left <= 0

    def finish(self, end: float) -> None:
        with self._lock:
            self._ends.remove(end)


class _Pauses:
    """An adapter of the blocking client, with pauses that take no time."""

    def __init__(self, adapter: Any, skipped: _Skipped) -> None:
        self._adapter = adapter
        self._skipped = skipped

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adapter, name)

    def _is_ended(self, wake: Future[None] | None) -> bool:
        return self._adapter.closed or (wake is not None and wake.done())

    def exchange(self, step: Any) -> Any:
        self._skipped.begin_request()
        try:
            return self._adapter.exchange(step)
        finally:
            self._skipped.end_request()

    def sleep(self, seconds: float, wake: Future[None] | None) -> None:
        end = self._skipped.begin(seconds)
        try:
            while not (self._is_ended(wake) or self._skipped.is_over(end)):
                self._adapter.sleep(_INTERVAL, wake)
        finally:
            self._skipped.finish(end)


class _AsyncPauses(_Pauses):
    """An adapter of the asynchronous client, with pauses that only let other tasks run."""

    async def exchange(self, step: Any) -> Any:
        self._skipped.begin_request()
        try:
            return await self._adapter.exchange(step)
        finally:
            self._skipped.end_request()

    async def sleep(  # type: ignore[override]
        self, seconds: float, wake: Future[None] | None
    ) -> None:
        end = self._skipped.begin(seconds)
        try:
            await self._adapter.sleep(0, wake)
            while not (self._is_ended(wake) or self._skipped.is_over(end)):
                await self._adapter.sleep(_INTERVAL, wake)
        finally:
            self._skipped.finish(end)
