"""Generation as a program: the same bytes each time, nothing dropped in silence."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    Script = Callable[..., CompletedProcess[str]]
    Write = Callable[..., Path]
    Refused = Callable[[Path, str, str], None]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Where a test generates to; it holds the package of the contract as it is."""
    folder = tmp_path / "package"
    for name, content in _bytes(ROOT / "generated" / "optizmo_deploy_api").items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def test_the_generated_package_is_that_of_the_contract(script: Script) -> None:
    run = script("generate.py", "--check")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "up to date" in run.stdout


def test_generating_elsewhere_gives_the_same_bytes(script: Script, tmp_path: Path) -> None:
    run = script("generate.py", "--output", tmp_path / "elsewhere")
    assert run.returncode == 0, run.stderr
    made = _bytes(tmp_path / "elsewhere")
    assert made == _bytes(ROOT / "generated" / "optizmo_deploy_api")
    assert "py.typed" in made


def test_a_check_shows_every_difference_and_changes_nothing(script: Script, package: Path) -> None:
    (package / "types.py").write_text("UNSET = 1\n", encoding="utf-8")
    (package / "errors.py").unlink()
    (package / "stray.py").write_text("stray = 1\n", encoding="utf-8")
    before = _bytes(package)
    run = script("generate.py", "--check", "--output", package)
    assert run.returncode == 1
    assert "--- package/types.py\n+++ package/types.py\n@@" in run.stdout
    assert "\n-UNSET = 1\n" in run.stdout
    assert "--- /dev/null\n+++ package/errors.py\n" in run.stdout
    assert "--- package/stray.py\n+++ /dev/null\n" in run.stdout
    assert "scripts/generate.py" in run.stderr
    assert _bytes(package) == before


def test_generating_puts_right_what_differs(script: Script, package: Path) -> None:
    original = _bytes(package)
    (package / "types.py").write_text("UNSET = 1\n", encoding="utf-8")
    (package / "stray.py").write_text("stray = 1\n", encoding="utf-8")
    assert script("generate.py", "--output", package).returncode == 0
    assert _bytes(package) == original
    assert [path.name for path in package.parent.iterdir()] == ["package"]


@pytest.fixture
def refused(script: Script, package: Path) -> Refused:
    """Generates from a contract that must be refused, in one line, with nothing changed."""

    def check(contract: Path, place: str, reason: str) -> None:
        before = _bytes(package)
        run = script("generate.py", "--contract", contract, "--output", package)
        assert run.returncode == 1
        assert run.stdout == ""
        expected = f"{contract.name}:{place and f'{place}:'} .*{re.escape(reason)}"
        assert re.match(expected, run.stderr), run.stderr
        assert len(run.stderr.splitlines()) == 1
        assert _bytes(package) == before
        left = {path.name for path in package.parent.iterdir()}
        assert left <= {package.name, contract.name}

    return check


def _text(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        (_text("\ntags:", "\ntags: [a\nx:"), r"\d+:\d+", "while parsing a flow sequence"),
        (_text("  title:", "\ttitle:"), "3:1", "cannot start any token"),
        (_text("  version: 1.0.0", "  version: 1.0.0\n  version: 2.0.0"), r"\d+:3", "given twice"),
        (_text("        '201':", "        201:"), r"\d+:9", "201 is not text"),
        (_text("openapi: 3.1.0", "openapi: 3.0.3"), "1", "`openapi` must be 3.1.x"),
        (_text("\npaths:", "\nroads:"), "1", "`paths` must be a mapping"),
        (lambda _: "- a list\n", "1", "is a mapping"),
        (lambda _: "", "1", "is a mapping"),
        (
            _text("schemas/BrandPage'", "schemas/BrandPag'"),
            r"\d+",
            "the reference #/components/schemas/BrandPag leads nowhere",
        ),
        (
            _text("type: string\n          format: email", "type: strnig"),
            r"\d+",
            "/type: Input should be",
        ),
        (
            _text("operationId: listBrands", "x-id: a"),
            r"\d+",
            "GET /v1/brands needs an operationId",
        ),
        (_text("description: The contact.\n", "x-none: 1\n"), r"\d+", "description is missing"),
    ],
)
def test_a_malformed_contract_is_refused_with_its_place(
    change: Callable[[str], str], place: str, reason: str, write: Write, refused: Refused
) -> None:
    original = (ROOT / "openapi" / "deploy-v1.yaml").read_text(encoding="utf-8")
    refused(write(change(original)), place, reason)


def test_a_contract_that_cannot_be_read_is_refused(tmp_path: Path, refused: Refused) -> None:
    contract = tmp_path / "contract.yaml"
    refused(contract, "", "No such file or directory")
    contract.write_bytes(b"info: \xff\n")
    refused(contract, "byte 6", "this is not UTF-8")


def _collapsing_operations(document: dict[str, Any]) -> None:
    again = deepcopy(document["paths"]["/v1/brands"])
    again["get"]["operationId"] = "list_brands"
    document["paths"]["/v1/trademarks"] = again


def _collapsing_parameters(document: dict[str, Any]) -> None:
    document["paths"]["/v1/brands"]["get"]["parameters"].append(
        {"name": "name_equal", "in": "query", "schema": {"type": "string"}}
    )


def _collapsing_members(document: dict[str, Any]) -> None:
    members = document["components"]["schemas"]["Contact"]["properties"]
    members["emailMD5"] = {"type": "string"}


def _dropped_operation(document: dict[str, Any]) -> None:
    del document["paths"]["/v1/brands/{brandId}"]["parameters"]


def _dropped_response(document: dict[str, Any]) -> None:
    response = document["paths"]["/v1/brands"]["get"]["responses"]["200"]
    response["content"] = {"image/png": {"schema": {"type": "string"}}}


def _dropped_schema(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["AttributeType"]["enum"] = ["string", 1]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_collapsing_operations, "would both be api.brands.list_brands"),
        (
            _collapsing_parameters,
            "name[equal] and name_equal would both be name_equal",
        ),
        (_collapsing_members, "in Contact, emailMd5 and emailMD5 would both be email_md5"),
        (
            _dropped_operation,
            "GET /v1/brands/{brandId} within brands. Endpoint",
        ),
        (_dropped_response, "Unsupported content_type image/png"),
        (
            _dropped_schema,
            "/components/schemas/AttributeType Enum values",
        ),
    ],
)
def test_what_the_generator_would_leave_out_is_refused(
    change: Callable[[dict[str, Any]], None],
    reason: str,
    document: dict[str, Any],
    write: Write,
    refused: Refused,
) -> None:
    change(document)
    refused(write(document), r"\d+", reason)
