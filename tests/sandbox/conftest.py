"""A client of the sandbox that checks every response against the contract, and raw sockets."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx
import jsonschema_rs
import pytest
from optizmo_deploy.contract import load_contract
from optizmo_deploy.sandbox.rules import contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from optizmo_deploy.sandbox import Sandbox


@cache
def _document() -> dict[str, Any]:
    return load_contract()


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = _document()
        for token in node["$ref"].removeprefix("#/").split("/"):
            target = target[token]
        node = target
    return node


@cache
def _validator(operation_id: str, status: str) -> jsonschema_rs.Draft202012Validator | None:
    """Return what validates a response's body; None when the contract gives it none."""
    operation = contract().by_id[operation_id]
    responses = _document()["paths"][operation.template][operation.method.lower()]["responses"]
    assert status in responses, f"{operation_id} may not response {status}"
    content = _resolved(responses[status]).get("content")
    if content is None:
        return None
    schema = {**content["application/json"]["schema"], "components": _document()["components"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


class Api(httpx.Client):
    """An HTTP client that fails a test when a response does not fit the contract."""

    def __init__(self, sandbox: Sandbox) -> None:
        headers = {"Authorization": f"Bearer {sandbox.api_key}"}
        super().__init__(
            base_url=sandbox.url,
            headers=headers,
            event_hooks={"response": [self.check]},
            verify=False,  # it is plain HTTP, and loading certificates takes longer than a test
        )
        self._sandbox = sandbox

    def check(self, response: httpx.Response) -> None:
        """Compare a response with the contract."""
        response.read()
        assert {"x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"} <= set(
            response.headers
        )
        if response.request.method in {"HEAD", "OPTIONS"}:
            assert response.content == b""
            return
        if response.status_code >= 400:
            self._check_problem(response)
        recorded = self._sandbox.requests()[-1]
        if recorded.operation is None or response.status_code in {405, 413, 415}:
            return
        validator = _validator(recorded.operation, str(response.status_code))
        if validator is None:
            assert response.content == b""
        else:
            assert response.headers["content-type"] == "application/json"
            validator.validate(response.json())

    def _check_problem(self, response: httpx.Response) -> None:
        problem = response.json()
        assert response.headers["content-type"] == "application/json"
        assert problem["status"] == response.status_code
        assert problem["type"].endswith("#" + problem["code"])
        assert problem["instance"] == response.request.url.raw_path.decode().partition("?")[0]

    def create(self, email: str, **members: Any) -> dict[str, Any]:
        """Create a contact that must be new."""
        response = self.post("/v1/contacts", json={"email": email, **members})
        assert response.status_code == 201, response.text
        created: dict[str, Any] = response.json()
        return created


@pytest.fixture
def api(deploy_sandbox: Sandbox) -> Iterator[Api]:
    with Api(deploy_sandbox) as client:
        yield client


@pytest.fixture
def control(deploy_sandbox: Sandbox) -> Iterator[httpx.Client]:
    """The control API over HTTP, as a team in another language has it."""
    with httpx.Client(base_url=deploy_sandbox.control_url, verify=False) as client:
        yield client


@pytest.fixture
def pointers() -> Callable[[httpx.Response], set[str]]:
    """Return where a rejection sees the mistakes."""

    def pointers(response: httpx.Response) -> set[str]:
        assert response.status_code == 400, response.text
        assert response.json()["code"] == "invalid_request_error"
        return {error["pointer"] for error in response.json()["errors"]}

    return pointers


@dataclass
class RawResponse:
    """A response out of the data of a connection."""

    status: int
    headers: dict[str, str]
    document: Any
    rest: bytes

    @classmethod
    def parse(cls, data: bytes) -> RawResponse:
        """Take the first response out of data; its body is JSON, or None when it is empty."""
        head, end, rest = data.partition(b"\r\n\r\n")
        assert end, f"no whole response in {data!r}"
        line, *fields = head.decode("latin-1").split("\r\n")
        pairs = (field.partition(": ") for field in fields)
        headers = {name.lower(): value for name, _, value in pairs}
        length = int(headers.get("content-length", 0))
        body = rest[:length]
        return cls(int(line.split()[1]), headers, json.loads(body) if body else None, rest[length:])


@pytest.fixture
def talk(deploy_sandbox: Sandbox) -> Callable[..., list[RawResponse]]:
    """Send data as they are and return the responses until the server hangs up."""

    def talk(data: bytes, *, timeout: float = 30.0) -> list[RawResponse]:
        port = int(deploy_sandbox.origin.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
            connection.sendall(data)
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
        responses: list[RawResponse] = []
        while received:
            responses.append(RawResponse.parse(received))
            received = responses[-1].rest
        return responses

    return talk


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed, so there is no certificate to serve with")
    folder = tmp_path_factory.mktemp("certificate")
    chain, key = folder / "certificate.pem", folder / "key.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-keyout", str(key), "-out", str(chain)]
    subprocess.run([openssl, "req", *kind, *subject, *files], check=True, capture_output=True)
    return chain, key
