from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.exceptions import (
    NotReached,
    TargetUnusable,
    Violation,
)
from optizmo_deploy.conformance.requirements.model import Level, Status
from optizmo_deploy.conformance.requirements.results import Results

if TYPE_CHECKING:
    from optizmo_deploy.conformance.requirements.model import Requirement


def one(level: Level) -> Requirement:
    return next(each for each in requirements().values() if each.level is level)


MUST, ASSUMED = one(Level.MUST), one(Level.ASSUMED)


def raising(error: Exception) -> Any:
    def check() -> None:
        raise error

    return check


def test_what_nothing_was_found_out_about_is_not_reached_for_the_reason_given() -> None:
    result = Results().result(MUST, "the run ended")

    assert (result.status, result.message) == (Status.NOT_REACHED, "the run ended")
    assert not result.broken


@pytest.mark.parametrize(("requirement", "status"), [(MUST, Status.FAIL), (ASSUMED, Status.WARN)])
def test_a_violation_fails_a_must_and_warns_of_an_assumption_from_any_source(
    exchange: Any, requirement: Requirement, status: Status
) -> None:
    checked, observed = Results(), Results()
    checked.evaluate([requirement.id], raising(Violation("wrong")))
    observed.add(requirement.id, exchange(), "wrong")

    assert checked.result(requirement, "").status is status
    assert observed.result(requirement, "").status is status


def test_one_of_several_checks_that_finds_a_violation_decides() -> None:
    results = Results()
    results.evaluate([MUST.id], lambda: None)
    results.evaluate([MUST.id], raising(Violation("wrong")))
    results.evaluate([MUST.id], raising(NotReached("no brands")))

    assert results.result(MUST, "").message == "wrong"


def test_one_of_several_checks_that_passes_is_enough_when_the_others_are_not_reached() -> None:
    results = Results()
    results.evaluate([MUST.id], raising(NotReached("no brands")))
    assert results.result(MUST, "").message == "no brands"
    results.evaluate([MUST.id], lambda: None)
    assert results.result(MUST, "").status is Status.PASS


def test_a_check_that_breaks_is_the_suites_failure_and_no_pass() -> None:
    results = Results()
    results.evaluate([MUST.id], lambda: None)
    results.evaluate([MUST.id], raising(KeyError("brands")))
    result = results.result(MUST, "")

    assert (result.status, result.broken) == (Status.NOT_REACHED, True)
    assert "KeyError: 'brands'" in result.message


def test_an_unusable_target_ends_the_run() -> None:
    with pytest.raises(TargetUnusable):
        Results().evaluate([MUST.id], raising(TargetUnusable("no such server")))


def test_findings_of_many_exchanges_add_up(exchange: Any) -> None:
    results = Results()
    results.add(MUST.id, exchange(), None)
    assert results.result(MUST, "").status is Status.PASS
    for number in range(5):
        results.add(MUST.id, exchange(target=f"/v1/contacts/{number % 4}"), "wrong")
    result = results.result(MUST, "")

    assert result.status is Status.FAIL
    assert result.message == "wrong (and 4 more such responses)"
    assert [seen.target for seen in result.evidence] == [f"/v1/contacts/{n}" for n in (0, 1, 2)]
