"""What a change of the contract brings: an operation, once generated, can be called."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    Script = Callable[..., CompletedProcess[str]]
    Write = Callable[..., Path]

NOTE = {
    "type": "object",
    "required": ["text", "brandId"],
    "properties": {
        "text": {"type": "string"},
        "brandId": {"type": "string", "format": "uuid"},
        "author": {"type": ["string", "null"]},
        "seen": {"type": "string", "format": "date-time"},
    },
}


def _operation(document: dict[str, Any], name: str, **members: Any) -> dict[str, Any]:
    errors = document["paths"]["/v1/brands"]["get"]["responses"]
    return {
        "operationId": name,
        "tags": ["notes"],
        "summary": "A note",
        "security": [{"bearerAuth": []}],
        "responses": {"500": errors["500"]},
        **members,
    }


def _success(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "Done.", "content": {"application/json": {"schema": schema}}}


def _add_notes(document: dict[str, Any]) -> None:
    note = {"$ref": "#/components/schemas/Note"}
    document["components"]["schemas"]["Note"] = NOTE
    document["tags"].append({"name": "notes", "description": "Notes."})
    document["paths"]["/v1/notes/{noteId}"] = {
        "parameters": [
            {"name": "noteId", "in": "path", "required": True, "schema": {"type": "string"}}
        ],
        "put": _operation(
            document,
            "putNote",
            **{"x-idempotent": True},
            parameters=[
                {"name": "X-Reason", "in": "header", "schema": {"type": "string"}},
                {
                    "name": "label",
                    "in": "query",
                    "schema": {"type": "array", "items": {"type": "string"}},
                },
            ],
            requestBody={"required": True, "content": {"application/json": {"schema": note}}},
        ),
        "post": _operation(
            document,
            "uploadNote",
            requestBody={
                "required": True,
                "content": {
                    "application/x-www-form-urlencoded": {
                        "schema": {
                            "type": "object",
                            "required": ["text"],
                            "properties": {"text": {"type": "string"}},
                        }
                    }
                },
            },
        ),
    }
    document["paths"]["/v1/brands/{brandId}/notes"] = {
        "parameters": document["paths"]["/v1/brands/{brandId}"]["parameters"],
        "get": _operation(document, "getBrandNote"),
    }
    document["paths"]["/v1/brands/{brandId}/notes"]["get"]["responses"]["200"] = _success(
        {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    )
    methods = document["paths"]["/v1/notes/{noteId}"]
    methods["put"]["responses"]["200"] = _success({"type": "array", "items": note})
    methods["post"]["responses"]["204"] = {"description": "Done."}


PROGRAM = """
import datetime, json
import httpx
from optizmo_deploy import DeployClient, InvalidArgumentError, RetryPolicy, ServerError
from optizmo_deploy_api.api.notes import get_brand_note, put_note, upload_note
from optizmo_deploy_api.models import Note, UploadNoteBody
from optizmo_deploy_api.types import UNSET

BRAND = "497F6ECA-6276-4993-BFEB-53CBBBBA6F08"
seen, failing = [], [1]

def respond(request):
    seen.append(request)
    if failing:
        failing.pop()
        return httpx.Response(503)
    if request.method == "POST":
        return httpx.Response(204)
    if request.method == "GET":
        return httpx.Response(200, json={"id": "n1"})
    note = {"text": "x", "brandId": BRAND, "author": None, "seen": "2026-01-01T10:00:00+02:00"}
    return httpx.Response(200, json=[note])

retry = RetryPolicy(initial=0.001)
mine = httpx.Client(transport=httpx.MockTransport(respond))
client = DeployClient("k", base_url="http://h/deploy", http_client=mine, retry=retry)
note = Note(text="hello", brand_id=BRAND, author=None)
(read,) = client.call(put_note, "a/b", body=note, x_reason="why", label=["x", "y"])
assert read.brand_id == BRAND.lower(), read
assert read.author is None and "author" in read.to_dict()
assert Note("t", BRAND).author is UNSET
assert read.seen.isoformat() == "2026-01-01T08:00:00+00:00"
put = seen[-1]
assert len(seen) == 2, "an idempotent operation is repeated"
assert str(put.url) == "http://h/deploy/v1/notes/a%2Fb?label=x&label=y", put.url
assert put.headers["x-reason"] == "why"
assert put.headers["authorization"] == "Bearer k"
assert put.headers["content-type"] == "application/json"
assert json.loads(put.content) == {"text": "hello", "brandId": BRAND, "author": None}

assert client.call(get_brand_note, BRAND).id == "n1", "the id is not that of the brand"

assert client.call(upload_note, "n", body=UploadNoteBody(text="a b")) is None
form = seen[-1]
assert form.headers["content-type"] == "application/x-www-form-urlencoded"
assert form.content == b"text=a+b"

failing.append(1)
before = len(seen)
try:
    client.call(upload_note, "n", body=UploadNoteBody(text="a b"))
except ServerError:
    assert len(seen) == before + 1, "an operation that is not idempotent is not repeated"
else:
    raise AssertionError
for bad in ("", ".", ".."):
    try:
        client.call(upload_note, bad, body=UploadNoteBody(text="a b"))
    except InvalidArgumentError:
        continue
    raise AssertionError(bad)
print("done")
"""


def test_a_new_operation_can_be_called_at_once(
    document: dict[str, Any], write: Write, script: Script, tmp_path: Path
) -> None:
    _add_notes(document)
    made = script(
        "generate.py",
        *("--contract", write(document)),
        *("--output", tmp_path / "new/optizmo_deploy_api"),
    )
    assert made.returncode == 0, made.stderr
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "new")},
    )
    assert (run.stdout, run.stderr) == ("done\n", "")


def _two_kinds(document: dict[str, Any]) -> None:
    responses = document["paths"]["/v1/brands/{brandId}"]["get"]["responses"]
    responses["202"] = _success({"$ref": "#/components/schemas/BrandPage"})


def _text(document: dict[str, Any]) -> None:
    responses = document["paths"]["/v1/brands/{brandId}"]["get"]["responses"]
    responses["200"]["content"] = {"text/plain": {"schema": {"type": "string"}}}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_two_kinds, "in get_brand, a success may be Brand or BrandPage"),
        (_text, "in get_brand, a success is not JSON"),
    ],
)
def test_a_success_that_is_not_one_kind_of_json_document_is_refused(
    change: Callable[[dict[str, Any]], None],
    reason: str,
    document: dict[str, Any],
    write: Write,
    script: Script,
) -> None:
    change(document)
    run = script("generate.py", "--contract", write(document), "--output", "package")
    assert run.returncode == 1
    assert reason in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_an_id_that_is_referred_to_is_read_like_the_id(document: dict[str, Any]) -> None:
    items = document["components"]["schemas"]["Contact"]["properties"]["brandIds"]["items"]
    target = document["components"]["schemas"]["BrandSummary"]["properties"]["id"]
    assert "format" not in items, "the documentation calls it text, so no server is held to more"
    assert items["x-refers-to"] == "#/components/schemas/BrandSummary/properties/id"
    assert target["format"] == "uuid"
