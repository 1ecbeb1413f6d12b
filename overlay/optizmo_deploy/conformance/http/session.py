"""Sends all requests of a run, within its limits, and records them."""

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
from optizmo_deploy.conformance.http.limits import Limits
from optizmo_deploy.conformance.http.retry import Retries
from optizmo_deploy.conformance.http.transport import Transport, TransportFailure, UnsendableRequest
from optizmo_deploy.conformance.http.unresponsive import Responsiveness
from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from optizmo_deploy.conformance.settings import Settings

__all__ = ["AlteredKey", "Key", "Wire"]

_CONTROL_REQUESTS = (
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
    """Sends requests to the server under test and records the exchanges.

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
        """All exchanges, in the order of the requests."""
        self.listeners: list[Callable[[Exchange], None]] = []
        """Called with each exchange when it is complete, unless it is unobserved."""
        self.origin: Literal["check", "schemathesis"] = "check"
        self._observed = True
        self._clock = clock
        self._sleep = sleep
        self._limits = Limits(settings, clock, sleep)
        self._responsiveness = Responsiveness(settings.timeout)
        self._gone: str | None = None
        self._control_writes: list[_Request] = []
        self._retries = Retries(self._wait)
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
        """Send one request exactly as given and return the exchange.

        The request is sent again after a 429 or if the account is busy without the run having made
        it so, and once if a read gets a status code of 5xx.

        Args:
            method: The HTTP method.
            target: Path and query below the base URL, percent-encoded as it is to be sent.
            operation: The operationId that it is addressed to.
            headers: Further header fields; `Accept: application/json` is sent unless one is given.
            body: The bytes of the body; there is no `Content-Type` unless one is given.
            key: Which credentials to send, or a literal value of `Authorization`.

        Raises:
            NotReached: The profile or a limit of the run does not allow it, the server has stopped
                responding, or it keeps asking to retry later.
        """
        given = tuple(headers.items()) if isinstance(headers, Mapping) else tuple(headers or ())
        request = _Request(method, target, operation, given, body, key)
        exchange = self._once(request)
        if (exchange.status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR and method == "GET":
            exchange = self._once(request)  # which is documented as worth a retry
        if not self._retries.applies(exchange):
            return exchange
        control = self._control_request(request, exchange)
        return self._retries.settle(
            exchange,
            lambda: self._once(request),
            None if control is None else lambda: self._once(control),
        )

    @property
    def spent(self) -> str | None:
        """Why no more requests can be sent; `None` while they can."""
        return self._gone or self._limits.spent

    def add_control_write(self, exchange: Exchange) -> None:
        """Add a write whose repetition changes nothing and that only a busy account rejects.

        Sent as a control request, it shows whether the account is really busy when the server
        says so at another operation.
        """
        kept = tuple(pair for pair in exchange.request_headers if pair[0] == "Content-Type")
        self._control_writes.append(
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
        """Return 409 `operation_in_progress` to the caller, for the run itself keeps it busy."""
        before, self._retries.busy_is_unexpected = self._retries.busy_is_unexpected, False
        try:
            yield
        finally:
            self._retries.busy_is_unexpected = before

    @contextmanager
    def unobserved(self) -> Generator[None]:
        """Do not show exchanges to the listeners, for no response to them is documented."""
        self._observed = False
        try:
            yield
        finally:
            self._observed = True

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _control_request(self, request: _Request, exchange: Exchange) -> _Request | None:
        if not is_rate_limited(exchange):
            others = (each for each in self._control_writes if each.operation != request.operation)
            return next(others, None)
        operation, target = next(pair for pair in _CONTROL_REQUESTS if pair[0] != request.operation)
        return _Request("GET", target, operation, (), None, Key.VALID)

    def _once(self, request: _Request) -> Exchange:
        if self._gone is not None:
            raise NotReached(self._gone)
        exchange = self._attempt(request)
        if self._responsiveness.suspicious:
            self._check_responsiveness(exchange.error)
        return exchange

    def _check_responsiveness(self, error: str | None) -> None:
        """Wait a second and send one more request before the server counts as unresponsive."""
        self._wait(1.0)
        operation, target = _CONTROL_REQUESTS[0]
        if self._attempt(_Request("GET", target, operation, (), None, Key.VALID)).error is None:
            self._responsiveness.reset()
        else:
            self._gone = f"the server stopped responding: {error}"

    def _shown(self, headers: Headers) -> Headers:
        """Return header fields to record, without the key wherever it was sent."""
        key = self.settings.api_key
        return tuple(
            (n, v.replace(key, "$OPTIZMO_DEPLOY_API_KEY") if key else v) for n, v in headers
        )

    def _attempt(self, request: _Request) -> Exchange:
        self._limits.admit(request.method)
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
        not_sent = self._responsiveness.not_sent(request.operation)
        if not_sent is not None:
            exchange = evolve(exchange, error=not_sent, sent=False)
        else:
            exchange = self._exchange(exchange, request, _with_key(common, value, request.headers))
        self.exchanges.append(exchange)
        self._responsiveness.note(exchange)
        for listener in self.listeners if self._observed else ():
            listener(exchange)
        return exchange

    def _exchange(self, exchange: Exchange, request: _Request, headers: Headers) -> Exchange:
        timeout = max(0.05, min(self._responsiveness.timeout(request.operation), self._limits.left))
        started = self._clock()
        try:
            response = self._transport.exchange(
                request.method, self._prefix + request.target, headers, request.body, timeout
            )
        except TransportFailure as failure:
            return evolve(exchange, error=str(failure), elapsed=self._clock() - started)
        except UnsendableRequest as unsendable:
            raise NotReached(f"the suite cannot send such a request: {unsendable}") from None
        return evolve(
            exchange,
            status=response.status,
            headers=response.headers,
            body=response.body,
            elapsed=self._clock() - started,
        )

    def _wait(self, seconds: float) -> None:
        if seconds > self._limits.left:
            raise NotReached("the run has no time left to wait for the server")
        self._sleep(seconds)


def _common(given: Headers) -> Headers:
    named = {name.lower() for name, _ in given}
    accept = () if "accept" in named else (("Accept", "application/json"),)
    return (("User-Agent", _USER_AGENT), ("Accept-Encoding", "identity"), *accept)


def _with_key(common: Headers, authorization: str | None, given: Headers) -> Headers:
    key = () if authorization is None else (("Authorization", authorization),)
    return (*common, *key, *given)
