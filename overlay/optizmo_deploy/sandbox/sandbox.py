"""The sandbox in Python: a context manager that controls a server in a thread."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from .account_file import builtin_account, load_account
from .api import BASE_PATH, Api
from .arguments import ArgumentError, Arguments, unknown_name
from .asgi import App, AsgiApp
from .attributes import ContactSchema
from .backend import Backend
from .client_settings import ClientSettings, client_environment
from .control import CONTROL_PATH
from .control_requests import read_fault
from .cors import chosen_origins
from .domain import Deploy
from .external import authority_of, check_root_path
from .rate_limit import Rate
from .rules import Contract
from .rules import contract as packaged_contract
from .server import Server, listen
from .states import apply_state

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from .account import Account
    from .clock import Clock
    from .faults import Fault, FaultMatch
    from .journal import RecordedRequest

__all__ = ["Sandbox"]

_logger = logging.getLogger(__name__)
_LOOPBACK = ("127.", "::1")


class Sandbox:
    """A server that behaves as the API is documented, on a port of this machine.

    It is a context manager, and responds to requests inside the `with` block, once. All times are
    in seconds. The methods may be called from any thread, in the process that started it, and are
    done when they return.

    Args:
        account: An account, or the path of an account file; the built-in account when absent.
        database: The file to keep the data in; in memory when absent.
        api_key: A key to accept in the place of the account's own.
        rate_limit: The rate over which requests are rejected, such as `10/s`; none when absent.
        latency: How long to wait before each response of the API.
        cors: The origin, or several, whose pages may use the API from a browser; `*` means any
            and `off` none. When absent, any if only this machine can reach the sandbox, else none.
        root_path: The path prefix below which a proxy shows the sandbox, such as `/mock`. Requests
            are accepted with and without it.
        contract: An OpenAPI document to serve instead of the packaged contract, to try a new
            operation: one that has no method in `Deploy` responds with the document's example.
        host: The address to listen on; `::` means all addresses, IPv4 too.
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
        ValueError: The rate limit, an origin or the root path is not valid.
    """

    def __init__(
        self,
        account: Account | Path | str | None = None,
        *,
        database: Path | str | None = None,
        api_key: str | None = None,
        rate_limit: str | None = None,
        latency: float = 0.0,
        cors: str | Sequence[str] | None = None,
        root_path: str = "",
        contract: Mapping[str, Any] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        certificate: Path | str | None = None,
        private_key: Path | str | None = None,
        api: type[Api] = Api,
        deploy: type[Deploy] = Deploy,
        schema: type[ContactSchema] = ContactSchema,
        wrap: Callable[[AsgiApp], AsgiApp] | None = None,
    ) -> None:
        rules = Contract(dict(contract)) if contract is not None else packaged_contract()
        if isinstance(account, Path | str):
            account = load_account(Path(account), rules.by_id)
        account = account or builtin_account()
        well_known = account is builtin_account() and api_key is None
        if api_key:
            account = account.with_api_key(api_key)
        rate = Rate.parse(rate_limit) if rate_limit else None
        prefix = check_root_path(root_path)
        self._listener = listen(host, port)
        try:
            address, bound_port = self._listener.getsockname()[:2]
            loopback = address.startswith(_LOOPBACK)
            scheme = "https" if certificate else "http"
            authority = authority_of(address, bound_port)
            app: AsgiApp
            self._backend = Backend(
                account,
                contract=rules,
                database=Path(database) if database else None,
                rate=rate,
                api=api,
                deploy=deploy,
                schema=schema,
            )
            app = App(
                self._backend,
                latency=latency,
                cors=chosen_origins(cors, loopback=loopback),
                root_path=prefix,
                server=authority,
                loopback=loopback,
            )
            self._server = Server(
                wrap(app) if wrap else app,
                self._listener,
                certificate=Path(certificate) if certificate else None,
                private_key=Path(private_key) if private_key else None,
            )
        except BaseException:
            self._listener.close()
            if hasattr(self, "_backend"):
                self._backend.store.close()
            raise
        self.origin: str = f"{scheme}://{authority}"
        self._prefix = prefix
        if well_known and not loopback:
            _logger.warning(
                "Listening on %s, where others may reach it with the well-known key; "
                "choose a key of your own",
                address,
            )
        for operation in self._backend.api.operations_without_behaviour():
            _logger.warning(
                "%s has no behaviour in the sandbox: it responds with the contract's example",
                operation,
            )

    @property
    def url(self) -> str:
        """The base URL to give to a client."""
        return self.origin + self._prefix + BASE_PATH

    @property
    def control_url(self) -> str:
        """The base URL of the control API."""
        return self.origin + self._prefix + CONTROL_PATH

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
        """The sandbox's clock; move it to see the end of a wait without waiting.

        Raises:
            RuntimeError: The sandbox does not run in this process.
        """
        self._server.check_running()
        return self._backend.clock

    @property
    def running(self) -> bool:
        """Whether it responds to requests, started in a thread of this process."""
        return self._server.is_running()

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that make a client talk to this sandbox.

        `NO_PROXY` is among them, in both spellings, so that no proxy is asked for this machine.
        """
        return client_environment(self.url, self.api_key)

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
        may_close = self._server.stop()
        self._listener.close()
        if may_close:
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

    @contextmanager
    def isolated(self) -> Generator[Self]:
        """Undo inside a `with` block everything that happens in it, at its end.

        Contacts, brands, faults, provider states, the journal, the clock and the rate limit are
        put back to how they were at its start, whatever that was.
        """
        restore = self._server.call(self._backend.snapshot)
        try:
            yield self
        finally:
            if self.running:
                self._server.call(restore)

    def busy(self, seconds: float) -> None:
        """Make the account reject changes for a while; 0 ends it."""
        self._server.call(lambda: self._backend.busy(seconds))

    def fail(
        self,
        *,
        status: int | None = None,
        code: str | None = None,
        detail: str | None = None,
        retry_after: int | None = None,
        delay: float = 0.0,
        drop: Literal["before", "after"] | None = None,
        garbage: bool = False,
        truncated: bool = False,
        match: FaultMatch | None = None,
        skip: int = 0,
        count: int | None = None,
        probability: float = 1.0,
        seed: int = 0,
    ) -> Fault:
        """Inject a fault into the requests to come, as `POST {control_url}/faults` does.

        Args:
            status: Respond with a problem of this status code, without any effect.
            code: The problem's code; the usual one of the status code when absent.
            detail: The problem's detail.
            retry_after: Seconds to send in `Retry-After`.
            delay: Seconds to wait first; they are real.
            drop: Close the connection `before` the operation takes effect or `after` it.
            garbage: Respond with bytes that are neither JSON nor UTF-8.
            truncated: Close the connection halfway through the body.
            match: Which requests it is for, by `operation`, `method` and `contact`.
            skip: How many matching requests to leave alone first.
            count: How many requests to fail; all when absent.
            probability: The chance of each matching request to fail.
            seed: Makes the chances the same every time.

        Returns:
            The fault, whose `hits` counts on.

        Raises:
            ArgumentError: The description is not valid.
        """
        described = {name: value for name, value in locals().items() if name != "self"}
        fault = read_fault(Arguments(described), self._backend.contract)
        self._server.call(lambda: self._backend.faults.add(fault))
        return fault

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
        """Return the latest requests to the API, those of one operation when it is given.

        Raises:
            ArgumentError: There is no such operation.
        """
        backend = self._backend
        if operation is not None and operation not in backend.contract.by_id:
            raise ArgumentError(unknown_name("operation", operation, backend.contract.by_id))
        recorded: list[RecordedRequest] = self._server.call(
            lambda: backend.journal.requests(backend.api.account, operation)
        )
        return recorded

    def clear_requests(self) -> None:
        """Forget the requests so far."""
        self._server.call(self._backend.journal.clear)
