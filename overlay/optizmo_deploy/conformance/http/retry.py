"""Retries after a rate limit or a busy account, and whether these are real.

Neither is a fault, so the request is sent again after a while. If the server gives such a response
without reason, a control request shows it: a request that a real rate limit, or a busy account,
would reject as well.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.http.backoff import WaitBudget, is_busy, is_rate_limited
from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["Retries"]

_RATE_LIMIT_BUDGET = 300.0
_BUSY_BUDGET = 90.0
_DOUBTS = 2
_UNCHECKED = 2
"""Retries after a 429 before a control request is sent."""
_SHORT_PAUSE = 1.05
"""Seconds to wait after a 429 before a control request is sent while the run keeps the account
busy: the server may respond with 429 to a busy account, and would until that ends."""


class Retries:
    """Sends requests again that the server asks to send later.

    Args:
        sleep: Waits for some seconds, or raises `NotReached` if the run has not that much time.
    """

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self._sleep = sleep
        self._slowed = WaitBudget(_RATE_LIMIT_BUDGET)
        self._blocked = WaitBudget(_BUSY_BUDGET)
        self._unfounded: set[tuple[str | None, int | None]] = set()
        self.busy_is_unexpected = True
        """Whether the run has not made the account busy itself."""

    def applies(self, exchange: Exchange) -> bool:
        """Return whether a response asks for a retry, and has had reason to so far."""
        if (exchange.operation, exchange.status) in self._unfounded:
            return False
        if is_rate_limited(exchange):
            return True
        return self.busy_is_unexpected and exchange.method != "GET" and is_busy(exchange)

    def settle(
        self,
        exchange: Exchange,
        again: Callable[[], Exchange],
        control: Callable[[], Exchange] | None,
    ) -> Exchange:
        """Repeat a request until the response is another, or proves to have no reason.

        Args:
            exchange: The request and the response that asks for a retry.
            again: Sends the request again.
            control: Sends the control request; `None` when there is none.

        Raises:
            NotReached: The server keeps asking for a retry.
        """
        attempt = doubts = 0
        while self.applies(exchange):
            attempt += 1
            limited = is_rate_limited(exchange)
            wait = (self._slowed if limited else self._blocked).wait(exchange, attempt)
            unchecked = _UNCHECKED if limited and self.busy_is_unexpected else 0
            if control is not None and attempt > unchecked:
                # A rate limit may admit one request at a time: the control request waits as well.
                pause = wait or 0.0 if limited else 0.0
                pause = pause if self.busy_is_unexpected else min(pause, _SHORT_PAUSE)
                self._sleep(pause)
                if _is_accepted(control()):
                    self._sleep(pause)
                    exchange, doubts = again(), doubts + 1
                    if doubts >= _DOUBTS and self.applies(exchange):
                        self._unfounded.add((exchange.operation, exchange.status))
                    continue
            if wait is None:
                raise NotReached(_SLOWED if limited else _BLOCKED)
            self._sleep(wait)
            exchange = again()
        return exchange


_SLOWED = "the rate limit of the server did not admit the request"
_BLOCKED = "the account stayed busy with a bulk operation that the run did not start"


def _is_accepted(exchange: Exchange) -> bool:
    return exchange.status is not None and exchange.status < HTTPStatus.BAD_REQUEST
