"""A server on a real socket that answers as it is told, and so can misbehave in any way."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self, TypeAlias

CERTIFICATE = Path(__file__).with_name("certificate.pem")
"""For 127.0.0.1, signed by nobody, with its key; it is worth nothing anywhere else."""

ALICE = "c160f8cc69a4f0bf2b0362752353d060"
BRAND = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
CONTACT = {
    "email": "alice@example.com",
    "emailMd5": ALICE,
    "attributes": {"first_name": "Alice"},
    "brandIds": [BRAND],
    "enabled": True,
    "createdAt": "2026-06-12T00:00:00Z",
}
PHRASES = {200: "OK", 201: "Created", 204: "No Content", 404: "Not Found", 429: "Too Many Requests"}


class Request:
    """A request as it came."""

    def __init__(self, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body

    def json(self) -> Any:
        return json.loads(self.body)

    def __repr__(self) -> str:
        return f"<{self.method} {self.target}>"


Behaviour: TypeAlias = Callable[[socket.socket, Request], None]


class RoughServer:
    """Answers requests with the behaviours of its script, in order; the last one stays."""

    def __init__(self, *script: Behaviour, tls: Any = None) -> None:
        self.script: list[Behaviour] = list(script)
        self.requests: list[Request] = []
        self.connections = 0
        self._tls = tls
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/deploy"
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def play(self, *script: Behaviour) -> None:
        """Set what the next requests meet."""
        self.script = list(script)

    @property
    def methods(self) -> list[str]:
        return [request.method for request in self.requests]

    def wait_for(self, requests: int) -> None:
        """Block until so many requests have come."""
        until = time.monotonic() + 30
        while len(self.requests) < requests:
            assert time.monotonic() < until, "the requests do not come"
            time.sleep(0.005)

    async def async_wait_for(self, requests: int) -> None:
        """Wait until so many requests have come."""
        await asyncio.to_thread(self.wait_for, requests)

    def open_connections(self, at_most: int) -> int:
        """Return how many connections are open, after a while if they are too many."""
        until = time.monotonic() + 10
        while len(self._open) > at_most and time.monotonic() < until:
            time.sleep(0.02)
        return len(self._open)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            still_open = list(self._open)
        for connection in still_open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, _HangUpError), contextlib.ExitStack() as opened:
            opened.enter_context(connection)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
                opened.enter_context(connection)
            with self._lock:
                self._open.add(connection)
            try:
                stream = connection.makefile("rb")
                while (request := _read(stream)) is not None:
                    with self._lock:
                        self.requests.append(request)
                        behaviour = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                    behaviour(connection, request)
            finally:
                with self._lock:
                    self._open.discard(connection)


class _HangUpError(Exception):
    pass


def _read(stream: Any) -> Request | None:
    words = stream.readline().decode("latin-1").split()
    if len(words) != 3:  # nothing more, or not HTTP
        return None
    method, target, _ = words
    headers: dict[str, str] = {}
    while line := stream.readline().decode("latin-1").rstrip("\r\n"):
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Request(method, target, headers, stream.read(int(headers.get("content-length", 0))))


def head(status: int | str, headers: Iterable[tuple[str, str]], version: str = "HTTP/1.1") -> bytes:
    phrase = PHRASES.get(status, "Whatever") if isinstance(status, int) else "Whatever"
    lines = [f"{version} {status} {phrase}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def answer(status: int = 200, body: Any = CONTACT, *headers: tuple[str, str]) -> Behaviour:
    """Answer properly. A body that is not bytes is sent as JSON; None is no body at all."""
    content = (
        b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    )
    length = [] if status == 204 else [("Content-Length", str(len(content)))]
    kind = [] if body is None else [("Content-Type", "application/json")]
    given = {name.lower() for name, _ in headers}
    own = [header for header in (*length, *kind) if header[0].lower() not in given]
    data = head(status, [*own, *headers]) + content
    return lambda connection, _: connection.sendall(data)


def problem(
    status: int, code: str, *headers: tuple[str, str], detail: str = "no", **members: Any
) -> Behaviour:
    """Answer with a problem."""
    document = {
        "type": f"https://docs.optizmo.com/deploy/error-codes#{code}",
        "status": status,
        "title": "No",
        "detail": detail,
        "code": code,
        **members,
    }
    return answer(status, document, *headers)


def raw(data: bytes) -> Behaviour:
    """Send some bytes and close the connection."""

    def behave(connection: socket.socket, _: Request) -> None:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_RDWR)
        raise _HangUpError

    return behave


def reset(data: bytes = b"") -> Behaviour:
    """Send some bytes and reset the connection."""

    def behave(connection: socket.socket, _: Request) -> None:
        connection.sendall(data)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        raise _HangUpError

    return behave


def drip(data: bytes, pause: float = 0.02) -> Behaviour:
    """Send a byte now and then, until nobody listens."""

    def behave(connection: socket.socket, _: Request) -> None:
        wait = threading.Event()
        for index in range(len(data)):
            connection.sendall(data[index : index + 1])
            wait.wait(pause)
        raise _HangUpError

    return behave


def hang(connection: socket.socket, _: Request) -> None:
    """Say nothing until the other side closes."""
    while connection.recv(1024):
        pass
    raise _HangUpError


def after(effect: Callable[[Request], None], behaviour: Behaviour) -> Behaviour:
    """Let a request have an effect, then behave in some way."""

    def behave(connection: socket.socket, request: Request) -> None:
        effect(request)
        behaviour(connection, request)

    return behave
