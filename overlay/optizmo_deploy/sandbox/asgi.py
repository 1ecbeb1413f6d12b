"""The ASGI application: reads requests and sends responses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from . import problems
from .api import BASE_PATH
from .control import CONTROL_PATH, Control
from .message import Request, Response
from .reference import Reference

if TYPE_CHECKING:
    from asyncio import Transport

    from .backend import Backend
    from .faults import Fault

__all__ = ["MAX_BODY", "TRANSPORT", "App", "AsgiApp"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Message, Receive, Send], Awaitable[None]]

MAX_BODY = 1024 * 1024
"""The most bytes that a request's body may have: far more than any request of the API needs."""

TRANSPORT = "optizmo_deploy.transport"
"""The ASGI extension under which the server gives its transport, for faults that need one."""

GARBAGE = b'{"\x00\xff\xfe garbage <'
"""What a fault sends instead of JSON: neither JSON nor UTF-8."""


class _DisconnectedError(Exception):
    """The client hung up before its request was whole."""


class App:
    """The whole sandbox behind one port: the API, its control and its reference.

    Args:
        backend: What is served.
        latency: Seconds to wait before each response of the API.
    """

    def __init__(self, backend: Backend, *, latency: float = 0.0) -> None:
        self.backend = backend
        self.control: Control = Control(backend)
        self.reference: Reference = Reference()
        self.latency = latency

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            raise NotImplementedError(f"the sandbox does not speak {scope['type']}")
        request = Request(
            scope["method"],
            scope["raw_path"].decode("latin-1"),
            scope["query_string"].decode("latin-1"),
            scope["headers"],
        )
        try:
            request.body = await _body(request, receive)
        except problems.Problem as problem:
            response = self.backend.api.respond(request, instead=problem)
            self.record(request, response.status)
            await _send(response, send)
            return
        except _DisconnectedError:
            return  # there is nobody to respond to
        if _is_below(BASE_PATH, request.path):
            await self.serve_api(request, scope, receive, send)
        elif _is_below(CONTROL_PATH, request.path):
            await _send(self.control.respond(request), send)
        else:
            await _send(
                self.reference.respond(request, _origin(scope)) or self.nothing(request), send
            )

    async def serve_api(
        self, request: Request, scope: Message, receive: Receive, send: Send
    ) -> None:
        """Respond to a request to the API, or inject a fault into it."""
        if self.latency:
            await asyncio.sleep(self.latency)
        fault = None
        if self.backend.faults:
            self.backend.api.identify(request)
            fault = self.backend.faults.take(request.operation, request.method)
        if fault is None:
            response = self.backend.api.respond(request)
            self.record(request, response.status)
            await _send(response, send)
        else:
            await self.fail(fault, request, scope["extensions"][TRANSPORT], receive, send)

    async def fail(
        self, fault: Fault, request: Request, transport: Transport, receive: Receive, send: Send
    ) -> None:
        """Apply a fault to a request."""
        await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            self.record(request, None)
            await _hang_up(transport, receive)
            return
        response = self.backend.api.respond(request, instead=fault.problem())
        if fault.drop == "after":
            self.record(request, None)
            await _hang_up(transport, receive)
            return
        self.record(request, response.status)
        if fault.garbage:
            response.body = GARBAGE
        if fault.truncated:
            await _send(response, send, limit=len(response.body) // 2)
            await _hang_up(transport, receive)
        else:
            await _send(response, send)

    def record(self, request: Request, status: int | None) -> None:
        """Write a request into the journal."""
        self.backend.journal.record(self.backend.clock.now(), request, status)

    def nothing(self, request: Request) -> Response:
        """Return the response to a request for a path that does not exist."""
        return self.backend.api.reject(request, problems.not_found("Nothing has this path"))


def _is_below(base: str, path: str) -> bool:
    return path.startswith(base) and path[len(base) : len(base) + 1] in {"", "/"}


def _origin(scope: Message) -> str:
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    return f"{scope['scheme']}://{hosts[0] if hosts else ':'.join(map(str, scope['server']))}"


async def _body(request: Request, receive: Receive) -> bytes:
    if not any(name in {b"content-length", b"transfer-encoding"} for name, _ in request.headers):
        return b""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _DisconnectedError
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY:
            raise problems.too_large(f"The body has more than {MAX_BODY} bytes")
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


async def _send(response: Response, send: Send, *, limit: int | None = None) -> None:
    headers = response.headers
    if response.status != HTTPStatus.NO_CONTENT:
        headers = [*headers, (b"content-length", b"%d" % len(response.body))]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = response.body[:limit]
    await send({"type": "http.response.body", "body": body, "more_body": limit is not None})


async def _hang_up(transport: Transport, receive: Receive) -> None:
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass
