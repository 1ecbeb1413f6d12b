from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from optizmo_deploy.conformance.requirements.model import Level, Status
from optizmo_deploy.conformance.requirements.registry import requirements

from tests.conformance.checks.contacts.contact_faults import CASES
from tests.conformance.checks.contacts.contact_servers import AREAS, Run, Server

Judge = Callable[..., Run]

COMPANIONS = {
    # These judge what other checks noticed on their way, so others have to be made.
    "DEPLOY-READBACK-48",
    "DEPLOY-READBACK-50",
    "DEPLOY-READBACK-51",
    "DEPLOY-READBACK-52",
    "DEPLOY-READBACK-59",
}


@pytest.mark.parametrize(
    ("server", "ids"), [pytest.param(server, ids, id=name) for name, server, ids in CASES]
)
def test_a_fault_breaks_the_requirements_that_speak_of_it(
    server: Server, ids: tuple[str, ...], judged: Judge
) -> None:
    run = judged(server, *ids)
    expected = set(ids) if not COMPANIONS & set(ids) else COMPANIONS & set(ids)
    noticed = run.failed | run.warned
    missed = {id_: (run.results[id_].status.value, run.told(id_)) for id_ in expected - noticed}
    assert missed == {}
    assert run.broken == {}


@pytest.mark.parametrize("area", sorted(AREAS))
def test_the_requirements_of_an_area_pass_by_themselves_on_a_correct_server(
    area: str, judged: Judge
) -> None:
    ids = [id_ for id_ in requirements() if id_.split("-")[1] == area]
    run = judged(None, *ids)
    assert run.of(Status.PASS) | run.not_reached == set(ids)
    assert run.not_reached <= COMPANIONS


@pytest.mark.parametrize(
    "id_",
    [
        f"DEPLOY-{id_}"
        for id_ in ("CREATE-67", "PATCH-51", "DISABLE-13", "READBACK-32", "SUBSCRIBE-24")
    ],
)
def test_a_requirement_passes_all_alone(id_: str, judged: Judge) -> None:
    assert judged(None, id_).results[id_].status is Status.PASS


@pytest.mark.parametrize("id_", sorted(COMPANIONS))
def test_what_looks_at_other_checks_is_not_reached_without_them(id_: str, judged: Judge) -> None:
    assert judged(None, id_).not_reached == {id_}


def test_every_must_on_contacts_is_broken_by_some_fault() -> None:
    proven = {id_ for _, _, ids in CASES for id_ in ids}
    unproven = {
        requirement.id
        for requirement in requirements().values()
        if requirement.id.split("-")[1] in AREAS and requirement.level is Level.MUST
    } - proven
    assert unproven == set()


def test_failures_tell_what_was_expected_and_show_the_exchange(judged: Judge) -> None:
    for _, server, ids in CASES[::12]:
        run = judged(server, *ids)
        for id_ in run.failed:
            result: Any = run.results[id_]
            assert len(result.message) > 20
            assert result.evidence, id_
            assert all(exchange.number for exchange in result.evidence)
