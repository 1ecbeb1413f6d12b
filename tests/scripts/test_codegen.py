"""The parts of the generation, each by itself."""

from __future__ import annotations

import keyword
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import generate
import pytest
from codegen import tree
from codegen.filters import swap, typed_containers
from codegen.naming import snake_case
from codegen.prepare import narrowings, prepare
from contract_source import Contract, ContractError, look_up, pointer, read_contract, walk
from hypothesis import given
from hypothesis import strategies as st

from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONTRACT = ROOT / "openapi" / "deploy-v1.yaml"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("emailMd5", "email_md5"),
        ("name[not_equal]", "name_not_equal"),
        ("name[starts_with_case_sensitive]", "name_starts_with_case_sensitive"),
        ("pageSize", "page_size"),
        ("createContact", "create_contact"),
        ("useHTTPServer", "use_http_server"),
        ("x-rate-limit-reset", "x_rate_limit_reset"),
        ("name", "name"),
    ],
)
def test_wire_names_become_words(name: str, expected: str) -> None:
    assert snake_case(name) == expected


@given(st.text(alphabet="abAB01_-[]. ", max_size=20))
def test_a_python_name_is_stable_and_tidy(name: str) -> None:
    once = snake_case(name)
    assert snake_case(once) == once
    assert once == once.lower()
    assert "__" not in once
    assert all(part.isalnum() for part in once.split("_") if once)


def test_the_generator_gets_a_copy_without_what_only_narrows() -> None:
    contract = read_contract(CONTRACT)
    original = deepcopy(contract.document)
    copy = prepare(contract)
    assert contract.document == original
    schemas = copy["components"]["schemas"]
    pinned = {name for name, _, _ in narrowings(original)}
    assert {"NotFoundProblem", "RateLimitProblem", "EmailAttribute"} <= pinned
    assert schemas.keys() == original["components"]["schemas"].keys() - pinned
    assert schemas["Problem"] == original["components"]["schemas"]["Problem"]
    answer = copy["paths"]["/v1/contacts"]["post"]["responses"]["409"]
    schema = answer["content"]["application/json"]["schema"]
    assert schema == {"oneOf": [{"$ref": "#/components/schemas/Problem"}]}
    for parts, value in walk(copy):
        if parts[-1:] == ("$ref",):
            look_up(copy, value)


@pytest.mark.parametrize(
    ("schema", "narrows"),
    [
        ({"allOf": [{"$ref": "#/a"}, {"properties": {"b": {"const": 1}}}]}, True),
        ({"allOf": [{"$ref": "#/a"}, {"properties": {"b": {"enum": [1, 2]}}}]}, True),
        ({"allOf": [{"$ref": "#/a"}, {"required": ["b"]}]}, True),
        ({"allOf": [{"$ref": "#/a"}, {"properties": {"b": {"type": "string"}}}]}, False),
        ({"allOf": [{"$ref": "#/a"}, {"$ref": "#/b"}]}, False),
        ({"allOf": [{"$ref": "#/a"}]}, False),
        ({"properties": {"c": {}}, "allOf": [{"$ref": "#/a"}, {"required": ["b"]}]}, False),
        ({"type": "string"}, False),
    ],
)
def test_only_what_adds_no_member_counts_as_narrowing(
    schema: dict[str, Any], narrows: bool
) -> None:
    document = {"components": {"schemas": {"X": schema}}}
    assert bool(list(narrowings(document))) is narrows


def test_an_override_that_fits_no_longer_stops_the_generation() -> None:
    assert swap("a b a", "a", "c") == "c b c"
    with pytest.raises(ValueError, match="expects 'd'"):
        swap("a b a", "d", "e")


def test_containers_get_types_and_other_code_stays() -> None:
    code = "    x = []\n    y = [1]\n    z = field(factory=dict)\n    u = cast(list[str], v)\n"
    assert typed_containers(code) == (
        "    x = list[Any]()\n    y = [1]\n    z = field(factory=lambda: {})\n"
        '    u = cast("list[str]", v)\n'
    )


def test_other_versions_of_the_tools_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(generate, "version", lambda name: "0.0.1")
    assert generate.main(["--output", str(tmp_path / "package")]) == 1
    message = capsys.readouterr().err
    assert message.startswith("openapi-python-client 0.29.1 is needed and 0.0.1 is installed")
    assert len(message.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_takes_the_place_of_another_or_changes_nothing(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "name").write_text(folder.name, encoding="utf-8")
    tree.replace(old, new)
    assert tree.files(old) == {"name": "new"}
    assert not new.exists()
    with pytest.raises(FileNotFoundError):
        tree.replace(old, new)
    assert tree.files(old) == {"name": "new"}
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_a_place_is_the_line_of_the_member_or_of_the_last_one_on_the_way(
    write: Callable[..., Path],
) -> None:
    text = (
        "openapi: 3.1.0\npaths:\n  /a~b:\n    get:\n      operationId: x\n      tags:\n      - y\n"
    )
    contract: Contract = read_contract(write(text))
    assert contract.place("paths", "/a~b", "get", "operationId") == "5"
    assert contract.place("paths", "/a~b", "get", "tags", "0") == "7"
    assert contract.place("paths", "/a~b", "get", "nowhere", "deep") == "4"
    assert contract.place("paths", "/a~b", "get", "tags", "9") == "6"
    assert contract.place() == "1"
    assert str(contract.error("no", "paths")).endswith("contract.yaml:2: no")


def test_every_reference_has_to_lead_somewhere(write: Callable[..., Path]) -> None:
    text = 'openapi: 3.1.0\npaths:\n  /a:\n    get: {operationId: x, b: {$ref: "elsewhere.yaml"}}\n'
    with pytest.raises(ContractError, match=r":4: the reference elsewhere\.yaml leads nowhere"):
        read_contract(write(text))


@given(st.lists(st.text(min_size=1), max_size=4))
def test_a_pointer_leads_back_to_where_it_was_made(parts: list[str]) -> None:
    document: Any = "found"
    for part in reversed(parts):
        document = {part: document}
    if parts:
        assert look_up(document, "#" + pointer(parts)) == "found"
    assert next(value for way, value in walk(document) if list(way) == parts) == "found"


def test_no_module_of_the_package_is_named_like_a_keyword() -> None:
    package = ROOT / "generated" / "optizmo_deploy_api"
    for file in package.rglob("*.py"):
        assert file.stem.isidentifier()
        assert not keyword.iskeyword(file.stem)
