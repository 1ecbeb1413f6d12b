"""Whether anything was refused that only led to what checks are about; the last to be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.expect import fail
from optizmo_deploy.conformance.registry import check

if TYPE_CHECKING:
    from optizmo_deploy.conformance.api import Api


@check("DEPLOY-READBACK-48")
def _nothing_was_refused_on_the_way(api: Api) -> None:
    for setback in api.setbacks:
        refusals = [exchange for exchange in setback.exchanges if not _succeeded(exchange.status)]
        if refusals:
            fail(setback.message, *refusals)


def _succeeded(status: int | None) -> bool:
    return status is not None and 200 <= status < 300  # noqa: PLR2004 - the class of successes
