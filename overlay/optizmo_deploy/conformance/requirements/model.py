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
    """The documentation states it: a server that does not meet it fails the run."""
    ASSUMED = "ASSUMED"
    """Our reading where the documentation is open: not meeting it is a warning."""


class Status(StrEnum):
    """The result of a requirement in a run."""

    PASS = "pass"  # noqa: S105 - a status, not a password
    FAIL = "fail"
    WARN = "warn"
    NOT_REACHED = "not-reached"
    SKIPPED = "skipped"
    EXPECTED_FAILURE = "expected-failure"


class Profile(StrEnum):
    """What a run may do to the server; each profile includes the ones before it."""

    READ = "read"
    """Sends GET requests only."""
    WRITE = "write"
    """Changes disposable contacts that the run creates itself."""
    FULL = "full"
    """Also puts the server into provider states."""

    def includes(self, other: Profile) -> bool:
        """Return whether this profile may do all that `other` may."""
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
    """The result of one requirement."""

    requirement: Requirement
    status: Status
    message: str = ""
    """Why, in a sentence; empty for a pass."""
    evidence: tuple[Exchange, ...] = field(default=(), repr=False)
    """The exchanges that show it, oldest first."""
    broken: bool = False
    """The suite itself failed here, so that nothing was evaluated."""
