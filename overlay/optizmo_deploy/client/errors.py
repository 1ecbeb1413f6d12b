"""Everything that can go wrong, as one tree of exceptions.

    DeployError
    ├── ConfigurationError        the client was set up wrongly: no key, an unusable base URL …
    ├── InvalidArgumentError      an argument cannot be sent (a ValueError too); nothing was sent
    ├── ConnectionFailedError     no complete answer came; `sent` says whether it may have arrived
    ├── DeadlineExceededError     the deadline of the retry policy passed
    ├── InvalidResponseError      an answer that is neither a documented success nor an error
    └── ApiError                  any answer with a status from 400 to 599
        ├── InvalidRequestError       400, invalid_request_error
        ├── AuthenticationError       401, authentication_error
        ├── PermissionDeniedError     403, permission_error
        ├── NotFoundError             404, not_found_error
        ├── RateLimitError            429, whatever its code
        ├── ServerError               5xx, api_error
        └── ConflictError             409, conflict_error
            ├── ContactExistsError        contact_exists
            └── OperationInProgressError  operation_in_progress

The class of an `ApiError` follows its `code`, and its status where the code is absent or unknown.
Every error can be pickled, copied and compared. Its text is a single line without any API key, and
without any address or hash but those that a server wrote into its own words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.client.field_error import FieldError
    from optizmo_deploy.client.response import Response

__all__ = [
    "ApiError",
    "AuthenticationError",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "ContactExistsError",
    "DeadlineExceededError",
    "DeployError",
    "InvalidArgumentError",
    "InvalidRequestError",
    "InvalidResponseError",
    "NotFoundError",
    "OperationInProgressError",
    "PermissionDeniedError",
    "RateLimitError",
    "ServerError",
]

_SHOWN_FIELDS = 3
_LONGEST_TEXT = 300

E = TypeVar("E", bound="DeployError")


class DeployError(Exception):
    """The base of every error of this library."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DeployError) or type(self) is not type(other):
            return NotImplemented
        return self.args == other.args and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), self.args))

    def __reduce__(self) -> tuple[Callable[..., DeployError], tuple[Any, ...]]:
        return _restore, (type(self), self.args, vars(self))


def _restore(kind: type[E], args: tuple[Any, ...], state: dict[str, Any]) -> E:
    error = kind.__new__(kind, *args)
    vars(error).update(state)
    return error


class ConfigurationError(DeployError):
    """The client cannot work as it was set up; nothing was sent."""


class InvalidArgumentError(DeployError, ValueError):
    """An argument cannot be sent; nothing was."""


class ConnectionFailedError(DeployError):
    """No complete answer came: the connection failed, was dropped, or took too long.

    Attributes:
        sent: Whether the request, or a part of it, may have reached the server. When it is
            false, nothing happened.
    """

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent: bool = sent


class DeadlineExceededError(DeployError):
    """The deadline of the retry policy passed before there was a result.

    Attributes:
        sent: Whether a request of this call may have reached the server, so that its effect is
            unknown.
    """

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent: bool = sent


class InvalidResponseError(DeployError):
    """The answer is neither a success that fits the contract nor an error.

    The server may not be this API at all.

    Attributes:
        response: What came, with `parsed` None.
    """

    def __init__(self, message: str, *, response: Response[None]) -> None:
        super().__init__(message)
        self.response: Response[None] = response


class ApiError(DeployError):
    """The server answered with an error, a status from 400 to 599.

    Attributes:
        status_code: The HTTP status.
        code: The error code of the problem; None when the answer had none. Codes unknown to
            this library are kept.
        title: The problem's summary of its kind, or None.
        detail: What went wrong this time, in the server's words, or None.
        instance: The path of the request, in the server's words, or None.
        errors: The offending fields, each with a `pointer` into the body or the `parameter` of
            the query.
        retry_after: Seconds after which the server asks to try again, or None when it said
            nothing usable.
        response: The whole answer, with `parsed` None.
    """

    def __init__(
        self,
        status_code: int,
        *,
        response: Response[None],
        code: str | None = None,
        title: str | None = None,
        detail: str | None = None,
        instance: str | None = None,
        errors: tuple[FieldError, ...] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(status_code, code)
        self.status_code: int = status_code
        self.code: str | None = code
        self.title: str | None = title
        self.detail: str | None = detail
        self.instance: str | None = instance
        self.errors: tuple[FieldError, ...] = errors
        self.retry_after: float | None = retry_after
        self.response: Response[None] = response

    def __str__(self) -> str:
        text = f"{self.status_code} {self.code}" if self.code else f"{self.status_code}"
        text = f"{text}: {self.detail or self.title or 'the answer explains nothing'}"
        shown = [str(error) for error in self.errors[:_SHOWN_FIELDS] if str(error) != self.detail]
        if len(self.errors) > _SHOWN_FIELDS:
            shown.append(f"and {len(self.errors) - _SHOWN_FIELDS} more")
        if shown:
            text = f"{text} ({'; '.join(shown)})"
        return _one_line(text)


def _one_line(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST_TEXT else f"{line[: _LONGEST_TEXT - 1]}…"


class InvalidRequestError(ApiError):
    """The request is malformed or failed validation; `errors` names the offending fields."""


class AuthenticationError(ApiError):
    """The API key is missing or not valid."""


class PermissionDeniedError(ApiError):
    """The API key is valid, but not allowed to do this."""


class NotFoundError(ApiError):
    """The account has no such contact or brand."""


class RateLimitError(ApiError):
    """More requests were sent than the rate limit allows."""


class ServerError(ApiError):
    """The server failed; the request may or may not have had its effect."""


class ConflictError(ApiError):
    """The request conflicts with the current state."""


class ContactExistsError(ConflictError):
    """A contact with this address exists, enabled or disabled."""


class OperationInProgressError(ConflictError):
    """A bulk operation or a change of the schema is running for the account."""
