"""What a run was asked to do."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from attrs import field, frozen

from optizmo_deploy.conformance.requirements.model import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Settings"]


@frozen
class Settings:
    """The options of a run; its repr has no keys."""

    base_url: str
    """Without a trailing slash and without ``/v1``."""
    api_key: str = field(repr=False)
    profile: Profile = Profile.READ
    seed: int = 0
    contact: str | None = field(default=None, repr=False)
    """An existing contact: an address or an emailMd5."""
    forbidden_api_key: str | None = field(default=None, repr=False)
    """A valid key without permissions."""
    forbidden_api_key_env: str = "FORBIDDEN_API_KEY"
    """The variable that holds it, for commands that a user can repeat."""
    provider_states_url: str | None = None
    only: frozenset[str] = frozenset()
    """Ids of the requirements to evaluate; empty means all."""
    expected_failures: Mapping[str, str] = field(factory=dict[str, str])
    """Why each of these ids is expected to fail."""
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
        """The part of addresses that identifies the run; it follows from the seed."""
        return hashlib.sha256(f"optizmo-deploy {self.seed}".encode()).hexdigest()[:10]
