"""What the core asks the adapters to do, and what they return.

A call is a generator (`Flow`): it yields a step, is sent the outcome, and returns the result. It
does no input or output itself, so that one flow serves blocking and asynchronous clients alike and
can be tested without either.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = [
    "Ask",
    "ClientClosed",
    "Failure",
    "Flow",
    "KeySource",
    "RawHeaders",
    "RawResponse",
    "Secret",
    "Send",
    "Sleep",
    "Step",
    "hidden",
]

T = TypeVar("T")

KeySource: TypeAlias = "Callable[[], str] | Callable[[], Awaitable[str]]"


class ClientClosed(Exception):  # noqa: N818 - a signal inside this package, which no caller sees
    """Thrown into a flow instead of an outcome: the client is closed, so no step is carried out."""


class Secret(str):
    """A string whose repr is hidden, in the local variables of a traceback as well."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


def hidden(value: T) -> T | Secret:
    """Return a string as a `Secret`, and anything else as it is."""
    return Secret(value) if isinstance(value, str) else value


class Send:
    """Send one request, and return a `RawResponse` or a `Failure` within `timeout` seconds."""

    __slots__ = ("body", "headers", "method", "timeout", "url")

    def __init__(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None, timeout: float
    ) -> None:
        self.method: str = method
        self.url: str = url
        self.headers: dict[str, str] = headers
        self.body: bytes | None = body
        self.timeout: float = timeout


class Sleep:
    """Wait for some seconds, or until `wake` is done. Any thread may set its result."""

    __slots__ = ("seconds", "wake")

    def __init__(self, seconds: float, wake: Future[None] | None = None) -> None:
        self.seconds: float = seconds
        self.wake: Future[None] | None = wake


class Ask:
    """Ask the caller's function for the API key, and return what it returns."""

    __slots__ = ("source",)

    def __init__(self, source: KeySource) -> None:
        self.source: KeySource = source


RawHeaders: TypeAlias = Sequence[tuple[bytes, bytes]]
"""Names and values as they came."""

Step: TypeAlias = Send | Sleep | Ask
Flow: TypeAlias = Generator[Step, Any, T]


class RawResponse:
    """A response as it came.

    Attributes:
        status: The status code.
        headers: The header fields.
        content: The body, as far as it came.
        flaw: Why `content` is not the whole body, if it is not.
        failure: What broke the body off, if something did.
    """

    __slots__ = ("content", "failure", "flaw", "headers", "status")

    def __init__(
        self,
        status: int,
        headers: RawHeaders,
        content: bytes,
        flaw: str | None = None,
    ) -> None:
        self.status: int = status
        self.headers: RawHeaders = headers
        self.content: bytes = content
        self.flaw: str | None = flaw
        self.failure: Failure | None = None


class Failure:
    """There is no response.

    Attributes:
        reason: Why, in a few words without any part of the request.
        sent: Whether a part of the request may have left.
        timed_out: Whether the time of the attempt ran out.
        permanent: Whether a repeat would fail in the same way.
        cause: The exception behind it, without the frames that it came through.
    """

    __slots__ = ("cause", "permanent", "reason", "sent", "timed_out")

    def __init__(
        self,
        reason: str,
        *,
        sent: bool,
        timed_out: bool = False,
        permanent: bool = False,
        cause: BaseException | None = None,
    ) -> None:
        self.reason: str = reason
        self.sent: bool = sent
        self.timed_out: bool = timed_out
        self.permanent: bool = permanent
        self.cause: BaseException | None = cause
