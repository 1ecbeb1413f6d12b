"""Running the ASGI application on a socket, in this thread or in one of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
from concurrent.futures import wait
from typing import TYPE_CHECKING, Any

import uvicorn

from .database_lock import when_unlocked
from .event_loop import new_event_loop
from .protocol import ProblemProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from .asgi import AsgiApp

__all__ = ["Server", "listen"]

_BACKLOG = 2048
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_CHECK_INTERVAL = 1.0  # seconds between two looks whether the serving thread is still alive


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 means any free one, `::` every IPv6 and IPv4 address.

    Raises:
        OSError: The address is not one of this machine's, or the port is in use.
    """
    family, *_, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    every = family == socket.AF_INET6 and address[0] == "::" and socket.has_dualstack_ipv6()
    return socket.create_server(address[:2], family=family, backlog=_BACKLOG, dualstack_ipv6=every)


class Server(uvicorn.Server):
    """A server that reports when it is ready, and ends on a signal without dying of it.

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
        config.load()  # here, where a bad certificate can still be reported to the caller
        super().__init__(config)
        self.ended_by: int | None = None
        self._listener = listener
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._process: int | None = None
        self._on_ready: Callable[[], object] = lambda: None

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until the server is told to stop."""
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            runner.run(self.serve(sockets))

    def serve_until_signal(self, on_ready: Callable[[], object]) -> int | None:
        """Serve in this thread until a signal ends it, and return the signal's number."""
        self._claim()
        self._on_ready = on_ready
        self.run([self._listener])
        return self.ended_by

    def start(self) -> None:
        """Start to serve in a thread, and return once it responds to requests.

        Raises:
            RuntimeError: It was started before, or cannot be started.
        """
        self._claim()
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

    def stop(self) -> bool:
        """Stop the thread that `start` started, and wait for its end.

        Returns:
            Whether the server's resources may be closed: not in a forked child, whose copy of
            them belongs to the parent's server.
        """
        if self._is_forked():
            return False
        if self._thread is not None:
            self.should_exit = True
            self._thread.join()
            self._thread = None
        return True

    def call(self, action: Callable[[], Any]) -> Any:
        """Have the serving thread run something between two requests, and return its result.

        Raises:
            RuntimeError: The server does not run in this process.
        """
        self.check_running()
        thread, loop = self._thread, self._loop
        if thread is None or loop is None or thread is threading.current_thread():
            return action()

        async def act() -> Any:
            return await when_unlocked(action)

        future = asyncio.run_coroutine_threadsafe(act(), loop)
        while True:
            done, _ = wait([future], timeout=_CHECK_INTERVAL)
            if done:
                return future.result()
            if not thread.is_alive():
                raise RuntimeError("the sandbox has stopped")

    def check_running(self) -> None:
        """Make sure that the server runs in this process.

        Raises:
            RuntimeError: It does not.
        """
        if self._is_forked():
            raise RuntimeError(
                f"the sandbox runs in the process {self._process}, from which this one was forked; "
                "use its control_url, or start a sandbox here"
            )
        if not self.is_running():
            raise RuntimeError("the sandbox is not running")

    def is_running(self) -> bool:
        """Return whether `start` started a thread in this process that is serving."""
        alive = self._thread is not None and self._thread.is_alive()
        return alive and self._loop is not None and not self._is_forked()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and report that the server is ready."""
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
        """Note the signal that ends the server."""
        self.ended_by = sig
        super().handle_exit(sig, frame)

    def _claim(self) -> None:
        if self._process is not None:
            state = "is running already" if self._thread else "cannot be started a second time"
            raise RuntimeError(f"this sandbox {state}; create another Sandbox")
        if self._listener.fileno() < 0:
            raise RuntimeError("this sandbox was stopped; create another Sandbox")
        self._process = os.getpid()

    def _is_forked(self) -> bool:
        return self._process is not None and self._process != os.getpid()
