"""`optizmo-deploy subscriptions`: list, add, remove and replace; brands by id or name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from optizmo_deploy import email_md5

if TYPE_CHECKING:
    from optizmo_deploy.sandbox import Sandbox

    from tests.cli.conftest import Command

ALICE = "alice@example.com"
TEST = "test@email.com"
ACME = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
STRASSE = "c6095522-729b-5a4e-87cb-28058f6f2c4d"
TWINS = ("304256f8-1f52-5b3b-b31a-d6cfdd0901cf", "6f81770f-84d5-5492-8bd8-d5fd4be951b5")


def test_list_prints_the_brands_of_a_contact(process: Command) -> None:
    done = process("subscriptions", "list", ALICE)
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == ["contact", "emailMd5", "brands"]
    assert done.json["contact"] == ALICE
    assert done.json["emailMd5"] == email_md5(ALICE)
    assert {"id": ACME, "name": "Acme"} in done.json["brands"]


def test_list_of_several_contacts_is_a_line_or_a_row_each(cli: Command) -> None:
    arguments = ("subscriptions", "list", "bare@example.com", ALICE, "--output")
    assert [len(each["brands"]) for each in cli(*arguments, "jsonl").lines] == [0, 2]
    rows = cli(*arguments, "table").out.splitlines()
    assert rows[0].split("  ")[0] == "CONTACT"
    assert rows[1].split() == ["bare@example.com", "(no", "subscriptions)"]
    assert [ALICE, ACME, "Acme"] in [row.split() for row in rows[2:]]


def test_a_single_contact_has_a_table_of_its_brands_too(cli: Command) -> None:
    rows = cli("subscriptions", "list", ALICE, "--output", "table").out.splitlines()
    assert rows[0].split() == ["CONTACT", "BRAND", "ID", "BRAND"]
    assert len(rows) == 3


def test_add_takes_ids_in_either_case_and_names_and_prints_what_is_there_then(
    process: Command,
) -> None:
    initech = "2489E9AD-2ee2-8e00-8ec9-32D5F69181C0"
    done = process("subscriptions", "add", ALICE, TEST, "--brand", initech, "--brand", "Café")
    assert (done.code, done.err) == (0, "")
    for each in done.json:
        assert {"Initech", "Café", "Acme"} <= {brand["name"] for brand in each["brands"]}


def test_remove_prints_the_state_of_each_subscription(process: Command) -> None:
    done = process("subscriptions", "remove", ALICE, "--brand", "Acme")
    assert (done.code, done.err) == (0, "")
    assert done.json == {
        "contact": ALICE,
        "emailMd5": email_md5(ALICE),
        "brandId": ACME,
        "subscribed": False,
    }


def test_remove_reports_who_is_not_subscribed_and_goes_on(cli: Command) -> None:
    arguments = ("subscriptions", "remove", TEST, ALICE, "--brand", "STRASSE", "--brand", ACME)
    done = cli(*arguments)
    assert done.code == 1
    assert [(each["contact"], each["brandId"]) for each in done.json] == [
        (TEST, ACME),
        (ALICE, STRASSE),
        (ALICE, ACME),
    ]
    assert done.err.startswith(f"Error: {TEST}, STRASSE: ")
    assert cli(*arguments, "--missing-ok").code == 0


def test_missing_ok_does_not_accept_a_missing_contact(cli: Command) -> None:
    done = cli("subscriptions", "remove", "no@example.com", "--brand", ACME, "--missing-ok")
    assert done.code == 1
    assert "404" in done.err


def test_replace_leaves_exactly_the_given_brands(process: Command) -> None:
    done = process("subscriptions", "replace", ALICE, "--brand", "Café", "--brand", ACME)
    assert (done.code, done.err) == (0, "")
    assert {brand["name"] for brand in done.json["brands"]} == {"Acme", "Café"}


def test_replace_removes_all_only_when_that_is_said(cli: Command) -> None:
    for options in ((), ("--none", "--brand", ACME)):
        done = cli("subscriptions", "replace", ALICE, *options)
        assert (done.code, done.err) == (2, "Error: give either --brand or --none\n")
    assert cli("subscriptions", "replace", ALICE, "--none").json["brands"] == []


def test_replace_reports_a_missing_contact(cli: Command) -> None:
    done = cli("subscriptions", "replace", "no@example.com", "--none")
    assert (done.code, done.out) == (1, "")


@pytest.mark.parametrize(
    ("brand", "words"),
    [
        ("Twins", f"2 brands are named 'Twins'; give an id: {TWINS[0]} (Twins), {TWINS[1]} (T"),
        ("acme", "no brand is named 'acme'; did you mean 497f6eca-6276-4993-bfeb-53cbbbba6f08 (A"),
        ("Harbor", "no brand is named 'Harbor'; did you mean "),
        ("qqqqqqq", "no brand is named 'qqqqqqq'; see: optizmo-deploy brands list"),
        ("100%", "no brand is named '100%'; did you mean "),
        ("", "a brand must have an id or a name"),
        ("\x1b[1m", "no brand is named '\\x1b[1m'"),
    ],
)
def test_a_name_that_is_not_one_brand_is_an_error_with_candidates(
    cli: Command, deploy_sandbox: Sandbox, brand: str, words: str
) -> None:
    done = cli("subscriptions", "add", ALICE, "--brand", brand)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"Error: {words}")
    assert done.err.count("\n") == 1
    assert deploy_sandbox.requests("addContactSubscriptions") == []


@pytest.mark.parametrize("name", ["100% Cotton", "O'Brien & Sons", "a+b=c", "brackets [one]"])
def test_names_are_taken_literally(cli: Command, name: str) -> None:
    done = cli("subscriptions", "add", TEST, "--brand", name)
    assert name in [brand["name"] for brand in done.json["brands"]]


def test_an_unknown_id_is_the_apis_to_reject(cli: Command) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    done = cli("subscriptions", "add", TEST, "--brand", unknown)
    assert (done.code, done.out) == (1, "")
    assert unknown in done.err


@pytest.mark.parametrize("command", ["add", "remove"])
def test_a_brand_is_required(cli: Command, command: str) -> None:
    done = cli("subscriptions", command, TEST)
    assert done.code == 2
    assert "--brand" in done.err
