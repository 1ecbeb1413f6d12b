"""One run of the conformance suite against one variant."""

from __future__ import annotations

import logging
import time
from bisect import bisect_right
from collections.abc import Collection, Generator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from typing import Any

from attrs import frozen
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Level, Profile, Result, Status
from optizmo_deploy.conformance.runner import Run
from optizmo_deploy.conformance.settings import Settings
from optizmo_deploy.sandbox import Account, Sandbox, builtin_account

from mutants.catalogue import Variant
from mutants.gateway import App, Gateway

__all__ = ["GENERATED", "Finding", "Trial", "Verdict", "served", "trial"]

DEADLINE = 240.0
GENERATED = "generated requests"
"""The step of a run that sends generated requests, as the suite calls it."""


class Verdict(StrEnum):
    """What came of a trial."""

    CAUGHT = "caught"
    """The suite failed on a faulty variant."""
    MISSED = "missed"
    """The suite passed a faulty variant."""
    PASSED = "passed"
    """The suite passed a correct variant."""
    FALSE_POSITIVE = "false positive"
    """The suite failed on a correct variant, or called it unusable."""
    BROKEN = "broken"
    """The code of the variant or of the suite raised an exception, so the trial says nothing."""


@frozen
class Finding:
    """A requirement that the suite found not to be met."""

    message: str
    failed: bool
    """Whether it is a failure; otherwise it is a warning."""
    checks: tuple[str, ...]
    """The checks during which the requests were sent that show it."""


@frozen
class Trial:
    """What the suite found in a variant."""

    name: str
    found: dict[str, Finding]
    """The requirements that are not met, by id."""
    errors: tuple[str, ...] = ()
    """What the code of the variant, or of the suite, raised."""
    unusable: str | None = None
    """Why the suite could not run against the variant."""
    fired: int = 0
    """How many requests the variant treated in its own way."""
    requests: int = 0
    seconds: float = 0.0
    unexpected: bool = False
    """Whether the whole suite was run because the checks listed for the variant passed it."""

    @property
    def failed(self) -> dict[str, str]:
        """The messages of the requirements that failed, by id."""
        return {id_: each.message for id_, each in self.found.items() if each.failed}

    def verdict(self, variant: Variant) -> Verdict:
        """Return what came of it; a warning is enough for a variant that breaks an assumption."""
        if self.errors:
            return Verdict.BROKEN
        if variant.correct:
            return Verdict.FALSE_POSITIVE if self.failed or self.unusable else Verdict.PASSED
        noticed = self.found if variant.assumed else self.failed
        return Verdict.CAUGHT if noticed else Verdict.MISSED


class _Run(Run):
    """A run of some checks only, which can stop as soon as a requirement has failed."""

    def __init__(
        self, settings: Settings, only: Collection[str] | None, *, stop_early: bool
    ) -> None:
        super().__init__(settings, observer=self)
        self._chosen = only
        self._stop_early = stop_early
        self._starts: list[int] = []
        self._steps_made: list[str] = []

    def step(self, what: str, done: int, total: int) -> None:
        """Note the step, or stop before it when something has failed already."""
        if self._stop_early and self._failing():
            raise KeyboardInterrupt
        self._starts.append(len(self._wire.exchanges))
        self._steps_made.append(what)

    def checks_of(self, result: Result) -> tuple[str, ...]:
        """Return the steps in which the evidence of a result was exchanged."""
        places = {bisect_right(self._starts, each.number - 1) - 1 for each in result.evidence}
        return tuple(self._steps_made[place] for place in sorted(places) if place >= 0)

    def _failing(self) -> bool:
        must = (id_ for id_, each in requirements().items() if each.level is Level.MUST)
        return any(map(self._results.is_violated, must))

    def _is_due(self, id_: str) -> bool:
        return super()._is_due(id_) and (self._chosen is None or id_ in self._chosen)

    @property
    def _wants_generated(self) -> bool:
        if self._chosen is not None and GENERATED not in self._chosen:
            return False
        return super()._wants_generated


class _Switch:
    """The ASGI application of the sandbox, behind the gateway of the variant being served."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.gateway = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await self.gateway(scope, receive, send)


@cache
def _shared() -> tuple[Sandbox, _Switch]:
    """Start the sandbox of this process; starting one for each variant would take longer."""
    switches: list[_Switch] = []

    def wrap(app: Any) -> Any:
        switches.append(_Switch(app))
        return switches[0]

    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # it reports dropped connections
    return Sandbox(wrap=wrap).start(), switches[0]


@contextmanager
def served(variant: Variant) -> Generator[tuple[Sandbox, Gateway]]:
    """Serve a variant, one at a time in a process, with nothing left of the one before."""
    sandbox, switch = _shared()
    sandbox.reset(_account(variant))
    gateway = Gateway(switch.app, variant.make())
    switch.gateway = gateway
    try:
        yield sandbox, gateway
    finally:
        switch.gateway = switch.app


def _account(variant: Variant) -> Account:
    return variant.account() if variant.account else builtin_account()


def trial(
    variant: Variant,
    profile: str = "full",
    only: Collection[str] | None = None,
    *,
    stop_early: bool = False,
) -> Trial:
    """Run the suite against a variant.

    Args:
        variant: The variant.
        profile: The profile of the run.
        only: The checks to make; all, and the generated requests, when absent.
        stop_early: Whether to stop after the first failure.
    """
    started = time.monotonic()
    contacts = _account(variant).contacts
    with served(variant) as (sandbox, gateway):
        settings = Settings(
            base_url=sandbox.url,
            api_key=sandbox.api_key,
            profile=Profile(profile),
            contact=contacts[0]["email"] if profile == "read" and contacts else None,
            forbidden_api_key=sandbox.forbidden_api_key,
            provider_states_url=f"{sandbox.control_url}/states" if profile == "full" else None,
            deadline=DEADLINE,
        )
        run = _Run(settings, only, stop_early=stop_early)
        outcome = run()
    found = {
        result.requirement.id: Finding(
            result.message, result.status is Status.FAIL, run.checks_of(result)
        )
        for result in outcome.results
        if result.status in {Status.FAIL, Status.WARN}
    }
    broken = [f"{each.requirement.id}: {each.message}" for each in outcome.results if each.broken]
    raised = [f"the variant raised {type(each).__name__}: {each}" for each in gateway.crashes]
    return Trial(
        name=variant.name,
        found=found,
        errors=(*raised, *broken),
        unusable=outcome.unusable,
        fired=gateway.fired,
        requests=outcome.requests,
        seconds=time.monotonic() - started,
    )
