from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from optizmo_deploy.conformance.requirements.model import Status
from optizmo_deploy.sandbox.domain import Deploy

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
        "addContactSubscriptions.keeps-enabled",
        "removeContactSubscription.keeps-other-contacts",
        "addContactSubscriptions.known-brands-not-in-detail",
    ],
)
def test_a_requirement_passes_all_alone(id_: str, judged: Judge) -> None:
    assert judged(None, id_).results[id_].status is Status.PASS


@pytest.mark.parametrize("id_", sorted(COMPANIONS))
def test_what_looks_at_other_checks_is_not_reached_without_them(id_: str, judged: Judge) -> None:
    assert judged(None, id_).not_reached == {id_}


def test_failures_tell_what_was_expected_and_show_the_exchange(judged: Judge) -> None:
    class Idle(Deploy):
        def merge(self, attributes: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
            return attributes

    run = judged(Server(deploy=Idle))
    assert len(run.failed) > 10
    for id_ in run.failed:
        result = run.results[id_]
        assert len(result.message) > 20
        assert result.evidence, id_
        assert all(exchange.number for exchange in result.evidence)
