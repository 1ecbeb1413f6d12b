"""How long a run waits for a target that says "not now"."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from optizmo_deploy.conformance.exchange import Exchange
from optizmo_deploy.conformance.verdict import Violation

__all__ = ["Patience", "is_busy", "is_rate_limited", "suggested_wait"]

UNIX_TIME = 1_000_000_000
"""A rate-limit reset above this is a point in time, below it a number of seconds."""


def is_rate_limited(exchange: Exchange) -> bool:
    """Tell whether the target asks to slow down."""
    return exchange.status == 429  # noqa: PLR2004 - Too Many Requests


def is_busy(exchange: Exchange) -> bool:
    """Tell whether the target says that a bulk operation runs for the account."""
    if exchange.status != 409:  # noqa: PLR2004 - Conflict
        return False
    try:
        body = exchange.json()
    except Violation:
        return False
    return isinstance(body, dict) and body.get("code") == "operation_in_progress"


def suggested_wait(exchange: Exchange, now: float | None = None) -> float | None:
    """Return the seconds that an answer asks to wait, or ``None`` when it does not say.

    ``Retry-After`` (seconds or an HTTP date) counts before ``x-rate-limit-reset``.
    """
    now = time.time() if now is None else now
    after = exchange.header("retry-after")
    if after is not None:
        try:
            return max(0.0, float(after))
        except ValueError:
            pass
        try:
            date = parsedate_to_datetime(after)
        except ValueError:
            return None
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        return max(0.0, (date - datetime.fromtimestamp(now, UTC)).total_seconds())
    reset = exchange.header("x-rate-limit-reset")
    if reset is None or exchange.status != 429:  # noqa: PLR2004
        return None
    try:
        value = float(reset)
    except ValueError:
        return None
    return max(0.0, value - now if value > UNIX_TIME else value)


class Patience:
    """Decides whether a request is repeated later, so that a slow-down is never held against the target.

    Args:
        attempts: How often one request is repeated at most.
        longest: Seconds that one wait lasts at most.
        budget: Seconds that all waits of a run for a busy account last together at most.
    """

    def __init__(self, *, attempts: int = 6, longest: float = 60.0, budget: float = 90.0) -> None:
        self._attempts = attempts
        self._longest = longest
        self._budget = budget

    def wait(self, exchange: Exchange, attempt: int, *, busy_is_news: bool) -> float | None:
        """Return the seconds to wait before ``attempt`` is followed by another, or ``None`` to take the answer.

        Args:
            exchange: The answer to the latest attempt.
            attempt: Its number, counted from 1.
            busy_is_news: Whether a busy account is something the run did not ask for.
        """
        if attempt > self._attempts:
            return None
        if is_rate_limited(exchange):
            return self._seconds(exchange, attempt)
        if busy_is_news and is_busy(exchange) and self._budget > 0:
            seconds = min(self._seconds(exchange, attempt), self._budget)
            self._budget -= max(seconds, 0.1)
            return seconds
        return None

    def _seconds(self, exchange: Exchange, attempt: int) -> float:
        asked = suggested_wait(exchange)
        if asked is None:
            asked = 0.25 * 2.0**attempt
        return min(asked + 0.05, self._longest)
