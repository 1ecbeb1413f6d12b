"""The two passes of generated requests, and the requirements that they evaluate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.generated.known_resources import Known
from optizmo_deploy.conformance.generated.narrowed_contract import narrowed
from optizmo_deploy.conformance.requirements.model import Profile
from optizmo_deploy.conformance.requirements.catalogue import family, requirements
from optizmo_deploy.conformance.requirements.registry import generated
from optizmo_deploy.conformance.requirements.exceptions import NotReached, TargetUnusable
from optizmo_deploy.conformance.generated.response_checks import RESPONSE_CHECKS

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api
    from optizmo_deploy.conformance.requirements.results import Results

__all__ = ["send_generated"]

_EXAMPLES = 16
_LIMIT = 60
"""Requests of one pass to one operation at most."""


generated(*RESPONSE_CHECKS)


def send_generated(api: Api, results: Results) -> None:
    """Send generated requests and note what they show.

    First *positive*, valid requests that name only what exists; then *mixed*, valid and invalid
    ones, with one id among the others that does not exist.

    Raises:
        NotReached: The account has nothing that requests could name.
        TargetUnusable: Nothing can be evaluated.
    """
    ids = [each.id for name in RESPONSE_CHECKS for each in family(name)]
    try:
        _send(api, results)
    except (NotReached, TargetUnusable):
        raise
    except Exception as error:  # noqa: BLE001 - the generator's failure is never the server's
        results.broke(ids, error)


def _send(api: Api, results: Results) -> None:
    from optizmo_deploy.conformance.generated.adapter import generate  # noqa: PLC0415 - slow to import

    known = Known.of(api)
    reads_only = api.settings.profile is Profile.READ
    api.wire.origin = "schemathesis"
    try:
        for mode, positive in (("positive", True), ("all", False)):
            contract = narrowed(known, reads_only=reads_only, positive=positive)
            for shown in generate(
                contract,
                known,
                api.wire,
                seed=api.settings.seed,
                mode=mode,
                examples=_EXAMPLES,
                limit=_LIMIT,
            ):
                id_ = f"{shown.exchange.operation}.{shown.check}"
                if id_ in requirements():
                    results.add(id_, shown.exchange, shown.wrong)
    finally:
        api.wire.origin = "check"
