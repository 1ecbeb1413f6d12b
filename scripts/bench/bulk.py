"""What 10,000 upserts cost with `client.bulk`, over what most people would write instead.

    python scripts/bench/bulk.py [--assert-goals]

All contestants take turns, round by round, against one local server in a process of its own. Bulk
work on aiohttp is measured in CPU time a row, over a bare aiohttp loop with as many requests in
flight; and in rows a second over `asyncio.gather` on an `httpx.AsyncClient`, with a semaphore that
lets through as many at a time: without it httpx is many times slower still.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
from optizmo_deploy import AsyncDeployClient, ContactSchema, DeployClient
from optizmo_deploy.bulk import Operation
from optizmo_deploy.bulk.files.formats import Format
from optizmo_deploy.bulk.files.inputs import Input
from optizmo_deploy.bulk.files.rows import RowReader
from optizmo_deploy.bulk.files.source import Source
from optizmo_deploy.bulk.job_files import JobFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

IN_FLIGHT, ROWS, ROUNDS = 32, 2000, 5
CPU_GOAL, FILE_CPU_GOAL, SPEED_GOAL = 1.5, 1.9, 4.0
BRAND = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
HEADERS = {"Authorization": "Bearer key"}


@contextlib.contextmanager
def server() -> Generator[str]:
    """Run the server in a process of its own, and give its URL."""
    program = [sys.executable, str(Path(__file__).with_name("_contacts.py"))]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        port = int(process.stdout.readline()) if process.stdout else 0
        try:
            yield f"http://127.0.0.1:{port}/deploy"
        finally:
            process.terminate()


def rows() -> Iterator[dict[str, Any]]:
    """Give the contacts, as the API takes them."""
    for number in range(ROWS):
        yield {
            "email": f"user{number}@example.com",
            "attributes": {"first_name": f"User {number}"},
            "brandIds": [BRAND],
        }


def bulk_rows() -> Iterator[dict[str, Any]]:
    """Give the contacts, as `client.bulk.upsert` takes them."""
    for row in rows():
        yield {"email": row["email"], "attributes": row["attributes"]}


async def bare_aiohttp(url: str) -> int:
    """Create the contacts with aiohttp alone and a bounded number of workers."""
    source, done = rows(), 0
    async with aiohttp.ClientSession(headers=HEADERS) as session:

        async def worker() -> None:
            nonlocal done
            for row in source:
                async with session.post(f"{url}/v1/contacts", json=row) as response:
                    response.raise_for_status()
                    await response.json()
                    done += 1

        await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
    return done


async def bulk(url: str) -> int:
    """Create the contacts with bulk work on aiohttp."""
    done = 0
    async with AsyncDeployClient("key", base_url=url, http="aiohttp") as client:
        async for outcome in client.bulk.upsert(
            bulk_rows(), brand_ids=[BRAND], concurrency=IN_FLIGHT
        ):
            done += outcome.ok
    return done


async def file_with_journal(url: str) -> int:
    """Create the contacts of a CSV file, with a journal and a file of results."""
    schema = ContactSchema.from_dict({"attributes": [{"name": "first_name", "type": "string"}]})
    reader = RowReader(operation=Operation.UPSERT, schema=schema)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        lines = (f"{row['email']},{row['attributes']['first_name']}\n" for row in rows())
        path.write_text("email,first_name\n" + "".join(lines), encoding="utf-8")  # noqa: ASYNC240 - nothing else runs yet
        files = JobFiles(
            input=Input(source=Source(path), format=Format.CSV),
            results=path.with_name("results.csv"),
            journal=path.with_name("list.csv.journal"),
        )
        async with AsyncDeployClient("key", base_url=url, http="aiohttp") as client:
            with files.open(Operation.UPSERT, reader, target=url, brand_ids=[BRAND]) as job:
                run = client.bulk.run
                work = partial(run, job.operation, brand_ids=[BRAND], concurrency=IN_FLIGHT)
                await job.run(work)
                return job.tally.done


async def blocking_bulk(url: str) -> int:
    """Create the contacts with bulk work of a blocking client."""
    with DeployClient("key", base_url=url) as client:
        return sum(
            outcome.ok
            for outcome in client.bulk.upsert(bulk_rows(), brand_ids=[BRAND], concurrency=IN_FLIGHT)
        )


async def gathered_httpx(url: str) -> int:
    """Create contacts with httpx alone, as most programs do: all at once, some let through."""
    gate = asyncio.Semaphore(IN_FLIGHT)
    async with httpx.AsyncClient(headers=HEADERS, timeout=60) as client:

        async def create(row: dict[str, Any]) -> bool:
            async with gate:
                response = await client.post(f"{url}/v1/contacts", json=row)
            response.raise_for_status()
            return bool(response.json())

        return sum(await asyncio.gather(*map(create, rows())))


def measure(run: Callable[[str], Any], url: str) -> tuple[float, float]:
    """Return the CPU time and the time on the clock that a run takes, in seconds."""
    cpu, clock = time.process_time(), time.perf_counter()
    done = asyncio.run(run(url))
    figures = time.process_time() - cpu, time.perf_counter() - clock
    if done != ROWS:
        sys.exit(f"{run.__name__}: {done} of {ROWS} rows are done")
    return figures


def main() -> int:
    """Measure, print the ratios, and say whether a goal that counts was missed."""
    runs = [bare_aiohttp, bulk, file_with_journal, blocking_bulk, gathered_httpx]
    with server() as url:
        for run in runs:
            measure(run, url)
        rounds = [[measure(run, url) for run in runs] for _ in range(ROUNDS)]

    def ratio(one: int, other: int, figure: int) -> float:
        return statistics.median(r[one][figure] / r[other][figure] for r in rounds)

    cpu, file_cpu, speed = ratio(1, 0, 0), ratio(2, 0, 0), ratio(4, 1, 1)
    print(f"bulk, async: {cpu:.2f} times the CPU a row of bare aiohttp (goal: {CPU_GOAL})")
    print(f"with journal and results: {file_cpu:.2f} times (goal: {FILE_CPU_GOAL})")
    print(f"bulk, blocking: {ratio(3, 0, 0):.2f} times")
    print(
        f"bulk, async: {speed:.2f} times the rows a second of gathered httpx (goal: {SPEED_GOAL})"
    )
    for number, run in enumerate(runs):
        a_row = statistics.median(r[number][0] for r in rounds) / ROWS * 1e6
        speed_of = ROWS / statistics.median(r[number][1] for r in rounds)
        print(f"  {run.__name__}: {a_row:.0f} µs of CPU a row, {speed_of:.0f} rows a second")
    missed = cpu > CPU_GOAL or file_cpu > FILE_CPU_GOAL or speed < SPEED_GOAL
    return int(missed and "--assert-goals" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
