"""What the headers of a response say about when to go on: `Retry-After` and `x-rate-limit-*`."""

from __future__ import annotations

import functools
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
    """The hints of one response, in seconds from the time it was read."""

    __slots__ = ("rate_limit", "reset_in", "retry_after")

    def __init__(
        self, retry_after: float | None, reset_in: float | None, rate_limit: RateLimit | None
    ) -> None:
        self.retry_after: float | None = retry_after
        self.reset_in: float | None = reset_in
        self.rate_limit: RateLimit | None = rate_limit


def read_hints(headers: RawHeaders, now: float) -> Hints:
    """Read the hints; what cannot be understood counts as absent.

    Points in time are those of the server's clock, which is read from `Date` where there is one.

    Args:
        headers: Names and values as they came.
        now: The Unix time by the clock of this machine.
    """
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        # Compared by length first: this runs for every header of every response.
        if len(name) in _LENGTHS and (key := name.lower()) in _NAMES:
            found.setdefault(key, value)
    if not found:
        return _NOTHING
    get = found.get
    retry_after = _retry_after(get(_RETRY_AFTER), get(_DATE), now)
    limit, remaining = _number(get(_LIMIT)), _number(get(_REMAINING))
    reset_in = _number(get(_RESET))
    if limit is None and remaining is None and reset_in is None:
        return Hints(retry_after, None, None)
    if reset_in is not None and reset_in >= _UNIX_TIME_FROM:
        reset_in = max(0.0, reset_in - _time_of(get(_DATE), now))
    rate_limit = RateLimit(
        None if limit is None else int(limit),
        None if remaining is None else int(remaining),
        _point_in_time(now, reset_in),
    )
    return Hints(retry_after, reset_in, rate_limit)


_RETRY_AFTER = b"retry-after"
_LIMIT = b"x-rate-limit-limit"
_REMAINING = b"x-rate-limit-remaining"
_RESET = b"x-rate-limit-reset"
_DATE = b"date"
_NAMES = frozenset({_DATE, _RETRY_AFTER, _LIMIT, _REMAINING, _RESET})
_LENGTHS = frozenset(map(len, _NAMES))
_NOTHING = Hints(None, None, None)


def _retry_after(value: bytes | None, date: bytes | None, now: float) -> float | None:
    seconds = _number(value)
    if value is None or seconds is not None:
        return seconds
    until = _date(value)
    return None if until is None else max(0.0, until - _time_of(date, now))


def _time_of(date: bytes | None, now: float) -> float:
    """Return the time by the server's clock."""
    server_time = None if date is None else _date(date)
    return now if server_time is None else server_time


@functools.lru_cache(maxsize=8)  # `Date` is the same for all responses of a second
def _date(value: bytes) -> float | None:
    try:
        date = parsedate_to_datetime(value.decode("latin-1").strip())
        # The zone "-0000" means UTC.
        return (date.replace(tzinfo=UTC) if date.tzinfo is None else date).timestamp()
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _number(value: bytes | None) -> float | None:
    if value is None or not (value.isdigit() or _NUMBER.fullmatch(value)):
        return None
    return min(float(value), _LARGEST)


def _point_in_time(now: float, seconds: float | None) -> datetime | None:
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(now + seconds, UTC)
    except (ValueError, OverflowError, OSError):  # beyond the calendar
        return None
