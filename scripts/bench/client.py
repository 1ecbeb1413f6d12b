"""What `contacts.get` costs over `httpx.Client.get(…).json()`, on a mock transport, in one process.

python scripts/bench/client.py [--assert-goals]
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import TYPE_CHECKING

import httpx
from optizmo_deploy import DeployClient

if TYPE_CHECKING:
    from collections.abc import Callable

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


def cpu_seconds(call: Callable[[], object]) -> float:
    """Return the CPU time of a batch of calls."""
    started = time.process_time()
    for _ in range(CALLS):
        call()
    return time.process_time() - started


def main() -> int:
    """Measure, print the ratio, and say whether a goal that counts was missed."""
    bare = mock_client()
    client = DeployClient("key", base_url=URL, http_client=mock_client())
    calls: list[Callable[[], object]] = [
        lambda: bare.get(f"{URL}/v1/contacts/{MD5}").json(),
        lambda: client.contacts.get(MD5),
    ]
    for call in calls:
        cpu_seconds(call)
    batches = [[cpu_seconds(call) for call in calls] for _ in range(ROUNDS)]
    ratio = statistics.median(ours / theirs for theirs, ours in batches)
    theirs, ours = (statistics.median(times) / CALLS * 1e6 for times in zip(*batches, strict=True))
    print(f"contacts.get: {ratio:.2f} times bare httpx (goal: {GOAL:.2f} at most)")
    print(f"  {ours:.0f} µs of CPU against {theirs:.0f} µs")
    return int(ratio > GOAL and "--assert-goals" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
