"""What is added to a contract is in the package that is generated from it, with no other edit."""

from __future__ import annotations

import asyncio
import importlib
import json
import shutil
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

CONTACT = {
    "email": "test@email.com",
    "emailMd5": "93942e96f5acd83e2e047ad8fe03114d",
    "attributes": {"first_name": "Alice"},
    "brandIds": [],
    "enabled": True,
    "createdAt": "2026-06-12T00:00:00Z",
}


def _add(document: dict[str, Any]) -> None:
    """Add an operation with a body and a bounded parameter, a member, a limit, a value."""
    schemas = document["components"]["schemas"]
    schemas["Contact"]["properties"]["nickName2"] = {"type": "string"}
    schemas["AttributeType"]["enum"].append("date")
    schemas["TagList"] = {"type": "array", "maxItems": 7, "items": {"type": "string"}}
    schemas["Merge"] = {
        "type": "object",
        "required": ["intoMd5", "tags"],
        "properties": {
            "intoMd5": {"type": "string"},
            "tags": {"$ref": "#/components/schemas/TagList"},
        },
    }
    get = document["paths"]["/v1/contacts/{emailMd5}"]["get"]
    merge = deepcopy(get)
    merge |= {
        "operationId": "mergeContact",
        "x-idempotent": False,
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Merge"}}},
        },
        "parameters": [
            {"name": "dry[run]", "in": "query", "schema": {"type": "integer", "maximum": 3}}
        ],
    }
    document["paths"]["/v1/contacts/{emailMd5}/merge"] = {
        "parameters": [{"$ref": "#/components/parameters/EmailMd5"}],
        "post": merge,
    }


@pytest.fixture
def package(
    document: dict[str, Any],
    write: Callable[..., Path],
    script: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """The name of a package that was generated from a contract with something added."""
    _add(document)
    name = f"deploy_api_of_{tmp_path.name.replace('-', '_')}"
    run = script("generate.py", "--contract", write(document), "--output", tmp_path / name)
    assert run.returncode == 0, run.stderr
    assert "11 operations" in run.stdout
    monkeypatch.syspath_prepend(tmp_path)
    return name


def test_an_added_operation_and_member_work(package: str) -> None:
    api = importlib.import_module(package)
    models = importlib.import_module(f"{package}.models")
    merge = importlib.import_module(f"{package}.api.contacts.merge_contact")
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={**CONTACT, "nickName2": "Al"})

    body = models.Merge(into_md5="c160f8cc69a4f0bf2b0362752353d060", tags=["a"])
    with api.AuthenticatedClient(
        base_url="https://sandbox.example/deploy",
        token="key",
        httpx_args={"transport": httpx.MockTransport(answer)},
    ) as client:
        contact = merge.sync(CONTACT["emailMd5"], client=client, body=body, dry_run=2)

    (request,) = seen
    assert request.method == "POST"
    assert request.url == (
        f"https://sandbox.example/deploy/v1/contacts/{CONTACT['emailMd5']}/merge?dry%5Brun%5D=2"
    )
    assert request.headers["authorization"] == "Bearer key"
    assert json.loads(request.content) == {"intoMd5": body.into_md5, "tags": ["a"]}
    assert contact.nick_name2 == "Al"
    assert contact.to_dict()["nickName2"] == "Al"
    assert models.AttributeType("date") is models.AttributeType.DATE


def test_an_added_operation_works_asynchronously(package: str) -> None:
    api = importlib.import_module(package)
    models = importlib.import_module(f"{package}.models")
    merge = importlib.import_module(f"{package}.api.contacts.merge_contact")

    async def call() -> Any:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, json=CONTACT))
        async with api.AuthenticatedClient(
            base_url="https://sandbox.example", token="key", httpx_args={"transport": transport}
        ) as client:
            body = models.Merge(into_md5="x", tags=[])
            return await merge.asyncio_detailed(CONTACT["emailMd5"], client=client, body=body)

    response = asyncio.run(call())
    assert response.status_code == 200
    assert response.parsed.email == "test@email.com"


def test_the_facts_of_an_added_operation_are_there(package: str) -> None:
    operations = importlib.import_module(f"{package}.operations")
    added = operations.OPERATIONS["mergeContact"]
    assert added is operations.MERGE_CONTACT
    assert (added.method, added.path) == ("POST", "/v1/contacts/{emailMd5}/merge")
    assert (added.name, added.module) == ("merge_contact", "api.contacts.merge_contact")
    assert added.tag == "contacts"
    assert added.has_body
    assert not added.idempotent
    assert added.success == (200,)
    assert added.parameter("emailMd5").limits.pattern == "^[A-Fa-f0-9]{32}$"
    assert added.parameter("dry[run]").python_name == "dry_run"
    assert added.parameter("dry[run]").limits.maximum == 3
    assert not added.parameter("dry[run]").required
    assert operations.LIMITS["TagList"].max_items == 7
    with pytest.raises(KeyError):
        added.parameter("dry_run")


def test_what_is_taken_away_is_gone(
    document: dict[str, Any],
    write: Callable[..., Path],
    script: Callable[..., CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    target = tmp_path / "package"
    shutil.copytree(ROOT / "generated" / "optizmo_deploy_api", target)
    del document["paths"]["/v1/contact-schema"]
    run = script("generate.py", "--contract", write(document), "--output", target)
    assert run.returncode == 0, run.stderr
    assert not (target / "api" / "contact_schema").exists()
    assert "getContactSchema" not in (target / "operations.py").read_text(encoding="utf-8")
