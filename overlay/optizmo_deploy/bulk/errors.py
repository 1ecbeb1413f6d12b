"""Why bulk work stopped before its end.

DeployError
└── BulkStoppedError
    ├── KeyRejectedError         the server rejects the API key (401 or 403)
    ├── ServerUnreachableError   too many rows in a row got no response
    └── TooManyFailuresError     more rows failed than `max_failures` allows
"""

from __future__ import annotations

from optizmo_deploy.client.errors import DeployError

__all__ = [
    "BulkStoppedError",
    "ClusterError",
    "KeyRejectedError",
    "ServerUnreachableError",
    "TooManyFailuresError",
]


class BulkStoppedError(DeployError):
    """The job stopped before its end; every outcome until then has been given out.

    Attributes:
        cause: The error of the row that made the job stop.
        unfinished: The rows that were taken from the input and have no outcome, as pairs of
            index and input. Those that were in flight may have had their effect; all operations
            can be repeated without harm.
    """

    def __init__(
        self,
        message: str,
        *,
        cause: DeployError,
        unfinished: tuple[tuple[int, object], ...] = (),
    ) -> None:
        super().__init__(message)
        self.cause: DeployError = cause
        self.unfinished: tuple[tuple[int, object], ...] = unfinished


class KeyRejectedError(BulkStoppedError):
    """The server rejected the API key, with 401 or 403; it will reject it for every row.

    The row that met it has no outcome: it is among the unfinished ones.
    """


class ClusterError(BulkStoppedError):
    """The cluster cannot be used: it is not there, has no workers, or they keep dying."""


class ServerUnreachableError(BulkStoppedError):
    """Ten rows in a row, of all those in flight, got no response at all."""


class TooManyFailuresError(BulkStoppedError):
    """More rows failed than `max_failures` allows."""
