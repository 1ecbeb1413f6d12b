"""The pytest plugin: a sandbox and clients for it as fixtures.

It is loaded in every pytest run of an environment that has this package, so that nothing but pytest
is imported before a test asks for a fixture.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optizmo_deploy.conformance.pytest_run.options import pytest_addoption

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from optizmo_deploy import AsyncDeployClient, DeployClient
    from optizmo_deploy.sandbox import Account, Sandbox

__all__ = ["async_deploy_client", "deploy_client", "deploy_sandbox", "pytest_addoption"]

_MARKER = (
    "deploy_sandbox(account=None, rate_limit=None, faults=()): set up the fixture deploy_sandbox "
    "with an account (an Account, or a file beside the test's module), a rate limit such as '5/s' "
    "and faults, each a dict of the arguments of Sandbox.fail"
)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture(scope="session")
def _deploy_sandbox_server() -> Generator[Sandbox]:
    """One server for all tests of a process, so that a test costs a reset and not a start."""
    try:
        from optizmo_deploy.sandbox import Sandbox  # noqa: PLC0415 - not before a test asks for it
    except ModuleNotFoundError as missing:
        pytest.fail(
            f"the fixture deploy_sandbox needs {missing.name}; "
            "run: pip install 'optizmo-deploy[sandbox]'",
            pytrace=False,
        )
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def _deploy_sandbox_accounts() -> Callable[[Path], Account]:
    """Read each account file once."""
    from functools import cache  # noqa: PLC0415 - not before a test asks for it

    from optizmo_deploy.sandbox import load_account  # noqa: PLC0415

    return cache(load_account)


@pytest.fixture
def deploy_sandbox(
    request: pytest.FixtureRequest,
    _deploy_sandbox_server: Sandbox,
) -> Sandbox:
    """A running sandbox in its initial state, or as the marker `deploy_sandbox` wants it."""
    marker = request.node.get_closest_marker("deploy_sandbox")
    account, rate_limit, faults = _wishes(**marker.kwargs) if marker else (None, None, ())
    if isinstance(account, str | Path):
        accounts = request.getfixturevalue("_deploy_sandbox_accounts")
        account = accounts(request.path.parent / account)
    _deploy_sandbox_server.reset(account, rate_limit=rate_limit)
    for fault in faults:
        _deploy_sandbox_server.fail(**fault)
    return _deploy_sandbox_server


@pytest.fixture
def deploy_client(deploy_sandbox: Sandbox) -> Iterator[DeployClient]:
    """A client of `deploy_sandbox` with a key that may call every operation."""
    from optizmo_deploy import DeployClient  # noqa: PLC0415 - not before a test asks for it

    with DeployClient(**deploy_sandbox.settings) as client:
        yield client


@pytest.fixture
def async_deploy_client(deploy_sandbox: Sandbox) -> AsyncDeployClient:
    """An asynchronous client of `deploy_sandbox`, for any event loop and needing no closing.

    It keeps no connection after a request, since no fixture can close one in the loop of the test.
    """
    import httpx  # noqa: PLC0415 - not before a test asks for it

    from optizmo_deploy import AsyncDeployClient  # noqa: PLC0415

    http_client = httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=0))
    return AsyncDeployClient(http_client=http_client, **deploy_sandbox.settings)


def _wishes(
    account: Account | Path | str | None = None,
    rate_limit: str | None = None,
    faults: tuple[dict[str, Any], ...] = (),
) -> tuple[Account | Path | str | None, str | None, tuple[dict[str, Any], ...]]:
    return account, rate_limit, faults
