"""Waiting for a database that another process has locked, without stopping the server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from .store import DatabaseLockedError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LOCK_TIMEOUT", "when_unlocked"]

T = TypeVar("T")

LOCK_TIMEOUT = 10.0
"""Seconds after which a request to a locked database fails."""

_INTERVAL = 0.02  # seconds between two attempts


async def when_unlocked(action: Callable[[], T]) -> T:
    """Run an action, again and again while the database is locked; other requests go on.

    Args:
        action: What to run; it must have had no effect when it finds the database locked.

    Raises:
        DatabaseLockedError: The database was locked for too long.
    """
    loop = asyncio.get_running_loop()
    deadline: float | None = None
    while True:
        try:
            return action()
        except DatabaseLockedError:
            now = loop.time()
            deadline = deadline or now + LOCK_TIMEOUT
            if now >= deadline:
                raise
        await asyncio.sleep(_INTERVAL)
