"""The request log: what it shows, what it hides, and its forms."""

from __future__ import annotations

import json
import logging
import re
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy.sandbox import Sandbox
from optizmo_deploy.sandbox.request_log import LOGGER_NAME, JsonFormatter, TextFormatter

from tests.sandbox.web import web

if TYPE_CHECKING:
    from collections.abc import Callable

MD5 = "93942e96f5acd83e2e047ad8fe03114d"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
ADDRESSES = ("ann@example.com", "ann%40example.com", "Ann.Other+x@example.com")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, LOGGER_NAME)
    return caplog


def call(sandbox: Sandbox, method: str, path: str, **options: Any) -> int:
    headers = {"Authorization": f"Bearer {sandbox.api_key}"}
    return web.request(method, sandbox.url + path, headers=headers, **options).status_code


def lines(log: pytest.LogCaptureFixture, formatter: logging.Formatter | None = None) -> list[str]:
    formatter = formatter or TextFormatter()
    return [formatter.format(record) for record in log.records if record.name == LOGGER_NAME]


def test_a_request_is_one_line_with_operation_and_status(
    log: pytest.LogCaptureFixture, deploy_sandbox: Sandbox
) -> None:
    call(deploy_sandbox, "GET", f"/v1/contacts/{MD5}")
    (line,) = lines(log)
    pattern = r"\d\d:\d\d:\d\d\.\d{3} 200 GET /deploy/v1/contacts/{emailMd5} getContact \d+\.\dms"
    assert re.fullmatch(pattern, line)


def busy(sandbox: Sandbox) -> Sandbox:
    sandbox.busy(9)
    return sandbox


def over_limit(sandbox: Sandbox) -> Sandbox:
    sandbox.state("rate limit exceeded")
    return sandbox


REASONS: dict[str, tuple[Callable[[Sandbox], object], str]] = {
    "a field of the body": (
        lambda sandbox: call(sandbox, "POST", "/v1/contacts", json={"brandIds": []}),
        "invalid_request_error: The request body is not valid; /email: is required; "
        "/brandIds: must have at least 1 item",
    ),
    "an unknown brand": (
        lambda sandbox: call(
            sandbox, "POST", f"/v1/contacts/{MD5}/subscriptions", json={"brandIds": [UNKNOWN]}
        ),
        f"invalid_request_error: Unknown brand id(s): {UNKNOWN}",
    ),
    "a query parameter": (
        lambda sandbox: call(sandbox, "GET", "/v1/brands?pageSize=1"),
        "pageSize must be between 10 and 200",
    ),
    "no key": (
        lambda sandbox: web.get(f"{sandbox.url}/v1/brands"),
        "authentication_error: credentials required",
    ),
    "a busy account": (
        lambda sandbox: call(busy(sandbox), "POST", f"/v1/contacts/{MD5}/disable"),
        "operation_in_progress: A bulk contact operation",
    ),
    "an exceeded rate limit": (
        lambda sandbox: call(over_limit(sandbox), "GET", "/v1/brands"),
        "The rate limit is exceeded",
    ),
    "an injected status": (
        lambda sandbox: (sandbox.fail(status=503), call(sandbox, "GET", "/v1/brands")),
        "fault: status 503",
    ),
    "an injected delay": (
        lambda sandbox: (sandbox.fail(delay=0.01), call(sandbox, "GET", "/v1/brands")),
        "fault: delayed by 0.01 s",
    ),
    "a path outside the API": (
        lambda sandbox: call(sandbox, "GET", "/v2/brands"),
        "not_found_error: No operation has this path",
    ),
    "a method outside the API": (
        lambda sandbox: call(sandbox, "PUT", "/v1/brands"),
        "This path allows GET, HEAD, OPTIONS",
    ),
    "a control request": (
        lambda sandbox: web.post(f"{sandbox.control_url}/resett"),
        "there is no control 'resett'; did you mean 'reset'?",
    ),
    "a foreign page": (
        lambda sandbox: web.post(
            f"{sandbox.control_url}/reset", headers={"Origin": "http://evil.example"}
        ),
        "the control API is not for pages of another origin",
    ),
}


@pytest.mark.parametrize("cause", REASONS)
def test_the_reason_of_each_rejection_is_shown(
    log: pytest.LogCaptureFixture, deploy_sandbox: Sandbox, cause: str
) -> None:
    reject, reason = REASONS[cause]
    reject(deploy_sandbox)
    assert reason in lines(log)[-1]


