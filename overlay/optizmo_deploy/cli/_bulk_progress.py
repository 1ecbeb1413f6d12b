"""How far a `bulk` command is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

import click

from optizmo_deploy.cli._bulk_summary import duration

if TYPE_CHECKING:
    from types import TracebackType

    from optizmo_deploy.bulk.tally import Tally

__all__ = ["Progress"]

_FRAME_SECONDS = 0.2
_LINE_SECONDS = 30.0
_REMEMBERED_SECONDS = 30.0
_LEAST_SECONDS = 3.0


class Progress:
    """Shows the counts of a job while it goes on, from a thread of its own.

    Args:
        name: What the input is called.
        with_bar: Whether there may be a bar, which data printed on the same terminal would break.
        line_seconds: The seconds between two lines where there is no bar.
    """

    def __init__(
        self, name: str, *, with_bar: bool = True, line_seconds: float = _LINE_SECONDS
    ) -> None:
        self._name = name
        self._with_bar = with_bar
        self._line_seconds = line_seconds
        self._tally: Tally | None = None
        self._reading: float | None = None
        self._speed = _Speed()
        self._bar: Any = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._show, name="bulk progress", daemon=True)

    def reading(self, fraction: float | None) -> None:
        """Take note of how much of the input has been read before the job begins."""
        self._reading = fraction

    def begin(self, tally: Tally) -> None:
        """Show these counts from now on."""
        self._tally = tally

    def print(self, line: str) -> None:
        """Print a line on standard error, above the bar if there is one."""
        with suppress(OSError):  # nobody can be told
            if self._bar is not None:
                self._bar.print(line)
            else:
                click.echo(line, err=True)

    def __enter__(self) -> Self:
        if self._with_bar and _is_terminal():
            from optizmo_deploy.cli._bulk_bar import Bar  # noqa: PLC0415 - it needs rich

            self._bar = Bar()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join(timeout=1)
        if self._bar is not None:
            with suppress(OSError):  # the terminal is gone
                self._bar.close()

    def _show(self) -> None:
        wait = self._line_seconds if self._bar is None else _FRAME_SECONDS
        while not self._ended.wait(wait):
            tally = self._tally
            if tally is not None:
                self._speed.observe(time.monotonic(), tally.rows - tally.resumed)
            with suppress(OSError):
                if self._bar is None:
                    click.echo(self._line(tally), err=True)
                elif tally is None:
                    self._bar.reading(self._name, self._reading)
                else:
                    self._bar.update(tally, self._speed.value, self._left(tally), _waiting(tally))

    def _line(self, tally: Tally | None) -> str:
        if tally is None:
            share = "" if self._reading is None else f", {self._reading:.0%}"
            return f"reading {self._name}{share}"
        of = f" of {tally.total:,}" if tally.total else ""
        parts = [
            f"{tally.rows:,}{of} rows",
            f"{self._speed.value:,.0f}/s",
            f"{tally.failed:,} failed",
            f"{tally.retries:,} repeated",
        ]
        left = self._left(tally)
        if left is not None:
            parts.append(f"{duration(left)} left")
        return ", ".join([*parts, _waiting(tally)] if _waiting(tally) else parts)

    def _left(self, tally: Tally) -> float | None:
        if tally.total is None or not self._speed.value or not self._speed.is_known:
            return None
        return (tally.total - tally.rows) / self._speed.value


class _Speed:
    """Rows a second over the latest half minute."""

    def __init__(self) -> None:
        self._seen: list[tuple[float, int]] = []

    def observe(self, now: float, rows: int) -> None:
        self._seen.append((now, rows))
        while len(self._seen) > 2 and now - self._seen[1][0] > _REMEMBERED_SECONDS:  # noqa: PLR2004 - a pair
            self._seen.pop(0)

    @property
    def value(self) -> float:
        if not self._seen:
            return 0.0
        (first, before), (latest, rows) = self._seen[0], self._seen[-1]
        return (rows - before) / (latest - first) if latest > first else 0.0

    @property
    def is_known(self) -> bool:
        """Whether it was observed for long enough to tell how long the rest will take."""
        return bool(self._seen) and self._seen[-1][0] - self._seen[0][0] >= _LEAST_SECONDS


def _waiting(tally: Tally) -> str:
    """Say what the job waits for, when it waits for long enough to be noticed."""
    seconds = tally.waits_until - time.monotonic()
    return f"waiting {seconds:.0f} s, as the server asks" if seconds >= 1 else ""


def _is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
