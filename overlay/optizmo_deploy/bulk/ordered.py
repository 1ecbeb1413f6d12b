"""Outcomes in the order of the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy.bulk.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["InOrder"]


class InOrder:
    """Passes outcomes on in the order of their index, and keeps those whose turn has not come.

    An error that ends the job comes after all outcomes there are.
    """

    def __init__(self, deliver: Callable[[Outcome[Any] | BaseException], None]) -> None:
        self._deliver = deliver
        self._next = 0
        self._early: dict[int, Outcome[Any]] = {}

    def __call__(self, result: Outcome[Any] | BaseException) -> None:
        """Take a result, and pass on what can be."""
        if isinstance(result, Outcome):
            self._early[result.index] = result
            while self._next in self._early:
                self._deliver(self._early.pop(self._next))
                self._next += 1
            return
        for index in sorted(self._early):
            self._deliver(self._early[index])
        self._early.clear()
        self._deliver(result)
