"""Running the sandbox: in a thread for tests, or in the foreground for the command line."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import uvicorn

from .account_file import builtin_account
from .api import BASE_PATH, Api
from .asgi import App, AsgiApp
from .control import CONTROL_PATH, Control
from .domain import Deploy
from .protocol import ProblemProtocol
from .rate_limit import Rate
from .state import build_world

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from .account import Account

__all__ = ["Sandbox"]


class _Server(uvicorn.Server):
    """Tells when it is ready, and keeps quiet about the signal that ends it."""

    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[asyncio.AbstractEventLoop], None]
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self.ended_by: int | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._on_ready(asyncio.get_running_loop())

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.ended_by = sig
        super().handle_exit(sig, frame)
        self._captured_signals.clear()


class Sandbox:
    """A stand-in for the API on a port of this machine, used as a context manager.

    Args:
        account: What the account holds; the built-in one when absent.
        database: The file to keep the data in; in memory when absent.
        api_key: Another key in the place of the account's own.
        rate_limit: The rate over which requests are refused, such as `10/s`; none when absent.
        latency: Seconds to wait before each answer of the API.
        host: The address to listen on.
        port: The port to listen on; 0 for any free one.
        certificate: The file of a TLS certificate; plain HTTP when absent.
        private_key: The file of the certificate's key.
        api: A subclass of `Api` to use for the HTTP side.
        deploy: A subclass of `Deploy` to use for what the operations do.
        wrap: Called with the ASGI application; what it returns is served in its place.
    """

    def __init__(
        self,
        account: Account | None = None,
        *,
        database: Path | str | None = None,
        api_key: str | None = None,
        rate_limit: str | None = None,
        latency: float = 0.0,
        host: str = "127.0.0.1",
        port: int = 0,
        certificate: Path | str | None = None,
        private_key: Path | str | None = None,
        api: type[Api] = Api,
        deploy: type[Deploy] = Deploy,
        wrap: Callable[[AsgiApp], AsgiApp] | None = None,
    ) -> None:
        account = account or builtin_account()
        self._account = account.with_api_key(api_key) if api_key else account
        self._world = build_world(
            self._account,
            database=Path(database) if database else None,
            rate=Rate.parse(rate_limit) if rate_limit else None,
            api=api,
            deploy=deploy,
        )
        app: AsgiApp = App(self._world.api, Control(self._world), latency=latency)
        self._app = wrap(app) if wrap else app
        self._host, self._port = host, port
        self._certificate, self._private_key = certificate, private_key
        self._thread: threading.Thread | None = None
        self._socket: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port of the running sandbox."""
        if self._socket is None:
            raise RuntimeError("the sandbox is not running")
        address, port = self._socket.getsockname()[:2]
        scheme = "https" if self._certificate else "http"
        return (
            f"{scheme}://[{address}]:{port}" if ":" in address else f"{scheme}://{address}:{port}"
        )

    @property
    def url(self) -> str:
        """The base URL to give to a client."""
        return self.origin + BASE_PATH

    @property
    def control_url(self) -> str:
        """The base URL of the control API."""
        return self.origin + CONTROL_PATH

    @property
    def api_key(self) -> str:
        """A key that may call every operation."""
        return self._world.api.account.api_key

    @property
    def forbidden_api_key(self) -> str | None:
        """A key that is valid and may call nothing."""
        return self._world.api.account.forbidden_api_key

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Start serving in a thread and return when requests are answered."""
        ready = threading.Event()
        self._bind()

        def on_ready(loop: asyncio.AbstractEventLoop) -> None:
            self._loop = loop
            ready.set()

        self._server = self._make_server(on_ready)
        self._thread = threading.Thread(
            target=self._server.run,
            args=([self._socket],),
            name="optizmo-deploy-sandbox",
            daemon=True,
        )
        self._thread.start()
        ready.wait()
        return self

    def stop(self) -> None:
        """Stop serving; the database file, if there is one, stays."""
        if self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self._thread = None
        self._world.store.close()

    def run(self, on_ready: Callable[[Sandbox], None]) -> int | None:
        """Serve in this thread until a signal ends it; return the signal's number."""
        listener = self._bind()
        server = self._make_server(lambda _loop: on_ready(self))
        server.run([listener])
        self._world.store.close()
        return server.ended_by

    def reset(self) -> None:
        """Put the account, the clock and all behaviour back to the start."""
        self._call(self._world.reset)

    def busy(self, seconds: float) -> None:
        """Make the account refuse changes for so many seconds; 0 ends it."""
        self._call(lambda: self._world.busy(seconds))

    def _call(self, action: Callable[[], Any]) -> Any:
        if self._loop is None:
            raise RuntimeError("the sandbox is not running")

        async def act() -> Any:
            return action()

        return asyncio.run_coroutine_threadsafe(act(), self._loop).result()

    def _bind(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        self._socket = socket.create_server((self._host, self._port), family=family, backlog=2048)
        return self._socket

    def _make_server(self, on_ready: Callable[[asyncio.AbstractEventLoop], Any]) -> _Server:
        config = uvicorn.Config(
            self._app,
            http=ProblemProtocol,
            loop="auto",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            interface="asgi3",
            timeout_keep_alive=75,
            timeout_graceful_shutdown=2,
            ssl_certfile=self._certificate,
            ssl_keyfile=self._private_key,
        )
        return _Server(config, on_ready)
