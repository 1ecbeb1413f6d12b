"""The API reference at /docs, and the contract as the sandbox serves it."""

from __future__ import annotations

import json
import queue
import re
import shutil
import subprocess

import httpx
import pytest
import yaml
from optizmo_deploy.contract import load_contract
from optizmo_deploy.sandbox import Sandbox

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.mark.parametrize(
    ("path", "parse"), [("/openapi.json", None), ("/openapi.yaml", yaml.safe_load)]
)
def test_the_contract_is_served_with_the_sandbox_as_its_server(deploy_sandbox, path, parse):
    response = httpx.get(deploy_sandbox.origin + path)
    document = parse(response.text) if parse else response.json()
    (server,) = document.pop("servers")
    assert server["url"] == deploy_sandbox.url
    assert document == {name: part for name, part in load_contract().items() if name != "servers"}


def test_the_server_of_the_contract_is_what_the_caller_calls_it(deploy_sandbox):
    port = deploy_sandbox.origin.rpartition(":")[2]
    response = httpx.get(f"http://localhost:{port}/openapi.json")
    assert response.json()["servers"][0]["url"] == f"http://localhost:{port}/deploy"


@pytest.mark.parametrize("path", ["/docs", "/docs/"])
def test_the_reference_loads_everything_from_the_sandbox_itself(deploy_sandbox, path):
    page = httpx.get(deploy_sandbox.origin + path)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    loaded = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert len(loaded) == 4
    for url in loaded:
        assert url.startswith("/docs/")
        asset = httpx.get(deploy_sandbox.origin + url)
        assert asset.status_code == 200
        assert asset.headers["content-type"].split(";")[0] in {
            "image/png", "text/css", "text/javascript",
        }  # fmt: skip
        assert len(asset.content) > 100


@pytest.mark.parametrize("name", ["../__init__.py", "..%2f__init__.py", "index.css", "", "x"])
def test_nothing_else_of_the_viewers_package_is_served(deploy_sandbox, name):
    response = httpx.get(f"{deploy_sandbox.origin}/docs/assets/{name}")
    assert response.status_code == 404


def test_the_reference_is_read_only(deploy_sandbox):
    assert httpx.post(f"{deploy_sandbox.origin}/docs").status_code == 404
    assert httpx.head(f"{deploy_sandbox.origin}/docs").content == b""


# Does what a reader would do on the page of an operation: authorize and execute.
READER = """
<script>
const until = async (find) => {
  for (;;) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
};
const place = "#operations-contact-schema-getContactSchema ";
const find = (selector) => document.querySelector(place + selector);
(async () => {
  await until(() => window.ui && find(".opblock-summary-control"));
  window.ui.preauthorizeApiKey("bearerAuth", "sandbox-key");
  const shown = await until(() => {
    // The operation is not whole at first, and clicks before that do nothing.
    if (find("button.execute")) find("button.execute").click();
    return find(".live-responses-table tbody td.response-col_status");
  });
  const report = {
    status: shown.textContent.trim(),
    operations: document.querySelectorAll(".opblock").length,
    text: find(".live-responses-table").textContent,
  };
  await fetch("/report", { method: "POST", body: JSON.stringify(report) });
})();
</script>
"""


@pytest.fixture
def watched():
    """A sandbox whose reference is used by the reader above, and what the reader reports."""
    reports = queue.SimpleQueue()

    def watch(app):
        async def wrapped(scope, receive, send):
            if scope["path"] == "/report":
                reports.put(json.loads((await receive())["body"]))

            async def add_reader(message):
                if scope["path"] == "/docs" and "headers" in message:
                    headers = dict(message["headers"])
                    headers[b"content-length"] = b"%d" % (page_size + len(READER))
                    message["headers"] = list(headers.items())
                elif scope["path"] == "/docs":
                    message["body"] += READER.encode()
                await send(message)

            await app(scope, receive, add_reader)

        return wrapped

    with Sandbox() as plain:
        page_size = len(httpx.get(f"{plain.origin}/docs").content)
    with Sandbox(wrap=watch) as sandbox:
        yield sandbox, reports


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_reader_can_try_an_operation_in_a_browser(tmp_path, watched):
    sandbox, reports = watched
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}"]
    # Only this machine resolves: anything loaded from elsewhere would be missing.
    options += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    options += [
        "--remote-debugging-port=0",
        f"{sandbox.origin}/docs#/contact-schema/getContactSchema",
    ]
    browser = subprocess.Popen(
        [CHROMIUM, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        report = reports.get(timeout=90)
    finally:
        browser.kill()
        browser.wait()
    request = sandbox.requests("getContactSchema")[0]
    assert (request.key, request.status) == ("api_key", 200)
    assert report["status"].startswith("200")
    assert report["operations"] == 10
    assert "first_name" in report["text"]
