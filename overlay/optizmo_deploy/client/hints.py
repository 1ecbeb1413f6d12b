"""What the headers of an answer say about when to go on: `Retry-After` and `x-rate-limit-*`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from optizmo_deploy.client.response import RateLimit

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Hints", "read_hints"]

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?", re.ASCII)
_UNIX_TIME_FROM = 1e9
"""Smaller values of `x-rate-limit-reset` are seconds from now, larger ones Unix times."""
_LARGEST = 1e15


class Hints:
    """The hints of one answer, as seconds from the moment it was read."""

    __slots__ = ("rate_limit", "reset_in", "retry_after")

    def __init__(
        self, retry_after: float | None, reset_in: float | None, rate_limit: RateLimit | None
    ) -> None:
        self.retry_after = retry_after
        self.reset_in = reset_in
        self.rate_limit = rate_limit


def read_hints(headers: Iterable[tuple[bytes, bytes]], now: float) -> Hints:
    """Read the hints; what cannot be understood counts as absent.

    Args:
        headers: Names and values as they came.
        now: The Unix time.
    """
    found: dict[bytes, str] = {}
    for name, value in headers:
        # Told apart by length first: this runs for every header of every answer.
        if len(name) in _LENGTHS and (key := name.lower()) in _NAMES:
            found.setdefault(key, value.decode("latin-1").strip())
    if not found:
        return _NOTHING
    limit, remaining = _count(found.get(_LIMIT)), _count(found.get(_REMAINING))
    reset_in = _reset_in(found.get(_RESET), now)
    retry_after = _retry_after(found.get(_RETRY_AFTER), now)
    if limit is None and remaining is None and reset_in is None:
        return Hints(retry_after, None, None)
    return Hints(retry_after, reset_in, RateLimit(limit, remaining, _moment(now, reset_in)))


_RETRY_AFTER = b"retry-after"
_LIMIT = b"x-rate-limit-limit"
_REMAINING = b"x-rate-limit-remaining"
_RESET = b"x-rate-limit-reset"
_NAMES = frozenset({_RETRY_AFTER, _LIMIT, _REMAINING, _RESET})
_LENGTHS = frozenset(map(len, _NAMES))
_NOTHING = Hints(None, None, None)


def _retry_after(text: str | None, now: float) -> float | None:
    if text is None:
        return None
    seconds = _number(text)
    if seconds is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:  # the zone "-0000" means UTC
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)


def _reset_in(text: str | None, now: float) -> float | None:
    value = None if text is None else _number(text)
    if value is None:
        return None
    return value if value < _UNIX_TIME_FROM else max(0.0, value - now)


def _number(text: str) -> float | None:
    return min(float(text), _LARGEST) if _NUMBER.fullmatch(text) else None


def _count(text: str | None) -> int | None:
    value = None if text is None else _number(text)
    return None if value is None else int(value)


def _moment(now: float, seconds: float | None) -> datetime | None:
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(now + seconds, UTC)
    except (ValueError, OverflowError, OSError):  # beyond the calendar
        return None
