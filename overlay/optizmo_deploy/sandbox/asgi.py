"""The ASGI application: reads requests and sends responses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from . import problems
from .api import BASE_PATH
from .control import CONTROL_PATH, Control
from .cors import Cors
from .database_lock import when_unlocked
from .external import external_address
from .message import RawHeaders, Request, Response, json_response
from .reference import DOCS_PATH, Reference
from .request_log import RequestLog
from .store import DatabaseLockedError

if TYPE_CHECKING:
    from asyncio import Transport
    from collections.abc import Iterable

    from .backend import Backend
    from .external import Address
    from .faults import Fault

__all__ = ["MAX_BODY", "TRANSPORT", "App", "AsgiApp"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Message, Receive, Send], Awaitable[None]]

MAX_BODY = 1024 * 1024
"""The maximum size of a request's body in bytes: far more than any request of the API needs."""

TRANSPORT = "optizmo_deploy.transport"
"""The ASGI extension under which the server gives its transport, for faults that need one."""

GARBAGE = b'{"\x00\xff\xfe garbage <'
"""What a fault sends instead of JSON: neither JSON nor UTF-8."""

MAX_CONTROL_BODY = 64 * 1024 * 1024
"""The maximum size of a control request's body in bytes; it may hold a large account."""

HEALTH_PATH = "/health"
"""Responds with 200 to GET and HEAD as soon as the sandbox is ready, without a key."""

_SERVED = ("deploy", "control", "docs", "health", "openapi.json", "openapi.yaml")
_BODY_FIELDS = frozenset({b"content-length", b"transfer-encoding"})
_SANDBOX_HEADERS = ("sandbox-example", "www-authenticate", "allow")


class _DisconnectedError(Exception):
    """The client hung up before its request was whole."""


