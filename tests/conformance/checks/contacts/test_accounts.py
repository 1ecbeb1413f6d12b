"""Accounts that lack something: what cannot be tried is not reached, and the reason is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Status
from optizmo_deploy.conformance.requirements.registry import checks
from optizmo_deploy.sandbox.account_file import builtin_account
from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.identity import email_md5
from optizmo_deploy.sandbox.problems import Problem

from tests.conformance.checks.contacts.contact_servers import Run, Server
from tests.conformance.evaluation import on_contacts

Judge = Callable[..., Run]

BUILTIN = builtin_account()
LIVE = tuple(brand for brand in BUILTIN.brands if not brand.get("deleted"))
ENABLED = tuple(brand for brand in LIVE if brand.get("enabled", True))
DISABLED = tuple(brand for brand in LIVE if not brand.get("enabled", True))


def account(**parts: Any) -> Server:
    return Server(account=replace(BUILTIN, contacts=(), **parts))


def of_type(*kinds: str) -> tuple[Any, ...]:
    return tuple(attribute for attribute in BUILTIN.schema if attribute.type in kinds)


ACCOUNTS = {
    "no attributes": account(schema=()),
    "one text": account(schema=of_type("string")[:1]),
    "addresses": account(schema=of_type("email")),
    "numbers and booleans": account(schema=of_type("number", "boolean")),
    "arrays": account(schema=of_type("array")),
    "100 brands": account(brands=ENABLED[:100]),
    "12 brands": account(brands=ENABLED[:12]),
    "two brands": account(brands=ENABLED[:1] + DISABLED[:1]),
    "one brand": account(brands=ENABLED[:1]),
    "disabled brands": account(brands=DISABLED),
    "nothing but a brand": account(schema=(), brands=ENABLED[:1]),
    "no brands": account(brands=()),
}


@pytest.mark.parametrize(
    "server", [pytest.param(server, id=name) for name, server in ACCOUNTS.items()]
)
def test_a_correct_server_with_another_account_is_not_blamed(server: Server, judged: Judge) -> None:
    run = judged(server)
    assert {id_: run.told(id_) for id_ in run.failed | run.warned} == {}
    assert run.broken == {}
    assert all(run.told(id_) for id_ in run.not_reached)


@pytest.mark.parametrize(
    ("name", "id_", "reason"),
    [
        ("no attributes", "createContact.stores-plain-text", "type string"),
        ("no attributes", "patchContact.absent-unchanged", "no writable attribute"),
        ("one text", "patchContact.sets-several", "only one writable attribute"),
        ("one text", "createContact.derived-attribute", "type email"),
        ("12 brands", "createContact.101-brands", "101 brands"),
        ("12 brands", "addContactSubscriptions.100-brands", "100 brands"),
        ("12 brands", "addContactSubscriptions.more-than-100-brands", "more than 100"),
        ("12 brands", "addContactSubscriptions.disabled-brand", "no disabled brand"),
        ("no brands", "removeContactSubscription.succeeds", "brands"),
    ],
)
def test_what_the_account_lacks_is_told(name: str, id_: str, reason: str, judged: Judge) -> None:
    run = judged(ACCOUNTS[name], id_)
    assert run.not_reached == {id_}
    assert reason in run.told(id_)


def test_a_small_account_is_judged_all_the_same(judged: Judge) -> None:
    run = judged(ACCOUNTS["12 brands"])
    assert len(run.of(Status.PASS)) > 0.95 * len(run.results)


def test_without_a_contact_of_its_own_the_read_profile_reaches_little(judged: Judge) -> None:
    missing = {"getContact.missing-contact", "listContactSubscriptions.missing-contact"}
    run = judged(None, *on_contacts(), *missing, profile="read")
    assert run.of(Status.PASS) == missing
    assert all("--contact" in run.told(id_) for id_ in run.not_reached & checks().keys())
    assert {exchange.method for exchange in run.exchanges} == {"GET"}


def test_a_named_contact_is_read_and_left_alone(judged: Judge) -> None:
    named = next(contact for contact in BUILTIN.contacts if contact.get("brandIds"))
    run = judged(None, profile="read", contact=named["email"])
    assert run.of(Status.PASS) == set(run.results)
    assert {exchange.method for exchange in run.exchanges} == {"GET"}


@pytest.mark.parametrize("contact", [contact["email"] for contact in BUILTIN.contacts])
def test_any_contact_of_the_account_can_be_named(contact: str, judged: Judge) -> None:
    run = judged(None, profile="read", contact=contact)
    assert run.failed | run.warned == set()
    assert "listContactSubscriptions.agrees-with-other-reader" in run.of(Status.PASS)


def test_writing_checks_leave_a_named_contact_alone(judged: Judge) -> None:
    named = next(contact for contact in BUILTIN.contacts if contact.get("brandIds"))
    run = judged(None, contact=named["email"])
    assert run.of(Status.PASS) == set(run.results)
    written = [exchange for exchange in run.exchanges if exchange.method != "GET"]
    assert written
    for exchange in written:
        assert email_md5(named["email"]) not in exchange.target.lower()
        assert named["email"].encode() not in exchange.request_body


def test_nothing_is_passed_when_no_contact_can_be_created(judged: Judge) -> None:
    class Full(Deploy):
        def create_contact(self, body: Any) -> Any:
            raise Problem(500, "api_error", "The account is full")

    run = judged(Server(deploy=Full))
    assert {
        "createContact.minimal",
        "createContact.exists",
        "any.works-in-every-state",
    } & run.failed
    assert not any(
        requirements()[id_].area == "effects" or id_.startswith("disableContact.")
        for id_ in run.of(Status.PASS)
    )
    assert run.broken == {}
