"""The two passes of generated requests, and the requirements that they judge."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.generated.known_resources import Known
from optizmo_deploy.conformance.generated.narrowed_contract import narrowed
from optizmo_deploy.conformance.requirements.model import Profile
from optizmo_deploy.conformance.requirements.registry import requirements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optizmo_deploy.conformance.server.client import Api
    from optizmo_deploy.conformance.requirements.tally import Findings

__all__ = ["fuzz", "fuzz_ids"]

_FAMILIES = {"answers": "DEPLOY-FUZZ-1", "accepts": "DEPLOY-FUZZ-2", "refuses": "DEPLOY-FUZZ-3"}
_EXAMPLES = 16
_LIMIT = 60
"""Requests of one pass to one operation at most."""


@cache
def fuzz_ids() -> Mapping[str, tuple[str, str]]:
    """Return the judge and the operation of each requirement that generated requests prove."""
    return MappingProxyType(
        {
            id_: (judge, requirement.operation)
            for id_, requirement in requirements().items()
            for judge, family in _FAMILIES.items()
            if id_.startswith(family)
        }
    )


def fuzz(api: Api, findings: Findings) -> None:
    """Send generated requests and add what they show to the findings.

    First *positive*, valid requests that name only what exists; then *mixed*, valid and invalid
    ones, with one id among the others that does not exist.

    Raises:
        RuntimeError: The generator itself broke.
    """
    from optizmo_deploy.conformance.generated.adapter import generate  # noqa: PLC0415 - slow to import

    known = Known.of(api)
    ids = {(judge, operation): id_ for id_, (judge, operation) in fuzz_ids().items()}
    reads_only = api.settings.profile is Profile.READ
    api.wire.origin = "schemathesis"
    try:
        for mode, positive in (("positive", True), ("all", False)):
            contract = narrowed(known, reads_only=reads_only, positive=positive)
            for judged in generate(
                contract,
                known,
                api.wire,
                seed=api.settings.seed,
                mode=mode,
                examples=_EXAMPLES,
                limit=_LIMIT,
            ):
                id_ = ids.get((judged.judge, judged.exchange.operation or ""))
                if id_ is not None:
                    findings.add(id_, judged.exchange, judged.wrong)
    finally:
        api.wire.origin = "check"
