"""What the types of the sandbox are; never run, but checked by mypy and by pyright."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, assert_type

from optizmo_deploy.sandbox import (
    ArgumentError,
    ClientSettings,
    Clock,
    Fault,
    FaultMatch,
    RecordedRequest,
    Sandbox,
)

if TYPE_CHECKING:
    from optizmo_deploy.pytest_plugin import DeploySandboxFactory


def controls(sandbox: Sandbox) -> None:
    assert_type(sandbox.requests(), list[RecordedRequest])
    assert_type(sandbox.settings, ClientSettings)
    assert_type(sandbox.environment, dict[str, str])
    assert_type(sandbox.running, bool)
    with sandbox.isolated() as same:
        assert_type(same, Sandbox)
    error: type[ValueError] = ArgumentError
    del error


def faults(sandbox: Sandbox) -> None:
    match: FaultMatch = {"operation": ["getContact"], "contact": "test@email.com"}
    assert_type(sandbox.fail(status=503, count=1, match=match), Fault)
    sandbox.fail(drop="after", match={"method": "POST"})
    # Each of these is a mistake that an editor shows.
    sandbox.fail(statsu=503)  # type: ignore[call-arg]
    sandbox.fail(drop="during")  # type: ignore[arg-type]
    sandbox.fail(match={"operaton": "getContact"})  # type: ignore[arg-type]


def clock(sandbox: Sandbox, when: datetime) -> None:
    assert_type(sandbox.clock, Clock)
    sandbox.clock.set(when)
    sandbox.clock.set("2030-01-01T00:00:00Z")
    sandbox.clock.set(1_893_456_000)
    sandbox.clock.advance(timedelta(hours=1))
    sandbox.clock.advance(60)


def fixtures(factory: DeploySandboxFactory) -> None:
    assert_type(factory(Path("account.yaml"), isolate=False, rate_limit="5/s"), Sandbox)
