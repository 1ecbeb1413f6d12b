"""Running the ASGI application on a socket, in this thread or in one of its own."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any

import uvicorn

from .protocol import ProblemProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from .asgi import AsgiApp

__all__ = ["Server", "listen"]

_BACKLOG = 2048
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 stands for any free one.

    Raises:
        OSError: The address is not one of this machine's, or the port is in use.
    """
    family, *_, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    return socket.create_server(address[:2], family=family, backlog=_BACKLOG)


class Server(uvicorn.Server):
    """A server that tells when it is ready, and ends on a signal without dying of it.

    Args:
        app: The application.
        listener: The socket to serve.
        certificate: The file of a TLS certificate; plain HTTP when absent.
        private_key: The file of its key, when the certificate's file does not hold it.

    Raises:
        OSError: The certificate or its key cannot be read or used.
    """

    def __init__(
        self,
        app: AsgiApp,
        listener: socket.socket,
        *,
        certificate: Path | None = None,
        private_key: Path | None = None,
    ) -> None:
        config = uvicorn.Config(
            app,
            http=ProblemProtocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=2,
            ssl_certfile=certificate,
            ssl_keyfile=private_key,
        )
        config.load()  # here, where a bad certificate can still be told to somebody
        super().__init__(config)
        self.ended_by: int | None = None
        self._listener = listener
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._on_ready: Callable[[], object] = lambda: None

    def serve_until_signal(self, on_ready: Callable[[], object]) -> int | None:
        """Serve in this thread until a signal ends it, and return the signal's number."""
        self._on_ready = on_ready
        self.run([self._listener])
        return self.ended_by

    def start(self) -> None:
        """Start to serve in a thread, and return once requests are answered."""
        settled = threading.Event()
        self._on_ready = settled.set

        def serve() -> None:
            try:
                self.run([self._listener])
            finally:
                settled.set()

        self._thread = threading.Thread(target=serve, name="optizmo-deploy-sandbox", daemon=True)
        self._thread.start()
        settled.wait()
        if not self.started:
            raise RuntimeError("the sandbox could not be started")

    def stop(self) -> None:
        """Stop the thread that `start` started, and wait for its end."""
        if self._thread is not None:
            self.should_exit = True
            self._thread.join()
            self._thread = None

    def call(self, action: Callable[[], Any]) -> Any:
        """Have the serving thread do something between two requests, and return its result."""
        if self._loop is None or self._thread is None:
            raise RuntimeError("the sandbox is not running")

        async def act() -> Any:
            return action()

        return asyncio.run_coroutine_threadsafe(act(), self._loop).result()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and tell whoever waits."""
        await super().startup(sockets=sockets)
        self._loop = asyncio.get_running_loop()
        self._on_ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """End on a signal, without raising it again afterwards as uvicorn does."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Take note of the signal that ends the server."""
        self.ended_by = sig
        super().handle_exit(sig, frame)
