"""What every write of the run changed besides what it is for, to be judged at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from optizmo_deploy.conformance.checks._contacts import differences_of_create

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optizmo_deploy.conformance.api import Api
    from optizmo_deploy.conformance.exchange import Exchange

__all__ = ["BUSINESS", "Entry", "entries", "note"]

BUSINESS = {
    "patchContact": "attributes",
    "addContactSubscriptions": "brandIds",
    "removeContactSubscription": "brandIds",
}
"""The member of a contact that each operation is there to change."""


@frozen
class Entry:
    """A write that succeeded, and the members that it changed without being asked to."""

    write: Exchange
    changed: Sequence[str]


def note(api: Api, write: Exchange, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Note what a write did.

    Args:
        api: The run.
        write: The write, which succeeded.
        before: The contact before it, as it was read or as its create was answered.
        after: The contact after it.
    """
    operation = write.operation or ""
    changed = [
        member for member in differences_of_create(before, after) if member != BUSINESS[operation]
    ]
    _entries(api, operation).append(Entry(write, changed))


def entries(api: Api, operation: str) -> list[Entry]:
    """Return what was noted of an operation."""
    return list(_entries(api, operation))


def _entries(api: Api, operation: str) -> list[Entry]:
    return api.remembered(f"ledger of {operation}", list[Entry])
