"""What to do when the target says "not now", and how to tell whether it means it.

A rate limit and a busy account are no faults, so they are waited out. A server that answers so for
no such reason is found out by a witness: another request that a real limit, or a really busy
account, would refuse as well.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.http.backoff import Patience, is_busy, is_rate_limited
from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["PutOff"]

_RATE_LIMIT_BUDGET = 300.0
_BUSY_BUDGET = 90.0
_DOUBTS = 2
_GOOD_FAITH = 2
"""Repetitions after refusals for a rate limit before it is doubted."""
_BRIEFLY = 1.05
"""Seconds that a rate limit is waited out before it is doubted while the run keeps the account
busy: it may be a busy account under the wrong name, and would last until the end of that."""


class PutOff:
    """Repeats requests that were put off.

    Args:
        sleep: Waits for some seconds, or raises ``NotReached`` when there is not that much time.
    """

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self._sleep = sleep
        self._slowed = Patience(_RATE_LIMIT_BUDGET)
        self._blocked = Patience(_BUSY_BUDGET)
        self._liars: set[tuple[str | None, int | None]] = set()
        self.busy_is_news = True
        """Whether a busy account is something that the run did not ask for."""

    def applies(self, exchange: Exchange) -> bool:
        """Tell whether an answer puts its request off and is to be believed."""
        if (exchange.operation, exchange.status) in self._liars:
            return False
        if is_rate_limited(exchange):
            return True
        return self.busy_is_news and exchange.method != "GET" and is_busy(exchange)

    def settle(
        self,
        exchange: Exchange,
        again: Callable[[], Exchange],
        witness: Callable[[], Exchange] | None,
    ) -> Exchange:
        """Repeat a request until it is answered otherwise, or the answer proves to be a mere claim.

        Args:
            exchange: The answer that puts the request off.
            again: Sends the request again.
            witness: Sends the witness; ``None`` when there is none.

        Raises:
            NotReached: The target keeps putting the request off.
        """
        attempt = doubts = 0
        while self.applies(exchange):
            attempt += 1
            limited = is_rate_limited(exchange)
            wait = (self._slowed if limited else self._blocked).wait(exchange, attempt)
            good_faith = _GOOD_FAITH if limited and self.busy_is_news else 0
            if witness is not None and attempt > good_faith:
                # A limit may let just one request pass at a time: the witness waits for its turn.
                pause = wait or 0.0 if limited else 0.0
                pause = pause if self.busy_is_news else min(pause, _BRIEFLY)
                self._sleep(pause)
                if _is_served(witness()):
                    self._sleep(pause)
                    exchange, doubts = again(), doubts + 1
                    if doubts >= _DOUBTS and self.applies(exchange):
                        self._liars.add((exchange.operation, exchange.status))
                    continue
            if wait is None:
                raise NotReached(_SLOWED if limited else _BLOCKED)
            self._sleep(wait)
            exchange = again()
        return exchange


_SLOWED = "the target's rate limit stayed in the way"
_BLOCKED = "the account stayed busy with an operation that the run did not start"


def _is_served(exchange: Exchange) -> bool:
    return exchange.status is not None and exchange.status < HTTPStatus.BAD_REQUEST
