"""Everything that a running sandbox holds, and how it is put back to the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .api import Api
from .attributes import ContactSchema
from .clock import Clock
from .domain import Deploy
from .rate_limit import Rate, RateLimiter
from .rules import contract
from .store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from .account import Account

__all__ = ["World", "build_world"]


@dataclass(slots=True)
class World:
    """A sandbox's data, its clock and what it was started with."""

    initial: Account
    rate: Rate | None
    clock: Clock
    store: Store
    deploy: Deploy
    api: Api

    def reset(self, account: Account | None = None, rate: Rate | None = None) -> None:
        """Put everything back to the start, of another account or rate limit when given."""
        account = account or self.initial
        self.clock.restore()
        self.deploy.busy_until = 0.0
        self.deploy.schema = ContactSchema(account.schema)
        self.api.account = account
        self.api.limiter.restore(rate or self.rate)
        with self.store.transaction():
            self.store.replace_all(account.live_brands(), account.stored_contacts())

    def busy(self, seconds: float) -> None:
        """Refuse changes for so many seconds of the sandbox's clock; 0 ends it."""
        self.deploy.busy_until = self.clock.now() + seconds if seconds > 0 else 0.0


def build_world(
    account: Account,
    *,
    database: Path | None = None,
    rate: Rate | None = None,
    api: type[Api] = Api,
    deploy: type[Deploy] = Deploy,
) -> World:
    """Put a sandbox together; `api` and `deploy` may be replaced by subclasses of theirs.

    Raises:
        StoreError: The database cannot be used.
    """
    clock = Clock()
    store = Store(database)
    rules = contract()
    domain = deploy(rules, store, ContactSchema(account.schema), clock)
    world = World(
        account, rate, clock, store, domain, api(rules, account, domain, RateLimiter(clock, rate))
    )
    if store.setting("seeded") is None:
        with store.transaction():
            store.replace_all(account.live_brands(), account.stored_contacts())
            store.remember("seeded", "yes")
    return world
