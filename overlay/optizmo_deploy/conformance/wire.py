"""The only way out of the process: guarded, paced, recorded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from attrs import field, frozen

from optizmo_deploy.conformance.exchange import Exchange, Headers
from optizmo_deploy.conformance.model import Profile
from optizmo_deploy.conformance.patience import Patience, is_busy, is_rate_limited
from optizmo_deploy.conformance.transport import (
    Answer,
    Transport,
    TransportFailure,
    UnsendableRequest,
)
from optizmo_deploy.conformance.verdict import NotReached, Violation

if TYPE_CHECKING:
    from optizmo_deploy.conformance.settings import Settings

__all__ = ["AlteredKey", "Key", "Wire", "answered"]

Listener = Callable[[Exchange], None]


class Key(Enum):
    """Which credentials a request carries."""

    VALID = "the key of the run"
    FORBIDDEN = "a key that is valid but may do nothing"
    NONE = "no Authorization header"


@frozen
class AlteredKey:
    """Credentials derived from the key of the run, which must stay as hidden as the key itself."""

    value: str = field(repr=False)
    """The ``Authorization`` header."""
    shown: str
    """What stands for it in records, as the shell would expand it."""


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
        self.listeners: list[Listener] = []
        self.origin: Literal["check", "schemathesis"] = "check"
        self._clock = clock
        self._sleep = sleep
        self._started = clock()
        self._next_slot = 0.0
        self._busy_is_news = True
        self._patience = Patience()
        self._silent = 0
        self._silences: dict[str, int] = {}
        self._gone: str | None = None
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

        A 429, and a busy account that the run did not ask for, is waited out and the request repeated.

        Args:
            method: The HTTP method.
            target: Path and query below the base URL, percent-encoded as it shall be sent.
            operation: The operationId that it is addressed to.
            headers: Further headers; ``Accept: application/json`` is sent unless one is given.
            body: The bytes of the body; there is no ``Content-Type`` unless one is given.
            key: Which credentials to send, or a literal ``Authorization`` value.

        Raises:
            NotReached: The profile, a limit of the run or a dead target forbids to send it.
        """
        attempt = 1
        while True:
            exchange = self._once(method, target, operation, headers, body, key)
            wait = self._patience.wait(exchange, attempt, busy_is_news=self._busy_is_news)
            if wait is None or self._left() < wait:
                return exchange
            self._sleep(wait)
            attempt += 1

    @contextmanager
    def busy_account(self) -> Iterator[None]:
        """Take ``operation_in_progress`` as an answer like any other while the run itself made the account busy."""
        before, self._busy_is_news = self._busy_is_news, False
        try:
            yield
        finally:
            self._busy_is_news = before

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _once(
        self,
        method: str,
        target: str,
        operation: str | None,
        headers: Mapping[str, str] | Headers | None,
        body: bytes | None,
        key: Key | AlteredKey | str,
    ) -> Exchange:
        self._permit(method)
        sent, recorded = self._headers(headers, key)
        error = self._held_back(operation)
        answer: Answer | None = None
        started = self._clock()
        if error is None:
            try:
                answer = self._transport.exchange(
                    method, self._prefix + target, sent, body, self._timeout(operation)
                )
            except TransportFailure as failure:
                error = str(failure)
            except UnsendableRequest as unsendable:
                raise NotReached(f"the suite cannot send this request: {unsendable}") from None
        exchange = Exchange(
            method=method,
            target=target,
            url=self.settings.base_url + target,
            request_headers=recorded,
            request_body=body or b"",
            status=None if answer is None else answer.status,
            headers=() if answer is None else answer.headers,
            body=b"" if answer is None else answer.body,
            elapsed=self._clock() - started,
            error=error,
            operation=operation,
            origin=self.origin,
            sent=not (error or "").startswith("not sent"),
            number=len(self.exchanges) + 1,
        )
        self._record(exchange)
        return exchange

    def _permit(self, method: str) -> None:
        if self.settings.profile is Profile.READ and method != "GET":
            raise NotReached("the profile 'read' sends nothing but GET requests")
        if self._gone is not None:
            raise NotReached(self._gone)
        limit = self.settings.max_requests
        if limit is not None and len(self.exchanges) >= limit:
            raise NotReached(f"the limit of {limit} requests was reached")
        if self._left() <= 0:
            raise NotReached(f"the run took longer than {self.settings.deadline:g} s")
        if self.settings.rate_limit:
            now = self._clock()
            if now < self._next_slot:
                self._sleep(self._next_slot - now)
            self._next_slot = max(now, self._next_slot) + 1 / self.settings.rate_limit

    def _left(self) -> float:
        return self.settings.deadline - (self._clock() - self._started)

    def _headers(
        self, headers: Mapping[str, str] | Headers | None, key: Key | AlteredKey | str
    ) -> tuple[Headers, Headers]:
        given = tuple(headers.items()) if isinstance(headers, Mapping) else tuple(headers or ())
        names = {name.lower() for name, _ in given}
        common = [("User-Agent", "optizmo-deploy-conformance"), ("Accept-Encoding", "identity")]
        if "accept" not in names:
            common.append(("Accept", "application/json"))
        value, shown = self._authorization(key)
        sent = (*common, *(() if value is None else (("Authorization", value),)), *given)
        recorded = (*common, *(() if shown is None else (("Authorization", shown),)), *given)
        return sent, recorded

    def _authorization(self, key: Key | AlteredKey | str) -> tuple[str | None, str | None]:
        secret = self.settings.api_key
        if key is Key.NONE:
            return None, None
        if key is Key.VALID:
            return f"Bearer {secret}", "Bearer $OPTIZMO_DEPLOY_API_KEY"
        if key is Key.FORBIDDEN:
            if self.settings.forbidden_api_key is None:
                raise NotReached("no key without rights was given (--forbidden-api-key-env)")
            return (
                f"Bearer {self.settings.forbidden_api_key}",
                f"Bearer ${self.settings.forbidden_api_key_env}",
            )
        if isinstance(key, AlteredKey):
            return key.value, key.shown
        return key, key.replace(secret, "$OPTIZMO_DEPLOY_API_KEY") if secret else key

    def _timeout(self, operation: str | None) -> float:
        usual = (
            self.settings.timeout
            if not self._silences.get(operation or "")
            else min(3.0, self.settings.timeout)
        )
        return max(0.05, min(usual, self._left()))

    def _held_back(self, operation: str | None) -> str | None:
        if self._silences.get(operation or "", 0) < MAX_SILENCES:
            return None
        return (
            f"not sent: {operation or 'such requests'} gave no answer {MAX_SILENCES} times before"
        )

    def _record(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        name = exchange.operation or ""
        if exchange.error is None:
            self._silent = 0
            self._silences.pop(name, None)
        elif exchange.sent:
            self._silent += 1
            self._silences[name] = self._silences.get(name, 0) + 1
            if self._silent >= MAX_SILENT:
                self._gone = f"the target stopped answering: {exchange.error}"
        for listener in self.listeners:
            listener(exchange)


MAX_SILENCES = 3
"""An operation that gave no answer so often in a row is not asked again."""
MAX_SILENT = 6
"""A target that gave no answer so often in a row is taken for dead."""


def answered(exchange: Exchange) -> Exchange:
    """Return the exchange when it is an answer that can be judged.

    Raises:
        Violation: The target was asked and gave no answer.
        NotReached: The request was held back, or the target kept saying "not now".
    """
    if exchange.error is not None:
        if not exchange.sent:
            raise NotReached(exchange.error)
        raise Violation(
            f"{exchange.method} {exchange.target} got no answer: {exchange.error}", exchange
        )
    if is_rate_limited(exchange):
        raise NotReached(
            f"the target's rate limit stayed in the way of {exchange.method} {exchange.target}"
        )
    return exchange


def answered_when_idle(exchange: Exchange) -> Exchange:
    """Like :func:`answered`, for a request that an account busy by itself would refuse as well."""
    answered(exchange)
    if is_busy(exchange):
        raise NotReached("the account stayed busy with an operation that the run did not start")
    return exchange
