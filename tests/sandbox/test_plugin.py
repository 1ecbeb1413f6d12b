"""The pytest plugin, in pytest runs of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

pytest_plugins = ["pytester"]


@pytest.fixture
def run(pytester, monkeypatch):
    """Run pytest on a test file in a process of its own, without other plugins."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini(
        "[pytest]\nfilterwarnings = error\naddopts = -p optizmo_deploy.pytest_plugin\n"
    )

    def run(source, *options):
        pytester.makepyfile(source)
        return pytester.runpytest_subprocess(*options)

    return run


def test_the_fixtures_give_a_sandbox_and_clients_that_are_fresh_in_each_test(run):
    result = run(
        """
        import asyncio
        import pytest
        from optizmo_deploy import NotFoundError

        @pytest.mark.parametrize("_", range(3))
        def test_client(deploy_client, deploy_sandbox, _):
            contact = deploy_client.contacts.create("fresh@example.com")
            assert deploy_client.contacts.get("fresh@example.com") == contact
            sent = [request.operation for request in deploy_sandbox.requests()]
            assert sent == ["createContact", "getContact"]

        def test_async_client(async_deploy_client):
            async def main():
                with pytest.raises(NotFoundError):
                    await async_deploy_client.contacts.get("fresh@example.com")
                await async_deploy_client.contacts.create("fresh@example.com")

            asyncio.run(main())

        def test_both(deploy_client, async_deploy_client):
            asyncio.run(async_deploy_client.contacts.create("both@example.com"))
            assert deploy_client.contacts.get("both@example.com").enabled
        """
    )
    result.assert_outcomes(passed=5)


def test_the_marker_sets_account_rate_limit_and_faults(run, pytester):
    pytester.makefile(".yaml", account="keys: [{key: file-key, rights: all}]")
    result = run(
        """
        import httpx
        import pytest

        def get(sandbox):
            headers = {"Authorization": f"Bearer {sandbox.api_key}"}
            return httpx.get(f"{sandbox.url}/v1/brands", headers=headers)

        @pytest.mark.deploy_sandbox(account="account.yaml", rate_limit="5/s")
        def test_account(deploy_sandbox):
            assert deploy_sandbox.api_key == "file-key"
            assert get(deploy_sandbox).json()["data"] == []
            assert get(deploy_sandbox).headers["x-rate-limit-limit"] == "5"

        @pytest.mark.deploy_sandbox(faults=[{"status": 503, "count": 1}])
        class TestFaults:
            def test_first(self, deploy_sandbox):
                assert [get(deploy_sandbox).status_code for _ in range(2)] == [503, 200]

            def test_second(self, deploy_sandbox):
                assert [get(deploy_sandbox).status_code for _ in range(2)] == [503, 200]

        def test_unmarked(deploy_sandbox):
            assert deploy_sandbox.api_key == "sandbox-key"
            assert get(deploy_sandbox).status_code == 200
        """
    )
    result.assert_outcomes(passed=4)


def test_a_wrong_marker_is_an_error_that_says_so(run):
    result = run(
        """
        import pytest

        @pytest.mark.deploy_sandbox(acount="typo.yaml")
        def test_typo(deploy_sandbox): ...

        @pytest.mark.deploy_sandbox(account="missing.yaml")
        def test_missing(deploy_sandbox): ...
        """
    )
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*acount*"])
    result.stdout.fnmatch_lines(["*missing.yaml*No such file*"])


def test_it_works_under_xdist(run):
    pytest.importorskip("xdist")
    result = run(
        """
        import pytest

        @pytest.mark.parametrize("number", range(12))
        def test_alone(deploy_client, number):
            deploy_client.contacts.create("alone@example.com")
        """,
        *("-p", "xdist", "-n", "3"),
    )
    result.assert_outcomes(passed=12)


def test_it_is_loaded_by_itself_and_documented(pytester, run):
    (entry_point,) = entry_points(group="pytest11", name="optizmo_deploy")
    assert entry_point.value == "optizmo_deploy.pytest_plugin"
    result = pytester.runpytest_subprocess("--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.deploy_sandbox(account=None*"])
    result = pytester.runpytest_subprocess("--fixtures")
    result.stdout.fnmatch_lines_random(
        ["deploy_sandbox*", "deploy_client*", "async_deploy_client*", "*needing no closing*"]
    )


def test_a_run_that_does_not_use_it_loads_nothing_of_it(run):
    result = run(
        """
        import sys

        def test_unrelated():
            assert "optizmo_deploy.pytest_plugin" in sys.modules
            unwanted = {"optizmo_deploy.sandbox", "optizmo_deploy.client", "uvicorn", "httpx"}
            assert not unwanted & set(sys.modules)
        """
    )
    result.assert_outcomes(passed=1)


def test_importing_the_plugin_costs_next_to_nothing():
    code = (
        "import pytest, sys; before = set(sys.modules); import optizmo_deploy.pytest_plugin; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(done.stdout.split()) < 8, done.stdout
