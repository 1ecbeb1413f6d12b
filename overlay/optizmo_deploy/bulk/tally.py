"""What has become of a job's rows so far."""

from __future__ import annotations

import attrs

from optizmo_deploy.bulk.files.result import CONNECTION_FAILED, INVALID_ROW, RowResult, Status

__all__ = ["Tally"]


@attrs.define
class Tally:
    """The counts of a job.

    Attributes:
        rows: Rows of the input that have an outcome.
        done: Those that are done; in a dry run, those that would be sent.
        missing: Those whose contact does not exist, where that is not a failure.
        failed: Those that failed.
        invalid: How many of the failed ones could not be sent at all.
        unreachable: How many of the failed ones got no response.
        resumed: How many of all were finished by earlier runs.
        requests: Requests of this run, repeats included.
        retries: How many of them were repeats, for whoever keeps count of them.
        waits_until: Until when the client sends nothing, in seconds of `time.monotonic`.
        total: The rows of the input; None when unknown.
    """

    rows: int = 0
    done: int = 0
    missing: int = 0
    failed: int = 0
    invalid: int = 0
    unreachable: int = 0
    resumed: int = 0
    requests: int = 0
    retries: int = 0
    waits_until: float = 0.0
    total: int | None = None

    @property
    def nothing_was_reached(self) -> bool:
        """Whether rows were sent and none got a response."""
        return 0 < self.unreachable == self.rows - self.resumed - self.invalid

    def count(self, result: RowResult, *, resumed: bool = False) -> None:
        """Count a row."""
        self.rows += 1
        if result.status is Status.FAILED:
            self.failed += 1
            self.invalid += result.code == INVALID_ROW
            self.unreachable += result.code == CONNECTION_FAILED
        elif result.status is Status.MISSING:
            self.missing += 1
        else:
            self.done += 1
        if resumed:
            self.resumed += 1
        else:
            self.requests += result.attempts
