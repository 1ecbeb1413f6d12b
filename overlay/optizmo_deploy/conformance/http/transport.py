"""Sends bytes exactly as given and reads what comes back, in bounded time.

httpcore is used without httpx on top: the request target leaves as it is, nothing is normalised, no
redirect is followed, no cookie kept, and the network backend below limits the time of a whole
answer, not only of one read.
"""

from __future__ import annotations

import ssl
import threading
import time
from typing import TYPE_CHECKING, Any

import httpcore
from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Answer", "Transport", "TransportFailure", "UnsendableRequest"]

MAX_BODY = 32 * 1024 * 1024


@frozen
class Answer:
    """A response."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)


class UnsendableRequest(Exception):  # noqa: N818 - named after what it is about
    """The request is not HTTP, so that it cannot be sent."""


class TransportFailure(Exception):  # noqa: N818 - the target's, not an error of ours
    """There is no complete response."""


class Transport:
    """Connections to one origin, kept alive between requests.

    Args:
        origin: Scheme, host and port of the target, for example ``http://127.0.0.1:8000``.
    """

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._backend = _DeadlineBackend()
        self._keep_alive = True
        self._pool = self._connect()

    def exchange(
        self,
        method: str,
        target: str,
        headers: Iterable[tuple[str, str]],
        body: bytes | None,
        timeout: float,
    ) -> Answer:
        """Send one request and return the whole response.

        A connection that the target closed between two requests is replaced, and connections are
        not kept from then on.

        Args:
            method: The HTTP method.
            target: The request target, in ASCII without spaces.
            headers: All headers except ``Host`` and ``Content-Length``.
            body: The bytes of the body, or ``None`` for a request without one.
            timeout: Seconds that the exchange may take as a whole.

        Raises:
            TransportFailure: The target could not be reached, closed the connection early, was too
                slow, or sent something that is not HTTP.
            UnsendableRequest: The request itself is not HTTP.
        """
        try:
            return self._attempt(method, target, headers, body, timeout)
        except _ClosedBetweenRequests:
            self._keep_alive = False
            self._pool.close()
            self._pool = self._connect()
            return self._attempt(method, target, headers, body, timeout)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def _connect(self) -> httpcore.ConnectionPool:
        # Loading the certificates of authorities takes longer than a whole request without TLS.
        plain = self._origin.startswith("http:")
        return httpcore.ConnectionPool(
            ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else None,
            max_connections=8,
            max_keepalive_connections=8 if self._keep_alive else 0,
            http2=False,
            network_backend=self._backend,
        )

    def _attempt(
        self,
        method: str,
        target: str,
        headers: Iterable[tuple[str, str]],
        body: bytes | None,
        timeout: float,
    ) -> Answer:
        origin = httpcore.URL(self._origin)
        port = b"" if origin.port is None else b":%d" % origin.port
        raw = [
            (b"Host", origin.host + port),
            # White space around a value is not part of it, and HTTP libraries do not send it.
            *((_encode(name), _encode(value.strip())) for name, value in headers),
        ]
        if body is not None or method in {"POST", "PUT", "PATCH"}:
            raw.append((b"Content-Length", b"%d" % len(body or b"")))
        request = httpcore.Request(
            method,
            httpcore.URL(
                scheme=origin.scheme,
                host=origin.host,
                port=origin.port,
                target=_ascii(target),
            ),
            headers=raw,
            content=body or b"",
            extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), timeout)},
        )
        progress = self._backend.begin(timeout)
        try:
            response = self._pool.handle_request(request)
            try:
                content = bytearray()
                for chunk in response.iter_stream():
                    content += chunk
                    if len(content) > MAX_BODY:
                        raise TransportFailure(f"the response is longer than {MAX_BODY} bytes")
            finally:
                response.close()
        except httpcore.TimeoutException:
            raise TransportFailure(f"no complete response within {timeout:g} s") from None
        except httpcore.LocalProtocolError as error:
            raise UnsendableRequest(str(error)) from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            if not progress.connected and not progress.received:
                raise _ClosedBetweenRequests(_describe(error)) from None
            raise TransportFailure(_describe(error)) from None
        pairs = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers
        )
        return Answer(response.status, pairs, bytes(content))


class _ClosedBetweenRequests(TransportFailure):
    """A kept connection turned out to be closed before anything was received on it."""


class _Progress(threading.local):
    deadline = 0.0
    connected = False
    received = False


class _DeadlineBackend(httpcore.SyncBackend):
    """A network backend whose reads and writes all end at one deadline."""

    def __init__(self) -> None:
        self._progress = _Progress()

    def begin(self, timeout: float) -> _Progress:
        self._progress.deadline = time.monotonic() + timeout
        self._progress.connected = False
        self._progress.received = False
        return self._progress

    def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        self._progress.connected = True
        return _DeadlineStream(super().connect_tcp(*args, **kwargs), self._progress)


class _DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, progress: _Progress) -> None:
        self._stream = stream
        self._progress = progress

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._left(timeout, httpcore.ReadTimeout))
        self._progress.received = self._progress.received or bool(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        return _DeadlineStream(self._stream.start_tls(*args, **kwargs), self._progress)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None, expired: type[httpcore.TimeoutException]) -> float:
        left = self._progress.deadline - time.monotonic()
        if left <= 0:
            raise expired
        return left if timeout is None else min(left, timeout)


def _ascii(target: str) -> bytes:
    try:
        return target.encode("ascii")
    except UnicodeEncodeError as error:
        raise UnsendableRequest(f"its target is not ASCII: {error}") from None


def _encode(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8")


def _describe(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return {"[Errno 104] Connection reset by peer": "the connection was reset"}.get(text, text)