def test_a_dropped_connection_and_bytes_that_are_not_http_are_shown(
    log: pytest.LogCaptureFixture, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.fail(drop="after", count=1)
    port = int(deploy_sandbox.origin.rpartition(":")[2])
    for data in (b"GET /deploy/v1/brands HTTP/1.1\r\nhost: x\r\n\r\n", b"nonsense\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(data)
            while connection.recv(65536):
                pass
    dropped, invalid = lines(log)
    assert "dropped GET /deploy/v1/brands listBrands" in dropped
    assert dropped.endswith("fault: dropped after the effect")
    assert " 400 - / " in invalid


def make_addresses_appear(sandbox: Sandbox) -> None:
    for address in ADDRESSES:
        call(sandbox, "GET", f"/v1/contacts/{address}")
        call(sandbox, "GET", f"/v1/nothing/{address}/x?email={address}")
        call(sandbox, "GET", f"/v1/brands?name[{address}]=x")
        call(sandbox, "GET", f"/v1/brands?name={address}&page=0")
        attributes = {address: "x", f"'{address}'": "x", f"<{address}>": "x"}
        call(sandbox, "POST", "/v1/contacts", json={"email": address, "attributes": attributes})
        call(sandbox, "POST", "/v1/contacts", json={"email": "a@b.c", "brandIds": [address]})
        web.get(f"{sandbox.origin}/{address}")
        web.get(f"{sandbox.control_url}/{address}")
    call(sandbox, "GET", f"/v1/nothing/{MD5}")
    call(sandbox, "GET", f"/v1/contacts/{MD5.upper()}")


def test_no_address_and_no_hash_of_one_is_shown(
    log: pytest.LogCaptureFixture, deploy_sandbox: Sandbox
) -> None:
    make_addresses_appear(deploy_sandbox)
    for formatter in (TextFormatter(), JsonFormatter(), logging.Formatter()):
        text = "\n".join(lines(log, formatter)).lower()
        assert len(text.splitlines()) == 26
        assert "example.com" not in text
        assert MD5 not in text
        assert "sandbox-key" not in text


def test_addresses_are_shown_when_they_are_asked_for(
    log: pytest.LogCaptureFixture, deploy_sandbox: Sandbox
) -> None:
    make_addresses_appear(deploy_sandbox)
    text = "\n".join(lines(log, TextFormatter(addresses=True)))
    assert "/deploy/v1/nothing/ann@example.com/x?email=ann@example.com" in text
    assert f"/deploy/v1/contacts/{MD5.upper()}" in text


def test_as_json_each_line_is_an_object(
    log: pytest.LogCaptureFixture, deploy_sandbox: Sandbox
) -> None:
    call(deploy_sandbox, "GET", f"/v1/contacts/{MD5}")
    call(deploy_sandbox, "POST", "/v1/contacts", content=b"{")
    read, created = (json.loads(line) for line in lines(log, JsonFormatter()))
    assert set(read) == {"time", "method", "path", "operation", "status", "reason", "ms"}
    assert (read["operation"], read["status"], read["reason"]) == ("getContact", 200, None)
    assert created["reason"].startswith("invalid_request_error: The request body is not JSON")


def test_a_page_whose_origin_is_not_allowed_is_shown(log: pytest.LogCaptureFixture) -> None:
    with Sandbox(cors="http://localhost:3000") as sandbox:
        origins = {"Origin": "http://localhost:4000", "Access-Control-Request-Method": "POST"}
        web.request("OPTIONS", f"{sandbox.url}/v1/contacts", headers=origins)
        web.request(
            "OPTIONS",
            f"{sandbox.url}/v1/contacts",
            headers={**origins, "Origin": "http://localhost:3000"},
        )
    refused, allowed = lines(log)
    assert refused.endswith("http://localhost:4000 is not allowed by --cors")
    assert allowed.endswith("preflight")


@pytest.mark.parametrize("path", ["/%0aforged", "/a%1b[31m", "/\u2028x", "/v1/brands?name[%0a]=x"])
def test_no_request_can_forge_a_line(
    log: pytest.LogCaptureFixture, deploy_sandbox: Sandbox, path: str
) -> None:
    call(deploy_sandbox, "GET", path)
    for formatter in (TextFormatter(), TextFormatter(addresses=True), JsonFormatter()):
        (line,) = lines(log, formatter)
        assert line.isprintable()


def run_command(*options: str) -> tuple[dict[str, Any], list[str]]:
    """Run the command, send it two requests, and return what it prints on both outputs."""
    with subprocess.Popen(
        [sys.executable, "-m", "optizmo_deploy", "sandbox", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = json.loads(process.stdout.readline())
        web.get(f"{line['url']}/v1/contacts/ann@example.com")
        web.get(f"{line['url']}/v1/nothing/ann@example.com")
        process.terminate()
        return line, process.stderr.read().splitlines()


@pytest.mark.parametrize(
    ("options", "count", "shown"),
    [
        ((), 0, False),
        (("--log", "off"), 0, False),
        (("--log",), 2, False),
        (("--log", "text"), 2, False),
        (("--log", "json"), 2, False),
        (("--log", "--log-addresses"), 2, True),
        (("--log", "json", "--log-addresses"), 2, True),
    ],
)
def test_the_command_writes_the_log_to_the_standard_error_output(
    options: tuple[str, ...], count: int, *, shown: bool
) -> None:
    _, errors = run_command(*options)
    assert len(errors) == count, errors
    assert ("ann@example.com" in "\n".join(errors)) is shown
    if "json" in options:
        assert {json.loads(error)["status"] for error in errors} == {401, 404}


def test_nothing_is_written_where_nobody_listens(
    caplog: pytest.LogCaptureFixture, deploy_sandbox: Sandbox
) -> None:
    caplog.set_level(logging.NOTSET, logger=LOGGER_NAME)  # as it is in a new process
    call(deploy_sandbox, "GET", "/v1/brands")
    assert lines(caplog) == []
