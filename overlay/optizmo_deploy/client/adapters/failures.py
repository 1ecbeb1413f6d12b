"""Failures of the HTTP libraries: what happened, and whether a repeat can help."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from http import HTTPStatus
from typing import cast

from optizmo_deploy.client.core.effects import Failure

__all__ = ["Place", "failed", "no_tunnel", "timed_out"]

_UNKNOWN_NAME = frozenset(
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)
)
_TEMPORARY = frozenset({408, 425, 429})
_CLIENT_ERRORS = range(400, 500)


class Place:
    """Where connections are made to, and how many there may be at a time."""

    __slots__ = ("connections", "proxy")

    def __init__(self, proxy: str | None, connections: int | None) -> None:
        self.proxy: str | None = proxy
        """The host and port of the proxy, if there is one."""
        self.connections: int | None = connections


def failed(error: BaseException, place: Place, *, sent: bool) -> Failure:
    """Return the failure that an exception of an HTTP library stands for.

    Its text is not repeated, because it may hold the URL. What the operating system or TLS said is
    kept. The cause is the innermost exception, without the frames that it came through: they hold
    the request with the key.
    """
    cause = _innermost(error)
    reason, permanent = _explain(cause, place, sent=sent)
    return Failure(reason, sent=sent, permanent=permanent, cause=_without_frames(cause))


def _explain(cause: BaseException, place: Place, *, sent: bool) -> tuple[str, bool]:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the server's certificate cannot be trusted: {cause.verify_message}", True
    if isinstance(cause, ssl.SSLError):
        return f"TLS failed: {getattr(cause, 'reason', None) or 'protocol error'}", False
    if isinstance(cause, socket.gaierror):
        why = "it does not exist" if cause.errno in _UNKNOWN_NAME else "no DNS server responded"
        whose = f"the name of the proxy {place.proxy}" if place.proxy else "the server's name"
        return f"{whose} cannot be resolved: {why}", cause.errno in _UNKNOWN_NAME
    to_proxy = place.proxy and not sent
    what = f"the connection to the proxy {place.proxy}" if to_proxy else "the connection"
    if isinstance(cause, OSError) and cause.errno and cause.errno in errno.errorcode:
        return f"{what} failed: {os.strerror(cause.errno)}", False
    return f"{what} failed: {type(cause).__name__}", False


def no_tunnel(error: BaseException, status: int, place: Place) -> Failure:
    """Return the failure of a proxy that does not connect to the server."""
    try:
        phrase = f" {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = ""
    return Failure(
        f"the proxy {place.proxy or 'of http_client'} responded to CONNECT with {status}{phrase}",
        sent=False,
        permanent=status in _CLIENT_ERRORS and status not in _TEMPORARY,
        cause=_without_frames(_innermost(error)),
    )


def timed_out(place: Place, *, sent: bool, waiting: bool = False) -> Failure:
    """Return the failure of an attempt whose time ran out.

    Args:
        place: What the connection was to be made to.
        sent: Whether a part of the request may have left.
        waiting: Whether the request was still waiting for a connection.
    """
    if sent:
        reason = "no complete response came in time"
    elif waiting:
        count = "" if place.connections is None else f"{place.connections} "
        reason = f"no connection became free in time: all {count}were in use"
    else:
        through = f" through the proxy {place.proxy}" if place.proxy else ""
        reason = f"no connection was made in time{through}"
    return Failure(reason, sent=sent, timed_out=True, cause=TimeoutError(reason))


def _innermost(error: BaseException) -> BaseException:
    """Return the exception that the others came from: it knows most."""
    seen: list[BaseException] = []
    inner: BaseException | None = error
    while inner is not None and inner not in seen:
        seen.append(inner)
        if isinstance(inner, BaseExceptionGroup):
            inner = cast("BaseException", inner.exceptions[0])
        else:
            # httpcore cuts the causes of its exceptions off, but their contexts stay.
            inner = inner.__cause__ or inner.__context__
    return seen[-1]


def _without_frames(error: BaseException) -> BaseException:
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
