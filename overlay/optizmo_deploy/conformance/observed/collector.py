"""Applies every rule to every exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

# Importing them registers their rules.
from optizmo_deploy.conformance.observed import brands, contacts, headers, problems, successes  # noqa: F401 # pyright: ignore[reportUnusedImport]
from optizmo_deploy.conformance.observed.memory import remember
from optizmo_deploy.conformance.observed.observation import Memory, Observation
from optizmo_deploy.conformance.observed.rule import NOT_APPLICABLE
from optizmo_deploy.conformance.requirements.catalogue import family
from optizmo_deploy.conformance.requirements.model import ANY
from optizmo_deploy.conformance.requirements.registry import Source, registry

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.requirements.results import Results

__all__ = ["ObservedTraffic"]


class ObservedTraffic:
    """Evaluates the exchanges of one run by all rules.

    Args:
        results: Where to note what they show.
    """

    def __init__(self, results: Results) -> None:
        self._results = results
        self._memory = Memory()
        self._rules = [
            (rule, {each.operation: each.id for each in family(name)})
            for name, rule in registry().rules.items()
        ]

    def see(self, exchange: Exchange) -> None:
        """Evaluate one exchange.

        A rule that breaks is the suite's failure at its own requirements, and at no other.
        """
        if exchange.status is None or exchange.method in {"HEAD", "OPTIONS"}:
            return
        try:
            seen = Observation(exchange, self._memory)
            operation = seen.operation.id if seen.operation else ""
            for rule, ids in self._rules:
                wanted = [ids[key] for key in (operation, ANY) if key in ids]
                try:
                    judgement = rule(seen) if wanted else NOT_APPLICABLE
                except Exception as error:  # noqa: BLE001 - never the server's failure
                    self._results.broke(wanted, error)
                    continue
                if judgement is None or isinstance(judgement, str):
                    for id_ in wanted:
                        self._results.add(id_, exchange, judgement)
            remember(seen, self._memory)
        except Exception as error:  # noqa: BLE001 - what all rules depend on broke
            self._results.broke(registry().of(Source.OBSERVED), error)
