"""How long the run waits for an answer, and when it stops to expect one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["Liveness"]

_IMPATIENT = 3.0
"""Seconds for an operation, or a target, that has kept us waiting in vain before."""
_MOST_SILENCES = 3
_SUSPICIOUS = 6


class Liveness:
    """Keeps account of requests without an answer, so that a dead target ends a run soon.

    Args:
        timeout: Seconds that one request may usually take.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._in_a_row = 0
        self._by_operation: Counter[str] = Counter()
        self._ever = False

    def timeout(self, operation: str | None) -> float:
        """Return the seconds that the next request to an operation may take."""
        in_vain = self._by_operation[operation or ""] or (self._in_a_row and not self._ever)
        return min(_IMPATIENT, self._timeout) if in_vain else self._timeout

    def held_back(self, operation: str | None) -> str | None:
        """Return why an operation is not asked any more, or ``None`` when it is."""
        if self._by_operation[operation or ""] < _MOST_SILENCES:
            return None
        return (
            f"not sent, for {operation or 'its like'} gave no answer {_MOST_SILENCES} times before"
        )

    def note(self, exchange: Exchange) -> None:
        """Take note of what became of a request."""
        name = exchange.operation or ""
        if exchange.error is None:
            self._ever = True
            self._in_a_row = 0
            self._by_operation[name] = 0
        elif exchange.sent:
            self._in_a_row += 1
            self._by_operation[name] += 1

    @property
    def suspicious(self) -> bool:
        """Whether so many requests in a row had no answer that the target may be dead."""
        return self._in_a_row >= _SUSPICIOUS

    def reprieve(self) -> None:
        """Count anew, for the target turned out to be alive."""
        self._in_a_row = 0
