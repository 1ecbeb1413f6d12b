"""Requests to operations, and contacts to work on, for checks."""

from __future__ import annotations

import json as jsonlib
import re
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import quote

from attrs import frozen

from optizmo_deploy.conformance.assertions.responses import code_of, success
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.contract.operations import operations
from optizmo_deploy.conformance.http.backoff import is_busy
from optizmo_deploy.conformance.http.credentials import AlteredKey, Key
from optizmo_deploy.conformance.requirements.exceptions import NotReached, Violation
from optizmo_deploy.conformance.requirements.model import Profile
from optizmo_deploy.conformance.server.account import Target
from optizmo_deploy.conformance.server.provider_states import ProviderStates

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.http.session import Wire
    from optizmo_deploy.conformance.settings import Settings

__all__ = ["Api", "Disposable", "Raw"]

_MD5 = re.compile(r"[A-Fa-f0-9]{32}")
_NOTHING: Any = object()


T = TypeVar("T")


class Raw(str):
    """A value in a path or query that is sent as it is, without percent-encoding."""

    __slots__ = ()


@frozen
class Disposable:
    """A contact that the run created for itself."""

    email: str
    md5: str
    created: dict[str, Any]
    """The contact in the response to the create."""
    exchange: Exchange
    """The create."""


class Api:
    """The operations of the server under test, as checks use them.

    Args:
        wire: Sends the requests.
        settings: The options of the run.
    """

    def __init__(self, wire: Wire, settings: Settings) -> None:
        self.wire = wire
        self.settings = settings
        self.target: Target = Target(self)
        self.setup_failures: list[Violation] = []
        """Failed steps that only prepared a check, which a requirement of their own is about."""
        self._states = ProviderStates(settings)
        self._addresses = 0
        self._memory: dict[str, object] = {}

    def call(
        self,
        operation_id: str,
        *,
        path: Mapping[str, str] | None = None,
        query: Sequence[tuple[str, str]] = (),
        json: object = _NOTHING,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        key: Key | AlteredKey | str = Key.VALID,
    ) -> Exchange:
        """Call an operation and return the exchange, whatever the response.

        Args:
            operation_id: Which operation.
            path: Values of the path's parameters, percent-encoded here unless they are `Raw`.
            query: Query parameters in their order, encoded in the same way.
            json: A value to send as JSON.
            body: The literal body, instead of `json`; its default type is `application/json`.
            headers: Further header fields.
            key: Which credentials to send.

        Raises:
            NotReached: The run may not send it.
        """
        operation = operations()[operation_id]
        target = operation.template.format_map(
            {name: _quoted(value) for name, value in (path or {}).items()}
        )
        if query:
            target += "?" + "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in query)
        if json is not _NOTHING:
            body = jsonlib.dumps(json, ensure_ascii=False).encode()
        sent = dict(headers or {})
        if body is not None and not any(name.lower() == "content-type" for name in sent):
            sent["Content-Type"] = "application/json"
        return self.wire.send(
            operation.method, target, operation=operation_id, headers=sent, body=body, key=key
        )

    def get(self, md5: str, **options: Any) -> Exchange:
        """Call getContact."""
        return self.call("getContact", path={"emailMd5": md5}, **options)

    def create(self, body: Mapping[str, Any], **options: Any) -> Exchange:
        """Call createContact with a JSON body."""
        return self.call("createContact", json=body, **options)

    def patch(self, md5: str, attributes: Mapping[str, Any], **options: Any) -> Exchange:
        """Call patchContact with these attributes."""
        return self.call(
            "patchContact", path={"emailMd5": md5}, json={"attributes": attributes}, **options
        )

    def disable(self, md5: str, **options: Any) -> Exchange:
        """Call disableContact."""
        return self.call("disableContact", path={"emailMd5": md5}, **options)

    def list_subscriptions(self, md5: str, **options: Any) -> Exchange:
        """Call listContactSubscriptions."""
        return self.call("listContactSubscriptions", path={"emailMd5": md5}, **options)

    def subscribe(self, md5: str, brand_ids: Sequence[str], **options: Any) -> Exchange:
        """Call addContactSubscriptions with these ids."""
        body = {"brandIds": list(brand_ids)}
        return self.call("addContactSubscriptions", path={"emailMd5": md5}, json=body, **options)

    def unsubscribe(self, md5: str, brand_id: str, **options: Any) -> Exchange:
        """Call removeContactSubscription."""
        path = {"emailMd5": md5, "brandId": brand_id}
        return self.call("removeContactSubscription", path=path, **options)

    def prepared(self, exchange: Exchange) -> Any:
        """Require that a step which only prepares a check succeeded, and return its parsed body.

        Raises:
            NotReached: It did not; the violation is kept in `setup_failures`.
        """
        try:
            return success(exchange)
        except Violation as violation:
            if not is_busy(exchange):
                self.setup_failures.append(violation)
            raise NotReached(
                f"a step that prepares the check failed: {violation.message}"
            ) from None

    def contact(self, md5: str) -> dict[str, Any]:
        """Return a contact as it is now.

        Raises:
            Violation: It cannot be read, although other contacts could be.
            NotReached: No contact could be read in the whole run.
        """
        return dict(self._read_back(self.get(md5)))

    def patched(self, exchange: Exchange, md5: str, *, when: str = "") -> dict[str, Any]:
        """Return the contact in the response to a patch, or as read if there is no body.

        Raises:
            Violation: The patch did not succeed, or the contact cannot be read.
            NotReached: The body does not fit the contract.
        """
        body = success(exchange, when=when)
        return self.contact(md5) if body is None else dict(body)

    def subscriptions(self, md5: str) -> list[dict[str, Any]]:
        """Return the subscriptions of a contact as they are now.

        Raises:
            Violation: They cannot be read, although those of other contacts could be.
            NotReached: No subscriptions could be read in the whole run.
        """
        return list(self._read_back(self.list_subscriptions(md5))["brands"])

    def new_address(self) -> str:
        """Return an address that this run has not used before."""
        self._addresses += 1
        return f"conformance+{self.settings.run}-{self._addresses}@example.com"

    def new_contact(
        self,
        *,
        brand_ids: Sequence[str] | None = None,
        attributes: Mapping[str, Any] | None = None,
        spell: Callable[[str], str] = str,
    ) -> Disposable:
        """Create a contact for a check to work on.

        Args:
            brand_ids: The brands to subscribe it to in the same step.
            attributes: The attributes to give it in the same step.
            spell: Changes the letter case of the address that is sent.

        Raises:
            NotReached: It cannot be created.
        """
        if self.settings.profile is Profile.READ:
            raise NotReached(
                "this needs a contact of the run, which the profile 'read' cannot create"
            )
        skip = 1
        while True:
            email = spell(self.new_address())
            body: dict[str, Any] = {"email": email}
            if brand_ids is not None:
                body["brandIds"] = list(brand_ids)
            if attributes is not None:
                body["attributes"] = dict(attributes)
            exchange = self.create(body)
            if not _is_taken(exchange) or skip > _MOST_SKIPPED:
                break
            # An earlier run with this seed has used these addresses in sequence: skip ahead.
            self._addresses += skip
            skip *= 2
        return Disposable(email, md5_of(email), self.prepared(exchange), exchange)

    @property
    def some_contact(self) -> str:
        """The emailMd5 of a contact that exists and that no check may change.

        Raises:
            NotReached: None was given with `--contact` and none can be created.
        """
        named = self.settings.contact
        if named is not None:
            return named.lower() if _MD5.fullmatch(named) else md5_of(named)
        if self.settings.profile is Profile.READ:
            raise NotReached("this needs an existing contact: give one with --contact")
        return self.remembered("some contact", self.new_contact).md5

    def remembered(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` returned at the first call with this name.

        So what several checks need is made once, by the first of them.

        Raises:
            NotReached: `make` raised it.
            Violation: `make` raised it.
        """
        if name not in self._memory:
            try:
                self._memory[name] = make()
            except (NotReached, Violation) as reason:
                self._memory[name] = reason
        found = self._memory[name]
        if isinstance(found, Violation):
            raise Violation(found.message, *found.exchanges)
        if isinstance(found, NotReached):
            raise NotReached(found.reason)
        return cast("T", found)

    def forget(self, name: str) -> None:
        """Let the next call of `remembered` with this name make it again."""
        self._memory.pop(name, None)

    @contextmanager
    def busy(self, seconds: int = 30) -> Generator[None]:
        """Keep the account busy with a bulk operation for the duration of the block.

        Raises:
            NotReached: The server has no provider states.
        """
        with self.wire.busy_account(), self._states.state("account busy", seconds=seconds):
            yield

    def _read_back(self, exchange: Exchange) -> Any:
        try:
            return success(exchange, when="of an existing contact")
        except Violation as violation:
            if any(
                other.operation == exchange.operation and other.status == HTTPStatus.OK
                for other in self.wire.exchanges
            ):
                raise
            raise NotReached(f"nothing can be read back: {violation.message}") from None


_MOST_SKIPPED = 1 << 20


def _quoted(value: str) -> str:
    return value if isinstance(value, Raw) else quote(value, safe="")


def _is_taken(exchange: Exchange) -> bool:
    return exchange.status == HTTPStatus.CONFLICT and code_of(exchange) == "contact_exists"
