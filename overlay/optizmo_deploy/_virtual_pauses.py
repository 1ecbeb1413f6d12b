"""Clients whose pauses take no time, for the tests of the pytest plugin's users.

Where such a client would wait, for a retry or for the rate limit, it moves a virtual clock on and
continues at once, so that tests of retries are fast and the other side sees the time pass.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

    from optizmo_deploy import AsyncDeployClient, DeployClient

__all__ = ["MovableClock", "pause_virtually"]

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

    runner: Any = client._runner  # noqa: SLF001 - the client of this very package
    skipped = _Skipped(clock)
    kind = _AsyncPauses if isinstance(client, AsyncDeployClient) else _Pauses
    runner.adapter = kind(runner.adapter, skipped)
    runner.shared.clock.monotonic = skipped.monotonic
    runner.shared.clock.now = clock.now
    return client


class _Skipped:
    """The seconds that were skipped so far."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._seconds = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self._seconds

    def skip(self, seconds: float) -> None:
        self._seconds += seconds
        self._clock.advance(seconds)


class _Pauses:
    """An adapter of the blocking client, with pauses that take no time."""

    def __init__(self, adapter: Any, skipped: _Skipped) -> None:
        self._adapter = adapter
        self._skipped = skipped

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adapter, name)

    def sleep(self, seconds: float, wake: Future[None] | None) -> None:
        if wake is None or not wake.done():
            self._skipped.skip(seconds)


class _AsyncPauses(_Pauses):
    """An adapter of the asynchronous client, with pauses that only let other tasks run."""

    async def sleep(  # type: ignore[override]
        self, seconds: float, wake: Future[None] | None
    ) -> None:
        if wake is None or not wake.done():
            self._skipped.skip(seconds)
        await self._adapter.sleep(0, wake)
