"""Everything that a running sandbox holds, and how it is reset."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from .api import Api
from .attributes import ContactSchema
from .clock import Clock
from .domain import Deploy
from .faults import Faults
from .journal import Journal
from .rate_limit import Rate, RateLimiter
from .rules import contract
from .store import Content, Store, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .account import Account

__all__ = ["Backend"]


class Backend:
    """A sandbox without its server: the data, the clock, the API, the faults.

    Args:
        account: What the account holds at the start.
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
        rules = contract()
        self.clock: Clock = Clock()
        self.store: Store = Store(database)
        self.journal: Journal = Journal()
        self.faults: Faults = Faults()
        self.undos: dict[tuple[str, str], Callable[[], object]] = {}
        self.deploy: Deploy = deploy(rules, self.store, schema(account.schema), self.clock)
        self.api: Api = api(rules, account, self.deploy, RateLimiter(self.clock, rate))
        with self.store.transaction():
            known = self.store.setting("account")
            if known is None:
                self._fill(account)
            elif known != _fingerprint(account):
                raise StoreError(
                    f"{database} holds the data of another account; "
                    "start with the account that it was made with, or with another file"
                )

    def reset(self, account: Account | None = None, rate: Rate | None = None) -> None:
        """Put everything back to the start, of another account or rate limit when given."""
        account = account or self._initial
        self.clock.restore()
        self.journal.clear()
        self.faults.clear()
        self.undos.clear()
        self.deploy.busy_until = 0.0
        self.deploy.schema = self._schema(account.schema)
        self.api.account = account
        self.api.limiter.restore(rate or self._rate)
        with self.store.transaction():
            self._fill(account)

    def busy(self, seconds: float) -> None:
        """Reject changes for a number of seconds of the sandbox's clock; 0 ends it."""
        self.deploy.busy_until = self.clock.now() + seconds if seconds > 0 else 0.0

    def _fill(self, account: Account) -> None:
        if self._prepared is None or self._prepared[0] is not account:
            content = Content(account.live_brands(), account.stored_contacts())
            self._prepared = (account, content, _fingerprint(account))
        self.store.replace_all(self._prepared[1])
        self.store.remember("account", self._prepared[2])


def _fingerprint(account: Account) -> str:
    attributes = [attribute.document() for attribute in account.schema]
    content = json.dumps([attributes, account.brands, account.contacts], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
