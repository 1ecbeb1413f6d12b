"""Pauses of asynchronous calls, on asyncio or trio."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import anyio

from optizmo_deploy.client.adapters.event_loops import call_soon_threadsafe, running_loop
from optizmo_deploy.client.adapters.pauses import Pauses

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["AsyncPauses"]


class AsyncPauses(Pauses):
    """The pauses that the calls of one asynchronous client are in, in any number of event loops."""

    __slots__ = ()

    async def async_wait(self, seconds: float, wake: Future[None] | None) -> None:
        """Wait for some seconds, or until `wake` is done."""
        event = anyio.Event()
        with self.registered(wake) as future:
            future.add_done_callback(partial(_set, running_loop(), event))
            with anyio.move_on_after(seconds):
                await event.wait()


def _set(loop: Any, event: anyio.Event, _: Future[None]) -> None:
    call_soon_threadsafe(loop, event.set)
