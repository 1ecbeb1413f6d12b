"""Everything that can go wrong, as one tree of exceptions.

    DeployError
    ├── ConfigurationError        the client was set up wrongly: no key, an unusable base URL …
    ├── InvalidArgumentError      an argument cannot be sent (a ValueError too); nothing was sent
    ├── ConnectionFailedError     no complete response; `sent` says whether it may have arrived
    ├── DeadlineExceededError     the deadline of the retry policy passed
    ├── InvalidResponseError      a response that is neither a documented success nor an error
    └── ApiError                  any response with a status code from 400 to 599
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
_REQUEST_IDS = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid")

E = TypeVar("E", bound="DeployError")


class DeployError(Exception):
    """The base of every error of this library.

    Attributes:
        operation: The operation of the contract that was called last, such as `getContact`; None
            when the error came before any.
        host: The host of the server, with its port where the base URL names one, or None.
        attempts: How many requests the call had sent, or tried to send.
        sent: Whether a request of the call, or a part of one, may have reached the server. When it
            is false, nothing happened.
    """

    operation: str | None = None
    host: str | None = None
    attempts: int = 0
    sent: bool = False

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
    """There is no complete response: the connection failed, was dropped, or took too long.

    `__cause__` is what the operating system, TLS or the HTTP library raised, without the frames
    that it came through. A failure that would be the same at every attempt (an unknown host name,
    an untrusted certificate, a proxy that rejects the tunnel) was not repeated.
    """

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent: bool = sent


class DeadlineExceededError(DeployError):
    """The deadline of the retry policy passed before there was a result.

    `sent` says whether an effect of the call is unknown. `__cause__` is the error that the latest
    attempt ended with, if there was one.
    """

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent: bool = sent


class InvalidResponseError(DeployError):
    """The response is neither a success that fits the contract nor an error.

    The server may not be this API at all.

    Attributes:
        response: The response, with `parsed` None.
    """

    sent = True

    def __init__(self, message: str, *, response: Response[None]) -> None:
        super().__init__(message)
        self.response: Response[None] = response

    @property
    def request_id(self) -> str | None:
        """What the server calls this request in its logs, from a header field of the response."""
        return _request_id(self.response)


class ApiError(DeployError):
    """The server responded with an error, a status code from 400 to 599.

    Attributes:
        status_code: The status code.
        code: The error code of the problem details; None when the response has none. Codes unknown
            to this library are kept.
        title: The summary of the kind of problem, or None.
        detail: What went wrong this time, in the server's words, or None.
        instance: The path of the request, in the server's words, or None.
        errors: The invalid fields, each with a `pointer` into the body or the `parameter` of the
            query.
        retry_after: Seconds after which the server asks to try again, or None when it does not. For
            a 429 without `Retry-After`, the time until the rate limit is reset.
        hint: What may be wrong, in the words of this library, or None.
        response: The whole response, with `parsed` None.
    """

    sent = True

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
        hint: str | None = None,
    ) -> None:
        super().__init__(status_code, code)
        self.status_code: int = status_code
        self.code: str | None = code
        self.title: str | None = title
        self.detail: str | None = detail
        self.instance: str | None = instance
        self.errors: tuple[FieldError, ...] = errors
        self.retry_after: float | None = retry_after
        self.hint: str | None = hint
        self.response: Response[None] = response

    @property
    def request_id(self) -> str | None:
        """What the server calls this request in its logs, from a header field of the response."""
        return _request_id(self.response)

    def __str__(self) -> str:
        text = f"{self.status_code} {self.code}" if self.code else f"{self.status_code}"
        text = f"{text}: {self.detail or self.title or 'the response explains nothing'}"
        shown = [str(error) for error in self.errors[:_SHOWN_FIELDS] if str(error) != self.detail]
        if len(self.errors) > _SHOWN_FIELDS:
            shown.append(f"and {len(self.errors) - _SHOWN_FIELDS} more")
        if shown:
            text = f"{text} ({'; '.join(shown)})"
        text = _one_line(text)
        if self.request_id:
            text = f"{text} [request {_one_line(self.request_id)}]"
        return f"{text}; {self.hint}" if self.hint else text


def _request_id(response: Response[None]) -> str | None:
    headers = response.headers
    return next((headers[name] for name in _REQUEST_IDS if headers.get(name)), None)


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
