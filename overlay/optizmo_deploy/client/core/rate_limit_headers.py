"""What the headers of an answer say about when to go on: `Retry-After` and `x-rate-limit-*`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from optizmo_deploy.client.response import RateLimit

if TYPE_CHECKING:
    from optizmo_deploy.client.core.effects import RawHeaders

__all__ = ["Hints", "read_hints"]

_NUMBER = re.compile(rb"\s*[0-9]+(?:\.[0-9]*)?\s*")
_UNIX_TIME_FROM = 1e9
"""Smaller values of `x-rate-limit-reset` are seconds from now, larger ones Unix times."""
_LARGEST = 1e15


class Hints:
    """The hints of one answer, as seconds from the moment it was read."""

    __slots__ = ("rate_limit", "reset_in", "retry_after")

    def __init__(
        self, retry_after: float | None, reset_in: float | None, rate_limit: RateLimit | None
    ) -> None:
        self.retry_after: float | None = retry_after
        self.reset_in: float | None = reset_in
        self.rate_limit: RateLimit | None = rate_limit


def read_hints(headers: RawHeaders, now: float) -> Hints:
    """Read the hints; what cannot be understood counts as absent.

    Args:
        headers: Names and values as they came.
        now: The Unix time.
    """
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        # Told apart by length first: this runs for every header of every answer.
        if len(name) in _LENGTHS and (key := name.lower()) in _NAMES:
            found.setdefault(key, value)
    if not found:
        return _NOTHING
    get = found.get
    retry_after = _retry_after(get(_RETRY_AFTER), now)
    limit, remaining = _number(get(_LIMIT)), _number(get(_REMAINING))
    reset_in = _number(get(_RESET))
    if limit is None and remaining is None and reset_in is None:
        return Hints(retry_after, None, None)
    if reset_in is not None and reset_in >= _UNIX_TIME_FROM:
        reset_in = max(0.0, reset_in - now)
    rate_limit = RateLimit(
        None if limit is None else int(limit),
        None if remaining is None else int(remaining),
        _moment(now, reset_in),
    )
    return Hints(retry_after, reset_in, rate_limit)


_RETRY_AFTER = b"retry-after"
_LIMIT = b"x-rate-limit-limit"
_REMAINING = b"x-rate-limit-remaining"
_RESET = b"x-rate-limit-reset"
_NAMES = frozenset({_RETRY_AFTER, _LIMIT, _REMAINING, _RESET})
_LENGTHS = frozenset(map(len, _NAMES))
_NOTHING = Hints(None, None, None)


def _retry_after(value: bytes | None, now: float) -> float | None:
    seconds = _number(value)
    if value is None or seconds is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(value.decode("latin-1").strip())
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:  # the zone "-0000" means UTC
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)


def _number(value: bytes | None) -> float | None:
    if value is None or not (value.isdigit() or _NUMBER.fullmatch(value)):
        return None
    return min(float(value), _LARGEST)


def _moment(now: float, seconds: float | None) -> datetime | None:
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(now + seconds, UTC)
    except (ValueError, OverflowError, OSError):  # beyond the calendar
        return None