class App:
    """The whole sandbox behind one port: the API, its control and its reference.

    Args:
        backend: What is served.
        latency: Seconds to wait before each response of the API.
        cors: The origins whose pages may use the API; `*` stands for any, none for off.
        root_path: The path prefix below which a proxy shows the sandbox, such as `/sandbox`.
        server: The authority of the listening socket, for requests without a `Host`.
        loopback: Whether only this machine can reach the sandbox.

    Raises:
        ValueError: An origin of `cors` is not one.
    """

    def __init__(
        self,
        backend: Backend,
        *,
        latency: float = 0.0,
        cors: Iterable[str] = (),
        root_path: str = "",
        server: str = "localhost",
        loopback: bool = True,
    ) -> None:
        self.backend = backend
        self.control: Control = Control(backend, loopback=loopback)
        self.reference: Reference = Reference(backend, loopback=loopback)
        self.cors: Cors = Cors(
            cors, lambda: (*backend.contract.response_headers(), *_SANDBOX_HEADERS)
        )
        self.log: RequestLog = RequestLog()
        self.latency = latency
        self._root_path = root_path
        self._server = server

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
        origin, is_forwarded, has_body = _scan(request.headers)
        scheme: str = scope["scheme"]
        request.prefix = self._root_path
        if is_forwarded:
            request.prefix = self._address(request, scheme).prefix
        if self._root_path:
            request.path = self._local_path(request.path)
        started = self.log.timer()
        try:
            response = await self.handle(request, scheme, receive if has_body else None, origin)
        except _DisconnectedError:
            return  # there is nobody to respond to
        except problems.Problem as problem:
            response = json_response(problem.status, {"error": problem.detail})
        if started is not None:
            self._explain_cors(origin, response)
            self.log.write(request, response, started, self.backend.api)
        await _send(response, scope, receive, send)

    async def handle(
        self, request: Request, scheme: str, receive: Receive | None, origin: bytes | None
    ) -> Response:
        """Return the response to a request, with the header fields of CORS.

        Args:
            request: The request.
            scheme: The scheme of the connection.
            receive: Receives the body, if there is one.
            origin: The value of the header field `Origin`, if there is one.
        """
        if _is_below(CONTROL_PATH, request.path):
            if receive is not None:
                request.body = await _body(receive, MAX_CONTROL_BODY)
            return await self.control.respond(request, self._address(request, scheme))
        origin = self._allowed(origin, request.path)
        if origin is not None:
            preflight = self.cors.preflight(request, origin)
            if preflight is not None:
                return preflight
        try:
            if receive is not None:
                request.body = await _body(receive, MAX_BODY)
        except problems.Problem as problem:
            response = self.backend.api.respond(request, instead=problem)
            self.record(request, response.status)
        else:
            if _is_below(BASE_PATH, request.path):
                response = await self.serve_api(request)
            else:
                response = self._serve_page(request, scheme)
        if origin is not None:
            response.headers = [*response.headers, *self.cors.headers(origin)]
        return response

    def _allowed(self, origin: bytes | None, path: str) -> bytes | None:
        """Return an origin whose pages may read the response of a path, None for any other."""
        if origin is None or not self.cors.allows(origin) or _is_below(DOCS_PATH, path):
            return None
        return origin

    def _serve_page(self, request: Request, scheme: str) -> Response:
        if request.path == HEALTH_PATH and request.method in {"GET", "HEAD"}:
            return json_response(200, {"status": "ok"}, [(b"cache-control", b"no-store")])
        address = self._address(request, scheme)
        return self.reference.respond(request, address) or self.nothing(request)

    async def serve_api(self, request: Request) -> Response:
        """Respond to a request to the API, or inject a fault into it."""
        if self.latency:
            await asyncio.sleep(self.latency)
        fault = None
        if self.backend.faults:
            match = self.backend.api.identify(request)
            fault = self.backend.faults.take(
                request.operation,
                request.method,
                lambda: self.backend.api.contact_of(request, match),
            )
        if fault is None:
            response = await self.perform(request)
        else:
            response = await self.fail(fault, request)
        self.record(request, None if response.dropped else response.status)
        return response

    async def perform(self, request: Request, instead: problems.Problem | None = None) -> Response:
        """Respond to a request to the API, as soon as no other process locks the database."""
        api = self.backend.api
        try:
            return api.respond(request, instead)
        except DatabaseLockedError:
            pass  # outside of this block, so that what follows is no consequence of it
        try:
            return await when_unlocked(lambda: api.respond(request, instead))
        except DatabaseLockedError as error:
            return api.respond(request, instead=problems.server_failure(str(error)))

    async def fail(self, fault: Fault, request: Request) -> Response:
        """Return the response of a request that a fault applies to."""
        await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            return Response(0, [], reason="fault: dropped before the effect", dropped=True)
        response = await self.perform(request, fault.problem())
        if fault.drop == "after":
            return Response(0, [], reason="fault: dropped after the effect", dropped=True)
        if fault.garbage:
            response.body = GARBAGE
        if fault.truncated:
            response.cut_at = len(response.body) // 2
        response.reason = f"fault: {fault.description()}"
        return response

    def record(self, request: Request, status: int | None) -> None:
        """Write a request into the journal."""
        self.backend.journal.record(self.backend.clock.now(), request, status)

    def nothing(self, request: Request) -> Response:
        """Return the response to a request for a path that does not exist."""
        return self.backend.api.reject(request, problems.not_found("Nothing has this path"))

    def _explain_cors(self, origin: bytes | None, response: Response) -> None:
        allowed = any(name == b"access-control-allow-origin" for name, _ in response.headers)
        if origin is not None and not allowed and not response.reason:
            text = origin.decode("latin-1")
            response.reason = f"the browser withholds the response: {text} is not allowed by --cors"

    def _address(self, request: Request, scheme: str) -> Address:
        return external_address(request, scheme, self._server, self._root_path)

    def _local_path(self, path: str) -> str:
        """Return a path without the configured prefix, which some proxies leave in place."""
        if _is_below(self._root_path, path):
            rest = path[len(self._root_path) :] or "/"
            if rest == "/" or rest.split("/", 2)[1] in _SERVED:
                return rest
        return path


def _is_below(base: str, path: str) -> bool:
    return path.startswith(base) and path[len(base) : len(base) + 1] in {"", "/"}


def _scan(headers: RawHeaders) -> tuple[bytes | None, bool, bool]:
    """Return the origin, whether a proxy reports an address, and whether there is a body."""
    origin: bytes | None = None
    is_forwarded = has_body = False
    for name, value in headers:
        if name == b"origin":
            origin = value
        elif name in _BODY_FIELDS:
            has_body = True
        elif b"forwarded" in name:
            is_forwarded = True
    return origin, is_forwarded, has_body


async def _body(receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _DisconnectedError
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise problems.too_large(f"The body has more than {limit} bytes")
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


async def _send(response: Response, scope: Message, receive: Receive, send: Send) -> None:
    if response.dropped:
        await _hang_up(scope["extensions"][TRANSPORT], receive)
        return
    headers, cut = response.headers, response.cut_at
    if response.status != HTTPStatus.NO_CONTENT:
        headers = [*headers, (b"content-length", b"%d" % len(response.body))]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = response.body[:cut]
    await send({"type": "http.response.body", "body": body, "more_body": cut is not None})
    if cut is not None:
        await _hang_up(scope["extensions"][TRANSPORT], receive)


async def _hang_up(transport: Transport, receive: Receive) -> None:
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass
