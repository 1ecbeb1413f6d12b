"""One check for several requirements that say the same of different operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.requirements.registry import check, requirements

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api

__all__ = ["each_operation", "ids"]

OperationCheck = Callable[["Api", str], None]


def ids(area: str, first: int, last: int) -> tuple[str, ...]:
    """Return the requirement ids of an area from ``first`` to ``last``, both included."""
    return tuple(f"DEPLOY-{area}-{number:02}" for number in range(first, last + 1))


def each_operation(area: str, first: int, last: int) -> Callable[[OperationCheck], OperationCheck]:
    """Register the decorated function for a range of ids, with the operation each is about.

    Which operation that is stands in ``requirements.yaml`` alone.
    """

    def register(function: OperationCheck) -> OperationCheck:
        for requirement_id in ids(area, first, last):
            check(requirement_id)(_about(function, requirements()[requirement_id].operation))
        return function

    return register


def _about(function: OperationCheck, operation: str) -> Callable[[Api], None]:
    def judge(api: Api) -> None:
        function(api, operation)

    judge.__doc__ = function.__doc__
    return judge
