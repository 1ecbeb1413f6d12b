"""What `contacts.get` costs over `httpx.Client.get(…).json()`, on a mock transport, in one process.

The goal is about calls of the same URL, as those of creates, listings, retries and a write after a
read are. A URL that was not used before has to be parsed, which is the second figure.

python scripts/bench/client.py [--assert-goals]
"""

from __future__ import annotations

import itertools
import json
import statistics
import sys
import time
from typing import TYPE_CHECKING

import httpx
from optizmo_deploy import DeployClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GOAL = 1.20
ROUNDS, CALLS = 150, 40
MD5 = "c160f8cc69a4f0bf2b0362752353d060"
URL = "https://api.example.com/deploy"
CONTACT = {
    "email": "alice@example.com",
    "emailMd5": MD5,
    "attributes": {"first_name": "Alice", "age": 42, "vip": True, "interests": ["books", "music"]},
    "brandIds": ["497f6eca-6276-4993-bfeb-53cbbbba6f08"],
    "enabled": True,
    "createdAt": "2026-06-12T00:00:00Z",
}
BODY = json.dumps(CONTACT).encode()
HEADERS = {
    "content-type": "application/json",
    "x-rate-limit-limit": "100",
    "x-rate-limit-remaining": "99",
    "x-rate-limit-reset": "1",
}


def mock_client() -> httpx.Client:
    """Return a client of a server that is none."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, headers=HEADERS, content=BODY))
    return httpx.Client(transport=transport, headers={"Authorization": "Bearer key"})


def mock_contacts() -> httpx.Client:
    """Return a client of a server that has every contact."""

    def respond(request: httpx.Request) -> httpx.Response:
        content = BODY.replace(MD5.encode(), request.url.path[-32:].encode())
        return httpx.Response(200, headers=HEADERS, content=content)

    transport = httpx.MockTransport(respond)
    return httpx.Client(transport=transport, headers={"Authorization": "Bearer key"})


def cpu_seconds(call: Callable[[], object]) -> float:
    """Return the CPU time of a batch of calls."""
    started = time.process_time()
    for _ in range(CALLS):
        call()
    return time.process_time() - started


def main() -> int:
    """Measure, print the ratio, and say whether a goal that counts was missed."""
    ratio, ours, theirs = compare(mock_client, itertools.repeat(MD5), itertools.repeat(MD5))
    print(f"contacts.get: {ratio:.2f} times bare httpx (goal: {GOAL:.2f} at most)")
    print(f"  {ours:.0f} µs of CPU against {theirs:.0f} µs")
    missed = ratio > GOAL
    md5s = [f"{number:032x}" for number in range(ROUNDS * CALLS + CALLS)]
    ratio, ours, theirs = compare(mock_contacts, iter(md5s), iter(md5s))
    print(f"  another contact each time: {ratio:.2f} times, {ours:.0f} µs against {theirs:.0f} µs")
    return int(missed and "--assert-goals" in sys.argv)


def compare(
    mock: Callable[[], httpx.Client], asked_of_bare: Iterator[str], asked_of_ours: Iterator[str]
) -> tuple[float, float, float]:
    """Return the ratio of the CPU times, and both of them in microseconds a call."""
    bare = mock()
    client = DeployClient("key", base_url=URL, http_client=mock())
    calls: list[Callable[[], object]] = [
        lambda: bare.get(f"{URL}/v1/contacts/{next(asked_of_bare)}").json(),
        lambda: client.contacts.get(next(asked_of_ours)),
    ]
    for call in calls:
        cpu_seconds(call)
    batches = [[cpu_seconds(call) for call in calls] for _ in range(ROUNDS)]
    ratio = statistics.median(ours / theirs for theirs, ours in batches)
    theirs, ours = (statistics.median(times) / CALLS * 1e6 for times in zip(*batches, strict=True))
    return ratio, ours, theirs


if __name__ == "__main__":
    sys.exit(main())
