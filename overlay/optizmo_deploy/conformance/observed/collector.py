"""Applies every rule to every exchange."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.observed import brands, headers
from optizmo_deploy.conformance.observed import contacts as contact
from optizmo_deploy.conformance.observed import problems as problem
from optizmo_deploy.conformance.observed import successes as success
from optizmo_deploy.conformance.observed.memory import remember
from optizmo_deploy.conformance.observed.observation import Memory, Sight
from optizmo_deploy.conformance.observed.rule import NOTHING_TO_SEE, RULES
from optizmo_deploy.conformance.requirements.registry import requirements
from optizmo_deploy.conformance.requirements.tally import Findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["PassiveChecks", "passive_ids"]

_MODULES = (brands, contact, headers, problem, success)  # importing them registers their rules


@cache
def passive_ids() -> Mapping[str, str]:
    """Return the family of each requirement that is judged passively, by its id."""
    return MappingProxyType(
        {id_: family for id_ in requirements() for family in RULES if _belongs(id_, family)}
    )


class PassiveChecks:
    """Watches a run."""

    def __init__(self) -> None:
        self.findings: Findings = Findings(passive_ids())
        self._memory = Memory()
        self._rules = [(RULES[family], _by_operation(family)) for family in RULES]

    def see(self, exchange: Exchange) -> None:
        """Judge one exchange by all rules."""
        if exchange.status is None or exchange.method in {"HEAD", "OPTIONS"}:
            return
        sight = Sight(exchange, self._memory)
        name = sight.operation.id if sight.operation else ""
        for judge, ids in self._rules:
            wanted = [ids[key] for key in (name, "all") if key in ids]
            judgement = judge(sight) if wanted else NOTHING_TO_SEE
            if judgement is None or isinstance(judgement, str):
                for id_ in wanted:
                    self.findings.add(id_, exchange, judgement)
        remember(sight, self._memory)


def _belongs(id_: str, family: str) -> bool:
    """Tell whether an id is the family's name, or that and the two digits of an operation."""
    rest = id_.removeprefix(family)
    return id_ == family or (rest != id_ and len(rest) == 2 and rest.isdecimal())  # noqa: PLR2004


def _by_operation(family: str) -> dict[str, str]:
    own = [id_ for id_, other in passive_ids().items() if other == family]
    return {requirements()[id_].operation: id_ for id_ in own}
