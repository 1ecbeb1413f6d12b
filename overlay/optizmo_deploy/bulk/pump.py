"""Items from an iterator that may block, such as the lines of a pipe."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

__all__ = ["from_thread"]

T = TypeVar("T")


async def from_thread(items: Iterator[T], *, ahead: int = 100) -> AsyncGenerator[T, None]:
    """Give the items of an iterator, which a thread of its own iterates over.

    The thread is not waited for when this is closed: it may be blocked for ever.

    Args:
        items: The iterator; it is used by that thread alone.
        ahead: How many items it may be ahead.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[T] | BaseException | None] = asyncio.Queue()
    room = threading.Semaphore(ahead)
    closed = threading.Event()

    def put(item: tuple[T] | BaseException | None) -> None:
        if not closed.is_set():
            loop.call_soon_threadsafe(queue.put_nowait, item)

    def run() -> None:
        try:
            for item in items:
                room.acquire()
                if closed.is_set():
                    return
                put((item,))
        except Exception as error:  # noqa: BLE001 - raised where the items are taken
            put(error)
        else:
            put(None)

    threading.Thread(target=run, name="bulk input", daemon=True).start()
    try:
        while (item := await queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item[0]
            room.release()
    finally:
        closed.set()
        room.release()
