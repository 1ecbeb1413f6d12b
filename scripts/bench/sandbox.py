"""The sandbox against Prism, the usual mock server, on the same contract and in the same run.

Goals: getContact over 32 connections at least 8 times the requests a second of Prism as it is
installed and 3 times with its log off, ready in at most a quarter of its time, in at most half of
its memory. A page of a list of 100,000 brands takes at most twice the time of one of 100.

Needs Node for Prism, which npm puts into a temporary folder; without Node only the sandbox is
measured, and the script says so.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from optizmo_deploy.contract import contract_path

if TYPE_CHECKING:
    from collections.abc import Generator

PRISM = "@stoplight/prism-cli@5.16.0"
CONNECTIONS = 32
SECONDS = 4.0
STARTS = 5
CONTACTS = 100_000
BRANDS = (100, 100_000)
PATIENCE = 60.0  # seconds for a server to start
KEY = "sandbox-key"
CONTACT = "/v1/contacts/93942e96f5acd83e2e047ad8fe03114d"
HERE = Path(__file__).parent


class Figures(NamedTuple):
    """What was measured of one server."""

    ready_seconds: float
    requests_per_second: float
    resident_megabytes: float


@contextlib.contextmanager
def running(command: list[str], port: int, path: str) -> Generator[tuple[int, float]]:
    """Run a server; yield its process id and the seconds until it responded with 200."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not responds(port, path):
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} ended with code {process.returncode}")
            if time.perf_counter() - start > PATIENCE:
                raise RuntimeError(f"{command[0]} did not respond within a minute")
            time.sleep(0.005)
        yield process.pid, time.perf_counter() - start
    finally:
        process.kill()
        process.wait()


def responds(port: int, path: str) -> bool:
    """Return whether a server responds with 200 yet."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {KEY}"})
        return connection.getresponse().status == HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def measure(command: list[str], port: int, path: str) -> Figures:
    """Measure one server: several starts, then one load."""
    starts: list[float] = []
    for _ in range(STARTS - 1):
        with running(command, port, path) as (_, ready):
            starts.append(ready)
    with running(command, port, path) as (pid, ready):
        starts.append(ready)
        rate = load(port, path)
        memory = resident_megabytes(pid)
    return Figures(statistics.median(starts), rate, memory)


def load(port: int, path: str) -> float:
    """Return the requests per second that a server responds to."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {KEY}\r\n\r\n"
    )
    arguments = ["127.0.0.1", str(port), str(CONNECTIONS), str(SECONDS)]
    done = subprocess.run(
        [sys.executable, str(HERE / "_load.py"), *arguments],
        input=request.encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return float(json.loads(done.stdout))


def resident_megabytes(pid: int) -> float:
    """Return the memory that a process holds."""
    output = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], stdout=subprocess.PIPE, check=True
    ).stdout
    return int(output) / 1024


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sandbox_command(port: int) -> list[str]:
    """Return the command that runs the sandbox."""
    return [sys.executable, "-m", "optizmo_deploy", "sandbox", "--port", str(port)]


def memory_of_many_contacts() -> tuple[float, float]:
    """Return the sandbox's memory at its start and after many contacts were created."""
    port = free_port()
    with running(sandbox_command(port), port, "/deploy" + CONTACT) as (pid, _):
        before = resident_megabytes(pid)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        for number in range(CONTACTS):
            body = {"email": f"contact-{number}@example.com", "attributes": {"first_name": "Ann"}}
            connection.request("POST", "/deploy/v1/contacts", json.dumps(body), headers)
            response = connection.getresponse()
            response.read()
            if response.status != HTTPStatus.CREATED:
                raise RuntimeError(f"contact {number} was rejected with {response.status}")
        connection.close()
        return before, resident_megabytes(pid)


def measure_brands() -> float:
    """Print what pages of short and of long lists of brands cost, and return the ratio."""
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for count in BRANDS:
            file = Path(folder) / f"{count}.json"
            brands = [
                {"id": str(uuid.UUID(int=number)), "name": f"Brand {number * 7919 % 100_003}"}
                for number in range(count)
            ]
            account = {"keys": [{"key": KEY, "rights": "all"}], "brands": brands}
            file.write_text(json.dumps(account), encoding="utf-8")
            port = free_port()
            command = [*sandbox_command(port), "--account", str(file)]
            path = "/deploy/v1/brands?pageSize=100&page=1"
            with running(command, port, path) as (_, ready):
                seconds.append(1 / load(port, path))
            print(f"{count:>7,} brands: ready in {ready:.2f} s, {seconds[-1] * 1000:.2f} ms a page")
    return seconds[1] / seconds[0]


def measure_prism() -> tuple[Figures, Figures] | None:
    """Measure Prism as installed and with its log off; None without Node."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        install = [npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", folder, PRISM]
        subprocess.run(install, check=True)
        program = Path(folder) / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
        port = free_port()
        command = [node, str(program), "mock", str(contract_path()), "--port", str(port)]
        plain = measure(command, port, CONTACT)
        quiet = measure([*command, "--verboseLevel", "silent"], port, CONTACT)
        return plain, quiet


def main() -> int:
    """Print the figures and their ratios; return 1 when a goal is missed."""
    port = free_port()
    ours = measure(sandbox_command(port), port, "/deploy" + CONTACT)
    show("sandbox", ours)
    prism = measure_prism()
    met = True
    if prism is None:
        print("Prism was NOT measured: Node and npm are not installed, so there are no ratios.")
    else:
        plain, quiet = prism
        show("prism", plain)
        show("prism, log off", quiet)
        rates = ours.requests_per_second
        met = all(
            [
                goal("requests, times Prism's", rates / plain.requests_per_second, 8.0, least=True),
                goal("the same, its log off", rates / quiet.requests_per_second, 3.0, least=True),
                goal(
                    "start, of Prism's", ours.ready_seconds / plain.ready_seconds, 0.25, least=False
                ),
                goal(
                    "memory, of Prism's",
                    ours.resident_megabytes / plain.resident_megabytes,
                    0.5,
                    least=False,
                ),
            ]
        )
    pages = goal("page of 100,000 brands, of 100", measure_brands(), 2.0, least=False)
    before, after = memory_of_many_contacts()
    print(f"memory at start {before:.0f} MB, after {CONTACTS:,} contacts {after:.0f} MB")
    return 0 if met and pages else 1


def show(name: str, figures: Figures) -> None:
    """Print what was measured of a server."""
    print(
        f"{name:<16} {figures.requests_per_second:>8,.0f} requests/s   "
        f"ready in {figures.ready_seconds:.2f} s   {figures.resident_megabytes:.0f} MB"
    )


def goal(what: str, ratio: float, bound: float, *, least: bool) -> bool:
    """Print a ratio beside its goal, and return whether it is met."""
    met = ratio >= bound if least else ratio <= bound
    sign = "≥" if least else "≤"
    print(f"{what:<26} {ratio:>6.2f}   goal {sign} {bound:g}   {'met' if met else 'MISSED'}")
    return met


if __name__ == "__main__":
    sys.exit(main())
