"""The sandbox behind a reverse proxy, in a container and under probes."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy import DeployClient, NotFoundError
from optizmo_deploy.sandbox import Sandbox
from optizmo_deploy.sandbox.external import external_address
from optizmo_deploy.sandbox.message import Request

from tests.sandbox.web import web

if TYPE_CHECKING:
    from collections.abc import Generator

_REPORTED = (b"host", b"prefix", b"proto", b"port")


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")


def server_url(sandbox: Sandbox, **headers: str) -> str:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = web.get(f"{sandbox.origin}/openapi.json", headers=named)
    url: str = response.json()["servers"][0]["url"]
    return url


@pytest.mark.parametrize(
    ("headers", "url"),
    [
        ({"X_Forwarded_Proto": "https"}, "https://{host}/deploy"),
        ({"X_Forwarded_Host": "api.example.com"}, "http://api.example.com/deploy"),
        (
            {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "api.example.com:8443"},
            "https://api.example.com:8443/deploy",
        ),
        (
            {"X_Forwarded_Host": "api.example.com", "X_Forwarded_Port": "8080"},
            "http://api.example.com:8080/deploy",
        ),
        (
            {
                "X_Forwarded_Host": "api.example.com",
                "X_Forwarded_Port": "443",
                "X_Forwarded_Proto": "https",
            },
            "https://api.example.com/deploy",
        ),
        ({"X_Forwarded_Host": "first.example, second.example"}, "http://first.example/deploy"),
        ({"X_Forwarded_Host": "[2001:db8::1]:8080"}, "http://[2001:db8::1]:8080/deploy"),
        ({"X_Forwarded_Prefix": "/mock"}, "http://{host}/mock/deploy"),
        ({"X_Forwarded_Prefix": "/a/b/"}, "http://{host}/a/b/deploy"),
        (
            {"Forwarded": 'for=192.0.2.1;host="api.example.com:8443";proto=https'},
            "https://api.example.com:8443/deploy",
        ),
        (
            {"Forwarded": "Host=first.example; Proto=HTTPS, for=10.0.0.1;host=second.example"},
            "https://first.example/deploy",
        ),
        (
            {"Forwarded": "host=api.example.com", "X_Forwarded_Host": "other.example"},
            "http://api.example.com/deploy",
        ),
        ({"Forwarded": 'for="[2001:db8::1]:4711", host=second.example'}, "http://{host}/deploy"),
        ({"Host": "sandbox:8080"}, "http://sandbox:8080/deploy"),
    ],
)
def test_the_address_that_a_proxy_reports_is_the_server_of_the_contract(
    deploy_sandbox: Sandbox, headers: dict[str, str], url: str
) -> None:
    host = deploy_sandbox.origin.removeprefix("http://")
    assert server_url(deploy_sandbox, **headers) == url.format(host=host)


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_Host": "<script>"},
        {"X_Forwarded_Host": "a b"},
        {"X_Forwarded_Host": "user@example.com"},
        {"X_Forwarded_Proto": "javascript"},
        {"X_Forwarded_Prefix": "//evil.example"},
        {"X_Forwarded_Prefix": '/"><script>'},
        {"X_Forwarded_Prefix": "/a?b"},
        {"Forwarded": 'host="<script>"'},
        {"Forwarded": "nonsense"},
        {"X_Forwarded_Port": "8080"},
    ],
)
def test_what_is_not_an_address_is_ignored(
    deploy_sandbox: Sandbox, headers: dict[str, str]
) -> None:
    url = server_url(deploy_sandbox, **headers)
    assert url in {deploy_sandbox.url, f"{deploy_sandbox.origin}/evil.example/deploy"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [b"host", b"forwarded", *(b"x-forwarded-" + name for name in _REPORTED)]
            ),
            st.binary(max_size=40),
        ),
        max_size=6,
    )
)
def test_nothing_that_a_client_sends_puts_markup_or_another_site_into_a_link(
    headers: list[tuple[bytes, bytes]],
) -> None:
    address = external_address(Request("GET", "/", "", headers), "http", "127.0.0.1:1", "")
    assert not set(address.base) & set("<>\"'\\ \r\n\t")
    assert address.scheme in {"http", "https"}
    assert not address.prefix.startswith("//")


def test_a_problem_names_the_path_that_the_client_sent(deploy_sandbox: Sandbox) -> None:
    headers = {"X-Forwarded-Prefix": "/mock"}
    response = web.get(f"{deploy_sandbox.url}/v1/brands", headers=headers)
    assert response.json()["instance"] == "/mock/deploy/v1/brands"


@pytest.mark.parametrize("root_path", ["/mock", "mock/", "/a/b"])
def test_a_root_path_is_in_every_url_and_may_be_sent_or_not(root_path: str) -> None:
    prefix = "/" + root_path.strip("/")
    with Sandbox(root_path=root_path) as sandbox:
        assert sandbox.url == f"{sandbox.origin}{prefix}/deploy"
        assert sandbox.control_url == f"{sandbox.origin}{prefix}/control"
        headers = {"Authorization": f"Bearer {sandbox.api_key}"}
        for base in (sandbox.origin + prefix, sandbox.origin):
            response = web.get(f"{base}/deploy/v1/brands", headers=headers)
            assert response.status_code == 200
            assert web.get(f"{base}/health").status_code == 200
            assert web.post(f"{base}/control/reset").status_code == 204
            document = web.get(f"{base}/openapi.json").json()
            assert document["servers"][0]["url"] == sandbox.url
            assert web.get(f"{base}/").headers["location"] == f"{prefix}/docs"
            problem = web.get(f"{base}/deploy/v1/nothing").json()
            assert problem["instance"] == f"{prefix}/deploy/v1/nothing"
        assert web.get(sandbox.origin + prefix).headers["location"] == f"{prefix}/docs"
        assert web.get(f"{sandbox.origin}{prefix}/nothing").status_code == 404


def test_a_root_path_that_begins_like_the_api_is_told_apart() -> None:
    with Sandbox(root_path="/deploy") as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.api_key}"}
        for path in ("/deploy/deploy/v1/brands", "/deploy/v1/brands"):
            assert web.get(sandbox.origin + path, headers=headers).status_code == 200


@pytest.mark.parametrize("root_path", ["/a b", "/a?b", '/"', "http://a/b"])
def test_what_is_not_a_path_is_an_error(root_path: str) -> None:
    with pytest.raises(ValueError, match="write one as /sandbox"):
        Sandbox(root_path=root_path)


class _Proxy(http.server.BaseHTTPRequestHandler):
    """A reverse proxy that takes a prefix off, like those in front of clusters."""

    server: Any

    def forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name != "Host"}
        headers["X-Forwarded-Prefix"] = "/mock"
        headers["X-Forwarded-Host"] = self.headers["Host"]
        path = self.path.removeprefix("/mock")
        response = web.request(
            self.command, self.server.target + path, headers=headers, content=body
        )
        self.send_response(response.status_code)
        for name, value in response.headers.items():
            if name not in {"date", "transfer-encoding"}:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.content)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self.forward
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the inherited name
        pass


@contextlib.contextmanager
def proxy_of(sandbox: Sandbox) -> Generator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Proxy) as server:
        server.target = sandbox.origin  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/mock"
        server.shutdown()


def test_a_client_works_through_a_proxy_with_a_prefix(deploy_sandbox: Sandbox) -> None:
    with proxy_of(deploy_sandbox) as base:
        document = web.get(f"{base}/openapi.json").json()
        assert document["servers"][0]["url"] == f"{base}/deploy"
        with DeployClient(deploy_sandbox.api_key, base_url=f"{base}/deploy") as client:
            created = client.contacts.create("proxied@example.com")
            client.contacts.disable(created)
            assert not client.contacts.get(created).enabled
            with pytest.raises(NotFoundError) as caught:
                client.contacts.get("missing@example.com")
        assert str(caught.value.instance).startswith("/mock/deploy/v1/contacts/")


@needs_ipv6
def test_all_ipv6_addresses_are_all_ipv4_addresses_too() -> None:
    with Sandbox(host="::", api_key="a-key-of-mine") as sandbox:
        port = sandbox.origin.rpartition(":")[2]
        for host in ("127.0.0.1", "[::1]"):
            assert web.get(f"http://{host}:{port}/health").status_code == 200
        assert web.get(f"{sandbox.origin}/health").status_code == 200


@pytest.mark.parametrize("path", ["/health", "/control", "/control/clock", "/control/requests"])
def test_probes_get_200_without_a_key_and_without_a_body_for_head(
    deploy_sandbox: Sandbox, path: str
) -> None:
    url = deploy_sandbox.origin + path
    assert web.get(url).status_code == 200
    response = web.head(url)
    assert (response.status_code, response.content) == (200, b"")
    assert deploy_sandbox.requests() == []


def test_the_health_path_is_not_touched_by_faults_latency_or_a_rate_limit() -> None:
    with Sandbox(rate_limit="1/h", latency=30) as sandbox:
        sandbox.fail(drop="before")
        for _ in range(3):
            response = web.get(f"{sandbox.origin}/health", timeout=10)
            assert response.json() == {"status": "ok"}


def test_options_of_a_control_lists_its_methods(deploy_sandbox: Sandbox) -> None:
    response = web.options(f"{deploy_sandbox.control_url}/requests")
    assert (response.status_code, response.headers["allow"]) == (204, "GET, DELETE, HEAD, OPTIONS")
    response = web.get(f"{deploy_sandbox.control_url}/reset")
    assert (response.status_code, response.headers["allow"]) == (405, "POST, OPTIONS")


def test_every_setting_can_come_from_the_environment(tmp_path: Any) -> None:
    settings = {
        "HOST": "127.0.0.1",
        "PORT": "0",
        "API_KEY": "a-key-of-mine",
        "DATABASE": str(tmp_path / "data.db"),
        "RATE_LIMIT": "7/h",
        "LATENCY": "1",
        "CORS": "http://localhost:3000 http://localhost:4000",
        "ROOT_PATH": "/mock",
        "LOG": "json",
        "LOG_ADDRESSES": "1",
    }
    environment = {f"OPTIZMO_DEPLOY_SANDBOX_{name}": value for name, value in settings.items()}
    with subprocess.Popen(
        [sys.executable, "-m", "optizmo_deploy", "sandbox"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = json.loads(process.stdout.readline())
        try:
            assert line["api_key"] == "a-key-of-mine"
            assert "/mock/deploy" in line["url"]
            headers = {"Authorization": "Bearer a-key-of-mine", "Origin": "http://localhost:4000"}
            response = web.get(f"{line['url']}/v1/brands?pageSize=10", headers=headers)
            assert response.headers["x-rate-limit-limit"] == "7"
            assert response.headers["access-control-allow-origin"] == "http://localhost:4000"
            assert (tmp_path / "data.db").exists()
            logged = json.loads(process.stderr.readline())
            assert logged["path"] == "/deploy/v1/brands?pageSize=10"
        finally:
            process.terminate()
        assert process.wait() == 0


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "many", "'many' is not a valid integer"),
        ("CORS", "localhost", "'localhost' is not an origin"),
        ("CORS", "off http://localhost:3000", "cannot be combined"),
        ("ROOT_PATH", "a b", "is not a path"),
        ("RATE_LIMIT", "fast", "'fast' is not a rate"),
        ("LOG", "xml", "'xml' is not one of"),
    ],
)
def test_a_wrong_setting_of_the_environment_is_a_usage_error(
    name: str, value: str, words: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "optizmo_deploy", "sandbox"],
        env={**os.environ, f"OPTIZMO_DEPLOY_SANDBOX_{name}": value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
