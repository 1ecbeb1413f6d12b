"""Connections belong to a process, and to an event loop in it; nobody else may use them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Pools"]

T = TypeVar("T")

_inherited: list[object] = []
"""Pools of parent processes. To collect them would close connections that the parent uses."""


class Pools(Generic[T]):
    """The connection pools of a client: one in each process and event loop that uses it.

    Any number of threads may use it. After a fork, the child gets new pools and leaves those of its
    parent alone.
    """

    __slots__ = ("_make", "_of_process")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._of_process: tuple[int, dict[object, T]] = (os.getpid(), {})

    def get(self, loop: object = None) -> T:
        """Return the pool of this process and of an event loop."""
        pools = self.all()
        try:
            return pools[loop]
        except KeyError:
            return pools.setdefault(loop, self._make())

    def all(self) -> dict[object, T]:
        """Return the pools of this process by their event loops."""
        process, pools = self._of_process
        if process != os.getpid():
            _inherited.append(pools)
            pools = {}
            # One assignment: other threads see the number of this process with its own pools.
            self._of_process = (os.getpid(), pools)
        return pools
