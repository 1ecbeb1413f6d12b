"""The only way out of the process: guarded, paced, recorded."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from attrs import evolve, frozen

from optizmo_deploy._version import __version__
from optizmo_deploy.conformance.http.backoff import is_rate_limited
from optizmo_deploy.conformance.http.credentials import AlteredKey, Key, authorization
from optizmo_deploy.conformance.http.exchange import Exchange, Headers
from optizmo_deploy.conformance.http.limits import Guard
from optizmo_deploy.conformance.http.retry import PutOff
from optizmo_deploy.conformance.http.transport import Transport, TransportFailure, UnsendableRequest
from optizmo_deploy.conformance.http.unresponsive import Liveness
from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from optizmo_deploy.conformance.settings import Settings

__all__ = ["AlteredKey", "Key", "Wire"]

_WITNESSES = (
    ("getContactSchema", "/v1/contact-schema"),
    ("listBrands", "/v1/brands?pageSize=10"),
)
_USER_AGENT = f"optizmo-deploy-conformance/{__version__}"


@frozen
class _Request:
    method: str
    target: str
    operation: str | None
    headers: Headers
    body: bytes | None
    key: Key | AlteredKey | str


class Wire:
    """Sends requests to the target and keeps what happened.

    Args:
        settings: The options of the run.
        clock: Seconds on a monotonic clock.
        sleep: Waits for some seconds.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings
        self.exchanges: list[Exchange] = []
        """Everything that was sent, in its order."""
        self.listeners: list[Callable[[Exchange], None]] = []
        """Called with each exchange as soon as it is over, unless it is unjudged."""
        self.origin: Literal["check", "schemathesis"] = "check"
        self._judged = True
        self._clock = clock
        self._sleep = sleep
        self._guard = Guard(settings, clock, sleep)
        self._liveness = Liveness(settings.timeout)
        self._gone: str | None = None
        self._harmless_writes: list[_Request] = []
        self._put_off = PutOff(self._wait)
        parts = urlsplit(settings.base_url)
        self._prefix = parts.path.rstrip("/")
        self._transport = Transport(f"{parts.scheme}://{parts.netloc}")

    def send(
        self,
        method: str,
        target: str,
        *,
        operation: str | None = None,
        headers: Mapping[str, str] | Headers | None = None,
        body: bytes | None = None,
        key: Key | AlteredKey | str = Key.VALID,
    ) -> Exchange:
        """Send one request exactly as given and return what came of it.

        "Not now" is waited out and the request repeated: a 429, a busy account that the run did not
        ask for, and once the failure of the server at a read.

        Args:
            method: The HTTP method.
            target: Path and query below the base URL, percent-encoded as it shall be sent.
            operation: The operationId that it is addressed to.
            headers: Further headers; ``Accept: application/json`` is sent unless one is given.
            body: The bytes of the body; there is no ``Content-Type`` unless one is given.
            key: Which credentials to send, or a literal ``Authorization`` value.

        Raises:
            NotReached: The profile, a limit of the run or a dead target forbids to send it, or the
                target's "not now" outlasts the run's patience.
        """
        given = tuple(headers.items()) if isinstance(headers, Mapping) else tuple(headers or ())
        request = _Request(method, target, operation, given, body, key)
        exchange = self._once(request)
        if (exchange.status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR and method == "GET":
            exchange = self._once(request)  # such failures are documented as worth a repetition
        if not self._put_off.applies(exchange):
            return exchange
        witness = self._witness(request, exchange)
        return self._put_off.settle(
            exchange,
            lambda: self._once(request),
            None if witness is None else lambda: self._once(witness),
        )

    @property
    def spent(self) -> str | None:
        """Why nothing can be sent any more; ``None`` while something can."""
        return self._gone or self._guard.spent

    def remember_harmless_write(self, exchange: Exchange) -> None:
        """Name a request whose repetition changes nothing, which only a busy account refuses.

        It tells a busy account from a server that merely claims to be one, at operations other
        than its own.
        """
        kept = tuple(pair for pair in exchange.request_headers if pair[0] == "Content-Type")
        self._harmless_writes.append(
            _Request(
                exchange.method,
                exchange.target,
                exchange.operation,
                kept,
                exchange.request_body or None,
                Key.VALID,
            )
        )

    @contextmanager
    def busy_account(self) -> Generator[None]:
        """Take ``operation_in_progress`` like any answer: the run keeps the account busy itself."""
        before, self._put_off.busy_is_news = self._put_off.busy_is_news, False
        try:
            yield
        finally:
            self._put_off.busy_is_news = before

    @contextmanager
    def unjudged(self) -> Generator[None]:
        """Keep exchanges from the listeners: a server may do what it likes with what is sent."""
        self._judged = False
        try:
            yield
        finally:
            self._judged = True

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _witness(self, request: _Request, exchange: Exchange) -> _Request | None:
        if not is_rate_limited(exchange):
            others = (each for each in self._harmless_writes if each.operation != request.operation)
            return next(others, None)
        operation, target = next(pair for pair in _WITNESSES if pair[0] != request.operation)
        return _Request("GET", target, operation, (), None, Key.VALID)

    def _once(self, request: _Request) -> Exchange:
        if self._gone is not None:
            raise NotReached(self._gone)
        exchange = self._attempt(request)
        if self._liveness.suspicious:
            self._look_for_life(exchange.error)
        return exchange

    def _look_for_life(self, error: str | None) -> None:
        """Give a target that seems dead a second, and one chance."""
        self._wait(1.0)
        operation, target = _WITNESSES[0]
        if self._attempt(_Request("GET", target, operation, (), None, Key.VALID)).error is None:
            self._liveness.reprieve()
        else:
            self._gone = f"the target stopped answering: {error}"

    def _shown(self, headers: Headers) -> Headers:
        """Return headers to record: none holds the key, wherever it was sent."""
        key = self.settings.api_key
        return tuple(
            (n, v.replace(key, "$OPTIZMO_DEPLOY_API_KEY") if key else v) for n, v in headers
        )

    def _attempt(self, request: _Request) -> Exchange:
        self._guard.let_pass(request.method)
        value, shown = authorization(request.key, self.settings)
        common = _common(request.headers)
        exchange = Exchange(
            method=request.method,
            target=request.target,
            url=self.settings.base_url + request.target,
            request_headers=_with_key(common, shown, self._shown(request.headers)),
            request_body=request.body or b"",
            status=None,
            operation=request.operation,
            origin=self.origin,
            number=len(self.exchanges) + 1,
        )
        held_back = self._liveness.held_back(request.operation)
        if held_back is not None:
            exchange = evolve(exchange, error=held_back, sent=False)
        else:
            exchange = self._exchange(exchange, request, _with_key(common, value, request.headers))
        self.exchanges.append(exchange)
        self._liveness.note(exchange)
        for listener in self.listeners if self._judged else ():
            listener(exchange)
        return exchange

    def _exchange(self, exchange: Exchange, request: _Request, headers: Headers) -> Exchange:
        timeout = max(0.05, min(self._liveness.timeout(request.operation), self._guard.left))
        started = self._clock()
        try:
            answer = self._transport.exchange(
                request.method, self._prefix + request.target, headers, request.body, timeout
            )
        except TransportFailure as failure:
            return evolve(exchange, error=str(failure), elapsed=self._clock() - started)
        except UnsendableRequest as unsendable:
            raise NotReached(f"the suite cannot send this request: {unsendable}") from None
        return evolve(
            exchange,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            elapsed=self._clock() - started,
        )

    def _wait(self, seconds: float) -> None:
        if seconds > self._guard.left:
            raise NotReached("the run has no time left to wait for the target")
        self._sleep(seconds)


def _common(given: Headers) -> Headers:
    named = {name.lower() for name, _ in given}
    accept = () if "accept" in named else (("Accept", "application/json"),)
    return (("User-Agent", _USER_AGENT), ("Accept-Encoding", "identity"), *accept)


def _with_key(common: Headers, authorization: str | None, given: Headers) -> Headers:
    key = () if authorization is None else (("Authorization", authorization),)
    return (*common, *key, *given)
