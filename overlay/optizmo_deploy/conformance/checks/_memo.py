"""What several checks of one run look at is made once, by whichever of them comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast
from weakref import WeakKeyDictionary

from optizmo_deploy.conformance.verdict import NotReached, Violation

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.api import Api

__all__ = ["once"]

T = TypeVar("T")

_made: WeakKeyDictionary[Api, dict[str, object]] = WeakKeyDictionary()


def once(api: Api, name: str, make: Callable[[], T]) -> T:
    """Return what ``make`` returns, called at the first use of this name in a run.

    Args:
        api: The run.
        name: What it is called, unique in the suite.
        make: Makes it. When it ends with a verdict, every use ends with that verdict.
    """
    known = _made.setdefault(api, {})
    if name not in known:
        try:
            known[name] = make()
        except (NotReached, Violation) as verdict:
            known[name] = verdict
    found = known[name]
    if isinstance(found, Violation):
        raise Violation(found.message, *found.exchanges)
    if isinstance(found, NotReached):
        raise NotReached(found.reason)
    return cast("T", found)
