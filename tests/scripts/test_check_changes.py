"""Changes of the contract are told apart: what breaks a caller, and what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import check_changes
import pytest
from contract_changes.operations import changes
from contract_source import Contract, read_contract

from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Edit = Callable[[dict[str, Any]], object]

CONTRACT = ROOT / "openapi" / "deploy-v1.yaml"


def schemas(document: dict[str, Any]) -> Any:
    return document["components"]["schemas"]


def listing(document: dict[str, Any]) -> Any:
    return document["paths"]["/v1/brands"]["get"]


def _rename_schema(document: dict[str, Any]) -> None:
    schemas(document)["Market"] = schemas(document).pop("Vertical")
    schemas(document)["Brand"]["properties"]["verticals"]["items"]["$ref"] = (
        "#/components/schemas/Market"
    )


def _add_operation(document: dict[str, Any]) -> None:
    again = {**listing(document), "operationId": "listTrademarks"}
    document["paths"]["/v1/trademarks"] = {"get": again}


def _add_parameter(document: dict[str, Any], *, required: bool) -> None:
    listing(document)["parameters"].append(
        {"name": "q", "in": "query", "required": required, "schema": {"type": "string"}}
    )


BREAKING: list[tuple[str, Edit]] = [
    ("listBrands: the operation is gone", lambda d: d["paths"].pop("/v1/brands")),
    ("listBrands: tag was brands and is lists", lambda d: listing(d).update(tags=["lists"])),
    (
        "listBrands: method and path was GET /v1/brands and is POST /v1/brands",
        lambda d: d["paths"]["/v1/brands"].update(post=d["paths"]["/v1/brands"].pop("get")),
    ),
    ("listBrands: x-idempotent is false now", lambda d: listing(d).update({"x-idempotent": False})),
    ("listBrands/page: the parameter is gone", lambda d: listing(d)["parameters"].pop(0)),
    ("listBrands/q: the parameter is new", lambda d: _add_parameter(d, required=True)),
    (
        "listBrands/pageSize: maximum was 200 and is 100",
        lambda d: d["components"]["parameters"]["PageSize"]["schema"].update(maximum=100),
    ),
    ("Vertical: the schema is gone", _rename_schema),
    ("Brand/verticals/items: $ref was", _rename_schema),
    ("Esp: the member name is gone", lambda d: schemas(d)["Esp"]["properties"].pop("name")),
    ("Esp: the member name is no longer required", lambda d: schemas(d)["Esp"]["required"].pop()),
    (
        "Vertical/id: type was 'integer' and is 'string'",
        lambda d: schemas(d)["Vertical"]["properties"]["id"].update(type="string"),
    ),
    (
        "BrandIdList: maxItems was 100 and is 50",
        lambda d: schemas(d)["BrandIdList"].update(maxItems=50),
    ),
    (
        "AttributeType: 'array' is no value any more",
        lambda d: schemas(d)["AttributeType"]["enum"].remove("array"),
    ),
    (
        "ContactCreate: the member attributes is required now",
        lambda d: schemas(d)["ContactCreate"]["required"].append("attributes"),
    ),
    (
        "AttributesCreate: the member Id is forbidden now",
        lambda d: schemas(d)["AttributesCreate"]["properties"].update(Id=False),
    ),
    (
        "AttributeInput: anyOf had 4 schemas and has 3",
        lambda d: schemas(d)["AttributeInput"]["anyOf"].pop(),
    ),
    ("listBrands: the answer 200 is gone", lambda d: listing(d)["responses"].pop("200")),
]
HARMLESS: list[tuple[str, Edit]] = [
    ("listTrademarks: the operation is new", _add_operation),
    ("listBrands/q: the parameter is new", lambda d: _add_parameter(d, required=False)),
    (
        "createContact: x-idempotent is true now",
        lambda d: d["paths"]["/v1/contacts"]["post"].update({"x-idempotent": True}),
    ),
    ("Extra: the schema is new", lambda d: schemas(d).update(Extra={"type": "string"})),
    (
        "Esp: the member region is new",
        lambda d: schemas(d)["Esp"]["properties"].update(region={"type": "string"}),
    ),
    (
        "Brand: the member domain is required now",
        lambda d: schemas(d)["Brand"]["required"].append("domain"),
    ),
    (
        "BrandIdList: maxItems was 100 and is 500",
        lambda d: schemas(d)["BrandIdList"].update(maxItems=500),
    ),
    (
        "AttributeType: 'date' is a new value",
        lambda d: schemas(d)["AttributeType"]["enum"].append("date"),
    ),
    (
        "ContactCreate: the member email is no longer required",
        lambda d: schemas(d)["ContactCreate"]["required"].remove("email"),
    ),
    ("listBrands: the answer 500 is gone", lambda d: listing(d)["responses"].pop("500")),
]


@pytest.fixture(scope="module")
def before() -> Contract:
    """The contract as it is, which no test changes."""
    return read_contract(CONTRACT)


@pytest.fixture
def edited(document: dict[str, Any], write: Callable[..., Path]) -> Callable[[Edit], Contract]:
    """Edits the contract and returns it, read anew."""

    def edit_and_read(edit: Edit) -> Contract:
        edit(document)
        return read_contract(write(document))

    return edit_and_read


@pytest.mark.parametrize(
    ("breaking", "expected", "edit"),
    [
        *((True, expected, edit) for expected, edit in BREAKING),
        *((False, expected, edit) for expected, edit in HARMLESS),
    ],
)
def test_a_change_is_told_for_what_it_is(
    breaking: bool, expected: str, edit: Edit, before: Contract, edited: Callable[[Edit], Contract]
) -> None:
    found = list(changes(before, edited(edit)))
    matching = [change for change in found if expected in f"{change.where}: {change.what}"]
    assert matching, found
    assert {change.breaking for change in matching} == {breaking}
    if not breaking:
        assert not any(change.breaking for change in found), found


def test_other_words_are_no_change(document: dict[str, Any], write: Callable[..., Path]) -> None:
    listing(document)["description"] = "Otherwise said."
    schemas(document)["Esp"]["properties"]["name"]["description"] = "Its name."
    assert not list(changes(read_contract(CONTRACT), read_contract(write(document))))


def test_the_program_prints_breaking_changes_first_and_fails(
    document: dict[str, Any], write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _rename_schema(document)
    changed = write(document)
    assert check_changes.main([str(CONTRACT), "--contract", str(changed)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "harmless: Market: the schema is new"
    assert all(line.startswith("breaking: ") for line in lines[:-1])
    assert check_changes.main([str(CONTRACT)]) == 0
    assert capsys.readouterr().out == "nothing changed but words\n"


def test_an_unknown_revision_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_changes.main(["no-such-revision"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
