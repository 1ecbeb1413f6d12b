"""The API reference at /docs, and the contract as the sandbox serves it."""

from __future__ import annotations

import contextlib
import json
import queue
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import httpx
import jsonschema_rs
import pytest
import yaml
from optizmo_deploy.contract import load_contract
from optizmo_deploy.sandbox import Account, Sandbox, builtin_account
from optizmo_deploy.sandbox.attributes import Attribute

from tests.sandbox.browser import TIMEOUT, needs_chromium, open_page
from tests.sandbox.web import web

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


def get(sandbox: Sandbox, path: str) -> httpx.Response:
    return web.get(sandbox.origin + path)


@pytest.mark.parametrize(
    ("path", "parse"), [("/openapi.json", None), ("/openapi.yaml", yaml.safe_load)]
)
def test_the_contract_is_served_with_the_sandbox_as_its_server(
    deploy_sandbox: Sandbox, path: str, parse: Callable[[str], Any] | None
) -> None:
    response = get(deploy_sandbox, path)
    document = parse(response.text) if parse else response.json()
    (server,) = document.pop("servers")
    assert server["url"] == deploy_sandbox.url
    assert document == {name: part for name, part in load_contract().items() if name != "servers"}


def test_the_server_of_the_contract_has_the_name_that_the_caller_used(
    deploy_sandbox: Sandbox,
) -> None:
    port = deploy_sandbox.origin.rpartition(":")[2]
    response = web.get(f"http://localhost:{port}/openapi.json")
    assert response.json()["servers"][0]["url"] == f"http://localhost:{port}/deploy"


def test_the_root_leads_to_the_reference(deploy_sandbox: Sandbox) -> None:
    response = get(deploy_sandbox, "/")
    assert response.is_redirect
    assert response.headers["location"] == "/docs"
    assert web.get(deploy_sandbox.origin, follow_redirects=True).url.path == "/docs"
    assert web.head(deploy_sandbox.origin).is_redirect


@pytest.mark.parametrize("path", ["/docs", "/docs/"])
def test_the_reference_loads_everything_from_the_sandbox_itself(
    deploy_sandbox: Sandbox, path: str
) -> None:
    url = deploy_sandbox.origin + path
    page = web.get(url)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    loaded = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert len(loaded) == 5
    for reference in loaded:
        asset = web.get(urljoin(url, reference))
        assert str(asset.url).startswith(deploy_sandbox.origin + "/docs/")
        assert asset.status_code == 200
        assert asset.headers["content-type"].split(";")[0] in {
            "image/png", "text/css", "text/javascript",
        }  # fmt: skip
        assert len(asset.content) > 100


@pytest.mark.parametrize(
    "name", ["../__init__.py", "..%2f__init__.py", "index.css", "x", "assets/swagger-ui.css"]
)
def test_no_other_file_of_the_viewers_package_is_served(deploy_sandbox: Sandbox, name: str) -> None:
    assert get(deploy_sandbox, f"/docs/{name}").status_code == 404


def test_the_reference_is_read_only(deploy_sandbox: Sandbox) -> None:
    assert web.post(f"{deploy_sandbox.origin}/docs").status_code == 404
    assert web.head(f"{deploy_sandbox.origin}/docs").content == b""


def shown_key(sandbox: Sandbox) -> str:
    match = re.search(r'data-api-key="([^"]*)"', get(sandbox, "/docs").text)
    assert match is not None
    return match[1]


def test_the_page_has_the_key_but_not_where_others_can_read_a_key_of_ones_own(
    deploy_sandbox: Sandbox,
) -> None:
    assert shown_key(deploy_sandbox) == "sandbox-key"
    with Sandbox(api_key="of-my-own<&") as sandbox:
        assert shown_key(sandbox) == "of-my-own&lt;&amp;"
    with Sandbox(host="0.0.0.0") as sandbox:
        assert shown_key(sandbox) == "sandbox-key"
    with Sandbox(host="0.0.0.0", api_key="of-my-own") as sandbox:
        assert shown_key(sandbox) == ""
        assert "of-my-own" not in get(sandbox, "/docs/openapi.json").text


def test_no_page_of_another_origin_can_read_the_key(deploy_sandbox: Sandbox) -> None:
    headers = {"Origin": "http://localhost:3000"}
    response = web.get(f"{deploy_sandbox.origin}/docs", headers=headers)
    assert "access-control-allow-origin" not in response.headers


def try_out(sandbox: Sandbox) -> dict[str, Any]:
    document: dict[str, Any] = get(sandbox, "/docs/openapi.json").json()
    return document


def create_example(sandbox: Sandbox, name: str = "minimal") -> dict[str, Any]:
    body = try_out(sandbox)["paths"]["/v1/contacts"]["post"]["requestBody"]
    example: dict[str, Any] = body["content"]["application/json"]["examples"][name]["value"]
    return example


def test_optional_query_parameters_are_left_empty(deploy_sandbox: Sandbox) -> None:
    parameters = try_out(deploy_sandbox)["components"]["parameters"].values()
    queries = [parameter for parameter in parameters if parameter["in"] == "query"]
    assert len(queries) == 13
    for parameter in queries:
        assert not {"example", "examples"} & {*parameter, *parameter["schema"]}
        assert "default" not in parameter["schema"]


