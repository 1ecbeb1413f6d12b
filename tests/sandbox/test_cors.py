"""Web pages of other origins: they may use the API, and may not control the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy.sandbox import Sandbox

from tests.sandbox.browser import needs_chromium, report_of
from tests.sandbox.web import web

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

PAGE = "http://localhost:3000"
EXPOSED = {"x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset", "retry-after"}


def preflight(
    url: str, *, origin: str = PAGE, method: str = "POST", **headers: str
) -> httpx.Response:
    requested = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
        **headers,
    }
    return web.request("OPTIONS", url, headers=requested)


def get(sandbox: Sandbox, *, origin: str = PAGE, path: str = "/v1/brands") -> httpx.Response:
    headers = {"Authorization": f"Bearer {sandbox.api_key}", "Origin": origin}
    return web.get(sandbox.url + path, headers=headers)


@pytest.mark.parametrize("path", ["/v1/contacts", "/v1/brands", "/v1/nothing"])
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_a_preflight_allows_the_method_and_the_headers_that_it_asks_for(
    deploy_sandbox: Sandbox, path: str, method: str
) -> None:
    response = preflight(deploy_sandbox.url + path, method=method)
    assert response.status_code == 204
    assert response.content == b""
    headers = response.headers
    assert headers["access-control-allow-origin"] in {PAGE, "*"}
    assert method in headers["access-control-allow-methods"].split(", ")
    allowed = headers["access-control-allow-headers"].replace(" ", "").split(",")
    assert {"authorization", "content-type"} <= set(allowed)
    assert int(headers["access-control-max-age"]) > 0


def test_a_preflight_needs_no_key_is_no_request_to_the_api_and_meets_no_fault() -> None:
    with Sandbox(rate_limit="1/h") as sandbox:
        sandbox.fail(status=503)
        for _ in range(3):
            assert preflight(f"{sandbox.url}/v1/contacts").status_code == 204
        assert sandbox.requests() == []


def test_a_preflight_to_a_private_network_is_allowed(deploy_sandbox: Sandbox) -> None:
    name = "Access-Control-Request-Private-Network"
    response = preflight(f"{deploy_sandbox.url}/v1/brands", **{name: "true"})
    assert response.headers["access-control-allow-private-network"] == "true"


def test_a_response_may_be_read_by_the_page_with_its_rate_limit(deploy_sandbox: Sandbox) -> None:
    response = get(deploy_sandbox)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] in {PAGE, "*"}
    exposed = response.headers["access-control-expose-headers"].lower().split(", ")
    assert set(exposed) >= EXPOSED
    assert "Origin" in response.headers["vary"]


def test_error_responses_and_faults_may_be_read_too(deploy_sandbox: Sandbox) -> None:
    assert "access-control-allow-origin" in get(deploy_sandbox, path="/v1/nothing").headers
    deploy_sandbox.fail(status=503, retry_after=2, count=1)
    response = get(deploy_sandbox)
    assert (response.status_code, response.headers["retry-after"]) == (503, "2")
    assert "access-control-allow-origin" in response.headers
    deploy_sandbox.fail(garbage=True, count=1)
    assert "access-control-allow-origin" in get(deploy_sandbox).headers
    too_long = web.post(
        f"{deploy_sandbox.url}/v1/contacts", content=b"x" * 1_100_000, headers={"Origin": PAGE}
    )
    assert too_long.status_code == 413
    assert "access-control-allow-origin" in too_long.headers


def test_the_contract_and_the_health_path_may_be_read_too(deploy_sandbox: Sandbox) -> None:
    for path in ("/openapi.json", "/health"):
        response = web.get(deploy_sandbox.origin + path, headers={"Origin": PAGE})
        assert "access-control-allow-origin" in response.headers


def test_a_request_that_is_not_of_a_page_gets_nothing_of_it(deploy_sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {deploy_sandbox.api_key}"}
    response = web.get(f"{deploy_sandbox.url}/v1/brands", headers=headers)
    assert not [name for name in response.headers if name.startswith("access-control")]
    response = web.options(f"{deploy_sandbox.url}/v1/brands", headers=headers)
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("cors", "origin", "allowed"),
    [
        (None, PAGE, True),
        (None, "null", True),
        ("*", PAGE, True),
        (PAGE, PAGE, True),
        (PAGE, "http://LOCALHOST:3000", True),
        ([PAGE, "https://app.example.com"], "https://app.example.com", True),
        (PAGE, "http://localhost:3001", False),
        (PAGE, "https://localhost:3000", False),
        (PAGE, "null", False),
        ("off", PAGE, False),
        ([], PAGE, False),
    ],
)
def test_the_origins_can_be_chosen(cors: Any, origin: str, allowed: bool) -> None:
    with Sandbox(cors=cors) as sandbox:
        response = get(sandbox, origin=origin)
        assert response.status_code == 200
        assert ("access-control-allow-origin" in response.headers) is allowed
        response = preflight(f"{sandbox.url}/v1/brands", origin=origin)
        assert ("access-control-allow-origin" in response.headers) is allowed


def test_it_is_off_by_default_where_others_can_reach_the_sandbox() -> None:
    with Sandbox(host="0.0.0.0", api_key="a-key-of-mine") as sandbox:
        assert "access-control-allow-origin" not in get(sandbox).headers


@pytest.mark.parametrize("cors", ["localhost:3000", "http://localhost:3000/", "http://a b", ""])
def test_what_is_not_an_origin_is_an_error_that_shows_one(cors: str) -> None:
    with pytest.raises(ValueError, match="write one without a path, as http://localhost:3000"):
        Sandbox(cors=cors)


@pytest.mark.parametrize(
    "origin", [PAGE, "null", "http://127.0.0.1:1", "https://evil.example", "file://", ""]
)
@pytest.mark.parametrize("content_type", ["text/plain", "application/json"])
def test_a_control_request_of_a_foreign_page_is_rejected_and_has_no_effect(
    deploy_sandbox: Sandbox, origin: str, content_type: str
) -> None:
    get(deploy_sandbox)
    for method, path in (("POST", "/reset"), ("POST", "/busy"), ("GET", "/requests")):
        headers = {"Origin": origin, "Content-Type": content_type}
        response = web.request(method, deploy_sandbox.control_url + path, headers=headers)
        assert response.status_code == 403
        assert "test runner" in response.json()["error"]
        assert "access-control-allow-origin" not in response.headers
    assert len(deploy_sandbox.requests()) == 1


def test_a_preflight_of_a_control_request_fails(deploy_sandbox: Sandbox) -> None:
    response = preflight(f"{deploy_sandbox.control_url}/reset")
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


def test_a_page_of_the_sandbox_itself_may_control_it(deploy_sandbox: Sandbox) -> None:
    headers = {"Origin": deploy_sandbox.origin}
    response = web.post(f"{deploy_sandbox.control_url}/reset", headers=headers)
    assert response.status_code == 204


def test_a_page_whose_host_name_was_pointed_at_this_machine_may_not(
    deploy_sandbox: Sandbox,
) -> None:
    port = deploy_sandbox.origin.rpartition(":")[2]
    for host, status in ((f"evil.example:{port}", 403), (f"localhost:{port}", 204)):
        headers = {"Origin": f"http://{host}", "Host": host}
        response = web.post(f"{deploy_sandbox.control_url}/reset", headers=headers)
        assert response.status_code == status


JOURNEY = """
const url = constants.url + "/v1/contacts";
const headers = {"Authorization": `Bearer ${constants.key}`, "Content-Type": "application/json"};
const seen = [];
async function call(path, method, body) {
  const response = await fetch(url + path, {
    method, headers, credentials: "include", body: body && JSON.stringify(body),
  });
  seen.push([response.status, response.headers.get("x-rate-limit-limit") !== null]);
  return response.status === 204 ? null : await response.json();
}
const brands = ["497f6eca-6276-4993-bfeb-53cbbbba6f08"];
const created = await call("", "POST", {email: "page@example.com"});
const contact = await call("/" + created.emailMd5, "GET");
const listed = await call(`/${contact.emailMd5}/subscriptions`, "POST", {brandIds: brands});
await call(`/${contact.emailMd5}/disable`, "POST");
const disabled = await call("/" + created.emailMd5, "GET");
await call(`/${contact.emailMd5}/subscriptions/${brands[0]}`, "DELETE");
await call("/" + created.emailMd5, "PATCH", {attributes: {age: 1}});
const missing = await call("/" + "0".repeat(32), "GET");
await report({seen, names: listed.brands.map((brand) => brand.name),
              enabled: disabled.enabled, code: missing.code});
