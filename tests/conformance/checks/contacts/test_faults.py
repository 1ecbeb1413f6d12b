from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Level, Status

from tests.conformance.checks.contacts.contact_faults import CASES
from tests.conformance.checks.contacts.contact_servers import Run, Server
from tests.conformance.evaluation import CONTACTS, on_contacts

Judge = Callable[..., Run]

COMPANIONS = {
    # These judge what other checks noticed on their way, so others have to be made.
    "any.works-in-every-state",
    "patchContact.no-side-effects",
    "addContactSubscriptions.no-side-effects",
    "removeContactSubscription.no-side-effects",
    "getContact.untouched-contact",
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


@pytest.mark.parametrize("operation", sorted(CONTACTS))
def test_the_requirements_of_an_operation_pass_by_themselves_on_a_correct_server(
    operation: str, judged: Judge
) -> None:
    ids = [id_ for id_ in on_contacts() if id_.startswith(f"{operation}.")]
    run = judged(None, *ids)
    assert run.of(Status.PASS) | run.not_reached == set(ids)
    assert run.not_reached <= COMPANIONS


@pytest.mark.parametrize(
    "id_",
    [
        "createContact.rejected-attribute-creates-nothing",
        "patchContact.rejected-changes-nothing",
        "disableContact.not-undone-by-adding",
        "removeContactSubscription.keeps-other-contacts",
        "addContactSubscriptions.known-brands-not-in-detail",
    ],
)
def test_a_requirement_passes_all_alone(id_: str, judged: Judge) -> None:
    assert judged(None, id_).results[id_].status is Status.PASS


@pytest.mark.parametrize("id_", sorted(COMPANIONS))
def test_what_looks_at_other_checks_is_not_reached_without_them(id_: str, judged: Judge) -> None:
    assert judged(None, id_).not_reached == {id_}


def test_every_must_on_contacts_is_broken_by_some_fault() -> None:
    proven = {id_ for _, _, ids in CASES for id_ in ids}
    elsewhere = {f"{name}.accepts-schema-attributes" for name in ("createContact", "patchContact")}
    must = {id_ for id_ in on_contacts() if requirements()[id_].level is Level.MUST}
    assert must - proven - elsewhere == set()


def test_failures_tell_what_was_expected_and_show_the_exchange(judged: Judge) -> None:
    for _, server, ids in CASES[::12]:
        run = judged(server, *ids)
        for id_ in run.failed:
            result: Any = run.results[id_]
            assert len(result.message) > 20
            assert result.evidence, id_
            assert all(exchange.number for exchange in result.evidence)