def test_the_example_of_a_new_contact_has_an_address_that_is_free(deploy_sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {deploy_sandbox.api_key}"}
    for _ in range(3):
        for name in ("minimal", "complete"):
            body = create_example(deploy_sandbox, name)
            response = web.post(f"{deploy_sandbox.url}/v1/contacts", json=body, headers=headers)
            assert response.status_code == 201, response.text


def test_the_examples_suit_the_account_that_is_served() -> None:
    brand = {"id": "11111111-1111-4111-8111-111111111111", "name": "Only"}
    account = Account(
        keys={"k": None},
        schema=(Attribute("age", "number"),),
        brands=(brand,),
        contacts=(
            {"email": "none@example.com"},
            {"email": "one@example.com", "brandIds": [brand["id"]]},
        ),
    )
    with Sandbox(account) as sandbox:
        document = try_out(sandbox)
        parameters = document["components"]["parameters"]
        contact = f"/v1/contacts/{parameters['EmailMd5']['example']}"
        headers = {"Authorization": "Bearer k"}
        with httpx.Client(base_url=sandbox.url, headers=headers) as client:
            assert client.get(contact).json()["email"] == "one@example.com"
            path = f"{contact}/subscriptions/{parameters['BrandId']['example']}"
            assert client.delete(path).status_code == 204
            created = client.post("/v1/contacts", json=create_example(sandbox, "complete"))
            assert created.status_code == 201
            assert created.json()["brandIds"] == [brand["id"]]
            assert created.json()["attributes"] == {"age": 42}


def test_an_empty_account_has_a_reference_too() -> None:
    with Sandbox(Account(keys={"k": None})) as sandbox:
        assert create_example(sandbox)["email"] == "test@email.com"


def test_the_examples_fit_the_contract(deploy_sandbox: Sandbox) -> None:
    document = try_out(deploy_sandbox)
    for item in document["paths"].values():
        for method in ("post", "patch"):
            for media in item.get(method, {}).get("requestBody", {}).get("content", {}).values():
                schema = {**media["schema"], "components": document["components"]}
                for example in media["examples"].values():
                    jsonschema_rs.validate(schema, example["value"])


# Does what a reader would do on the page: opens each operation and presses its button, once.
READER = """
<script>
const until = async (find) => {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return null;
};
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
(async () => {
  const report = {statuses: {}, errors: [], dark};
  addEventListener("error", (event) => report.errors.push(String(event.message)));
  await until(() => document.querySelectorAll(".opblock").length === 10);
  for (const block of document.querySelectorAll(".opblock")) {
    const name = block.id.split("-").pop();
    block.querySelector(".opblock-summary-control").click();
    // The operation is not whole at first, and clicks before that do nothing.
    const button = await until(() => block.querySelector("button.execute"));
    button?.click();
    const shown = await until(
      () => block.querySelector(".live-responses-table tbody td.response-col_status"));
    report.statuses[name] = shown ? shown.textContent.trim() : "none";
    if (name === "listBrands") report.url = block.querySelector(".request-url pre").textContent;
  }
  report.background = getComputedStyle(document.documentElement).backgroundColor;
  await fetch("/report", {method: "POST", body: JSON.stringify(report)});
})();
</script>
"""

SUCCESSES = {
    "createContact": "201",
    "getContact": "200",
    "patchContact": "200",
    "disableContact": "204",
    "listContactSubscriptions": "200",
    "addContactSubscriptions": "200",
    "removeContactSubscription": "204",
    "getContactSchema": "200",
    "listBrands": "200",
    "getBrand": "200",
}


@contextlib.contextmanager
def watched(**options: Any) -> Generator[tuple[Sandbox, queue.SimpleQueue[Any]]]:
    """Serve a reference that the reader above uses, and what the reader reports."""
    reports: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def watch(app: Any) -> Any:
        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            if scope["path"] == "/report":
                reports.put(json.loads((await receive())["body"]))
            is_page = scope["path"].endswith("/docs")

            async def add_reader(message: Any) -> None:
                if is_page and "headers" in message:
                    headers = dict(message["headers"])
                    size = int(headers[b"content-length"]) + len(READER)
                    headers[b"content-length"] = b"%d" % size
                    message["headers"] = list(headers.items())
                elif is_page:
                    message["body"] += READER.encode()
                await send(message)

            await app(scope, receive, add_reader)

        return wrapped

    with Sandbox(wrap=watch, **options) as sandbox:
        yield sandbox, reports


@needs_chromium
def test_all_operations_succeed_at_the_first_click_in_a_browser(tmp_path: Path) -> None:
    with (
        watched(root_path="/mock") as (sandbox, reports),
        open_page(f"{sandbox.origin}/mock/docs", tmp_path),
    ):
        report = reports.get(timeout=TIMEOUT)
        requests = [request for request in sandbox.requests() if request.operation]
    statuses = {name: text.split()[0] for name, text in report["statuses"].items()}
    assert statuses == SUCCESSES
    assert report["errors"] == []
    assert report["url"] == f"{sandbox.url}/v1/brands"
    assert {request.operation for request in requests} == set(SUCCESSES)
    assert {request.key for request in requests} == {"api_key"}


def test_the_page_follows_a_dark_colour_scheme(deploy_sandbox: Sandbox) -> None:
    assert 'name="color-scheme" content="light dark"' in get(deploy_sandbox, "/docs").text
    style = get(deploy_sandbox, "/docs/reference.css").text
    assert "@media (prefers-color-scheme: dark)" in style


def test_the_built_in_account_suits_the_contracts_own_examples() -> None:
    example = load_contract()["components"]["parameters"]["BrandId"]["example"]
    assert example in {brand["id"] for brand in builtin_account().brands}
