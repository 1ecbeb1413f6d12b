"""The way in for people who live in pytest.

``pytest --pyargs optizmo_deploy.conformance --deploy-base-url URL`` judges a target and reports one
test for each requirement.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from optizmo_deploy.conformance.http.base_url import BaseUrlError, normalised
from optizmo_deploy.conformance.report import write_reports
from optizmo_deploy.conformance.report.masking import Mask
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Profile
from optizmo_deploy.conformance.runner import run
from optizmo_deploy.conformance.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optizmo_deploy.conformance.requirements.model import Result

_KEY = "OPTIZMO_DEPLOY_API_KEY"
_UNUSABLE = 3


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Generate one test for each requirement."""
    if "requirement_id" in metafunc.fixturenames:
        metafunc.parametrize("requirement_id", list(requirements()))


@pytest.fixture(scope="session")
def conformance(request: pytest.FixtureRequest) -> tuple[Mapping[str, Result], Mask]:
    """Run the suite once; return the selected requirements' results by their ids, and a mask."""
    if hasattr(request.config, "workerinput"):
        _exit("the suite runs in one process: run this without -n")
    chosen = frozenset(
        str(item.callspec.params["requirement_id"])
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        if "requirement_id" in item.callspec.params
    )
    everything = chosen == frozenset(requirements())
    settings = _settings(request.config, frozenset[str]() if everything else chosen)
    outcome = run(settings)
    report_dir = request.config.getoption("--deploy-report-dir")
    if report_dir is not None:
        write_reports(outcome, report_dir)
    if outcome.interrupted:
        raise KeyboardInterrupt
    if outcome.unusable:
        pytest.exit(outcome.unusable, returncode=_UNUSABLE)
    return {result.requirement.id: result for result in outcome.results}, Mask(settings)


def _exit(reason: str) -> NoReturn:
    pytest.exit(reason, returncode=pytest.ExitCode.USAGE_ERROR)


def _settings(config: pytest.Config, only: frozenset[str]) -> Settings:
    option: Any = config.getoption
    base_url = option("--deploy-base-url") or os.environ.get("OPTIZMO_DEPLOY_BASE_URL")
    if not base_url:
        _exit("give --deploy-base-url, or set OPTIZMO_DEPLOY_BASE_URL")
    try:
        base_url, _ = normalised(base_url)
    except BaseUrlError as error:
        _exit(f"--deploy-base-url: {error}")
    key = os.environ.get(_KEY, "").strip()
    if not key:
        _exit(f"no API key: {_KEY} is empty or not set")
    name = option("--deploy-forbidden-api-key-env")
    seed = option("--deploy-seed")
    return Settings(
        base_url=base_url,
        api_key=key,
        profile=Profile(option("--deploy-profile")),
        seed=random.randrange(2**32) if seed is None else seed,  # noqa: S311 - nothing secret
        contact=option("--deploy-contact"),
        forbidden_api_key=os.environ.get(name) if name else None,
        forbidden_api_key_env=name or "FORBIDDEN_API_KEY",
        provider_states_url=option("--deploy-provider-states-url"),
        only=only,
        strict=option("--deploy-strict"),
    )
