"""What `import optizmo_deploy` costs over `import httpx`, as whole processes in alternation.

The names in it are imported when they are used; what that costs is printed too, without a goal.

python scripts/bench/imports.py [--assert-goals]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 15
BASE = "import httpx"
GOALS: dict[str, float | None] = {
    "import optizmo_deploy": 1.35,
    "from optizmo_deploy import DeployClient": None,
    "from optizmo_deploy import AsyncDeployClient": None,
}


def seconds(program: str) -> float:
    """Return how long a process takes that runs a program."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - started


def main() -> int:
    """Measure, print the ratios, and say whether a goal that counts was missed."""
    for program in (BASE, *GOALS):  # warm the caches of the file system
        seconds(program)
    times: dict[str, list[float]] = {program: [] for program in (BASE, *GOALS)}
    for _ in range(ROUNDS):
        for program, taken in times.items():
            taken.append(seconds(program))
    missed = False
    for program, goal in GOALS.items():
        # Pairs that ran next to each other saw the same machine.
        pairs = zip(times[program], times[BASE], strict=True)
        ratio = statistics.median(ours / base for ours, base in pairs)
        missed = missed or (goal is not None and ratio > goal)
        aim = f" (goal: {goal} at most)" if goal is not None else ""
        print(f"{program}: {ratio:.2f} times `{BASE}`{aim}")
    return int(missed and "--assert-goals" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
