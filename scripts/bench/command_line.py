"""What `optizmo-deploy --help` costs in CPU, as a whole process, over `import click`.

A command that talks to the API is measured too, without a goal: most of it is importing httpx.

python scripts/bench/command_line.py [--assert-goals]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

from optizmo_deploy.sandbox import Sandbox

ROUNDS = 15
GOAL = 0.25
"""Seconds of CPU for `--help`, at most."""
BASE = ("-c", "import click")
HELP = ("-m", "optizmo_deploy", "--help")
PROGRAMS = {
    "optizmo-deploy --help": HELP,
    "optizmo-deploy contacts --help": ("-m", "optizmo_deploy", "contacts", "--help"),
    "optizmo-deploy contacts get": ("-m", "optizmo_deploy", "contacts", "get", "test@email.com"),
    "import httpx": ("-c", "import httpx"),
}


def cpu(arguments: tuple[str, ...], environment: dict[str, str]) -> float:
    """Return the seconds of CPU that a process of this interpreter takes."""
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, env=environment
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def main() -> int:
    """Measure in alternation, print seconds and ratios; return 1 when the goal was missed."""
    with Sandbox() as sandbox:
        environment = {
            **os.environ,
            "OPTIZMO_DEPLOY_BASE_URL": sandbox.url,
            "OPTIZMO_DEPLOY_API_KEY": sandbox.api_key,
        }
        times: dict[tuple[str, ...], list[float]] = {
            each: [] for each in (BASE, *PROGRAMS.values())
        }
        for arguments in times:  # warm the caches of the file system
            cpu(arguments, environment)
        for _ in range(ROUNDS):
            for arguments, taken in times.items():
                taken.append(cpu(arguments, environment))
    for name, arguments in PROGRAMS.items():
        pairs = zip(times[arguments], times[BASE], strict=True)
        ratio = statistics.median(ours / base for ours, base in pairs)
        seconds = statistics.median(times[arguments])
        aim = f" (goal: {GOAL} s at most)" if arguments is HELP else ""
        print(f"{name}: {seconds:.3f} s of CPU, {ratio:.2f} times `import click`{aim}")
    return int(statistics.median(times[HELP]) > GOAL and "--assert-goals" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
