"""What the tests of bulk work share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from optizmo_deploy import DeployClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optizmo_deploy.sandbox import Sandbox


@pytest.fixture
def deploy_client(deploy_sandbox: Sandbox) -> Iterator[DeployClient]:
    """A client whose pauses take their time, unlike those of the plugin's own fixture."""
    with DeployClient(**deploy_sandbox.settings) as client:
        yield client
