"""Targets for the suite: the sandbox, relays in front of it, and small misbehaving servers."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import Factory, define, frozen
from optizmo_deploy.conformance.http.exchange import Exchange
from optizmo_deploy.conformance.http.session import Wire
from optizmo_deploy.conformance.requirements.model import Profile
from optizmo_deploy.conformance.server.client import Api
from optizmo_deploy.conformance.settings import Settings
from optizmo_deploy.sandbox import Sandbox

KEY = "key-that-nobody-may-see-0123456789"


@frozen
class Asked:
    """One request as a double received it."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@define
class Answer:
    """What a double answers."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = Factory(lambda: {"Content-Type": "application/json"})

    @classmethod
    def of(cls, status: int, value: object, **headers: str) -> Answer:
        given = {
            "Content-Type": "application/json",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        return cls(status, json.dumps(value).encode(), given)


def problem(status: int, code: str, target: str, **headers: str) -> Answer:
    value = {
        "type": f"https://docs.optizmo.com/deploy/error-codes#{code}",
        "status": status,
        "title": "Title",
        "detail": "Detail",
        "code": code,
        "instance": f"/deploy{target.partition('?')[0]}",
    }
    return Answer.of(status, value, **headers)


Handler = Callable[[Asked], Answer | None]


@define
class Double:
    """A server on a real socket that answers as a function says; ``None`` closes the connection."""

    handler: Handler
    asked: list[Asked] = Factory(list)
    _server: Any = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/deploy"

    def start(self) -> None:
        double = self

        class _Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_one_request(self) -> None:
                with contextlib.suppress(ConnectionError):
                    super().handle_one_request()

            def __getattr__(self, name: str) -> Any:
                if name.startswith("do_"):
                    return self._answer
                raise AttributeError(name)

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                target = self.path.removeprefix("/deploy")
                asked = Asked(self.command, target, dict(self.headers.items()), body)
                double.asked.append(asked)
                answer = double.handler(asked)
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response_only(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.status != 204:
                    self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as it is there
                del format, args

        class _Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request: Any, client_address: Any) -> None:
                del request, client_address

        self._server = _Server(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def serve() -> Iterator[Callable[[Handler], Double]]:
    """Start doubles that end with the test."""
    with contextlib.ExitStack() as stack:

        def start(handler: Handler) -> Double:
            double = Double(handler)
            double.start()
            stack.callback(double.stop)
            return double

        yield start


class Relay:
    """Passes requests on to a sandbox, and its answers back."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port
        self._local = threading.local()
        self._connections: list[http.client.HTTPConnection] = []

    def close(self) -> None:
        for connection in self._connections:
            connection.close()

    def __call__(self, asked: Asked) -> Answer:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(self._host, self._port)
            self._local.connection = connection
            self._connections.append(connection)
        headers = {k: v for k, v in asked.headers.items() if k.lower() not in _PER_HOP}
        connection.request(asked.method, "/deploy" + asked.target, asked.body or None, headers)
        response = connection.getresponse()
        kept = {k: v for k, v in response.getheaders() if k.lower() not in _PER_HOP}
        return Answer(response.status, response.read(), kept)


_PER_HOP = frozenset(
    {"connection", "content-length", "host", "keep-alive", "transfer-encoding", "date"}
)


@pytest.fixture
def answer() -> Callable[..., Answer]:
    """Make an answer of a status and a JSON value, or of raw bytes."""

    def make(
        status: int, value: object = None, *, raw: bytes | None = None, **headers: str
    ) -> Answer:
        made = Answer.of(status, value, **headers)
        made.body = made.body if raw is None else raw
        return made

    return make


@pytest.fixture
def a_problem() -> Callable[..., Answer]:
    return problem


@pytest.fixture
def api_key() -> str:
    return KEY


@pytest.fixture
def run_shell() -> Callable[..., str]:
    """Run a command of the report in a shell, when there is one with curl."""
    if shutil.which("curl") is None or shutil.which("bash") is None:
        pytest.skip("curl or bash is not installed")

    def run(command: str, **environment: str) -> str:
        done = subprocess.run(
            ["bash", "-c", command],
            env={**os.environ, **environment, "no_proxy": "*"},
            capture_output=True,
            timeout=20,
            check=True,
        )
        return done.stdout.decode(errors="replace")

    return run


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(api_key=KEY) as sandbox:
        yield sandbox


@pytest.fixture
def relay(sandbox: Sandbox) -> Iterator[Relay]:
    relay = Relay(sandbox.url)
    yield relay
    relay.close()


@pytest.fixture
def settings_for() -> Callable[..., Settings]:
    def make(url: str, **options: Any) -> Settings:
        given: dict[str, Any] = {"base_url": url, "api_key": KEY, "timeout": 1.0, **options}
        return Settings(**given)

    return make


@pytest.fixture
def free_url() -> str:
    """A URL at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/deploy"


@pytest.fixture
def raw() -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Serve bytes: the function gets each connection; the fixture returns the base URL."""
    with contextlib.ExitStack() as stack:

        def start(handle: Callable[[socket.socket], None]) -> str:
            listener = socket.create_server(("127.0.0.1", 0), backlog=128)
            stack.callback(listener.close)

            def accept() -> None:
                while True:
                    try:
                        connection, _ = listener.accept()
                    except OSError:
                        return
                    threading.Thread(
                        target=_quietly, args=(handle, connection), daemon=True
                    ).start()

            threading.Thread(target=accept, daemon=True).start()
            return f"http://127.0.0.1:{listener.getsockname()[1]}/deploy"

        yield start


def _quietly(handle: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with contextlib.suppress(OSError), connection:
        handle(connection)


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    """Make an exchange that could have happened."""

    def make(
        operation: str | None = "getContact",
        target: str = "/v1/contacts/93942e96f5acd83e2e047ad8fe03114d",
        *,
        method: str = "GET",
        status: int = 200,
        value: object = None,
        body: bytes | None = None,
        headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),),
        sent: object = None,
        base: str = "http://target.test/deploy",
    ) -> Exchange:
        request_body = b"" if sent is None else json.dumps(sent).encode()
        return Exchange(
            method=method,
            target=target,
            url=base + target,
            request_headers=(("Content-Type", "application/json"),) if sent is not None else (),
            request_body=request_body,
            status=status,
            headers=headers,
            body=json.dumps(value).encode() if body is None else body,
            operation=operation,
        )

    return make


@pytest.fixture
def api() -> Iterator[Api]:
    """What checks are written with, pointed at a sandbox."""
    with Sandbox() as sandbox:
        settings = Settings(base_url=sandbox.url, api_key=sandbox.api_key, profile=Profile.WRITE)
        wire = Wire(settings)
        yield Api(wire, settings)
        wire.close()
