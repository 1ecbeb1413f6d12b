"""When a job is hopeless and stops before its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.bulk.errors import (
    BulkStoppedError,
    KeyRejectedError,
    ServerUnreachableError,
    TooManyFailuresError,
)
from optizmo_deploy.client.errors import (
    AuthenticationError,
    ConnectionFailedError,
    DeadlineExceededError,
    DeployError,
    InvalidArgumentError,
    PermissionDeniedError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["UNREACHABLE_ROWS", "StopRules", "is_unreachable", "stopped_with"]

UNREACHABLE_ROWS = 10
"""So many rows in a row without any response stop a job."""


def is_unreachable(error: DeployError | None) -> bool:
    """Return whether an error means that the server gave no response at all."""
    return isinstance(error, ConnectionFailedError) or (
        isinstance(error, DeadlineExceededError)
        and isinstance(error.__cause__, ConnectionFailedError)
    )


def stopped_with(error: BulkStoppedError, unfinished: Mapping[int, object]) -> BulkStoppedError:
    """Return the error that ends a job, with its cause and the rows that have no outcome."""
    error.__cause__ = error.cause
    error.unfinished = tuple((index, unfinished[index]) for index in sorted(unfinished))
    return error


class StopRules:
    """Looks at how rows end, and decides whether the job goes on.

    Args:
        max_failures: How many rows may fail, or None for any number.
    """

    def __init__(self, max_failures: int | None) -> None:
        self._max_failures = max_failures
        self._failures = 0
        self._unreachable = 0

    def observe(self, error: DeployError | None) -> BulkStoppedError | None:
        """Take note of how the work of a row ended, and return why the job is to stop, if it is."""
        if isinstance(error, (AuthenticationError, PermissionDeniedError)):
            return KeyRejectedError(f"stopped: the server rejects the key: {error}", cause=error)
        if error is not None and is_unreachable(error):
            self._unreachable += 1
            if self._unreachable >= UNREACHABLE_ROWS:
                text = f"stopped: {self._unreachable} rows in a row got no response: {error}"
                return ServerUnreachableError(text, cause=error)
        elif not isinstance(error, InvalidArgumentError):  # of those nothing was sent
            self._unreachable = 0
        return None

    def count_failure(self, error: DeployError) -> BulkStoppedError | None:
        """Count a row that failed, and return why the job is to stop, if it is."""
        self._failures += 1
        most = self._max_failures
        if most is None or self._failures <= most:
            return None
        text = (
            f"stopped: {self._failures} rows failed, more than {most}; the last one with: {error}"
        )
        return TooManyFailuresError(text, cause=error)
