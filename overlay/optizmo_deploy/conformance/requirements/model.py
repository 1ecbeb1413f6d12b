"""What a run is made of: requirements, and what became of each."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["ANY", "Level", "Profile", "Requirement", "Result", "Status"]


class Level(StrEnum):
    """How sure it is that a conforming server meets a requirement."""

    MUST = "MUST"
    """The documentation states it: breaking it makes a run fail."""
    ASSUMED = "ASSUMED"
    """Our reading where the documentation is open: breaking it is a warning."""


class Status(StrEnum):
    """What became of a requirement in a run."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    WARN = "warn"
    NOT_REACHED = "not-reached"
    SKIPPED = "skipped"
    EXPECTED_FAILURE = "expected-failure"


class Profile(StrEnum):
    """How much a run may do to the target; each profile includes the ones before it."""

    READ = "read"
    """Nothing but GET requests leaves the process."""
    WRITE = "write"
    """Changes disposable contacts that the run creates itself."""
    FULL = "full"
    """Puts the target into states through its provider-states URL as well."""

    def includes(self, other: Profile) -> bool:
        """Tell whether this profile may do all that ``other`` may."""
        order = list(Profile)
        return order.index(self) >= order.index(other)


ANY = "any"
"""Stands for the operation of a requirement that is about no single one."""


@frozen
class Requirement:
    """One sentence that a conforming server makes true."""

    id: str
    """The operation and the name, for example `createContact.unknown-attribute`."""
    name: str
    """What it is called; the same for each operation that the sentence holds for."""
    level: Level
    operation: str
    """The operationId it is about, or `any`."""
    profile: Profile
    """The least profile that can reach it."""
    area: str
    """The subject it belongs to; `behaviour` is the operation's own."""
    source: str
    """The URL of the documentation page that states it."""
    text: str
    why: str = ""
    """What depends on it, where that is not plain."""


@frozen
class Result:
    """What became of one requirement."""

    requirement: Requirement
    status: Status
    message: str = ""
    """Why, in a sentence; empty for a pass."""
    evidence: tuple[Exchange, ...] = field(default=(), repr=False)
    """The exchanges that show it, oldest first."""
    broken: bool = False
    """The suite itself failed here, so that nothing was judged."""
