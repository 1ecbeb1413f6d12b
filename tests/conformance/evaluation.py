"""Evaluate requirements without a whole run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.observed import ObservedTraffic
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.registry import Source, checks, registry
from optizmo_deploy.conformance.requirements.results import Results

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.requirements.model import Result, Status
    from optizmo_deploy.conformance.server.client import Api

CONTACTS = frozenset(
    {
        "createContact",
        "getContact",
        "patchContact",
        "disableContact",
        "listContactSubscriptions",
        "addContactSubscriptions",
        "removeContactSubscription",
        "any",
    }
)
SUCCESSES = frozenset({"success-status", "success-without-body", "agrees-with-other-reader"})
"""Requirements on any successful response that are also about what the operation does."""


def on_contacts() -> list[str]:
    """Return the requirements on the behaviour of contacts and the effects of writes."""
    return [
        each.id
        for each in requirements().values()
        if each.operation in CONTACTS
        and (each.area in {"behaviour", "effects"} or each.name in SUCCESSES)
    ]


def evaluated(api: Api, ids: Collection[str]) -> dict[str, Result]:
    """Run the checks of some requirements, in their order in a run.

    For a requirement on observed traffic, all checks of the behaviour of its operation are run.
    """
    results = Results()
    api.wire.listeners.append(ObservedTraffic(results).see)
    watched = {
        requirements()[id_].operation for id_ in ids if registry().sources[id_] is Source.OBSERVED
    }
    for id_, functions in checks().items():
        own = requirements()[id_]
        if id_ in ids or (own.area == "behaviour" and own.operation in watched):
            for function in functions:
                results.evaluate([id_], partial(function, api))
    return {id_: results.result(requirements()[id_], "not reached") for id_ in ids}


def observed(*exchanges: Exchange) -> Callable[[str], Status]:
    """Return a function that returns the status of a requirement after these exchanges."""
    results = Results()
    traffic = ObservedTraffic(results)
    for exchange in exchanges:
        traffic.see(exchange)
    return lambda id_: results.result(requirements()[id_], "not seen").status
