"""Operations of the contract that the sandbox has no behaviour for yet."""

from __future__ import annotations

import copy
import logging
from typing import Any

import pytest
from optizmo_deploy.contract import load_contract
from optizmo_deploy.sandbox import Deploy, Sandbox
from optizmo_deploy.sandbox.api import Api
from optizmo_deploy.sandbox.rules import contract

from tests.sandbox.web import web

EXPORT = {
    "operationId": "exportContacts",
    "parameters": [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 10}},
        {"name": "since", "in": "query", "required": True, "schema": {"type": "string"}},
        {"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        {"name": "all", "in": "query", "schema": {"type": "boolean"}},
    ],
    "responses": {
        "2XX": {
            "description": "A file.",
            "content": {"text/csv": {"example": "email\na@example.com\n"}},
        },
        "default": {"description": "Anything else."},
    },
}


def archive(**success: Any) -> dict[str, Any]:
    return {
        "operationId": "archiveContact",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Archive"}}},
        },
        "responses": {"202": {"description": "Done.", **success}},
    }


def extended(**operations: dict[str, Any]) -> dict[str, Any]:
    """Return the contract with more operations; names are methods and paths."""
    document = copy.deepcopy(load_contract())
    document["components"]["schemas"]["Archive"] = {
        "type": "object",
        "required": ["reason"],
        "properties": {"reason": {"type": "string"}},
    }
    document["components"]["examples"]["Archived"] = {"value": {"archived": True}}
    path = document["paths"]["/v1/contacts/{emailMd5}/disable"]
    parameters = path["parameters"]
    for name, operation in operations.items():
        method, _, last = name.partition("_")
        document["paths"][f"/v1/contacts/{{emailMd5}}/{last}"] = {
            "parameters": parameters,
            method: operation,
        }
    return document


REFERENCED = {
    "content": {
        "application/json": {"examples": {"done": {"$ref": "#/components/examples/Archived"}}}
    }
}
CONTACT = "/v1/contacts/93942e96f5acd83e2e047ad8fe03114d"


def call(sandbox: Sandbox, method: str, path: str, **options: Any) -> Any:
    headers = {"Authorization": f"Bearer {sandbox.api_key}"}
    return web.request(method, sandbox.url + path, headers=headers, **options)


def test_every_operation_of_the_contract_has_a_behaviour(deploy_sandbox: Sandbox) -> None:
    without = [
        operation.id
        for operation in contract().operations
        if not callable(getattr(Deploy, Api.method_name(operation.id), None))
    ]
    assert without == [], "add a method to Deploy for each of these operations"


def test_an_operation_without_behaviour_responds_with_the_example_and_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    with Sandbox(contract=extended(post_archive=archive(**REFERENCED))) as sandbox:
        assert "archiveContact has no behaviour" in caplog.text
        response = call(sandbox, "POST", f"{CONTACT}/archive", json={"reason": "x"})
        assert response.status_code == 202
        assert response.json() == {"archived": True}
        assert response.headers["sandbox-example"] == "done"
        assert response.headers["x-rate-limit-limit"] == "10000"
        known = call(sandbox, "GET", CONTACT)
        assert "sandbox-example" not in known.headers
        assert sandbox.requests("archiveContact")[0].status == 202


def test_its_requests_are_checked_like_any_other() -> None:
    with Sandbox(contract=extended(post_archive=archive(**REFERENCED))) as sandbox:
        path = f"{CONTACT}/archive"
        response = call(sandbox, "POST", path, json={})
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == "/reason"
        assert call(sandbox, "POST", "/v1/contacts/x/archive", json={}).status_code == 400
        assert call(sandbox, "POST", path, content=b"{").status_code == 400
        assert call(sandbox, "GET", path).status_code == 405
        assert web.post(sandbox.url + path).status_code == 401
        sandbox.fail(status=503, match={"operation": "archiveContact"}, count=1)
        assert call(sandbox, "POST", path, json={"reason": "x"}).status_code == 503


