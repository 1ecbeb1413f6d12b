"""`optizmo-deploy brands` and `optizmo-deploy schema`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from optizmo_deploy.sandbox import Sandbox

    from tests.cli.conftest import Command

ACME = "497f6eca-6276-4993-bfeb-53cbbbba6f08"


def test_list_prints_all_brands_as_an_array(process: Command) -> None:
    done = process("brands", "list")
    assert (done.code, done.err) == (0, "")
    assert len(done.json) == 120
    assert {tuple(brand) for brand in done.json} == {("id", "name", "enabled")}


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--name", "Acme"), ["Acme"]),
        (("--name-starts-with", "acme "), ["acme labs", "ACME Outlet"]),
        (("--name-ends-with", "BY acme"), ["Shop by ACME", "shop by acme"]),
        (("--name-contains", "%"), ["100% Cotton", "50% off"]),
        (("--name-starts-with-case-sensitive", "acme"), ["acme labs"]),
        (("--name-ends-with-case-sensitive", "acme"), ["shop by acme"]),
        (("--name-contains-case-sensitive", "ACME"), ["ACME Outlet", "Shop by ACME"]),
        (("--name-contains", "acme", "--disabled"), ["acme labs", "Shop by ACME"]),
        (("--name-starts-with", "Blue", "--enabled", "--sort", "-name"),
         ["Blue Market", "Blue Harbor", "Blue Garden"]),
    ],
)  # fmt: skip
def test_list_filters_and_sorts(cli: Command, options: tuple[str, ...], names: list[str]) -> None:
    found = [brand["name"] for brand in cli("brands", "list", *options).json]
    assert (found if "--sort" in options else sorted(found)) == (
        names if "--sort" in options else sorted(names)
    )


def test_list_without_a_name_leaves_that_one_out(cli: Command) -> None:
    names = [brand["name"] for brand in cli("brands", "list", "--name-not-equal", "Café").json]
    assert len(names) == 119
    assert "Café" not in names


def test_two_name_filters_are_a_usage_error_that_names_both(
    cli: Command, deploy_sandbox: Sandbox
) -> None:
    done = cli("brands", "list", "--name", "a", "--name-contains", "b")
    assert (done.code, deploy_sandbox.requests()) == (2, [])
    assert done.err == "Error: only one of --name and --name-contains can be given\n"


def test_list_stops_at_the_limit(cli: Command) -> None:
    assert len(cli("brands", "list", "--limit", "3", "--output", "jsonl").lines) == 3
    assert len(cli("brands", "list", "--limit", "500").json) == 120
    assert cli("brands", "list", "--limit", "0").code == 2


def test_a_list_of_nothing_is_an_empty_array_no_line_and_no_row(cli: Command) -> None:
    nothing = ("brands", "list", "--name", "no such brand", "--output")
    assert cli(*nothing, "json").out == "[]\n"
    assert cli(*nothing, "jsonl").out == ""
    assert cli(*nothing, "table").out == ""


def test_a_long_table_has_one_heading_and_one_alignment(cli: Command) -> None:
    rows = cli("brands", "list", "--output", "table").out.splitlines()
    assert len(rows) == 121
    assert rows[0] == "ID                                    ENABLED  NAME"
    assert {row[36:38] for row in rows} == {"  "}
    assert {row[38:45].strip() for row in rows[1:]} == {"true", "false"}


def test_get_prints_brands_by_id_and_by_name(process: Command) -> None:
    done = process("brands", "get", ACME.upper())
    assert (done.code, done.err) == (0, "")
    assert list(done.json)[:3] == ["id", "name", "enabled"]
    assert done.json["unsubscribeHandling"]["type"] == "Deploy"
    assert [brand["name"] for brand in process("brands", "get", "Acme", "Initech").json] == [
        "Acme",
        "Initech",
    ]


def test_get_prints_a_brand_as_a_list_of_fields(cli: Command) -> None:
    out = cli("brands", "get", "Acme", "--output", "table").out
    assert "verticals            Retail (7)\n                     Travel (12)\n" in out
    assert "type: Deploy\n" in out


def test_get_of_a_missing_brand_fails(cli: Command) -> None:
    done = cli("brands", "get", "00000000-0000-4000-8000-000000000000")
    assert (done.code, done.out) == (1, "")
    assert "404 not_found_error" in done.err
    assert cli("brands", "get", "Nope").code == 2


def test_schema_prints_the_attributes_in_the_order_of_the_schema(process: Command) -> None:
    done = process("schema")
    assert (done.code, done.err) == (0, "")
    assert [each["name"] for each in done.json[:3]] == ["Email", "Brand", "first_name"]
    assert done.json[2] == {"name": "first_name", "type": "string", "description": "Given name"}
    score = next(each for each in done.json if each["name"] == "score")
    assert score == {"name": "score", "type": "number"}


def test_schema_as_a_table(cli: Command) -> None:
    rows = cli("schema", "--output", "table").out.splitlines()
    assert rows[0].split() == ["NAME", "TYPE", "DESCRIPTION"]
    assert "first_name         string   Given name" in rows
