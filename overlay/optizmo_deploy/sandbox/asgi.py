"""The ASGI application: reads requests, has them answered, and sends the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from . import problems
from .api import BASE_PATH, Api
from .control import CONTROL_PATH, Control
from .message import Answer, Request

__all__ = ["MAX_BODY", "App", "AsgiApp"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Message, Receive, Send], Awaitable[None]]

MAX_BODY = 1024 * 1024
"""The most octets that a request's body may have: far more than any request of the API needs."""


class App:
    """The whole sandbox behind one port: the API, its control and its reference."""

    def __init__(self, api: Api, control: Control, *, latency: float = 0.0) -> None:
        self.api = api
        self.control = control
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
        body = await _body(request, receive)
        if body is None:
            problem = problems.invalid_request(
                f"The body has more than {MAX_BODY} octets", status=413
            )
            await _send(self.api.refuse(request, problem), send)
            return
        request.body = body
        await _send(await self.respond(request), send)

    async def respond(self, request: Request) -> Answer:
        """Return the answer of a request."""
        path = request.path
        if path.startswith(BASE_PATH) and path[len(BASE_PATH) :][:1] in {"", "/"}:
            if self.latency:
                await asyncio.sleep(self.latency)
            return self.api.answer(request)
        if path.startswith(CONTROL_PATH + "/"):
            return self.control.answer(request)
        return self.api.refuse(request, problems.not_found("Nothing has this path"))


async def _body(request: Request, receive: Receive) -> bytes | None:
    if not any(name in {b"content-length", b"transfer-encoding"} for name, _ in request.headers):
        return b""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(chunks)
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY:
            return None
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


async def _send(answer: Answer, send: Send) -> None:
    headers = answer.headers
    if answer.status != HTTPStatus.NO_CONTENT:
        headers = [*headers, (b"content-length", b"%d" % len(answer.body))]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
