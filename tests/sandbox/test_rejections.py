"""Keys, rights, unknown paths and methods, and bodies that are no JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from optizmo_deploy.sandbox import Deploy, Sandbox
from optizmo_deploy.sandbox.rules import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sandbox.conftest import Api

TEST = "93942e96f5acd83e2e047ad8fe03114d"
ACME = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
CONTACT = f"/v1/contacts/{TEST}"
OPERATIONS = [
    (operation.id, operation.method, operation.template.format(emailMd5=TEST, brandId=ACME))
    for operation in contract().operations
]
BODIES = {
    "createContact": {"email": "new@example.com"},
    "patchContact": {"attributes": {"age": 1}},
    "addContactSubscriptions": {"brandIds": [ACME]},
}


def test_these_are_all_ten_operations() -> None:
    assert len(OPERATIONS) == 10


@pytest.mark.parametrize(("operation", "method", "path"), OPERATIONS)
@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "Bearer",
        "Bearer wrong",
        "sandbox-key",
        "Basic sandbox-key",
        "Bearer sandbox-key x",
    ],
)
def test_no_operation_works_without_a_valid_key(
    api: Api, operation: Any, method: str, path: str, value: Any
) -> None:
    headers = {} if value is None else {"Authorization": value}
    del api.headers["Authorization"]
    response = api.request(method, path, headers=headers, json=BODIES.get(operation))
    assert response.status_code == 401
    assert response.json()["title"] == "Authentication failed"
    assert response.json()["detail"] == "credentials required"
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("operation", "method", "path"), OPERATIONS)
def test_no_operation_works_with_a_key_that_lacks_the_right(
    api: Api, deploy_sandbox: Sandbox, operation: Any, method: str, path: str
) -> None:
    headers = {"Authorization": f"Bearer {deploy_sandbox.forbidden_api_key}"}
    response = api.request(method, path, headers=headers, json=BODIES.get(operation))
    assert response.status_code == 403
    assert response.json()["title"] == "Permission denied"
    assert response.json()["detail"] == "api key required"


@pytest.mark.parametrize(("operation", "method", "path"), OPERATIONS)
def test_a_key_may_have_the_right_to_some_operations(
    api: Api, operation: Any, method: str, path: str
) -> None:
    headers = {"Authorization": "Bearer sandbox-read-only-key"}
    response = api.request(method, path, headers=headers, json=BODIES.get(operation))
    assert response.status_code == (200 if method == "GET" else 403)


@pytest.mark.parametrize(
    "value", ["bearer sandbox-key", "BEARER sandbox-key", "Bearer   sandbox-key"]
)
def test_the_scheme_is_known_in_any_case(api: Api, value: Any) -> None:
    assert api.get(CONTACT, headers={"Authorization": value}).status_code == 200


def test_two_keys_are_none(api: Api) -> None:
    headers = [("Authorization", "Bearer sandbox-key"), ("Authorization", "Bearer sandbox-key")]
    del api.headers["Authorization"]
    assert api.get(CONTACT, headers=headers).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/v1",
        "/v2/brands",
        "/v1/contacts/",
        "/v1/contacts//disable",
        "/v1/brands/",
        f"{CONTACT}/",
        f"{CONTACT}/enable",
        "/v1/Contacts",
        "/v1/contact-schema/x",
        "/%zz",
        "/é",
    ],
)
def test_an_unknown_path_is_not_found(api: Api, deploy_sandbox: Sandbox, path: str) -> None:
    response = httpx.get(deploy_sandbox.url + path)
    assert response.status_code == 404
    problem = response.json()
    assert problem["code"] == "not_found_error"
    assert problem["status"] == 404


@pytest.mark.parametrize(
    "path", ["/index.html", "/deployment", "/v1/brands", "/control-tower", "/favicon.ico"]
)
def test_paths_that_are_nobodys_are_responded_to_with_a_problem_too(
    deploy_sandbox: Sandbox, path: str
) -> None:
    response = httpx.get(deploy_sandbox.origin + path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/json"
    assert response.json()["instance"] == path


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", CONTACT, {"GET", "HEAD", "OPTIONS", "PATCH"}),
        ("DELETE", CONTACT, {"GET", "HEAD", "OPTIONS", "PATCH"}),
        ("GET", "/v1/contacts", {"OPTIONS", "POST"}),
        ("HEAD", "/v1/contacts", {"OPTIONS", "POST"}),
        ("TRACE", "/v1/brands", {"GET", "HEAD", "OPTIONS"}),
        ("QUERY", "/v1/brands", {"GET", "HEAD", "OPTIONS"}),
        ("PROPFIND", "/v1/brands", {"GET", "HEAD", "OPTIONS"}),
        ("POST", f"{CONTACT}/subscriptions/{ACME}", {"DELETE", "OPTIONS"}),
    ],
)
def test_a_method_that_a_path_does_not_have_is_rejected_with_those_it_has(
    api: Api, method: str, path: str, allow: Any
) -> None:
    response = api.request(method, path)
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == allow


@pytest.mark.parametrize(
    "path", [CONTACT, "/v1/brands", f"/v1/brands/{ACME}", "/v1/contact-schema"]
)
def test_head_is_get_without_the_body(api: Api, path: str) -> None:
    got, headed = api.get(path), api.head(path)
    assert headed.status_code == 200
    assert headed.headers["content-length"] == str(len(got.content))
    assert api.head("/v1/contacts/x").status_code == 400


def test_options_names_the_methods_without_a_key(api: Api) -> None:
    del api.headers["Authorization"]
    response = api.options(CONTACT)
    assert response.status_code == 204
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PATCH"}


DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"{]",
        b"{'email': 'a@b.c'}",
        b'{"email": "a@b.c",}',
        b'{"email": "a@b.c"} {}',
        b'{"email": "a@b.c", "email": "a@b.c"}',
        b'{"email": "a@b.c", "attributes": {"age": 1, "age": 2}}',
        b'{"email": "a@b.c", "attributes": {"age": NaN}}',
        b'{"email": "a@b.c", "attributes": {"age": -Infinity}}',
        b'{"email": "a@b.c", "attributes": {"age": 1e400}}',
        b'{"email": "a@b.c", "attributes": {"age": ' + b"9" * 5000 + b"}}",
        b'{"email": "a@b.c", "attributes": {"age": 01}}',
        b'{"email": "a@b.c", "attributes": {"first_name": "\\ud800"}}',
        b'{"email": "a@b.c", "attributes": {"\\udfff": "x"}}',
        b'{"email": "a@b.c", "attributes": {"first_name": "\xff"}}',
        b'{"email": "a@b.c", "attributes": {"first_name": "a\x00b"}}',
        b'\xef\xbb\xbf{"email": "a@b.c"}',
        '{"email": "a@b.c"}'.encode("utf-16"),
        b"email=a%40b.c",
        b"<email>a@b.c</email>",
        DEEP,
        b'{"email": "a@b.c", "attributes": {"interests": ' + DEEP + b"}}",
    ],
)
def test_what_is_not_json_is_rejected_and_the_connection_goes_on(api: Api, body: Any) -> None:
    response = api.post("/v1/contacts", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == ""
    assert api.create("a@b.c")["email"] == "a@b.c"


def test_deep_json_within_reason_is_only_wrong(
    api: Api, pointers: Callable[[httpx.Response], set[str]]
) -> None:
    body = {"email": "a@b.c", "attributes": {"interests": json.loads("[" * 200 + "]" * 200)}}
    assert pointers(api.post("/v1/contacts", json=body)) == {"/attributes/interests"}


@pytest.mark.parametrize("number", ["1e308", "-0.0", "123456789012345678901234567890", "1E-400"])
def test_a_number_of_any_size_that_json_can_say_is_kept(api: Api, number: Any) -> None:
    body = b'{"email": "a@b.c", "attributes": {"age": %s}}' % number.encode()
    headers = {"Content-Type": "application/json"}
    response = api.post("/v1/contacts", content=body, headers=headers)
    assert response.status_code == 201
    assert response.json()["attributes"]["age"] == json.loads(number)


def test_text_of_any_kind_is_kept(api: Api) -> None:
    name = "a\u0000b \U0001f389 \u202e\ufffe\"\\ 'x"
    attributes = {"first_name": name, "interests": ["", name]}
    created = api.create("a@b.c", attributes=attributes)
    assert created["attributes"] == attributes
    assert api.get(f"/v1/contacts/{created['emailMd5']}").json() == created


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/merge-patch+json",
        "json",
        "application/jsonx",
        "",
    ],
)
def test_another_media_type_is_rejected(api: Api, content_type: str) -> None:
    body = b'{"attributes": {"age": 1}}'
    response = api.patch(CONTACT, content=body, headers={"Content-Type": content_type})
    assert response.status_code == 415
    assert response.json()["status"] == 415


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "application/json; charset=latin-1",
        "application/json; profile=x; q=1",
        "application/json;",
        "APPLICATION/JSON ; odata",
    ],
)
def test_the_parameters_and_the_case_of_the_media_type_do_not_matter(
    api: Api, content_type: str | None
) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    response = api.patch(CONTACT, content=b'{"attributes": {"age": 1}}', headers=headers)
    assert response.status_code == 200


def test_a_compressed_body_is_rejected(api: Api) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert api.post("/v1/contacts", content=b"\x1f\x8b", headers=headers).status_code == 415


def test_a_body_of_more_than_a_mebibyte_is_rejected_and_the_connection_goes_on(api: Api) -> None:
    response = api.post("/v1/contacts", content=b"x" * (1024 * 1024 + 1))
    assert response.status_code == 413
    assert api.get(CONTACT).status_code == 200
    assert len(api.create("a@b.c", note="x" * 1_000_000)["emailMd5"]) == 32


def test_a_mistake_of_the_sandbox_itself_is_an_api_error_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken(Deploy):
        def get_contact_schema(self) -> dict[str, Any]:
            raise ZeroDivisionError("a mistake")

    with Sandbox(deploy=Broken) as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.api_key}"}
        response = httpx.get(f"{sandbox.url}/v1/contact-schema", headers=headers)
    assert response.status_code == 500
    assert response.json()["code"] == "api_error"
    assert "mistake" not in response.text
    assert "ZeroDivisionError" in caplog.text
