"""Requirements, what judges them, and what documents them are held together."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from optizmo_deploy.cli.conformance import command
from optizmo_deploy.conformance.contract.operations import operations
from optizmo_deploy.conformance.report.grid import AREAS
from optizmo_deploy.conformance.requirements.catalogue import expanded, family, requirements
from optizmo_deploy.conformance.requirements.model import ANY, Level, Profile
from optizmo_deploy.conformance.requirements.registry import (
    Registry,
    Source,
    check,
    registry,
    rule,
)
from optizmo_deploy.contract import load_contract

ROOT = Path(__file__).parents[3]
GUIDE = ROOT / "docs" / "conformance.md"


def test_every_requirement_has_a_source_and_every_source_a_requirement() -> None:
    assert set(registry().sources) == set(requirements())
    assert set(registry().checks) == set(registry().of(Source.CHECK))


def test_requirements_are_well_formed() -> None:
    for id_, requirement in requirements().items():
        assert id_ == f"{requirement.operation}.{requirement.name}"
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", requirement.name), id_
        assert requirement.operation in {*operations(), ANY}, id_
        assert requirement.source.startswith("https://docs.optizmo.com/deploy"), id_
        assert requirement.text.endswith("."), id_
        assert not set("{}\n") & set(requirement.text), id_


def test_ids_that_are_promised_are_there() -> None:
    assert {
        "createContact.unknown-attribute",
        "addContactSubscriptions.unknown-brand",
        "listBrands.name-contains-ignores-case",
        "getContact.problem-status",
    } <= set(requirements())


def test_no_two_requirements_of_an_operation_say_the_same() -> None:
    said = [(each.operation, each.text) for each in requirements().values()]

    assert len(said) == len(set(said))


def test_a_family_holds_for_every_operation_of_its_kind_in_the_contract() -> None:
    described = operations()

    def of(name: str) -> set[str]:
        return {each.operation for each in family(name)}

    assert of("problem-status") == set(described)
    assert of("missing-contact") == {name for name, one in described.items() if one.on_contact}
    assert of("malformed-json") == {name for name, one in described.items() if one.has_body}
    assert of("no-effect-without-key") == {n for n, one in described.items() if one.writes}
    assert of("busy-account") == {n for n, one in described.items() if 409 in one.statuses}
    assert of("success-schema") == {n for n, one in described.items() if one.returns}
    with pytest.raises(ValueError, match="no-such-name"):
        family("no-such-name")


def test_a_requirement_of_an_operation_that_writes_is_not_promised_by_reading() -> None:
    writes = {name for name, operation in operations().items() if operation.writes}
    promised = [
        requirement.id
        for requirement in requirements().values()
        if requirement.operation in writes and requirement.profile is Profile.READ
    ]

    assert promised == []


def test_every_operation_has_musts_of_its_own() -> None:
    for name in operations():
        own = {item.level for item in requirements().values() if item.operation == name}
        assert Level.MUST in own


def test_what_the_contract_assumes_is_never_a_must_of_a_shape() -> None:
    assumed = {
        item.id
        for item in requirements().values()
        if re.search(r"\bassume", item.text, re.IGNORECASE)
    }

    assert assumed
    assert {requirements()[id_].level for id_ in assumed} == {Level.ASSUMED}


def test_the_contracts_list_of_operations_is_the_one_that_is_judged() -> None:
    named = {
        operation["operationId"]
        for item in load_contract()["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
    }

    assert set(operations()) == named


def test_the_command_lists_exactly_the_registry() -> None:
    listed = json.loads(CliRunner().invoke(command, ["list", "--output", "json"]).output)

    assert [entry["id"] for entry in listed] == list(requirements())
    assert all(entry["text"] == requirements()[entry["id"]].text for entry in listed)


def test_the_guide_and_the_grid_of_the_page_know_every_area_and_no_other() -> None:
    areas = {each.area for each in requirements().values()}
    table = GUIDE.read_text().partition("| area |")[2].partition("\n\n")[0]
    documented = set(re.findall(r"^\| `([a-z0-9-]+)` \|", table, re.MULTILINE))

    assert documented == areas == set(AREAS)


def test_a_requirement_has_one_source_and_exists() -> None:
    checked = next(registry().of(Source.CHECK))
    observed = next(registry().of(Source.OBSERVED))

    with pytest.raises(ValueError, match="behaviour check and by observed traffic"):
        Registry({checked: Source.CHECK}).claim([checked], Source.OBSERVED)
    with pytest.raises(ValueError, match="observed traffic and by behaviour check"):
        check(observed)(lambda api: None)
    with pytest.raises(ValueError, match="two rules"):
        rule("problem-status")(lambda sight: None)
    with pytest.raises(ValueError, match=r"no requirement getContact\.nonsense"):
        check("getContact.nonsense")(lambda api: None)


TEXT = {"text": "X."}


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([{"for": "getBrand", "requirements": {"a": "X."}}] * 2, "getBrand.a is there twice"),
        ([{"for": "getBrand", "requirements": {"a": TEXT | {"level": "MUST"}}}], "'level'"),
        ([{"for": "getBrand", "profile": "none", "requirements": {"a": "X."}}], "none"),
        ([{"for": "getContracts", "requirements": {"a": "X."}}], "no operation getContracts"),
        ([{"for": "every operation that sings", "requirements": {"a": "X."}}], "that sings"),
        ([{"for": "any", "requirements": {"a": "X."}}], "source"),
        ([{"for": "getBrand"}], "requirements"),
    ],
)
def test_an_entry_of_another_form_is_an_error_that_says_where(
    entries: list[dict[str, Any]], said: str
) -> None:
    with pytest.raises(ValueError, match=rf"requirements.yaml, for .*{said}"):
        expanded(entries)


def test_an_entry_gives_its_requirements_their_defaults() -> None:
    entry = {
        "for": ["createContact", "getContact"],
        "each": {"size": ["10", "page[20]"]},
        "assumed": ["getContact"],
        "requirements": {"takes-{size}": "{operation} takes {size}."},
    }
    found = expanded([entry])

    assert list(found) == [
        "createContact.takes-10",
        "createContact.takes-page-20",
        "getContact.takes-10",
        "getContact.takes-page-20",
    ]
    last = found["getContact.takes-page-20"]
    assert last.text == "getContact takes page[20]."
    assert (last.level, last.profile, last.area) == (Level.ASSUMED, Profile.READ, "behaviour")
    assert last.source == "https://docs.optizmo.com/deploy/operations/getcontact/"
    first = found["createContact.takes-10"]
    assert (first.level, first.profile) == (Level.MUST, Profile.WRITE)


def test_profiles_include_the_ones_before_them() -> None:
    assert Profile.FULL.includes(Profile.READ)
    assert Profile.WRITE.includes(Profile.WRITE)
    assert not Profile.READ.includes(Profile.WRITE)
