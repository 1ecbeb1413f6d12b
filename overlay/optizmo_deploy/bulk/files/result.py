"""What results, rejects and the journal say about a row."""

from __future__ import annotations

import re
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import attrs

from optizmo_deploy import (
    ApiError,
    ConflictError,
    ConnectionFailedError,
    DeadlineExceededError,
    InvalidArgumentError,
    InvalidResponseError,
    OperationInProgressError,
    RateLimitError,
    ServerError,
)

if TYPE_CHECKING:
    from optizmo_deploy import Contact, DeployError
    from optizmo_deploy.bulk.model import Outcome

__all__ = ["CONNECTION_FAILED", "INVALID_ROW", "RowResult", "Status", "without_contacts"]

INVALID_ROW = "invalid_row"
"""The code of a row that was not sent, because it names no contact or a value does not fit."""

CONNECTION_FAILED = "connection_failed"
"""The code of a row that got no response."""

_PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}
_MAY_PASS = (
    ConnectionFailedError,
    DeadlineExceededError,
    InvalidResponseError,
    OperationInProgressError,
    RateLimitError,
    ServerError,
)
_CODES: dict[type[DeployError], str] = {
    ConnectionFailedError: CONNECTION_FAILED,
    DeadlineExceededError: "deadline_exceeded",
    InvalidArgumentError: INVALID_ROW,
    InvalidResponseError: "invalid_response",
}
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+|\b[0-9A-Fa-f]{32}\b")


class Status(StrEnum):
    """What became of a row, as in the column `_status`."""

    DONE = "done"
    MISSING = "missing"
    """There is no such contact, and that is not a failure."""
    FAILED = "failed"
    VALID = "valid"
    """A dry run found nothing wrong with it."""


@attrs.frozen
class RowResult:
    """What became of one row.

    Attributes:
        line: The line that the row starts on.
        contact: The contact as the input has it.
        status: What became of it.
        code: The problem's code, or one of ours for what is not a problem of the API; None when
            nothing went wrong.
        reason: What went wrong in words, on one line, with the HTTP status code; or None.
        attempts: How many requests were sent.
        final: Whether a repeat would have the same result, so that a resumed job leaves it alone.
        value: The contact that was read.
    """

    line: int
    contact: str
    status: Status
    code: str | None = None
    reason: str | None = None
    attempts: int = 0
    final: bool = True
    value: Contact | None = None

    @classmethod
    def of(cls, outcome: Outcome[Any], line: int, contact: str) -> RowResult:
        """Return the result that an outcome is."""
        error = outcome.error
        if error is None:
            status = Status.MISSING if outcome.missing else Status.DONE
            return cls(line, contact, status, attempts=outcome.attempts, value=outcome.value)
        return cls(
            line,
            contact,
            Status.FAILED,
            code=_code(error),
            reason=str(error),
            attempts=outcome.attempts,
            final=not _may_pass(error),
        )

    @classmethod
    def invalid(cls, line: int, contact: str, reason: str) -> RowResult:
        """Return the result of a row that cannot be sent."""
        return cls(line, contact, Status.FAILED, INVALID_ROW, reason, final=False)


def without_contacts(text: str) -> str:
    """Return a text with every address and MD5 in it replaced, for what must not hold any."""
    return _ADDRESS.sub("…", text)


def _code(error: DeployError) -> str:
    if isinstance(error, ApiError):
        return error.code or f"http_{error.status_code}"
    return next(
        (code for kind, code in _CODES.items() if isinstance(error, kind)), type(error).__name__
    )


def _may_pass(error: DeployError) -> bool:
    if isinstance(error, ApiError) and error.status_code in _PASSING:
        return True
    if isinstance(error, ConflictError) and error.code is None:
        return True  # the response was cut off, or is not the API's: nobody knows what conflicts
    return isinstance(error, (*_MAY_PASS, InvalidArgumentError))
