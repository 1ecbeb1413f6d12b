"""Request bodies that must be rejected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from optizmo_deploy.conformance.server.client import Api

__all__ = ["Case"]


@frozen
class Case:
    """A request body that must be rejected with status code 400."""

    what: str
    """What is wrong with it, for messages; unique among the bodies of an operation."""
    make: Callable[[Api], dict[str, Any]] = field(repr=False)
    """Makes the members that are wrong; raises NotReached when the account lacks what it needs."""
    pointers: Callable[[Api], Sequence[str]] = field(repr=False)
    """The JSON Pointers that the entries of ``errors`` must have."""
    within: bool = False
    """Whether they may point to a part of that value instead."""
    also: Collection[str] = ()
    """Other pointers that are accepted."""
