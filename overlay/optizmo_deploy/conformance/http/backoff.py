"""How long a run waits before it retries a request."""

from __future__ import annotations

import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from optizmo_deploy.conformance.requirements.exceptions import Violation

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["WaitBudget", "is_busy", "is_rate_limited", "suggested_wait"]

_UNIX_TIME = 1_000_000_000
"""A rate-limit reset above this is a point in time, below it a number of seconds."""
_LONGEST = 60.0
_FIRST = 0.25


def is_rate_limited(exchange: Exchange) -> bool:
    """Return whether the response is 429."""
    return exchange.status == HTTPStatus.TOO_MANY_REQUESTS


def is_busy(exchange: Exchange) -> bool:
    """Return whether the response is 409 `operation_in_progress`."""
    if exchange.status != HTTPStatus.CONFLICT:
        return False
    try:
        body = exchange.json()
    except Violation:
        return False
    return (
        isinstance(body, dict)
        and cast("dict[str, object]", body).get("code") == "operation_in_progress"
    )


def suggested_wait(exchange: Exchange, now: float | None = None) -> float | None:
    """Return the seconds that a response asks to wait; `None` if it does not.

    `Retry-After` (seconds or an HTTP date) takes precedence over `x-rate-limit-reset`, which is
    read as seconds from now if small and as a Unix time if large. Timestamps are relative to the
    clock of the server, which its `Date` header field shows and which may be wrong.
    """
    now = time.time() if now is None else now
    theirs = _timestamp(exchange.header("date") or "")
    wait = _asked_for(exchange, now if theirs is None else theirs)
    return _asked_for(exchange, now) if wait is not None and wait > _LONGEST else wait


def _asked_for(exchange: Exchange, now: float) -> float | None:
    after, reset = exchange.header("retry-after"), exchange.header("x-rate-limit-reset")
    if after is not None:
        seconds = _number(after)
        return seconds if seconds is not None else _until(after, now)
    if reset is None or not is_rate_limited(exchange):
        return None
    value = _number(reset)
    if value is None:
        return None
    return max(0.0, value - now) if value > _UNIX_TIME else value


class WaitBudget:
    """The time that a run has left to wait for one reason.

    Args:
        budget: Seconds that it waits altogether.
    """

    def __init__(self, budget: float) -> None:
        self._left = budget

    def wait(self, exchange: Exchange, attempt: int) -> float | None:
        """Return the seconds to wait before the request is repeated, or `None` to give up.

        Args:
            exchange: The latest attempt.
            attempt: Its number, counted from 1.
        """
        asked = suggested_wait(exchange)
        seconds = _FIRST * 2.0 ** (attempt - 1) if asked is None else asked + 0.05
        if seconds > min(self._left, _LONGEST):
            return None
        self._left -= max(seconds, 0.1)
        return seconds


def _number(text: str) -> float | None:
    return float(text) if text.strip().replace(".", "", 1).isdecimal() else None


def _until(text: str, now: float) -> float | None:
    when = _timestamp(text)
    return None if when is None else max(0.0, when - now)


def _timestamp(text: str) -> float | None:
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