"""


@needs_chromium
def test_a_page_of_another_origin_uses_the_api_in_a_browser(
    deploy_sandbox: Sandbox, tmp_path: Path
) -> None:
    report = report_of(JOURNEY, tmp_path, url=deploy_sandbox.url, key=deploy_sandbox.api_key)
    assert report == {
        "seen": [[status, True] for status in (201, 200, 200, 204, 200, 204, 200, 404)],
        "names": ["Acme"],
        "enabled": False,
        "code": "not_found_error",
    }
    assert len(deploy_sandbox.requests()) == 8


ATTACK = """
const attempts = [];
for (const mode of ["no-cors", "cors"]) {
  for (const type of ["text/plain", "application/json"]) {
    try {
      const response = await fetch(constants.control + "/reset", {
        method: "POST", mode, headers: {"Content-Type": type}, body: "{}",
      });
      attempts.push(response.type);
    } catch (error) {
      attempts.push("blocked");
    }
  }
}
for (const url of ["/requests", "/clock"]) {
  try {
    await fetch(constants.control + url);
    attempts.push("read");
  } catch (error) {
    attempts.push("blocked");
  }
}
const form = document.createElement("form");
const frame = document.createElement("iframe");
frame.name = "target";
form.method = "POST";
form.target = "target";
form.action = constants.control + "/reset";
document.body.append(frame, form);
await new Promise((resolve) => { frame.onload = resolve; form.submit(); });
await report(attempts);
"""


@needs_chromium
def test_a_page_of_another_origin_cannot_control_the_sandbox(
    deploy_sandbox: Sandbox, tmp_path: Path
) -> None:
    get(deploy_sandbox)
    report = report_of(ATTACK, tmp_path, control=deploy_sandbox.control_url)
    assert report == ["opaque", "opaque", "blocked", "blocked", "blocked", "blocked"]
    assert len(deploy_sandbox.requests()) == 1
