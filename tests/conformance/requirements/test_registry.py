"""Requirements, what judges them, and what documents them are held together."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from optizmo_deploy.cli.conformance import command
from optizmo_deploy.conformance.contract.operations import operations
from optizmo_deploy.conformance.generated.run import fuzz_ids
from optizmo_deploy.conformance.observed import passive_ids
from optizmo_deploy.conformance.observed.rule import RULES, rule
from optizmo_deploy.conformance.report.grid import KINDS
from optizmo_deploy.conformance.requirements import registry
from optizmo_deploy.conformance.requirements.model import Level, Profile
from optizmo_deploy.conformance.requirements.registry import check, checks, requirements
from optizmo_deploy.contract import load_contract

ROOT = Path(__file__).parents[3]
GUIDE = ROOT / "docs" / "conformance.md"


def test_every_requirement_has_exactly_one_judge() -> None:
    judged = [*checks(), *passive_ids(), *fuzz_ids()]

    assert sorted(judged) == sorted(set(judged))
    assert set(judged) == set(requirements())


def test_every_passive_rule_belongs_to_a_requirement() -> None:
    assert set(passive_ids().values()) == set(RULES)


def test_requirements_are_well_formed() -> None:
    for id_, requirement in requirements().items():
        assert re.fullmatch(r"DEPLOY-[A-Z]+-\d{2,4}", id_), id_
        assert requirement.operation in {*operations(), "all"}, id_
        assert requirement.source, id_
        assert requirement.text.endswith("."), id_
        assert "\n" not in requirement.text, id_


def test_a_page_of_the_documentation_is_called_the_same_by_all_its_requirements() -> None:
    general = {"Overview", "Authentication", "Error codes"}
    sources = {requirement.source for requirement in requirements().values()}

    assert len(sources - general) == len(operations())


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


def test_the_guide_explains_every_area_and_no_other() -> None:
    areas = {id_.split("-")[1] for id_ in requirements()}
    documented = set(re.findall(r"^\| `([A-Z]+)` \|", GUIDE.read_text(), re.MULTILINE))

    assert documented == areas


def test_the_grid_of_the_page_knows_only_areas_that_exist() -> None:
    assert set(KINDS) <= {id_.split("-")[1] for id_ in requirements()}


def test_a_second_check_of_a_requirement_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_checks", dict(checks()))
    id_ = next(iter(checks()))

    with pytest.raises(ValueError, match="two checks"):
        check(id_)(lambda api: None)
    with pytest.raises(ValueError, match="two rules"):
        rule(next(iter(RULES)))(lambda sight: None)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([{"id": "A"}, {"id": "A"}], "twice"),
        ([{"id": "A", "level": "SHOULD"}], "SHOULD"),
        ([{"id": "A", "profile": "none"}], "none"),
    ],
)
def test_a_broken_registry_is_refused(
    monkeypatch: pytest.MonkeyPatch, entries: list[dict[str, str]], said: str
) -> None:
    whole = {"level": "MUST", "operation": "all", "profile": "read", "source": "x", "text": "X."}
    monkeypatch.setattr(registry, "load_requirements", lambda: [whole | entry for entry in entries])

    with pytest.raises(ValueError, match=said):
        registry.requirements.__wrapped__()


def test_profiles_include_the_ones_before_them() -> None:
    assert Profile.FULL.includes(Profile.READ)
    assert Profile.WRITE.includes(Profile.WRITE)
    assert not Profile.READ.includes(Profile.WRITE)
