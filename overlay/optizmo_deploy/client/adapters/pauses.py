"""Pauses that can be ended early: by a wake-up from any thread, or because the client is closed."""

from __future__ import annotations

import contextlib
from concurrent.futures import Future, InvalidStateError
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["Pauses"]


class Pauses:
    """The pauses that the calls of one client are in."""

    __slots__ = ("_ended", "_running")

    def __init__(self) -> None:
        self._running: set[Future[None]] = set()
        self._ended = False

    def wait(self, seconds: float, wake: Future[None] | None) -> None:
        """Block for some seconds, or until `wake` is done."""
        with self.registered(wake) as future, contextlib.suppress(TimeoutError):
            future.result(seconds)

    def end(self) -> None:
        """End all pauses, those that are still to come as well."""
        self._ended = True
        for future in list(self._running):
            _wake(future)

    @contextlib.contextmanager
    def registered(self, wake: Future[None] | None) -> Generator[Future[None]]:
        """Give the future whose result ends a pause."""
        future: Future[None] = Future() if wake is None else wake
        self._running.add(future)
        try:
            if self._ended:
                _wake(future)
            yield future
        finally:
            self._running.discard(future)


def _wake(future: Future[None]) -> None:
    with contextlib.suppress(InvalidStateError):
        future.set_result(None)
