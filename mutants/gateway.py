"""An ASGI gateway in front of the sandbox that lets one fault look at, and change, everything.

A fault is an async function of a request and of the server behind it. It may change the request,
send other requests, change the response or make one up, and it may remember what it saw. Since it
needs nothing but HTTP, no refactoring of the sandbox can switch it off unnoticed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

from attrs import evolve, field, frozen
from optizmo_deploy.contract import load_contract

__all__ = ["App", "Fault", "Gateway", "Hangup", "Request", "Response", "Server", "operations"]

BASE = "/deploy"
JSON = ("content-type", "application/json")


@frozen
class Request:
    """A request below ``/deploy``."""

    method: str
    path: str
    """Still percent-encoded, for example ``/v1/brands``."""
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    operation: str | None = None
    """The operationId, or ``None`` for a request outside the ten operations."""
    params: dict[str, str] = field(factory=dict)
    """The path parameters, percent-decoded."""

    @property
    def md5(self) -> str:
        """The contact that the path names, in lower case; empty when it names none."""
        return self.params.get("emailMd5", "").lower()

    def header(self, name: str) -> str | None:
        """Return the header's value."""
        return next((value for key, value in self.headers if key == name), None)

    def json(self) -> Any:
        """Return the parsed body, ``None`` when it is not JSON."""
        return _parsed(self.body)

    def member(self, name: str) -> Any:
        """Return a member of the body when that is an object."""
        body = self.json()
        return body.get(name) if isinstance(body, dict) else None

    def with_json(self, value: object) -> Request:
        """Return the request with another body."""
        return evolve(self, body=json.dumps(value).encode())

    def with_member(self, name: str, value: object) -> Request:
        """Return the request with one member of its body changed."""
        return self.with_json({**self.json(), name: value})

    def to(
        self, path: str, *, query: str = "", method: str = "GET", value: object = None
    ) -> Request:
        """Return another request with the same credentials."""
        body = b"" if value is None else json.dumps(value).encode()
        kept = tuple((k, v) for k, v in self.headers if k not in {"content-length", "content-type"})
        headers = (*kept, JSON) if body else kept
        path = quote(path, safe="/%:@!$&'()*+,;=~")
        operation, params = _addressed(method, path)
        return Request(method, path, query, headers, body, operation, params)

    def at(self, path: str) -> Request:
        """Return the same request for another path."""
        operation, params = _addressed(self.method, path)
        return evolve(self, path=path, operation=operation, params=params)

    def with_header(self, name: str, value: str | None) -> Request:
        """Return the request with a header set, or removed."""
        kept = tuple(pair for pair in self.headers if pair[0] != name)
        return evolve(self, headers=kept if value is None else (*kept, (name, value)))


@frozen
class Response:
    """A response."""

    status: int
    headers: tuple[tuple[str, str], ...] = (JSON,)
    body: bytes = b""

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the parsed body, ``None`` when it is not JSON."""
        return _parsed(self.body)

    def with_json(self, value: object) -> Response:
        """Return the response with another body; it stays byte for byte if nothing else is said."""
        text = json.dumps(value)
        return self if text == json.dumps(self.json()) else evolve(self, body=text.encode())

    def with_header(self, name: str, value: str | None) -> Response:
        """Return the response with a header set, or removed."""
        kept = tuple(pair for pair in self.headers if pair[0] != name)
        return evolve(self, headers=kept if value is None else (*kept, (name, value)))


class Hangup(Exception):  # noqa: N818 - an event, not an error
    """Raised by a fault that drops the connection instead of answering."""


Server = Callable[[Request], Awaitable[Response]]
Fault = Callable[[Request, Server], Awaitable[Response]]
App = Callable[..., Awaitable[None]]


class Gateway:
    """The ASGI application that puts a fault in front of another application.

    Args:
        app: The correct server.
        fault: What happens to requests below ``/deploy``; all else passes untouched.
    """

    def __init__(self, app: App, fault: Fault) -> None:
        self.app = app
        self.fault = fault
        self.fired = 0
        """How many requests were treated in another way than the server by itself would have."""
        self.crashes: list[Exception] = []
        """What went wrong in the fault itself, which is never meant."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one ASGI connection."""
        if scope["type"] != "http" or not scope["path"].startswith(BASE + "/"):
            await self.app(scope, receive, send)
            return
        request = await _received(scope, receive)
        seen: list[tuple[Request, Response]] = []

        async def server(inner: Request) -> Response:
            response = await _forward(self.app, scope, inner)
            seen.append((inner, response))
            return response

        try:
            response = await self.fault(request, server)
        except Hangup:
            self.fired += 1
            headers = [(b"content-length", b"9")]  # never sent, so the server closes the connection
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            return
        except Exception as error:
            self.crashes.append(error)
            raise
        if seen != [(request, response)]:
            self.fired += 1
        await _respond(send, response)


@cache
def operations() -> dict[str, tuple[str, re.Pattern[str]]]:
    """Return method and path pattern of each operation, by operationId."""
    found = {}
    for template, item in load_contract()["paths"].items():
        pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))
        for method, operation in item.items():
            if isinstance(operation, dict) and "operationId" in operation:
                found[operation["operationId"]] = (method.upper(), pattern)
    return found


def _addressed(method: str, path: str) -> tuple[str | None, dict[str, str]]:
    for operation, (wanted, pattern) in operations().items():
        match = pattern.fullmatch(path)
        if match and method == wanted:
            return operation, {key: unquote(value) for key, value in match.groupdict().items()}
    return None, {}


async def _received(scope: dict[str, Any], receive: Any) -> Request:
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    raw = scope.get("raw_path") or scope["path"].encode()
    path = raw.decode("latin-1").partition("?")[0].removeprefix(BASE)
    headers = tuple((k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in scope["headers"])
    operation, params = _addressed(scope["method"], path)
    return Request(
        scope["method"],
        path,
        scope["query_string"].decode("latin-1"),
        headers,
        body,
        operation,
        params,
    )


async def _forward(app: App, scope: dict[str, Any], request: Request) -> Response:
    path = BASE + request.path
    kept = [(k, v) for k, v in request.headers if k != "content-length"]
    inner = {
        **scope,
        "method": request.method,
        "path": unquote(path),
        "raw_path": path.encode("latin-1"),
        "query_string": request.query.encode("latin-1"),
        "headers": [
            (k.encode("latin-1"), v.encode("latin-1"))
            for k, v in [*kept, ("content-length", str(len(request.body)))]
        ],
    }
    waiting = [{"type": "http.request", "body": request.body, "more_body": False}]
    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    await app(inner, receive, send)
    start, *parts = messages
    headers = tuple((k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in start["headers"])
    return Response(start["status"], headers, b"".join(part.get("body", b"") for part in parts))


async def _respond(send: Any, response: Response) -> None:
    bodiless = response.status in {204, 304}
    headers = [(k, v) for k, v in response.headers if k != "content-length"]
    if not bodiless:
        headers.append(("content-length", str(len(response.body))))
    await send(
        {
            "type": "http.response.start",
            "status": response.status,
            "headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers],
        }
    )
    await send({"type": "http.response.body", "body": b"" if bodiless else response.body})


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
