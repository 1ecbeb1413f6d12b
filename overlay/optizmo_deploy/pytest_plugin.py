"""The pytest plugin: a sandbox and clients for it as fixtures.

It is loaded in every pytest run of an environment that has this package, so that nothing but pytest
is imported before a test requests a fixture.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optizmo_deploy.conformance.pytest_run.options import pytest_addoption

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from contextlib import ExitStack

    from optizmo_deploy import AsyncDeployClient, DeployClient
    from optizmo_deploy.sandbox import Account, Sandbox

__all__ = [
    "DeploySandboxFactory",
    "async_deploy_client",
    "deploy_client",
    "deploy_environment",
    "deploy_sandbox",
    "deploy_sandbox_factory",
    "pytest_addoption",
]

_MARKER = (
    "deploy_sandbox(account=None, rate_limit=None, faults=()): set up the fixture deploy_sandbox "
    "with an account (an Account, or a file beside the test's module), a rate limit such as '5/s' "
    "and faults, each a dict of the arguments of Sandbox.fail"
)
_MARKER_ARGUMENTS = ("account", "rate_limit", "faults")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, and the sandboxes that tests share."""
    config.addinivalue_line("markers", _MARKER)
    config.stash[_SHARED] = _SharedSandboxes()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Undo what the test before did to the sandboxes that tests share."""
    item.config.stash[_SHARED].restore()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> None:
    """Remember how a test finds the sandboxes, before a fixture of its own changes them."""
    if fixturedef.scope == "function":
        request.config.stash[_SHARED].remember()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Remember how a test without fixtures of its own finds the sandboxes."""
    item.config.stash[_SHARED].remember()


class _SharedSandboxes:
    """The sandboxes that several tests share, and how to undo what one test does to each."""

    def __init__(self) -> None:
        self.sandboxes: list[Sandbox] = []
        self._restore: dict[Sandbox, ExitStack] = {}

    def remember(self) -> None:
        for sandbox in self.sandboxes:
            if sandbox.running and sandbox not in self._restore:
                from contextlib import ExitStack  # noqa: PLC0415 - not before a test needs it

                stack = self._restore[sandbox] = ExitStack()
                stack.enter_context(sandbox.isolated())

    def restore(self) -> None:
        while self._restore:
            sandbox, stack = self._restore.popitem()
            if sandbox.running:
                stack.close()


_SHARED = pytest.StashKey[_SharedSandboxes]()


class DeploySandboxFactory:
    """Starts sandboxes for fixtures of a wider scope than a test; they end with the session."""

    def __init__(self, stack: ExitStack, shared: _SharedSandboxes) -> None:
        self._stack = stack
        self._shared = shared

    def __call__(
        self, account: Account | Path | str | None = None, *, isolate: bool = True, **options: Any
    ) -> Sandbox:
        """Start a sandbox.

        Args:
            account: An account, or the path of an account file.
            isolate: Whether to undo after each test what the test, and its fixtures of function
                scope, did to the sandbox. What fixtures of a wider scope did stays.
            options: The other arguments of `Sandbox`.
        """
        from optizmo_deploy.sandbox import Sandbox  # noqa: PLC0415 - not before a test needs it

        sandbox = self._stack.enter_context(Sandbox(account, **options))
        self._stack.enter_context(_no_proxy(sandbox))
        if isolate:
            self._shared.sandboxes.append(sandbox)
        return sandbox


@pytest.fixture(scope="session")
def deploy_sandbox_factory(pytestconfig: pytest.Config) -> Generator[DeploySandboxFactory]:
    """Start sandboxes for your own session- or module-scoped fixtures; each test is isolated."""
    from contextlib import ExitStack  # noqa: PLC0415 - not before a test needs it

    _require("deploy_sandbox_factory")
    shared = pytestconfig.stash[_SHARED]
    with ExitStack() as stack:
        yield DeploySandboxFactory(stack, shared)
    shared.sandboxes.clear()


@pytest.fixture(scope="session")
def _deploy_sandbox_server() -> Generator[Sandbox]:
    """One server for all tests of a process, so that a test costs a reset and not a start."""
    _require("deploy_sandbox")
    from optizmo_deploy.sandbox import Sandbox  # noqa: PLC0415 - not before a test needs it

    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def _deploy_sandbox_accounts() -> Callable[[Path], Account]:
    """Read each account file once."""
    from functools import cache  # noqa: PLC0415 - not before a test needs it

    from optizmo_deploy.sandbox import load_account  # noqa: PLC0415

    return cache(load_account)


