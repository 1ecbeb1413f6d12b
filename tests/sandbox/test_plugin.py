"""The pytest plugin, in pytest runs of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

pytest_plugins = ["pytester"]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run pytest on a test file in a process of its own, without other plugins."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("NO_PROXY", "a.example")
    pytester.makeini(
        "[pytest]\nfilterwarnings = error\naddopts = -p optizmo_deploy.pytest_plugin\n"
    )

    def run(source: Any, *more: Any) -> Any:
        files = [text for text in more if "\n" in text]
        pytester.makepyfile(source, **{f"test_more_{i}": text for i, text in enumerate(files)})
        return pytester.runpytest_subprocess(*(text for text in more if text not in files))

    return run


def test_the_fixtures_give_a_sandbox_and_clients_that_are_fresh_in_each_test(
    run: Callable[..., pytest.RunResult],
) -> None:
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


def test_the_marker_sets_account_rate_limit_and_faults(
    run: Callable[..., pytest.RunResult], pytester: pytest.Pytester
) -> None:
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


def test_a_wrong_marker_is_an_error_that_says_so(run: Callable[..., pytest.RunResult]) -> None:
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


def test_it_works_under_xdist(run: Callable[..., pytest.RunResult]) -> None:
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


def test_it_is_loaded_by_itself_and_documented(
    pytester: pytest.Pytester, run: Callable[..., pytest.RunResult]
) -> None:
    (entry_point,) = entry_points(group="pytest11", name="optizmo_deploy")
    assert entry_point.value == "optizmo_deploy.pytest_plugin"
    result = pytester.runpytest_subprocess("--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.deploy_sandbox(account=None*"])
    result = pytester.runpytest_subprocess("--fixtures")
    result.stdout.fnmatch_lines_random(
        ["deploy_sandbox*", "deploy_client*", "async_deploy_client*", "*needing no closing*"]
    )


def test_a_run_that_does_not_use_it_loads_nothing_of_it(
    run: Callable[..., pytest.RunResult],
) -> None:
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


def test_importing_the_plugin_costs_next_to_nothing() -> None:
    code = (
        "import pytest, sys; before = set(sys.modules); import optizmo_deploy.pytest_plugin; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(done.stdout.split()) < 8, done.stdout


def test_each_test_is_isolated_in_a_sandbox_of_wider_scope(
    run: Callable[..., pytest.RunResult],
) -> None:
    result = run(
        """
        import pytest

        @pytest.fixture(scope="session")
        def shared(deploy_sandbox_factory):
            return deploy_sandbox_factory(rate_limit="100/s")

        @pytest.fixture(scope="module", autouse=True)
        def seeded(shared):
            shared.state("contact exists", email="seed@example.com")

        @pytest.fixture
        def client(shared):
            from optizmo_deploy import DeployClient
            with DeployClient(**shared.settings) as client:
                client.contacts.create("own@example.com")
                yield client

        @pytest.mark.parametrize("_", range(3))
        def test_with_a_fixture_of_its_own(client, shared, _):
            assert client.contacts.get("seed@example.com").enabled
            client.contacts.disable("seed@example.com")
            client.contacts.create("test@example.com")
            shared.busy(60)
            shared.clock.stop()
            shared.fail(status=503)

        def test_without(shared):
            assert shared.requests() == []
            assert not shared.clock.stopped
        """,
        "--durations=3",
    )
    result.assert_outcomes(passed=4)


def test_isolation_can_be_declined_and_a_module_can_stop_its_sandbox(
    run: Callable[..., pytest.RunResult],
) -> None:
    result = run(
        """
        import pytest

        @pytest.fixture(scope="module")
        def chain(deploy_sandbox_factory):
            sandbox = deploy_sandbox_factory(isolate=False)
            yield sandbox
            sandbox.stop()

        @pytest.fixture(scope="module")
        def stopped(deploy_sandbox_factory):
            sandbox = deploy_sandbox_factory()
            yield sandbox
            sandbox.stop()

        def test_first(chain, stopped):
            chain.busy(60)

        def test_second(chain):
            before = chain.clock.now()
            chain.clock.advance(100)
            assert chain.running
        """,
        """
        def test_later(deploy_sandbox_factory):
            assert deploy_sandbox_factory().running
        """,
    )
    result.assert_outcomes(passed=3)


def test_a_factory_takes_what_a_sandbox_takes_and_names_what_it_does_not(
    run: Callable[..., pytest.RunResult],
) -> None:
    result = run(
        """
        def test_options(deploy_sandbox_factory):
            assert deploy_sandbox_factory(api_key="mine").api_key == "mine"

        def test_typo(deploy_sandbox_factory):
            deploy_sandbox_factory(api_kye="mine")
        """
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*TypeError*api_kye*"])


def test_the_environment_leads_any_client_to_the_sandbox(
    run: Callable[..., pytest.RunResult],
) -> None:
    result = run(
        """
        import os, subprocess, sys

        def test_environment(deploy_environment, deploy_sandbox):
            from optizmo_deploy import DeployClient
            with DeployClient() as client:
                client.contacts.create("env@example.com")
            assert deploy_sandbox.requests("createContact")
            assert deploy_environment["OPTIZMO_DEPLOY_BASE_URL"] == deploy_sandbox.url
            code = "import optizmo_deploy; optizmo_deploy.DeployClient().brands.list().pages()"
            subprocess.run([sys.executable, "-c", code], check=True)

        def test_afterwards():
            assert "OPTIZMO_DEPLOY_BASE_URL" not in os.environ
            assert os.environ["NO_PROXY"] == "a.example"
        """
    )
    result.assert_outcomes(passed=2)


def test_a_client_waits_in_virtual_time_only(run: Callable[..., pytest.RunResult]) -> None:
    result = run(
        """
        import asyncio, time
        import pytest
        from optizmo_deploy import DeployError, RetryPolicy, ServerError

        @pytest.fixture(autouse=True)
        def quick():
            start = time.perf_counter()
            yield
            assert time.perf_counter() - start < 20  # of more than 100 virtual ones

        def test_busy(deploy_client, deploy_sandbox):
            deploy_sandbox.busy(55)
            before = deploy_sandbox.clock.now()
            deploy_client.contacts.disable("test@email.com")
            assert deploy_sandbox.clock.now() - before >= 55

        def test_lasting_503(deploy_client, deploy_sandbox):
            deploy_sandbox.fail(status=503, retry_after=50)
            patient = deploy_client.with_options(retry=RetryPolicy(max_attempts=4, deadline=200))
            with pytest.raises(ServerError):
                patient.contacts.get("test@email.com")
            assert len(deploy_sandbox.requests()) == 4

        def test_the_deadline_counts_virtual_time(deploy_client, deploy_sandbox):
            deploy_sandbox.fail(status=503, retry_after=50)
            with pytest.raises(DeployError):
                deploy_client.contacts.get("test@email.com")
            assert len(deploy_sandbox.requests()) == 2

        def test_async(async_deploy_client, deploy_sandbox):
            deploy_sandbox.busy(55)
            asyncio.run(async_deploy_client.contacts.disable("test@email.com"))
            assert deploy_sandbox.requests()[-1].status == 204

        def test_many_at_once(async_deploy_client, deploy_sandbox):
            async def main():
                disable = async_deploy_client.contacts.disable
                await asyncio.gather(*(disable("test@email.com") for _ in range(20)))

            deploy_sandbox.busy(25)
            asyncio.run(main())
            assert [r.status for r in deploy_sandbox.requests()].count(204) == 20

        def test_with_options(deploy_client, deploy_sandbox):
            deploy_sandbox.busy(25)
            deploy_client.with_options(timeout=5).contacts.disable("test@email.com")

        @pytest.mark.deploy_sandbox(rate_limit="2/s")
        def test_rate_limit(deploy_client, deploy_sandbox):
            for _ in range(12):
                deploy_client.contacts.get("test@email.com")
        """
    )
    result.assert_outcomes(passed=7)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "all_proxy"])
def test_proxy_variables_do_not_matter(
    run: Callable[..., pytest.RunResult], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    result = run(
        """
        import asyncio, urllib.request
        import httpx
        from optizmo_deploy import DeployClient

        def test_sync(deploy_client):
            assert deploy_client.contacts.get("test@email.com").enabled

        def test_async(async_deploy_client):
            assert asyncio.run(async_deploy_client.contacts.get("test@email.com")).enabled

        def test_environment(deploy_environment):
            with DeployClient() as client:
                assert client.contacts.get("test@email.com").enabled

        def test_other_clients(deploy_sandbox):
            assert httpx.get(deploy_sandbox.control_url).status_code == 200
            assert urllib.request.urlopen(deploy_sandbox.control_url).status == 200

        def test_factory(deploy_sandbox_factory):
            assert httpx.get(deploy_sandbox_factory().control_url).status_code == 200
        """
    )
    result.assert_outcomes(passed=5)


def test_a_misspelled_argument_of_the_marker_names_the_nearest_right_one(
    run: Callable[..., pytest.RunResult],
) -> None:
    result = run(
        """
        import pytest

        @pytest.mark.deploy_sandbox(rate_limt="5/s")
        def test_argument(deploy_sandbox): ...

        @pytest.mark.deploy_sandbox(faults=[{"status": 503, "match": {"operation": "getContct"}}])
        def test_operation(deploy_sandbox): ...

        @pytest.mark.deploy_sandbox(faults=[{"statsu": 503}])
        def test_fault(deploy_sandbox): ...

        @pytest.mark.deploy_sandbox("account.yaml")
        def test_unnamed(deploy_sandbox): ...
        """
    )
    result.assert_outcomes(errors=4)
    for line in (
        "*no argument 'rate_limt'; did you mean 'rate_limit'?",
        "*no operation 'getContct'; did you mean 'getContact'?",
        "*statsu*did you mean 'status'?*",
        "*arguments must be named*",
    ):
        result.stdout.fnmatch_lines([line])
    assert "Traceback" not in result.stdout.str()
