"""The sandbox's virtual clock, which a test can move."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

__all__ = ["Clock", "timestamp"]


class Clock:
    """The sandbox's time, which is the machine's until it is moved or stopped.

    It decides about `createdAt`, the end of a busy time and the windows of the rate limit. Its
    methods may be called from any thread.
    """

    __slots__ = ("_lock", "_offset", "_stopped_at")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._offset = 0.0
        self._stopped_at: float | None = None

    @property
    def stopped(self) -> bool:
        """Whether the clock stands still."""
        return self._stopped_at is not None

    def now(self) -> float:
        """Return the sandbox's time as a Unix time in seconds."""
        stopped_at = self._stopped_at
        return time.time() + self._offset if stopped_at is None else stopped_at

    def advance(self, by: float | timedelta) -> None:
        """Move the clock on, or back when negative; a stopped clock stays stopped.

        Args:
            by: Seconds, or a `timedelta`.

        Raises:
            ValueError: The time would leave the years 1 to 9999.
        """
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        with self._lock:
            self._move_to(self.now() + seconds)

    def set(self, to: float | str | datetime) -> None:
        """Set the clock; a stopped clock stays stopped.

        Args:
            to: A Unix time in seconds, an RFC 3339 date-time such as `2030-01-01T00:00:00Z`, or a
                `datetime` with a time zone.

        Raises:
            ValueError: It is not a point in time, or does not state its time zone.
        """
        instant = _unix_time(to)
        with self._lock:
            self._move_to(instant)

    def stop(self) -> None:
        """Make the clock stand still."""
        with self._lock:
            self._stopped_at = self.now()

    def start(self) -> None:
        """Let the clock run again from the time it shows."""
        with self._lock:
            if self._stopped_at is not None:
                self._offset = self._stopped_at - time.time()
                self._stopped_at = None

    def restore(self) -> None:
        """Let the clock run with the machine's again."""
        with self._lock:
            self._offset = 0.0
            self._stopped_at = None

    def state(self) -> tuple[float, float | None]:
        """Return how the clock differs from the machine's, for `restore_state`."""
        return self._offset, self._stopped_at

    def restore_state(self, state: tuple[float, float | None]) -> None:
        """Let the clock differ from the machine's as it did before."""
        with self._lock:
            self._offset, self._stopped_at = state

    def _move_to(self, instant: float) -> None:
        _check(instant)
        if self._stopped_at is not None:
            self._stopped_at = instant
        else:
            self._offset = instant - time.time()


def timestamp(unix_time: float) -> str:
    """Return a Unix time as an RFC 3339 date-time in UTC, to the millisecond."""
    instant = datetime.fromtimestamp(unix_time, UTC)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _unix_time(to: float | str | datetime) -> float:
    if isinstance(to, str):
        text = to
        try:
            to = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(
                f"{text[:100]!r} is not an RFC 3339 date-time; write one as 2030-01-01T00:00:00Z"
            ) from None
    if isinstance(to, datetime):
        if to.tzinfo is None:
            raise ValueError("the time must state its time zone, such as Z or tzinfo=UTC")
        return to.timestamp()
    return float(to)


def _check(instant: float) -> None:
    try:
        datetime.fromtimestamp(instant, UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError("the clock must stay within the years 1 to 9999") from None
