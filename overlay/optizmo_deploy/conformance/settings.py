"""What a run was asked to do."""

from __future__ import annotations

import hashlib

from attrs import field, frozen

from optizmo_deploy.conformance.model import Profile

__all__ = ["Settings"]


@frozen
class Settings:
    """The options of one run. Keys are in no repr."""

    base_url: str
    """Without a trailing slash and without ``/v1``."""
    api_key: str = field(repr=False)
    profile: Profile = Profile.READ
    seed: int = 0
    contact: str | None = field(default=None, repr=False)
    """An existing contact: an address or an emailMd5."""
    forbidden_api_key: str | None = field(default=None, repr=False)
    """A key that is valid and may do nothing."""
    provider_states_url: str | None = None
    only: frozenset[str] = frozenset()
    """Ids to judge; empty means all."""
    strict: bool = False
    max_requests: int | None = None
    rate_limit: float | None = None
    """Requests a second that are not exceeded."""
    timeout: float = 10.0
    """Seconds that one request may take."""
    deadline: float = 600.0
    """Seconds that the whole run may take."""

    @property
    def run(self) -> str:
        """What tells this run's disposable contacts from those of other runs; the same seed gives the same."""
        return hashlib.sha256(f"optizmo-deploy {self.seed}".encode()).hexdigest()[:10]
