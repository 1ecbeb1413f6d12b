"""Everything that a running sandbox holds, and how it is reset."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from .api import Api
from .attributes import ContactSchema
from .brand_query import BrandQuery
from .clock import Clock
from .domain import Deploy
from .faults import Faults
from .journal import Journal
from .rate_limit import Rate, RateLimiter
from .rules import contract as packaged_contract
from .store import Content, Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .account import Account
    from .rules import Contract

__all__ = ["Backend"]

_MANY_BRANDS = 1000


class Backend:
    """A sandbox without its server: the data, the clock, the API, the faults.

    Args:
        account: What the account holds at the start.
        contract: The contract to serve; the packaged one when absent.
        database: The file to keep the data in; in memory when absent.
        rate: The rate limit; none when absent.
        api: The class of the HTTP side.
        deploy: The class of what the operations do.
        schema: The class of the contact schema.

    Raises:
        StoreError: The database cannot be used, or holds the data of another account.
    """

    def __init__(
        self,
        account: Account,
        *,
        contract: Contract | None = None,
        database: Path | None = None,
        rate: Rate | None = None,
        api: type[Api] = Api,
        deploy: type[Deploy] = Deploy,
        schema: type[ContactSchema] = ContactSchema,
    ) -> None:
        self._initial = account
        self._rate = rate
        self._schema = schema
        self._prepared: tuple[Account, Content, str] | None = None
        self._filled: tuple[Content, str | None] | None = None
        self.contract: Contract = contract or packaged_contract()
        self.clock: Clock = Clock()
        self.store: Store = Store(database)
        self.journal: Journal = Journal()
        self.faults: Faults = Faults()
        self.undos: dict[tuple[str, str], Callable[[], object]] = {}
        self.deploy: Deploy = deploy(self.contract, self.store, schema(account.schema), self.clock)
        limiter = RateLimiter(self.clock, rate)
        self.api: Api = api(self.contract, account, self.deploy, limiter)
        try:
            self._open(account)
            if len(account.brands) > _MANY_BRANDS:
                for descending in (False, True):  # rather now than at the first request
                    self.deploy.listed_brands(BrandQuery(descending=descending))
        except BaseException:
            self.store.close()
            raise

    def reset(self, account: Account | None = None, rate: Rate | None = None) -> None:
        """Put everything back to the start, of another account or rate limit when given."""
        account = account or self._initial
        with self.store.transaction():
            self._fill(account)
        self.clock.restore()
        self.journal.clear()
        self.faults.clear()
        self.undos.clear()
        self.deploy.busy_until = 0.0
        self.deploy.schema = self._schema(account.schema)
        self.api.account = account
        self.api.limiter.restore(rate or self._rate)

    def snapshot(self) -> Callable[[], None]:
        """Return a function that puts everything back to how it is now."""
        content, brands = self.store.content(), self.store.brands_version()
        clock, journal, faults = self.clock.state(), self.journal.state(), self.faults.all()
        undos, busy_until = dict(self.undos), self.deploy.busy_until
        schema, account, limiter = self.deploy.schema, self.api.account, self.api.limiter.state()

        def restore() -> None:
            with self.store.transaction():
                self.store.replace_contacts(content)
                if self.store.brands_version() != brands:
                    self.store.replace_brands(content)
            self.clock.restore_state(clock)
            self.journal.restore(journal)
            self.faults.restore(faults)
            self.undos = dict(undos)
            self.deploy.busy_until, self.deploy.schema = busy_until, schema
            self.api.account = account
            self.api.limiter.restore_state(limiter)

        return restore

    def busy(self, seconds: float) -> None:
        """Reject changes for a number of seconds of the sandbox's clock; 0 ends it."""
        self.deploy.busy_until = self.clock.now() + seconds if seconds > 0 else 0.0

    def _open(self, account: Account) -> None:
        with self.store.transaction():
            known = self.store.setting("account")
            if known is None:
                self._fill(account)
            elif known != _fingerprint(account):
                raise StoreError(
                    f"{self.store.path} holds the data of another account; "
                    "start with the account that it was made with, or with another file"
                )

    def _fill(self, account: Account) -> None:
        if self._prepared is None or self._prepared[0] is not account:
            content = Content(account.live_brands(), account.stored_contacts())
            self._prepared = (account, content, _fingerprint(account))
        _, content, fingerprint = self._prepared
        self.store.replace_contacts(content)
        if self._filled != (content, self.store.brands_version()):
            self.store.replace_brands(content)
            self._filled = (content, self.store.brands_version())
        self.store.remember("account", fingerprint)


def _fingerprint(account: Account) -> str:
    attributes = [attribute.document() for attribute in account.schema]
    content = json.dumps([attributes, account.brands, account.contacts], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
