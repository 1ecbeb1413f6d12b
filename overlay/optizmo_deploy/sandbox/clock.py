"""The sandbox's virtual clock, which a test can move."""

from __future__ import annotations

import time
from datetime import UTC, datetime

__all__ = ["Clock", "timestamp"]


class Clock:
    """The sandbox's time, which is the machine's until it is moved or stopped."""

    __slots__ = ("_offset", "_stopped_at")

    def __init__(self) -> None:
        self._offset = 0.0
        self._stopped_at: float | None = None

    @property
    def stopped(self) -> bool:
        """Whether the clock stands still."""
        return self._stopped_at is not None

    def now(self) -> float:
        """Return the sandbox's time as a Unix time in seconds."""
        if self._stopped_at is not None:
            return self._stopped_at
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move the clock on, or back when negative; a stopped clock stays stopped."""
        if self._stopped_at is not None:
            self._stopped_at += seconds
        else:
            self._offset += seconds

    def set(self, unix_time: float) -> None:
        """Set the clock to a Unix time in seconds; a stopped clock stays stopped."""
        if self._stopped_at is not None:
            self._stopped_at = unix_time
        else:
            self._offset = unix_time - time.time()

    def stop(self) -> None:
        """Make the clock stand still."""
        self._stopped_at = self.now()

    def start(self) -> None:
        """Let the clock run again from the time it shows."""
        if self._stopped_at is not None:
            self._offset = self._stopped_at - time.time()
            self._stopped_at = None

    def restore(self) -> None:
        """Let the clock run with the machine's again."""
        self._offset = 0.0
        self._stopped_at = None


def timestamp(unix_time: float) -> str:
    """Return a Unix time as an RFC 3339 date-time in UTC, to the millisecond."""
    instant = datetime.fromtimestamp(unix_time, UTC)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
