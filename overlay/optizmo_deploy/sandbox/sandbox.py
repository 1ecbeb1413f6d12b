"""The sandbox as Python sees it: a context manager that steers a server in a thread."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypedDict

from .account_file import builtin_account, load_account
from .api import BASE_PATH, Api
from .arguments import Arguments
from .asgi import App, AsgiApp
from .attributes import ContactSchema
from .backend import Backend
from .control import CONTROL_PATH
from .control_requests import read_fault
from .domain import Deploy
from .rate_limit import Rate
from .server import Server, listen
from .states import apply_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from .account import Account
    from .clock import Clock
    from .faults import Fault
    from .journal import RecordedRequest

__all__ = ["ClientSettings", "Sandbox"]

_logger = logging.getLogger(__name__)
_LOOPBACK = ("127.", "::1")


class ClientSettings(TypedDict):
    """The arguments of a client that make it talk to a sandbox."""

    api_key: str
    base_url: str


class Sandbox:
    """A server that behaves as the API is documented, on a port of this machine.

    It is a context manager: requests are answered inside the `with` block. All times are in
    seconds. The methods may be called from any thread and are done when they return.

    Args:
        account: An account, or the path of an account file; the built-in account when absent.
        database: The file to keep the data in; in memory when absent.
        api_key: A key to accept in the place of the account's own.
        rate_limit: The rate over which requests are refused, such as `10/s`; none when absent.
        latency: How long to wait before each response of the API.
        host: The address to listen on.
        port: The port to listen on; 0 for any free one.
        certificate: The file of a TLS certificate; plain HTTP when absent.
        private_key: The file of its key, when the certificate's file does not hold it.
        api: A subclass of `Api` to use for the HTTP side.
        deploy: A subclass of `Deploy` to use for what the operations do.
        schema: A subclass of `ContactSchema` to use for the rules of attributes.
        wrap: Called with the ASGI application; what it returns is served in its place.

    Raises:
        AccountError: The account file cannot be used.
        StoreError: The database cannot be used.
        OSError: The port is in use, or the certificate cannot be used.
        ValueError: The rate limit is none.
    """

    def __init__(
        self,
        account: Account | Path | str | None = None,
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
        schema: type[ContactSchema] = ContactSchema,
        wrap: Callable[[AsgiApp], AsgiApp] | None = None,
    ) -> None:
        if isinstance(account, Path | str):
            account = load_account(Path(account))
        account = account or builtin_account()
        well_known = account is builtin_account() and api_key is None
        if api_key:
            account = account.with_api_key(api_key)
        rate = Rate.parse(rate_limit) if rate_limit else None
        path = Path(database) if database else None
        self._listener = listen(host, port)
        try:
            self._backend = Backend(
                account, database=path, rate=rate, api=api, deploy=deploy, schema=schema
            )
            app: AsgiApp = App(self._backend, latency=latency)
            self._server = Server(
                wrap(app) if wrap else app,
                self._listener,
                certificate=Path(certificate) if certificate else None,
                private_key=Path(private_key) if private_key else None,
            )
        except BaseException:
            self._listener.close()
            raise
        address, bound_port = self._listener.getsockname()[:2]
        if well_known and not address.startswith(_LOOPBACK):
            _logger.warning(
                "Listening on %s, where others may reach it with the well-known key; "
                "choose a key of your own",
                address,
            )
        self.origin: str = _origin("https" if certificate else "http", address, bound_port)

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
        return self._backend.api.account.api_key

    @property
    def forbidden_api_key(self) -> str | None:
        """A key that is valid and may call nothing, if the account has one."""
        return self._backend.api.account.forbidden_api_key

    @property
    def settings(self) -> ClientSettings:
        """The arguments that make a client talk to this sandbox."""
        return {"api_key": self.api_key, "base_url": self.url}

    @property
    def clock(self) -> Clock:
        """The sandbox's clock; move it to see the end of a wait without waiting."""
        return self._backend.clock

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Start to response requests, in a thread."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Stop for good; a database file stays."""
        self._server.stop()
        self._listener.close()
        self._backend.store.close()

    def run(self, on_ready: Callable[[], object]) -> int | None:
        """Response requests in this thread until a signal, and return the signal's number."""
        try:
            return self._server.serve_until_signal(on_ready)
        finally:
            self._backend.store.close()

    def reset(self, account: Account | None = None, *, rate_limit: str | None = None) -> None:
        """Put everything back to the start, of another account or rate limit when given."""
        rate = Rate.parse(rate_limit) if rate_limit else None
        self._server.call(lambda: self._backend.reset(account, rate))

    def busy(self, seconds: float) -> None:
        """Make the account refuse changes for a while; 0 ends it."""
        self._server.call(lambda: self._backend.busy(seconds))

    def fail(self, **fault: Any) -> Fault:
        """Order a fault, described as to `POST {control_url}/faults`; its `hits` counts on.

        Raises:
            ArgumentError: The description is not valid.
        """
        ordered = read_fault(Arguments(fault))
        self._server.call(lambda: self._backend.faults.add(ordered))
        return ordered

    def clear_faults(self) -> None:
        """Take back every fault."""
        self._server.call(self._backend.faults.clear)

    def state(self, name: str, /, action: str = "setup", **params: Any) -> None:
        """Set up or tear down a provider state.

        Raises:
            ArgumentError: The state is not known or its params are not valid.
        """
        request = {"state": name, "action": action, "params": params}
        self._server.call(lambda: apply_state(self._backend, Arguments(request)))

    def requests(self, operation: str | None = None) -> list[RecordedRequest]:
        """Return the latest requests to the API, those of one operation when it is given."""
        backend = self._backend
        recorded: list[RecordedRequest] = self._server.call(
            lambda: backend.journal.requests(backend.api.account, operation)
        )
        return recorded

    def clear_requests(self) -> None:
        """Forget the requests so far."""
        self._server.call(self._backend.journal.clear)


def _origin(scheme: str, address: str, port: int) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - not bound to
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
