"""What a list in a file costs: CPU with journal and results, peak memory, and evenness.

    python scripts/bench/bulk_files.py [--rows N] [--assert-goals]

The CPU time a row of 10,000 upserts from a CSV file, with a journal and a results file, is
measured over a bare aiohttp loop; both take turns, round by round, against one local server. Then
the contacts of a file of N rows, by default 100,000, are created by a process of its own. Its
peak memory is compared with that of a process that does the same for a hundred rows, and the CPU
time of its last tenth with that of its first. A million rows take some minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import bulk
from bulk import BRAND, IN_FLIGHT, bare_aiohttp, measure, rows, server
from optizmo_deploy import AsyncDeployClient, ContactSchema
from optizmo_deploy.bulk import Operation
from optizmo_deploy.bulk.files.formats import Format
from optizmo_deploy.bulk.files.inputs import Input
from optizmo_deploy.bulk.files.rows import RowReader
from optizmo_deploy.bulk.files.source import Source
from optizmo_deploy.bulk.job_files import JobFiles

if TYPE_CHECKING:
    from optizmo_deploy.bulk.files.result import RowResult

ROWS, ROUNDS = 10_000, 3
CPU_GOAL, MEMORY_GOAL, EVENNESS_GOAL = 1.9, 150, 1.25
SCHEMA = ContactSchema.from_dict({"attributes": [{"name": "first_name", "type": "string"}]})


def files(folder: Path) -> JobFiles:
    """Return the files of a job in a folder."""
    return JobFiles(
        input=Input(source=Source(folder / "list.csv"), format=Format.CSV),
        results=folder / "results.csv",
        journal=folder / "journal",
    )


async def from_file(url: str) -> int:
    """Create the contacts of a file, with journal and results."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [f"{row['email']},{row['attributes']['first_name']}" for row in rows()]
        (folder / "list.csv").write_text("\n".join(["email,first_name", *lines]) + "\n")
        reader = RowReader(operation=Operation.UPSERT, schema=SCHEMA)
        with files(folder).open(Operation.UPSERT, reader, target=url) as job:
            async with AsyncDeployClient("key", base_url=url, http="aiohttp") as client:
                await job.run(
                    partial(
                        client.bulk.run,
                        Operation.UPSERT,
                        brand_ids=[BRAND],
                        concurrency=IN_FLIGHT,
                    )
                )
            return job.tally.done


def peak_memory() -> float:
    """Return the most memory that this process has had, in MB."""
    try:  # which begins with the program, while that of getrusage includes who started it
        text = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(text.partition("VmHWM:")[2].split()[0]) / 1024


def long_list(url: str, count: int) -> None:
    """Create the contacts of a file of so many rows; print peak memory and times as JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "list.csv").open("w") as file:
            file.write("email,first_name,_line,_reason\n")
            for number in range(count):
                file.write(f"user{number}@example.com,User {number},Town,{'x' * 40}\n")
        tenth, marks, done = max(1, count // 10), [time.process_time()], 0

        def emit(_: RowResult) -> None:
            nonlocal done
            done += 1
            if done % tenth == 0:
                marks.append(time.process_time())

        async def work() -> None:
            reader = RowReader(operation=Operation.UPSERT, schema=SCHEMA)
            opened = files(folder).open(Operation.UPSERT, reader, target=url, emit=emit)
            with opened as job:
                marks[0] = time.process_time()
                async with AsyncDeployClient("key", base_url=url, http="aiohttp") as client:
                    await job.run(partial(client.bulk.run, Operation.UPSERT))

        asyncio.run(work())
        tenths = [after - before for before, after in pairwise(marks)]
        print(json.dumps({"peak": peak_memory(), "first": tenths[0], "last": tenths[9]}))


def in_a_process(url: str, count: int) -> dict[str, float]:
    """Create the contacts of a file of so many rows in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--url", url, "--rows", str(count)],
        check=True,
        stdout=subprocess.PIPE,
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> int:
    """Measure, print the figures, and say whether a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--assert-goals", action="store_true")
    parser.add_argument("--url", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.url:
        long_list(chosen.url, chosen.rows)
        return 0
    bulk.ROWS = ROWS
    with server() as url:
        for run in (bare_aiohttp, from_file):
            measure(run, url)
        rounds = [
            [measure(run, url)[0] for run in (bare_aiohttp, from_file)] for _ in range(ROUNDS)
        ]
        cpu = statistics.median(file / bare for bare, file in rounds)
        print(f"from a file: {cpu:.2f} times the CPU a row of bare aiohttp (goal: {CPU_GOAL})")
        small, large = in_a_process(url, 100), in_a_process(url, chosen.rows)
    memory, evenness = large["peak"] - small["peak"], large["last"] / large["first"]
    print(
        f"a file of {chosen.rows:,} rows: {memory:.0f} MB above one of a hundred"
        f" ({small['peak']:.0f} MB; goal: {MEMORY_GOAL} MB above)"
    )
    print(f"its last tenth: {evenness:.2f} times the CPU of its first (goal: {EVENNESS_GOAL})")
    missed = cpu > CPU_GOAL or memory > MEMORY_GOAL or evenness > EVENNESS_GOAL
    return int(missed and chosen.assert_goals)


if __name__ == "__main__":
    sys.exit(main())
