"""The seam between the core, which decides, and the adapters, which do.

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


class Send:
    """Send one request, and return an `RawResponse` or a `Failure` within `timeout` seconds."""

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
    """An HTTP answer.

    `flaw` says why `content` is not the whole body, where it is not.
    """

    __slots__ = ("content", "flaw", "headers", "status")

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


class Failure:
    """No answer came.

    Attributes:
        reason: Why, in a few words without any part of the request.
        sent: Whether a part of the request may have left.
        timed_out: Whether the time of the attempt ran out.
    """

    __slots__ = ("reason", "sent", "timed_out")

    def __init__(self, reason: str, *, sent: bool, timed_out: bool = False) -> None:
        self.reason: str = reason
        self.sent: bool = sent
        self.timed_out: bool = timed_out
