"""What tests of whole runs ask, and what they read from the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.requirements.model import Status

if TYPE_CHECKING:
    from optizmo_deploy.conformance.outcome import Outcome

GET_UNKNOWN = "getContact.missing-contact"
READS = frozenset(
    {
        "getContact.missing-contact",
        "listContactSubscriptions.missing-contact",
        "getBrand.unknown-brand",
    }
)
"""A few checks that need nothing but the profile read."""


def statuses(outcome: Outcome) -> dict[str, Status]:
    return {result.requirement.id: result.status for result in outcome.results}


def complaints(outcome: Outcome) -> list[str]:
    """Return what a run says against its target, or about itself."""
    return [
        f"{result.requirement.id}: {result.message}"
        for result in outcome.results
        if result.status in {Status.FAIL, Status.WARN} or result.broken
    ]
