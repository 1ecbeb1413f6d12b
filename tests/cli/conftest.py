"""Commands run in this process and as processes, against a sandbox on a socket."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from optizmo_deploy.cli import run

if TYPE_CHECKING:
    from optizmo_deploy.sandbox import Sandbox

KEY = "OPTIZMO_DEPLOY_API_KEY"
URL = "OPTIZMO_DEPLOY_BASE_URL"


@dataclass
class Done:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return the data on standard output, which must be one JSON document."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Return the data on standard output, which must be JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class Command(Protocol):
    """Runs a command with arguments and, maybe, standard input and variables."""

    def __call__(self, *arguments: str, stdin: str | bytes = "", **environment: str) -> Done: ...


@pytest.fixture
def cli(
    deploy_sandbox: Sandbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Run commands in this process, which is fast enough for many small cases."""

    def command(*arguments: str, stdin: str | bytes = "", **environment: str) -> Done:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        settings = {KEY: deploy_sandbox.api_key, URL: deploy_sandbox.url, **environment}
        monkeypatch.delenv("COLUMNS", raising=False)  # pytest-xdist sets it in its workers
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        code = run(arguments)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Done(code, captured.out, captured.err)

    return command


@pytest.fixture
def process(deploy_sandbox: Sandbox) -> Command:
    """Run commands as processes, as users do."""

    def command(*arguments: str, stdin: str | bytes = "", **environment: str) -> Done:
        settings = {KEY: deploy_sandbox.api_key, URL: deploy_sandbox.url, **environment}
        done = subprocess.run(
            [sys.executable, "-m", "optizmo_deploy", *arguments],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            timeout=60,
            check=False,
            env={**os.environ, **settings},
        )
        assert b"Traceback" not in done.stderr
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return command
