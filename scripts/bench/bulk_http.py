"""What many calls cost with 32 in flight, over the bare HTTP libraries, against one local server.

    python scripts/bench/bulk_http.py [--assert-goals]

The aiohttp adapter is measured in CPU time a row over a bare aiohttp loop; the default adapter,
with a bounded number of workers, in rows a second over httpx with all rows gathered at once. Both
use the pool of httpx, which takes most of the time, so the default adapter is about as fast.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
from _echo import MD5
from optizmo_deploy import AsyncDeployClient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

WORKERS, ROWS, ROUNDS = 32, 1500, 7
CPU_GOAL, SPEED_GOAL = 1.6, 0.8


@contextlib.contextmanager
def echo() -> Generator[str]:
    """Run the server in a process of its own, and give its URL."""
    program = [sys.executable, str(Path(__file__).with_name("_echo.py"))]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        port = int(server.stdout.readline()) if server.stdout else 0
        try:
            yield f"http://127.0.0.1:{port}/deploy"
        finally:
            server.terminate()


async def work(call: Callable[[], Awaitable[Any]]) -> None:
    """Make the calls with a bounded number of workers."""
    rows = iter(range(ROWS))

    async def worker() -> None:
        for _ in rows:
            await call()

    await asyncio.gather(*(worker() for _ in range(WORKERS)))


async def bare_aiohttp(url: str) -> None:
    """Make the calls with aiohttp alone."""
    headers = {"Authorization": "Bearer key"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def call() -> Any:
            async with session.get(f"{url}/v1/contacts/{MD5}") as response:
                return await response.json()

        await work(call)


async def gathered_httpx(url: str) -> None:
    """Make the calls with httpx alone, as many a program does: all at once, some of them let in."""
    gate = asyncio.Semaphore(WORKERS)
    async with httpx.AsyncClient(headers={"Authorization": "Bearer key"}) as client:

        async def call() -> Any:
            async with gate:
                return (await client.get(f"{url}/v1/contacts/{MD5}")).json()

        await asyncio.gather(*(call() for _ in range(ROWS)))


async def ours(url: str, http: Any) -> None:
    """Make the calls with this library."""
    async with AsyncDeployClient("key", base_url=url, http=http) as client:
        await work(lambda: client.contacts.get(MD5))


def measure(run: Callable[[], Any]) -> tuple[float, float]:
    """Return the CPU time and the time on the clock that a run takes, in seconds."""
    cpu, clock = time.process_time(), time.perf_counter()
    asyncio.run(run())
    return time.process_time() - cpu, time.perf_counter() - clock


def main() -> int:
    """Measure, print the ratios, and say whether a goal that counts was missed."""
    with echo() as url:
        runs: list[Callable[[], Any]] = [
            lambda: bare_aiohttp(url),
            lambda: ours(url, "aiohttp"),
            lambda: gathered_httpx(url),
            lambda: ours(url, "httpx"),
        ]
        for run in runs:
            measure(run)
        rounds = [[measure(run) for run in runs] for _ in range(ROUNDS)]
    cpu = statistics.median(r[1][0] / r[0][0] for r in rounds)
    speed = statistics.median(r[2][1] / r[3][1] for r in rounds)
    a_row = [statistics.median(r[i][0] for r in rounds) / ROWS * 1e6 for i in range(4)]
    print(f"aiohttp adapter: {cpu:.2f} times the CPU of bare aiohttp a row (goal: {CPU_GOAL})")
    print(f"default adapter: {speed:.2f} times the rows of gathered httpx (goal: {SPEED_GOAL})")
    print("  CPU a row, µs: aiohttp {:.0f}, ours {:.0f}; httpx {:.0f}, ours {:.0f}".format(*a_row))
    return int((cpu > CPU_GOAL or speed < SPEED_GOAL) and "--assert-goals" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
