"""The connection pools of asynchronous clients: one for each event loop."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, TypeVar

import sniffio

from optizmo_deploy.client.adapters.pools import Pools
from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

__all__ = ["LoopPools", "OneLoop", "call_soon_threadsafe", "running_loop"]

T = TypeVar("T")


def running_loop() -> Any:
    """Return what stands for the event loop that runs here: asyncio's loop, or trio's token.

    Raises:
        ConfigurationError: There is none.
    """
    try:
        library = sniffio.current_async_library()
    except sniffio.AsyncLibraryNotFoundError:
        raise ConfigurationError(
            "an asynchronous client works on asyncio or trio, and neither is running"
        ) from None
    if library != "trio":
        return asyncio.get_running_loop()
    import trio  # noqa: PLC0415 - it is running, so it is installed

    return trio.lowlevel.current_trio_token()


def call_soon_threadsafe(loop: Any, function: Callable[[], object]) -> None:
    """Run a function in an event loop soon; nothing happens if the loop has ended. Thread-safe."""
    is_asyncio = isinstance(loop, asyncio.AbstractEventLoop)
    with contextlib.suppress(RuntimeError):
        (loop.call_soon_threadsafe if is_asyncio else loop.run_sync_soon)(function)


class LoopPools(Pools[T]):
    """The connection pools of a client: one for each event loop of each process.

    Args:
        make: Makes a pool.
        close: Closes a pool.
        close_after_loop: Whether a pool can be closed when its event loop has ended. Otherwise it
            is left to the garbage collector.
    """

    __slots__ = ("_close", "_close_after_loop")

    def __init__(
        self,
        make: Callable[[], T],
        close: Callable[[T], Coroutine[Any, Any, None]],
        *,
        close_after_loop: bool,
    ) -> None:
        super().__init__(make)
        self._close = close
        self._close_after_loop = close_after_loop

    def known(self) -> T | None:
        """Return the pool of asyncio's running event loop, if there is one already."""
        try:
            return self.all().get(asyncio.get_running_loop())
        except RuntimeError:  # it is trio
            return None

    async def here(self) -> T:
        """Return the pool of this process and of the running event loop."""
        loop = running_loop()
        if loop not in self.all():
            await self._forget_ended()
        return self.get(loop)

    async def aclose(self) -> None:
        """Close the pools: that of this event loop at once, others soon, in their loops."""
        await self._forget_ended()
        pools, here = self.all(), running_loop()
        while pools:
            loop, pool = pools.popitem()
            if loop is here:
                await self._close(pool)
            elif isinstance(loop, asyncio.AbstractEventLoop):
                asyncio.run_coroutine_threadsafe(self._close(pool), loop)

    async def _forget_ended(self) -> None:
        pools = self.all()
        for loop in [loop for loop in pools if _has_ended(loop)]:
            pool = pools.pop(loop, None)
            if pool is not None and self._close_after_loop:
                await self._close(pool)


class OneLoop:
    """Keeps a caller's HTTP client to its event loop: a known one, or that of its first use."""

    __slots__ = ("_loop",)

    def __init__(self, loop: Any = None) -> None:
        self._loop = loop

    def check(self) -> None:
        """Check that this is the event loop.

        Raises:
            ConfigurationError: It is another one, in which the connections cannot be used.
        """
        loop = running_loop()
        if self._loop is None:
            self._loop = loop
        if loop is not self._loop:
            raise ConfigurationError(
                "http_client was used in another event loop: its connections belong to that one. "
                "Use one http_client in each event loop, or none"
            )


def _has_ended(loop: Any) -> bool:
    if isinstance(loop, asyncio.AbstractEventLoop):
        return loop.is_closed()
    try:
        loop.run_sync_soon(lambda: None)
    except RuntimeError:
        return True
    return False
