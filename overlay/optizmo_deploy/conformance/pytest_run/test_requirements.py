"""One test for each requirement, for ``pytest --pyargs optizmo_deploy.conformance``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optizmo_deploy.conformance.http.curl import curl
from optizmo_deploy.conformance.requirements.model import Level, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optizmo_deploy.conformance.report.masking import Mask
    from optizmo_deploy.conformance.requirements.model import Result


def test_requirement(
    requirement_id: str,
    conformance: tuple[Mapping[str, Result], Mask],
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    """Report what became of one requirement."""
    results, mask = conformance
    result = results[requirement_id]
    requirement = result.requirement
    record_property("status", str(result.status))
    record_property("source", requirement.source)
    message = mask(result.message)
    said = f"{requirement.text} ({requirement.source})\n{message}"
    curls = mask("\n".join(curl(exchange) for exchange in result.evidence))
    strict = request.config.getoption("--deploy-strict") and requirement.level is Level.MUST
    match result.status:
        case Status.FAIL:
            pytest.fail(f"{said}\n{curls}", pytrace=False)
        case Status.EXPECTED_FAILURE:
            pytest.xfail(message)
        case Status.NOT_REACHED if result.broken or strict:
            pytest.fail(said, pytrace=False)
        case Status.NOT_REACHED | Status.SKIPPED:
            pytest.skip(message)
        case Status.WARN:
            request.node.add_report_section("call", "warning", said)
        case Status.PASS:
            pass