@pytest.mark.parametrize(
    ("success", "status", "content", "name"),
    [
        ({}, 202, b"", "empty"),
        ({"content": {"application/json": {"example": [1]}}}, 202, b"[1]", "example"),
        (
            {"content": {"application/json": {"schema": {"examples": [{"a": 1}]}}}},
            202,
            b'{"a":1}',
            "schema",
        ),
        ({"content": {"application/hal+json": {"example": "x"}}}, 202, b'"x"', "example"),
    ],
)
def test_an_example_may_stand_where_openapi_allows_it(
    success: dict[str, Any], status: int, content: bytes, name: str
) -> None:
    with Sandbox(contract=extended(post_archive=archive(**success))) as sandbox:
        response = call(sandbox, "POST", f"{CONTACT}/archive", json={"reason": "x"})
        assert (response.status_code, response.content) == (status, content)
        assert response.headers["sandbox-example"] == name


def test_without_an_example_it_is_a_problem_that_says_so() -> None:
    success = {"content": {"application/json": {"schema": {"type": "object"}}}}
    with Sandbox(contract=extended(post_archive=archive(**success))) as sandbox:
        response = call(sandbox, "POST", f"{CONTACT}/archive", json={"reason": "x"})
        assert response.status_code == 501
        assert "neither a behaviour nor an example" in response.json()["detail"]


def test_its_response_has_the_examples_of_its_header_fields() -> None:
    headers = {
        "Location": {"schema": {"type": "string"}, "example": "/v1/archive/1"},
        "x-rate-limit-limit": {"schema": {"type": "integer"}, "example": 1},
    }
    with Sandbox(contract=extended(post_archive=archive(headers=headers))) as sandbox:
        response = call(sandbox, "POST", f"{CONTACT}/archive", json={"reason": "x"})
        assert response.headers["location"] == "/v1/archive/1"
        assert response.headers["x-rate-limit-limit"] == "10000"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("since=x&limit=10&all=true&ids=a,b&other=1", 200),
        ("since=x&limit=11", 400),
        ("since=x&limit=many", 400),
        ("since=x&all=yes", 400),
        ("limit=1", 400),
        ("since=%ff", 400),
    ],
)
def test_its_query_is_checked_and_its_media_type_is_the_contracts(query: str, status: int) -> None:
    with Sandbox(contract=extended(get_export=EXPORT)) as sandbox:
        response = call(sandbox, "GET", f"{CONTACT}/export?{query}")
        assert response.status_code == status
        if status == 200:
            assert response.headers["content-type"] == "text/csv"
            assert response.text == "email\na@example.com\n"


def test_adding_its_behaviour_is_one_method(caplog: pytest.LogCaptureFixture) -> None:
    class Archiving(Deploy):
        def archive_contact(self, email_md5: str, body: dict[str, Any]) -> dict[str, Any]:
            return {"archived": self.find_contact(email_md5).email, "why": body["reason"]}

        def export_contacts(self, email_md5: str, query: dict[str, Any]) -> dict[str, Any]:
            return query

    document = extended(post_archive=archive(**REFERENCED), get_export=EXPORT)
    with Sandbox(contract=document, deploy=Archiving) as sandbox:
        assert "no behaviour" not in caplog.text
        response = call(sandbox, "POST", f"{CONTACT}/archive", json={"reason": "x"})
        assert response.json() == {"archived": "test@email.com", "why": "x"}
        assert "sandbox-example" not in response.headers
        query = "since=x&limit=5&all=false&ids=a,b"
        response = call(sandbox, "GET", f"{CONTACT}/export?{query}")
        assert response.json() == {"since": "x", "limit": 5, "all": False, "ids": ["a", "b"]}


def test_a_key_may_have_the_right_for_it_alone(tmp_path: Any) -> None:
    file = tmp_path / "account.yaml"
    file.write_text("keys: [{key: k, rights: [archiveContact]}]")
    with Sandbox(file, contract=extended(post_archive=archive(**REFERENCED))) as sandbox:
        response = call(sandbox, "POST", f"{CONTACT}/archive", json={"reason": "x"})
        assert response.status_code == 202
        assert call(sandbox, "GET", CONTACT).status_code == 403


def test_the_reference_shows_it() -> None:
    with Sandbox(contract=extended(post_archive=archive(**REFERENCED))) as sandbox:
        for path in ("/openapi.json", "/docs/openapi.json"):
            document = web.get(sandbox.origin + path).json()
            assert "/v1/contacts/{emailMd5}/archive" in document["paths"]
