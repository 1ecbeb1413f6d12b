"""Servers that decide an open point in another way, which no gateway in front of them can show."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from optizmo_deploy.conformance.requirements.model import Status
from optizmo_deploy.sandbox.api import Api as HttpApi
from optizmo_deploy.sandbox.attributes import ContactSchema
from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.message import Response

from tests.conformance.checks.contacts.contact_servers import Run, Server

Judge = Callable[..., Run]
Json = dict[str, Any]


def answers(edit: Callable[[str, Response], Response | None]) -> Server:
    """Make a server that edits every success."""

    class Editing(HttpApi):
        def succeed(self, operation: Any, result: object) -> Response:
            answer = super().succeed(operation, result)
            return edit(operation.id, answer) or answer

    return Server(api=Editing)


def patch_204(operation: str, answer: Response) -> Response | None:
    return Response(204, []) if operation == "patchContact" else None


class AnyAddress(Deploy):
    """Takes whatever has an at sign for an address."""

    def check_body(self, operation_id: str, body: Any, **options: Any) -> None:
        address = body.get("email") if isinstance(body, dict) else None
        if isinstance(address, str) and "@" in address:
            body = {**body, "email": "somebody@example.com"}
        super().check_body(operation_id, body, **options)


class AnyType(ContactSchema):
    """Takes values of any type."""

    def value_error(self, attribute: Any, value: object) -> str | None:
        return "must not be empty" if value == "" else None

    def expand(self, values: Any) -> Json:
        plain = {key: value for key, value in values.items() if isinstance(value, str)}
        return {**values, **super().expand(plain)}


MISFITS = {
    f"{operation}.other-type-for-{kind}"
    for operation in ("createContact", "patchContact")
    for kind in ("string", "number", "boolean", "array", "email")
}
CORRECT: dict[str, tuple[Server, set[str]]] = {
    "any address": (
        Server(deploy=AnyAddress),
        {"createContact.email-without-part", "createContact.email-with-two-at"},
    ),
    "values of any type": (Server(schema=AnyType), MISFITS),
}


def test_the_sandbox_passes_everything(judged: Judge) -> None:
    run = judged()
    assert run.of(*Status) - run.of(Status.PASS) == set()
    assert len(run.exchanges) < 1600


@pytest.mark.parametrize(
    ("server", "warned"), [pytest.param(*case, id=name) for name, case in CORRECT.items()]
)
def test_another_reading_is_no_failure(server: Server, warned: set[str], judged: Judge) -> None:
    run = judged(server)
    assert {id_: run.told(id_) for id_ in run.failed} == {}
    assert run.broken == {}
    assert run.warned == set(warned)


def test_a_patch_without_a_body_is_judged_by_what_is_read_afterwards(judged: Judge) -> None:
    shape = ["patchContact.accepts-schema-attributes", "patchContact.accepts-arrays-of-strings"]
    texts = [
        f"patchContact.{name}"
        for name in (
            "stores-non-ascii-text",
            "stores-special-text",
            "json-escapes",
            "stores-long-text",
            "keeps-outer-characters",
            "stores-unnormalised-text",
        )
    ]
    ids = ["patchContact.upper-case-md5", "patchContact.mixed-case-md5", *shape, *texts]
    run = judged(answers(patch_204), *ids)
    assert {id_: run.told(id_) for id_ in set(ids) - run.of(Status.PASS)} == {}


def test_a_patch_without_a_body_that_does_nothing_is_found(judged: Judge) -> None:
    class Idle(Deploy):
        def merge(self, attributes: Json, patch: Json) -> Json:
            return attributes

    server = answers(patch_204)
    server.deploy = Idle
    ids = {
        "patchContact.sets",
        "patchContact.stores-non-ascii-text",
        "patchContact.accepts-schema-attributes",
        "patchContact.seen-at-once",
    }
    assert judged(server, *ids).failed == ids


def test_a_patch_with_an_empty_body_and_another_status_than_204_fails(judged: Judge) -> None:
    def emptied(operation: str, answer: Response) -> Response | None:
        return Response(200, []) if operation == "patchContact" else None

    ids = {
        "patchContact.sets",
        "patchContact.accepts-schema-attributes",
        "patchContact.returns-stored-contact",
    }
    assert judged(answers(emptied), *ids).failed == ids


def test_the_same_seed_sends_the_same_requests(judged: Judge) -> None:
    def sent(run: Run) -> list[tuple[str, str, bytes]]:
        return [
            (exchange.method, exchange.target, exchange.request_body) for exchange in run.exchanges
        ]

    assert sent(judged()) == sent(judged())


def test_addresses_of_created_contacts_are_disposable(judged: Judge) -> None:
    run = judged()
    created = [
        e.json()["email"]
        for e in run.exchanges
        if e.operation == "createContact" and e.status == 201
    ]
    assert len(created) > 50
    for email in created:
        assert email.lower().startswith("conformance")
        assert re.search(r"example\.(com|org)$", email.lower()), email


def test_a_second_run_with_the_same_seed_finds_other_addresses(judged: Judge) -> None:
    with Server().served() as sandbox:
        pinned = Pinned(sandbox)
        first, second = judged(pinned), judged(pinned)
    assert first.failed == second.failed == set()
    assert second.not_reached == set()


class Pinned:
    """A server that is running already."""

    def __init__(self, sandbox: Any) -> None:
        self.sandbox = sandbox

    def served(self) -> Any:
        return nullcontext(self.sandbox)
