"""Runs the checks one after the other and keeps them apart."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from optizmo_deploy.conformance.api import Api
from optizmo_deploy.conformance.model import Level, Requirement, Result, Status
from optizmo_deploy.conformance.outcome import Outcome
from optizmo_deploy.conformance.registry import checks, requirements
from optizmo_deploy.conformance.settings import Settings
from optizmo_deploy.conformance.verdict import NotReached, TargetUnusable, Violation
from optizmo_deploy.conformance.wire import Wire

__all__ = ["run"]


def run(
    settings: Settings,
    *,
    wire: Wire | None = None,
    on_result: Callable[[Result], None] | None = None,
) -> Outcome:
    """Judge a target and return what was found.

    Args:
        settings: The options of the run.
        wire: The way to the target; made from the settings when absent.
        on_result: Called with each result as soon as there is one.
    """
    wire = wire or Wire(settings)
    started, clock = datetime.now(UTC), time.monotonic()
    results: list[Result] = []
    unusable: str | None = None
    interrupted = False
    api = Api(wire, settings)
    try:
        for requirement in requirements().values():
            result = _judge(requirement, api, settings)
            results.append(result)
            if on_result is not None:
                on_result(result)
    except TargetUnusable as verdict:
        unusable = verdict.reason
    except KeyboardInterrupt:
        interrupted = True
    finally:
        wire.close()
    return Outcome(
        settings=settings,
        started=started,
        duration=time.monotonic() - clock,
        requests=len(wire.exchanges),
        results=tuple(results),
        unusable=unusable,
        interrupted=interrupted,
    )


def _judge(requirement: Requirement, api: Api, settings: Settings) -> Result:
    if settings.only and requirement.id not in settings.only:
        return Result(requirement, Status.SKIPPED, "not asked for (--only)")
    if not settings.profile.includes(requirement.profile):
        return Result(requirement, Status.NOT_REACHED, f"needs the profile '{requirement.profile}'")
    check = checks().get(requirement.id)
    if check is None:
        return Result(requirement, Status.NOT_REACHED, "the suite has no check for it", broken=True)
    try:
        check(api)
    except Violation as violation:
        status = Status.FAIL if requirement.level is Level.MUST else Status.WARN
        return Result(requirement, status, violation.message, violation.exchanges)
    except NotReached as verdict:
        return Result(requirement, Status.NOT_REACHED, verdict.reason)
    except TargetUnusable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever breaks in a check is ours, never the target's
        message = f"the suite itself broke: {type(error).__name__}: {error}"
        return Result(requirement, Status.NOT_REACHED, message, broken=True)
    return Result(requirement, Status.PASS)
