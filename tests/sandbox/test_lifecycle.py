"""Starting and stopping, forks, and tests that freeze the time."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from optizmo_deploy.sandbox import Sandbox

from tests.sandbox.web import web

if TYPE_CHECKING:
    from collections.abc import Callable

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
DEADLINE = 60  # seconds for a process that must end by itself


def python(code: str) -> str:
    """Run a program in a process of its own and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def test_a_second_start_is_an_error() -> None:
    with Sandbox() as sandbox:
        with pytest.raises(RuntimeError, match="is running already; create another Sandbox"):
            sandbox.start()
        assert web.get(f"{sandbox.origin}/health").status_code == 200
    with pytest.raises(RuntimeError, match="a second time; create another Sandbox"):
        sandbox.start()
    with pytest.raises(RuntimeError, match="create another Sandbox"), sandbox:
        pass


def test_a_sandbox_that_was_stopped_before_its_start_cannot_be_started() -> None:
    sandbox = Sandbox()
    sandbox.stop()
    with pytest.raises(RuntimeError, match="was stopped; create another Sandbox"):
        sandbox.start()


def test_stopping_twice_does_no_harm() -> None:
    sandbox = Sandbox().start()
    assert sandbox.running
    sandbox.stop()
    sandbox.stop()
    assert not sandbox.running


CONTROLS: dict[str, Callable[[Sandbox], object]] = {
    "reset": lambda sandbox: sandbox.reset(),
    "busy": lambda sandbox: sandbox.busy(1),
    "fail": lambda sandbox: sandbox.fail(status=500),
    "clear_faults": lambda sandbox: sandbox.clear_faults(),
    "state": lambda sandbox: sandbox.state("account busy"),
    "requests": lambda sandbox: sandbox.requests(),
    "clear_requests": lambda sandbox: sandbox.clear_requests(),
    "clock": lambda sandbox: sandbox.clock.advance(1),
    "isolated": lambda sandbox: sandbox.isolated().__enter__(),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_of_a_sandbox_that_does_not_run_is_an_error(name: str) -> None:
    sandbox = Sandbox()
    try:
        with pytest.raises(RuntimeError, match="not running"):
            CONTROLS[name](sandbox)
    finally:
        sandbox.stop()


def test_controls_from_many_threads_are_all_carried_out(deploy_sandbox: Sandbox) -> None:
    def move() -> None:
        for _ in range(50):
            deploy_sandbox.clock.advance(1)
            deploy_sandbox.fail(status=500)

    deploy_sandbox.clock.stop()
    before = deploy_sandbox.clock.now()
    threads = [threading.Thread(target=move) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert deploy_sandbox.clock.now() == pytest.approx(before + 400)
    listed = web.get(f"{deploy_sandbox.control_url}/faults").json()["faults"]
    assert len(listed) == 400


@needs_fork
def test_a_control_in_a_forked_child_is_an_error_and_the_parent_goes_on() -> None:
    printed = python(
        """
        import os, signal, urllib.request
        from optizmo_deploy.sandbox import Sandbox

        with Sandbox() as sandbox:
            if (child := os.fork()) == 0:
                signal.alarm(20)
                try:
                    sandbox.busy(1)
                except RuntimeError as error:
                    assert "control_url" in str(error), error
                    os._exit(7)
                os._exit(1)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            sandbox.busy(1)
            print(urllib.request.urlopen(sandbox.control_url).status)
        """
    )
    assert printed.split() == ["7", "200"]


@needs_fork
def test_a_forked_child_that_leaves_the_block_takes_nothing_from_the_parent() -> None:
    printed = python(
        """
        import os, pathlib, signal, sys, tempfile, urllib.request
        from optizmo_deploy.sandbox import Sandbox

        with tempfile.TemporaryDirectory() as folder:
            child = None
            with Sandbox(database=pathlib.Path(folder, "data.db")) as sandbox:
                child = os.fork()
                if child != 0:
                    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
                    sandbox.reset()
                    print(urllib.request.urlopen(sandbox.control_url).status)
                else:
                    signal.alarm(20)
                    print("child", urllib.request.urlopen(sandbox.control_url).status, flush=True)
            if child == 0:
                os._exit(0)
        """
    )
    assert printed.split() == ["child", "200", "0", "200"]


@pytest.mark.skipif(find_spec("freezegun") is None, reason="freezegun is not installed")
@pytest.mark.parametrize("without", ["", "uvloop"])
@pytest.mark.parametrize("early", [True, False])
def test_a_sandbox_works_and_ends_while_the_time_is_frozen(*, without: str, early: bool) -> None:
    printed = python(
        f"""
        import sys
        if {without!r}:
            sys.modules[{without!r}] = None  # as on Windows and PyPy
        import freezegun, http.client
        if {early}:
            from optizmo_deploy.sandbox import Sandbox
        with freezegun.freeze_time("2024-01-02") as frozen:
            from optizmo_deploy.sandbox import Sandbox
            with Sandbox(latency=0.01) as sandbox:
                sandbox.fail(delay=0.01)
                connection = http.client.HTTPConnection(sandbox.origin.partition("//")[2])
                connection.request("GET", "/deploy/v1/brands", headers={{
                    "Authorization": "Bearer " + sandbox.api_key}})
                print(connection.getresponse().status)
                print(sandbox.requests()[0].time)
                frozen.tick(60)
                print(int(sandbox.clock.now()))
        print("left")
        """
    )
    assert printed.split() == ["200", "2024-01-02T00:00:00.000Z", "1704153660", "left"]
