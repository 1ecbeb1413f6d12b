"""What ends a bulk job early, and that the same command then goes on: processes and signals."""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import define
from optizmo_deploy import DeployClient
from optizmo_deploy.bulk.journal import Journal
from optizmo_deploy.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 120  # seconds; only a hang takes so long


@define
class Job:
    """A bulk command on a list of its own, which can be run again and again."""

    sandbox: Sandbox
    folder: Path
    arguments: list[str]

    @property
    def path(self) -> Path:
        return self.folder / "list.csv"

    @property
    def journal(self) -> Path:
        return self.folder / "list.csv.journal"

    @property
    def results(self) -> list[dict[str, str]]:
        with (self.folder / "results.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def write(self, rows: int, name: str = "user{}") -> None:
        lines = [f"{name.format(number)}@example.com,{number}" for number in range(rows)]
        self.path.write_text("\n".join(["email,age", *lines]) + "\n")

    def start(self, *more: str, **options: Any) -> subprocess.Popen[str]:
        environment = {
            "OPTIZMO_DEPLOY_BASE_URL": self.sandbox.url,
            "OPTIZMO_DEPLOY_API_KEY": self.sandbox.api_key,
        }
        return subprocess.Popen(
            [sys.executable, "-m", "optizmo_deploy", "bulk", *self.arguments, *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env={**os.environ, **environment},
            **options,
        )

    def run(self, *more: str, stdin: str | None = None, **options: Any) -> tuple[int, str, str]:
        given = subprocess.PIPE if stdin is not None else subprocess.DEVNULL
        process = self.start(*more, stdin=given, **options)
        out, err = process.communicate(stdin, timeout=PATIENCE)
        assert "Traceback" not in err, err
        return process.returncode, out, err

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so."""
        ends = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < ends, "it did not happen"
            time.sleep(0.02)

    def finished(self) -> int:
        """Return how many rows are in the journal of a job that has ended."""
        if not self.journal.exists():
            return 0
        journal = Journal(self.journal)
        try:
            return sum(1 for _ in journal.rows())
        finally:
            journal.close()


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    arguments = ["upsert", "list.csv", "--results", "results.csv", "--rejects", "rejects.csv"]
    with Sandbox() as sandbox:
        made = Job(sandbox, tmp_path, arguments)
        made.write(400)
        yield made
        sandbox.clear_faults()


def writes(sandbox: Sandbox) -> int:
    return sum(each.method == "POST" for each in sandbox.requests())


def ages(sandbox: Sandbox, rows: int, step: int = 1) -> list[object]:
    with DeployClient(sandbox.api_key, base_url=sandbox.url) as client:
        return [
            client.contacts.get(f"user{number}@example.com").attributes["age"]
            for number in range(0, rows, step)
        ]


def kill_and_resume(job: Job, rows: int, kills: int, longest: float, step: int) -> None:
    """Kill a job again and again, and see that nothing is lost or done twice in the end."""
    chance = random.Random(rows)
    job.write(rows)
    faults: list[dict[str, Any]] = [
        {"status": 429, "retry_after": 0},
        {"status": 409, "code": "operation_in_progress", "retry_after": 0},
        {"status": 500},
        {"drop": "before"},
        {"drop": "after"},
    ]
    for number, fault in enumerate(faults):
        job.sandbox.fail(probability=0.005, seed=number, **fault)
    for _ in range(kills):
        before = writes(job.sandbox)
        process = job.start()
        job.until(lambda: writes(job.sandbox) > before or process.poll() is not None)  # noqa: B023
        try:
            process.wait(chance.uniform(0.05, longest))
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate(timeout=PATIENCE)
        job.sandbox.clear_requests()
    code, summary = -1, dict[str, Any]()
    for _ in range(3):  # a row that met faults again and again is tried once more
        code, out, _ = job.run("--output", "json")
        summary = json.loads(out)
        if code == 0:
            break
    assert (code, summary["rows"], summary["done"]) == (0, rows, rows)
    assert Counter(int(row["_line"]) for row in job.results) == Counter(range(2, rows + 2))
    assert {row["_status"] for row in job.results} == {"done"}
    assert job.finished() == rows
    job.sandbox.clear_faults()
    assert ages(job.sandbox, rows, step) == list(range(0, rows, step))


def test_a_job_that_is_killed_again_and_again_does_each_row_once_in_the_end(job: Job) -> None:
    kill_and_resume(job, rows=600, kills=3, longest=0.7, step=7)


@pytest.mark.slow
def test_a_long_job_that_is_killed_ten_times_does_each_row_once_in_the_end(job: Job) -> None:
    kill_and_resume(job, rows=20_000, kills=10, longest=5, step=97)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_at_once_with_a_line_that_says_how_to_go_on(
    job: Job, number: signal.Signals
) -> None:
    job.sandbox.fail(delay=0.2)
    process = job.start()
    job.until(lambda: writes(job.sandbox) > 40)
    process.send_signal(number)
    sent = time.monotonic()
    out, err = process.communicate(timeout=PATIENCE)
    took = time.monotonic() - sent
    assert (process.returncode, out, err.count("\n")) == (130, "", 1)
    assert "Interrupted after " in err
    assert "the same command goes on from there." in err
    assert took < 5  # a second on a machine that has nothing else to do
    done = job.finished()
    assert done > 0
    job.sandbox.clear_faults()
    code, out, err = job.run("--output", "json")
    summary = json.loads(out)
    assert (code, summary["done"], summary["resumed"]) == (0, 400, done)
    assert len({row["_line"] for row in job.results}) == len(job.results) == 400


def test_nohup_keeps_it_going_when_its_terminal_goes_away(job: Job) -> None:
    job.write(100)
    job.sandbox.fail(delay=0.2)
    process = job.start(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    job.until(lambda: writes(job.sandbox) > 0)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def test_an_interrupt_without_a_journal_says_that_it_starts_over(job: Job) -> None:
    job.sandbox.fail(delay=0.2)
    job.arguments = ["upsert", "-", "--input-format", "csv"]
    process = job.start(stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write("email\nann@example.com\n")  # and then nothing more for a long time
    process.stdin.flush()
    job.until(lambda: writes(job.sandbox) > 0)
    process.send_signal(signal.SIGINT)
    process.wait(PATIENCE)  # while the pipe is still open
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "without a --journal the same command starts over" in err
    assert err.count("\n") == 1


def test_rows_of_a_slow_pipe_are_sent_as_they_come(job: Job) -> None:
    job.arguments = ["upsert", "-", "--input-format", "csv"]
    process = job.start(stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write("email\n")
    for number in range(3):
        process.stdin.write(f"user{number}@example.com\n")
        process.stdin.flush()
        job.until(lambda: writes(job.sandbox) > number)  # noqa: B023
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def test_two_runs_on_one_journal_are_one_too_many(job: Job) -> None:
    job.sandbox.fail(delay=10, match={"operation": "createContact"})
    first = job.start()
    job.until(lambda: job.journal.exists() and job.journal.stat().st_size)
    code, _, err = job.run()
    assert (code, "is in use" in err, err.count("\n")) == (2, True, 1)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=PATIENCE)


def limit_files(size: int) -> Callable[[], None]:
    """Return what makes every file of a process as large as a full disk would."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_full_disk_is_one_clear_line_and_loses_nothing(job: Job) -> None:
    job.write(400, name="u" * 60 + "{}")
    code, _, err = job.run("--rate", "150", preexec_fn=limit_files(22_000))  # several writes
    assert code == 1
    assert "Error: cannot write " in err
    assert "the same command" in err
    done = job.finished()
    assert done > 0
    code, out, _ = job.run("--output", "json")
    summary = json.loads(out)
    assert (code, summary["done"], summary["resumed"]) == (0, 400, done)
    assert len({row["_line"] for row in job.results}) == len(job.results) == 400


def test_a_disk_too_full_for_a_journal_is_one_clear_line(job: Job) -> None:
    code, _, err = job.run(preexec_fn=limit_files(4096))
    assert code in {1, 2}
    assert "cannot write the journal" in err
    assert job.run()[0] == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("option", ["--results", "--rejects"])
def test_a_device_that_is_full_is_one_clear_line(job: Job, option: str) -> None:
    job.path.write_text("email\nnope\n")
    job.arguments = ["upsert", "list.csv", option, "/dev/full"]
    code, _, err = job.run()
    assert code == 1
    assert "cannot write /dev/full: No space left on device" in err


def test_standard_output_may_be_full_or_closed(job: Job) -> None:
    job.write(3)
    job.arguments = ["get", "list.csv"]
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            [sys.executable, "-m", "optizmo_deploy", "bulk", *job.arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=PATIENCE,
            cwd=job.folder,
            env={
                **os.environ,
                "OPTIZMO_DEPLOY_BASE_URL": job.sandbox.url,
                "OPTIZMO_DEPLOY_API_KEY": job.sandbox.api_key,
            },
        )
    assert process.returncode == 1
    assert "cannot write to standard output" in process.stderr
    with job.start() as closed:
        assert closed.stdout is not None
        assert closed.stderr is not None
        closed.stdout.close()
        err = closed.stderr.read()
    assert "Traceback" not in err
    assert "Exception" not in err


def test_a_key_that_is_revoked_half_way_loses_nothing(job: Job) -> None:
    job.sandbox.fail(status=401, skip=200)
    code, _, err = job.run()
    assert code == 3
    assert "Error: " in err
    assert "goes on from there" in err
    done = job.finished()
    assert done >= 150
    job.sandbox.clear_faults()
    code, out, _ = job.run("--output", "json")
    assert (code, json.loads(out)["resumed"]) == (0, done)
    assert ages(job.sandbox, 400, 13) == list(range(0, 400, 13))


def test_a_server_that_goes_away_half_way_stops_the_job_with_3(job: Job) -> None:
    job.sandbox.fail(drop="before", skip=100)
    code, _, err = job.run("--timeout", "1")
    assert code == 3
    assert err.count("Error: ") == 1
    assert "goes on from there" in err
    job.sandbox.clear_faults()
    assert job.run()[0] == 0
    assert len({row["_line"] for row in job.results}) == len(job.results) == 400


def test_a_file_that_vanishes_while_it_is_read_is_done_all_the_same(job: Job) -> None:
    job.sandbox.fail(delay=0.1)
    process = job.start()
    job.until(lambda: writes(job.sandbox) > 0)
    job.path.unlink()
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert len(job.results) == 400


def test_a_file_that_is_written_to_while_it_is_read_is_reported(job: Job) -> None:
    job.sandbox.fail(delay=0.1)
    process = job.start()
    job.until(lambda: writes(job.sandbox) > 0)
    with job.path.open("a") as file:
        file.write("late@example.com,1\n")
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "was changed while it was read" in err
