"""How long a run waits for a response, and when it stops sending requests."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["Responsiveness"]

_SHORTER_TIMEOUT = 3.0
"""Seconds for an operation, or a server, that has not responded before."""
_MOST_FAILURES = 3
_SUSPICIOUS = 6


class Responsiveness:
    """Counts requests without a response, so that a run against an unresponsive server ends soon.

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
        failed_before = self._by_operation[operation or ""] or (self._in_a_row and not self._ever)
        return min(_SHORTER_TIMEOUT, self._timeout) if failed_before else self._timeout

    def not_sent(self, operation: str | None) -> str | None:
        """Return why requests to an operation are not sent any more; `None` while they are."""
        if self._by_operation[operation or ""] < _MOST_FAILURES:
            return None
        return (
            f"the request was not sent, because {operation or 'such a request'} got no response "
            f"{_MOST_FAILURES} times before"
        )

    def note(self, exchange: Exchange) -> None:
        """Count a request with or without a response."""
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
        """Whether several requests in a row got no response, of whatever operation."""
        return self._in_a_row >= _SUSPICIOUS

    def reset(self) -> None:
        """Start counting again, after the server has responded."""
        self._in_a_row = 0
