"""What the tests of the client share; the modules beside this file are imported by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from optizmo_deploy.sandbox import Sandbox

from tests.client.faces import FACES, Face
from tests.client.rough_server import RoughServer

settings.register_profile("client", deadline=None)  # machines differ in speed
settings.load_profile("client")

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=FACES)
def face(request: pytest.FixtureRequest) -> Face:
    """Each way of using the client: blocking, and asynchronous on httpx and on aiohttp."""
    return Face(request.param)


@pytest.fixture
def server() -> Iterator[RoughServer]:
    with RoughServer() as server:
        yield server


@pytest.fixture(scope="session")
def shared_sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "OPTIZMO_DEPLOY_API_KEY",
        "OPTIZMO_DEPLOY_BASE_URL",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
