"""The Dockerfile, as far as it can be tried without a container engine.

Its settings are taken out of the file, and its entry point and health check run as processes with
them, so that what a container would do is tried but for the base image.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.web import web

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
INSTRUCTIONS = [
    (line.split()[0], line.split(maxsplit=1)[1].strip())
    for line in TEXT.splitlines()
    if line.strip() and not line.startswith("#")
]
FINAL = INSTRUCTIONS[max(i for i, (name, _) in enumerate(INSTRUCTIONS) if name == "FROM") :]


def instruction(name: str) -> str:
    (value,) = (value for other, value in FINAL if other == name)
    return value


def environment() -> dict[str, str]:
    settings = dict(pair.split("=", 1) for pair in instruction("ENV").split())
    del settings["PATH"]
    return settings


def test_the_image_does_not_run_as_root() -> None:
    user = instruction("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user), "a number lets clusters check it"


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    copied = [
        source
        for name, value in INSTRUCTIONS
        if name == "COPY" and not value.startswith("--from")
        for source in value.split()[:-1]
    ]
    assert "overlay" in copied
    for source in copied:
        assert (ROOT / source).exists()
        assert f"!{source}" in ignore


def test_the_exposed_port_is_the_one_that_is_served() -> None:
    assert environment()["OPTIZMO_DEPLOY_SANDBOX_PORT"] == instruction("EXPOSE")


def test_the_python_of_the_image_is_one_that_is_supported() -> None:
    for name, value in INSTRUCTIONS:
        if name == "FROM":
            assert re.match(r"python:3\.1[1-9]-slim", value)


@pytest.mark.parametrize("proxy", [None, "http://127.0.0.1:9"])
def test_the_entry_point_serves_is_healthy_and_ends_at_once(proxy: str | None) -> None:
    entry_point = json.loads(instruction("ENTRYPOINT"))
    health = json.loads(instruction("HEALTHCHECK").partition("CMD ")[2])
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    # Any free port, as this machine's may be in use.
    settings = {**os.environ, "PATH": path, **environment(), "OPTIZMO_DEPLOY_SANDBOX_PORT": "0"}
    if proxy:
        settings["http_proxy"] = proxy
    with subprocess.Popen(
        entry_point, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        port = re.findall(r":(\d+)/", url)[0]
        settings["OPTIZMO_DEPLOY_SANDBOX_PORT"] = port
        healthy = subprocess.run(health, env=settings, capture_output=True, check=False)
        assert web.get(f"{url}/v1/brands").status_code == 401
        process.terminate()
        assert process.wait(timeout=30) == 0  # the first process must handle SIGTERM by itself
        stopped = subprocess.run(health, env=settings, capture_output=True, check=False)
    assert healthy.returncode == 0, healthy.stderr
    assert stopped.returncode == 1
