"""Accounts of every size and kind are judged without blame, and what they lack is not reached."""

from __future__ import annotations

import uuid
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy.conformance.http.session import Wire
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.model import Profile
from optizmo_deploy.conformance.requirements.registry import checks
from optizmo_deploy.conformance.server.client import Api
from optizmo_deploy.conformance.settings import Settings
from optizmo_deploy.sandbox import Sandbox, builtin_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.requirements.model import Requirement

READERS = ("listBrands", "getBrand", "getContactSchema")
KEYS_AND_STATES = ("authentication", "permission", "busy")
"""Areas that need another key, or a state of the server, whatever the account."""


def brands(names: list[str], disabled: int = 0) -> tuple[dict[str, Any], ...]:
    """Make brands of these names, every so many of them disabled."""
    return tuple(
        {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{place} {name}")),
            "name": name,
            "enabled": not disabled or place % disabled != 0,
        }
        for place, name in enumerate(names)
    )


ACCOUNTS = {
    "a dozen, none disabled": brands([f"Brand {number}" for number in range(12)]),
    "two full pages": brands([f"Brand {number}" for number in range(20)], 4),
    "more than the largest page": brands([f"brand {number:03}" for number in range(230)], 3),
    "equal names": brands(["Same", "same", "SAME", "Other"] * 9, 5),
    "one name": brands(["Same"] * 25),
    "ideographs": brands(["日本の花", "中文", "花", "日本", "本日"] * 5),
    "kana": brands(["カメラ", "かめら", "さくら", "サクラ"] * 4),
    "emoji": brands(["🎉", "🎉🎉", "👩‍👩‍👧 x", "x🎉"] * 4),
    "white space": brands([" lead", "trail ", "two  spaces", "lead", "trail", "\u00a0nbsp"] * 3),
    "numbers": brands([str(number) for number in range(40)], 6),
    "one brand": brands(["Only"]),
    "no brands": (),
}


def verdicts(
    sandbox: Sandbox, wanted: Callable[[Requirement], bool], profile: Profile
) -> dict[str, str]:
    settings = Settings(base_url=sandbox.url, api_key=sandbox.api_key, profile=profile)
    found: dict[str, str] = {}
    with closing(Wire(settings)) as wire:
        api = Api(wire, settings)
        for id_, functions in checks().items():
            for check in functions if wanted(requirements()[id_]) else ():
                try:
                    check(api)
                except NotReached as reason:
                    found[id_] = reason.reason
    return found


def of_areas(*areas: str) -> Callable[[Requirement], bool]:
    return lambda requirement: requirement.area in areas


@pytest.mark.parametrize("name", ACCOUNTS)
def test_brands_of_any_account_are_judged_without_blame(name: str) -> None:
    account = replace(builtin_account(), brands=ACCOUNTS[name], contacts=())
    with Sandbox(account=account) as sandbox:
        missing = verdicts(
            sandbox,
            lambda each: each.area not in KEYS_AND_STATES and each.operation in READERS,
            Profile.READ,
        )
    assert all(missing.values()), "each says why"
    assert "listBrands.default-page-size" not in missing, (
        "what needs no brands is judged in any account"
    )
    if name == "more than the largest page":
        unreached = {each for each in missing if each.startswith("listBrands.")}
        assert {each.rpartition("-special-")[2] for each in unreached} <= {"characters"}


def test_of_very_many_brands_only_some_are_read() -> None:
    many = brands([f"brand {number:04}" for number in range(700)], 3)
    with Sandbox(account=replace(builtin_account(), brands=many, contacts=())) as sandbox:
        settings = Settings(base_url=sandbox.url, api_key=sandbox.api_key, profile=Profile.READ)
        with closing(Wire(settings)) as wire:
            api = Api(wire, settings)
            (check,) = checks()["getBrand.listed-brands-readable"]
            check(api)
            read = [
                exchange.path for exchange in wire.exchanges if exchange.operation == "getBrand"
            ]
    assert 100 < len(read) == len(set(read)) <= 150
    assert read[0].endswith(many[0]["id"])
    assert any(path.endswith(many[-1]["id"]) for path in read)


def test_an_account_without_attributes_is_judged_without_blame() -> None:
    with Sandbox(account=replace(builtin_account(), schema=())) as sandbox:
        missing = verdicts(sandbox, lambda each: each.area != "busy", Profile.WRITE)
    assert "patchContact.unknown-key" not in missing
    assert "patchContact.truncated-body" not in missing
    assert "attribute" in missing["patchContact.stores-non-ascii-text"]


def test_reading_needs_no_contact_for_malformed_hashes(sandbox: Sandbox) -> None:
    missing = verdicts(sandbox, of_areas("authentication", "email-md5"), Profile.READ)
    assert "getContact.short-md5" not in missing
    assert "--contact" in missing["getContact.no-key"]


def test_a_second_run_with_the_same_seed_finds_addresses_of_its_own(sandbox: Sandbox) -> None:
    settings = Settings(base_url=sandbox.url, api_key=sandbox.api_key, profile=Profile.WRITE)
    made: list[str] = []
    for _ in range(3):
        with closing(Wire(settings)) as wire:
            api = Api(wire, settings)
            made += [api.new_contact().email for _ in range(5)]
            assert len(wire.exchanges) <= 10, "it leaps over used addresses"
    assert len(set(made)) == 15


@pytest.mark.parametrize(
    ("contact", "due"),
    [
        ("Test@Email.com", "93942e96f5acd83e2e047ad8fe03114d"),
        ("93942E96F5ACD83E2E047AD8FE03114D", "93942e96f5acd83e2e047ad8fe03114d"),
    ],
)
def test_a_contact_is_named_by_address_or_hash(
    settings_for: Callable[..., Settings], contact: str, due: str
) -> None:
    settings = settings_for("http://target.test/deploy", contact=contact)
    with closing(Wire(settings)) as wire:
        assert Api(wire, settings).some_contact == due
