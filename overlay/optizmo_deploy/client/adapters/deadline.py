"""A bound on a whole blocking exchange, which httpx does not offer.

Its timeouts are about one read or write each, so a server that sends a byte now and then can
hold a caller for ever. An `Until` travels through httpx as an ordinary timeout; the streams of
a bounded client take it for the moment that it stands for.
"""
# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false
# A transport of httpx has no public way to be given a network backend.

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self

import httpcore

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    import httpx

__all__ = ["Until", "bound"]


class Until(float):
    """A timeout that means a moment: as a number, the seconds that were left when it was made."""

    __slots__ = ("moment",)
    moment: float

    def __new__(cls, seconds: float) -> Self:
        """Return the moment that lies some seconds ahead."""
        until = super().__new__(cls, seconds)
        until.moment = time.monotonic() + seconds
        return until

    def left(self) -> float:
        """Return the seconds that are left."""
        return self.moment - time.monotonic()


def bound(transport: httpx.HTTPTransport) -> httpx.HTTPTransport:
    """Make a transport that is ours keep to every `Until`."""
    pool: Any = transport._pool
    pool._network_backend = _Backend(pool._network_backend)
    return transport


def _left(timeout: float | None, too_late: type[Exception]) -> float | None:
    if not isinstance(timeout, Until):
        return timeout
    left = timeout.left()
    if left <= 0:
        raise too_late
    return left


class _Backend(httpcore.NetworkBackend):
    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        timeout = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(
            self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        )


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        timeout = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, timeout))