@pytest.fixture
def deploy_sandbox(
    request: pytest.FixtureRequest, _deploy_sandbox_server: Sandbox
) -> Iterator[Sandbox]:
    """A running sandbox in its initial state, or as the marker `deploy_sandbox` describes it."""
    marker = request.node.get_closest_marker("deploy_sandbox")
    mistake = None
    if marker is None:
        _deploy_sandbox_server.reset()
    else:
        try:
            _set_up(_deploy_sandbox_server, request, marker)
        except (TypeError, ValueError) as error:
            mistake = error
    if mistake is not None:
        pytest.fail(f"the marker deploy_sandbox: {mistake}", pytrace=False)
    with _no_proxy(_deploy_sandbox_server):
        yield _deploy_sandbox_server


@pytest.fixture
def deploy_environment(
    deploy_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> Mapping[str, str]:
    """Set the environment variables with which any client finds `deploy_sandbox`; returns them."""
    environment = deploy_sandbox.environment
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment


@pytest.fixture
def deploy_client(deploy_sandbox: Sandbox) -> Iterator[DeployClient]:
    """A client of `deploy_sandbox` whose pauses take no time: they move the sandbox's clock."""
    from optizmo_deploy import DeployClient  # noqa: PLC0415 - not before a test needs it
    from optizmo_deploy._virtual_pauses import pause_virtually  # noqa: PLC0415 - the same

    with DeployClient(**deploy_sandbox.settings) as client:
        yield pause_virtually(client, deploy_sandbox.clock)


@pytest.fixture
def async_deploy_client(deploy_sandbox: Sandbox) -> AsyncDeployClient:
    """An asynchronous client of `deploy_sandbox`, for any event loop and needing no closing.

    Its pauses take no time: they move the sandbox's clock. It keeps no connection after a request,
    since no fixture can close one in the loop of the test.
    """
    import httpx  # noqa: PLC0415 - not before a test needs it

    from optizmo_deploy import AsyncDeployClient  # noqa: PLC0415 - the same
    from optizmo_deploy._virtual_pauses import pause_virtually  # noqa: PLC0415 - the same

    limits = httpx.Limits(max_keepalive_connections=0)
    http_client = httpx.AsyncClient(limits=limits, trust_env=False)
    client = AsyncDeployClient(http_client=http_client, **deploy_sandbox.settings)
    return pause_virtually(client, deploy_sandbox.clock)


def _require(fixture: str) -> None:
    """Fail with the command that installs what a fixture needs, if it is not installed."""
    from importlib import import_module  # noqa: PLC0415 - not before a test needs it

    try:
        import_module("optizmo_deploy.sandbox")
    except ModuleNotFoundError as missing:
        pytest.fail(
            f"the fixture {fixture} needs {missing.name}; "
            "run: pip install 'optizmo-deploy[sandbox]'",
            pytrace=False,
        )


def _set_up(sandbox: Sandbox, request: pytest.FixtureRequest, marker: pytest.Mark) -> None:
    """Put a sandbox into the state that a marker describes.

    Raises:
        TypeError: An argument of the marker is unknown.
        ValueError: An argument's value is not valid.
    """
    import inspect  # noqa: PLC0415 - not before a test needs it

    from optizmo_deploy.sandbox.arguments import unknown_name  # noqa: PLC0415 - the same

    account, rate_limit, faults = _arguments(marker)
    if isinstance(account, str | Path):
        accounts = request.getfixturevalue("_deploy_sandbox_accounts")
        account = accounts(request.path.parent / account)
    sandbox.reset(account, rate_limit=rate_limit)
    known = inspect.signature(sandbox.fail).parameters
    for fault in faults:
        for name in fault:
            if name not in known:
                raise TypeError(unknown_name("argument of a fault", name, known))
        sandbox.fail(**fault)


def _arguments(
    marker: pytest.Mark,
) -> tuple[Account | Path | str | None, str | None, Sequence[dict[str, Any]]]:
    from optizmo_deploy.sandbox.arguments import unknown_name  # noqa: PLC0415 - see above

    if marker.args:
        raise TypeError("its arguments must be named, as in deploy_sandbox(rate_limit='5/s')")
    for name in marker.kwargs:
        if name not in _MARKER_ARGUMENTS:
            raise TypeError(unknown_name("argument", name, _MARKER_ARGUMENTS))
    values = marker.kwargs
    return values.get("account"), values.get("rate_limit"), values.get("faults", ())


@contextmanager
def _no_proxy(sandbox: Sandbox) -> Generator[None]:
    """Keep the proxies of the environment out of the way to a sandbox on this machine."""
    names = ("NO_PROXY", "no_proxy")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update({name: sandbox.environment[name] for name in names})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
