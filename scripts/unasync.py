"""Derive the blocking client from the asynchronous one.

    python scripts/unasync.py            rewrite overlay/optizmo_deploy/client/_sync
    python scripts/unasync.py --check    change nothing; show the difference, fail if there is one

The asynchronous half is written by hand; the blocking half never is. Each rule says what one reads
like in the other.
"""

from __future__ import annotations

import argparse
import difflib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLIENT = ROOT / "overlay/optizmo_deploy/client"
SOURCE, TARGET = CLIENT / "_async", CLIENT / "_sync"

PASSAGES = {
    "client.py": [
        ("The asynchronous client.", "The blocking client."),
        ("An asynchronous client of", "A blocking client of"),
        (
            """\
    Use it as an asynchronous context manager, or call `aclose` when done. Any number of tasks
    can share it.
""",
            """\
    Use it as a context manager, or call `close` when done. Any number of threads can share it.
""",
        ),
        (
            """\
        api_key: The API key, or a function that returns it, asynchronous or not, which is asked
            at every attempt. When it is None, the environment variable OPTIZMO_DEPLOY_API_KEY.
""",
            """\
        api_key: The API key, or a function that returns it, which is asked at every attempt.
            When it is None, the environment variable OPTIZMO_DEPLOY_API_KEY.
""",
        ),
        (
            """\
        http: The library that makes the requests. `aiohttp` takes a fraction of the CPU time
            when many are in flight; it comes with the extra `aiohttp`.
        http_client: A client of that library to use. It is never closed by this one.
""",
            """\
        http_client: An `httpx.Client` to use. It is never closed by this one.
""",
        ),
        ('        http: Literal["httpx", "aiohttp"] = "httpx",\n', ""),
        ("        self._http = http\n", ""),
        ("import async_adapter", "import sync_adapter"),
        (
            "async_adapter(base_url, self._http, self._http_client, ",
            "sync_adapter(base_url, self._http_client, ",
        ),
        ("TYPE_CHECKING, Any, Literal, NoReturn", "TYPE_CHECKING, Any, NoReturn"),
        ("import Awaitable, Callable, Mapping", "import Callable, Mapping"),
        ("    import aiohttp\n", ""),
    ],
    "listing.py": [
        ("    task at a time.", "    thread at a time."),
    ],
    "__init__.py": [
        (
            "The asynchronous client, from which `scripts/unasync.py` derives the blocking one.",
            "The blocking client, which `scripts/unasync.py` derives from the other one.",
        ),
    ],
}
RULES = [
    (re.compile(r"\(await (.*)\)(?=\.parsed$)", re.MULTILINE), r"\1"),
    (re.compile(re.escape(" | Callable[[], Awaitable[str]]")), ""),
    (re.compile(re.escape("httpx.AsyncClient | aiohttp.ClientSession")), "httpx.Client"),
    (re.compile(r"\basync (def|for|with)\b"), r"\1"),
    (re.compile(r"\bawait "), ""),
    (re.compile(r"(\b|(?<=\b_)|(?<=\bStop))Async(?=[A-Z])"), ""),
    (re.compile(r"\baclose\b"), "close"),
    (re.compile(r"__a(enter|exit|iter)__"), r"__\1__"),
    (re.compile(r"__anext__"), "__next__"),
    (re.compile(r"\b_async\b"), "_sync"),
]
LEFT_OVER = re.compile(r"\basync\b|\basynchronous|await|\baio", re.IGNORECASE)
NOTICE = "# Derived from {name} by scripts/unasync.py; do not edit.\n"


def derive(path: Path) -> str:
    """Return what the blocking counterpart of a module reads like.

    Raises:
        SystemExit: A passage is not where it should be, or something asynchronous is left over.
    """
    text = path.read_text(encoding="utf-8")
    for old, new in PASSAGES.get(path.name, []):
        if text.count(old) != 1:
            times = text.count(old)
            sys.exit(f"{path.relative_to(ROOT)}: expected once, found {times} times:\n{old}")
        text = text.replace(old, new)
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    for number, line in enumerate(text.splitlines(), 1):
        if LEFT_OVER.search(line):
            place = f"{path.relative_to(ROOT)}:{number}"
            sys.exit(f"{place}: no rule makes this line blocking: {line.strip()}")
    return _formatted(NOTICE.format(name=f"_async/{path.name}") + text)


def _formatted(text: str) -> str:
    for command in (["check", "--select", "I", "--fix-only"], ["format"]):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "ruff",
                *command,
                "--quiet",
                "--stdin-filename",
                str(TARGET / "x.py"),
                "-",
            ],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        if done.returncode:
            sys.exit(f"ruff {command[0]} failed: {done.stderr.strip()}")
        text = done.stdout
    return text


def main() -> int:
    """Run the program; see the top of the file."""
    parser = argparse.ArgumentParser(
        description="Derive the blocking client from the asynchronous one."
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail when something would change"
    )
    check: bool = parser.parse_args().check
    wanted = {path.name: derive(path) for path in sorted(SOURCE.glob("*.py"))}
    present = {path.name: path.read_text(encoding="utf-8") for path in TARGET.glob("*.py")}
    if not check:
        for name in present.keys() - wanted.keys():
            (TARGET / name).unlink()
        for name, text in wanted.items():
            (TARGET / name).write_text(text, encoding="utf-8")
        return 0
    for name in sorted(wanted.keys() | present.keys()):
        sys.stdout.writelines(
            difflib.unified_diff(
                present.get(name, "").splitlines(keepends=True),
                wanted.get(name, "").splitlines(keepends=True),
                f"_sync/{name} as it is",
                f"_sync/{name} as derived",
            )
        )
    return int(wanted != present)


if __name__ == "__main__":
    sys.exit(main())
