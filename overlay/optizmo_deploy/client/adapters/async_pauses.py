"""Pauses of asynchronous calls, on asyncio or trio."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import sniffio

from optizmo_deploy.client.adapters.pauses import Pauses

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

__all__ = ["AsyncPauses"]


class AsyncPauses(Pauses):
    """The pauses that the calls of one asynchronous client are in, in any number of event loops."""

    __slots__ = ()

    async def async_wait(self, seconds: float, wake: Future[None] | None) -> None:
        """Wait for some seconds, or until `wake` is done."""
        event = anyio.Event()
        call_soon = _call_soon()
        with self.registered(wake) as future:
            future.add_done_callback(partial(_notify, call_soon, event))
            with anyio.move_on_after(seconds):
                await event.wait()


def _notify(call_soon: Callable[..., Any], event: anyio.Event, _: Future[None]) -> None:
    with contextlib.suppress(RuntimeError):  # the event loop of the pause has ended meanwhile
        call_soon(event.set)


def _call_soon() -> Callable[..., Any]:
    """Return what runs a function in this event loop, and may be called from any thread."""
    if sniffio.current_async_library() == "trio":
        import trio  # noqa: PLC0415 - it is running, so it is installed

        return trio.lowlevel.current_trio_token().run_sync_soon
    import asyncio  # noqa: PLC0415 - not needed on trio

    return asyncio.get_running_loop().call_soon_threadsafe
