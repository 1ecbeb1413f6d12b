"""A bound on a whole blocking exchange, which httpx does not offer.

Its timeouts are about one read or write each, so a server that sends a byte now and then can
hold a caller for ever. An `Until` travels through httpx as an ordinary timeout; the network backend
of httpcore that is in here takes it for the point in time that it stands for.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Self

import httpcore
import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from optizmo_deploy.client.adapters.options import ConnectionOptions

__all__ = ["DeadlineTransport", "Until"]

_PIECE = 1 << 16


class Until(float):
    """A timeout that ends at a point in time: as a number, the seconds left when it was made."""

    __slots__ = ("end",)
    end: float

    def __new__(cls, seconds: float) -> Self:
        """Return the point in time that lies some seconds ahead."""
        until = super().__new__(cls, seconds)
        until.end = time.monotonic() + seconds
        return until

    def left(self, expired: type[httpcore.TimeoutException]) -> float:
        """Return the seconds that are left, or raise."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise expired
        return left

    def has_passed(self) -> bool:
        """Return whether no time is left."""
        return time.monotonic() >= self.end


class DeadlineTransport(httpx.HTTPTransport):
    """The transport and the connection pool of httpx, with timeouts that are an `Until`."""

    def __init__(self, options: ConnectionOptions) -> None:
        super().__init__(verify=options.ssl_context)
        # The one thing that httpx does not pass on to its pool is a network backend. A transport
        # that is not an HTTPTransport would have to be instrumented separately.
        self._pool = _pool(options)


def _pool(options: ConnectionOptions) -> httpcore.ConnectionPool:
    limits, proxy = options.limits, options.proxy
    settings: dict[str, Any] = {
        "ssl_context": options.ssl_context,
        "max_connections": limits.max_connections,
        "max_keepalive_connections": limits.max_keepalive_connections,
        "keepalive_expiry": limits.keepalive_expiry,
        "network_backend": _Backend(),
    }
    if proxy is None:
        return httpcore.ConnectionPool(**settings)
    settings["proxy_url"] = str(proxy.url)
    settings["proxy_auth"] = proxy.raw_auth
    if proxy.url.scheme.startswith("socks"):
        return httpcore.SOCKSProxy(**settings)
    return httpcore.HTTPProxy(
        **settings, proxy_headers=proxy.headers.raw, proxy_ssl_context=proxy.ssl_context
    )


class _Backend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: Any = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolve(host, port, timeout)
        for index, address in enumerate(addresses):
            # Each address gets its share of the time, so that one that is dead does not use it up.
            share = timeout.left(httpcore.ConnectTimeout) / (len(addresses) - index)
            try:
                stream = super().connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if index == len(addresses) - 1:
                    raise
            else:
                return _Stream(stream, timeout)
        raise httpcore.ConnectError("the name has no addresses")


def _resolve(host: str, port: int, until: Until) -> list[str]:
    """Return the addresses of a host in time. The resolver of the system knows no timeout."""
    found: Future[list[str]] = Future()

    def look_up() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.set_result(list(dict.fromkeys(str(info[4][0]) for info in infos)))
        except (OSError, UnicodeError) as error:
            found.set_exception(error)

    threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
    try:
        return found.result(until.left(httpcore.ConnectTimeout))
    except TimeoutError:
        raise httpcore.ConnectTimeout from None
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error


class _Stream(httpcore.NetworkStream):
    """A stream whose timeouts are all an `Until`; without one, that of connecting counts."""

    def __init__(self, stream: httpcore.NetworkStream, connected_until: Until) -> None:
        self._stream = stream
        self._until = connected_until

    def read(self, max_bytes: int, timeout: Any = None) -> bytes:
        until = self._until if timeout is None else timeout
        return self._stream.read(max_bytes, until.left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: Any = None) -> None:
        until = self._until if timeout is None else timeout
        for start in range(0, len(buffer), _PIECE):
            piece = buffer[start : start + _PIECE]
            self._stream.write(piece, until.left(httpcore.WriteTimeout))

    def close(self) -> None:
        # Closing alone does not wake a thread that is reading from the socket.
        with contextlib.suppress(OSError):
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: Any = None,
    ) -> httpcore.NetworkStream:
        until = self._until if timeout is None else timeout
        left = until.left(httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), until)
