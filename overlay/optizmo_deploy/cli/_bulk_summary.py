"""How a `bulk` command ended, for people and as JSON."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import attrs
import click

from optizmo_deploy.bulk.errors import BulkStoppedError, ClusterError, TooManyFailuresError
from optizmo_deploy.bulk.tally import Tally
from optizmo_deploy.cli._errors import ExitCode, as_click_error
from optizmo_deploy.cli._escape import shortened, visible
from optizmo_deploy.cli._output import as_json as json_text
from optizmo_deploy.cli._output import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from optizmo_deploy import DeployError

__all__ = ["Summary", "duration"]

_LONGEST_LINE = 400
_MINUTE, _HOUR = 60, 3600


@attrs.define(kw_only=True)
class Summary:
    """The end of a job."""

    operation: str
    dry_run: bool
    input: str
    results: Path | None
    rejects: Path | None
    journal: Path | None
    tally: Tally = attrs.Factory(Tally)
    started: bool = False
    interrupted: bool = False
    error: DeployError | None = None
    _began: float = attrs.field(init=False, factory=time.monotonic)

    @property
    def exit_code(self) -> int:
        """The exit code that the end has."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        if isinstance(self.error, BulkStoppedError) and not isinstance(
            self.error, TooManyFailuresError
        ):
            return ExitCode.UNUSABLE
        if self.tally.nothing_was_reached:
            return ExitCode.UNUSABLE
        return ExitCode.FAILED if self.error or self.tally.failed else ExitCode.DONE

    def show(self, *, as_json: bool) -> None:
        """Print it: for people on standard error, as JSON on standard output."""
        seconds = time.monotonic() - self._began
        with suppress(OSError):  # nobody can be told
            for line in self._lines(seconds):
                click.echo(line, err=True)
        if as_json:
            write_text(f"{json_text(self._members(seconds), indent=2)}\n")

    def _members(self, seconds: float) -> dict[str, Any]:
        stopped = "interrupted" if self.interrupted else self._explained() if self.error else None
        return {
            "operation": self.operation,
            "dryRun": self.dry_run,
            "input": self.input,
            "rows": self.tally.rows,
            "done": self.tally.done,
            "failed": self.tally.failed,
            "invalid": self.tally.invalid,
            "missing": self.tally.missing,
            "resumed": self.tally.resumed,
            "requests": self.tally.requests,
            "retries": self.tally.retries,
            "seconds": round(seconds, 3),
            "complete": stopped is None,
            "stopped": stopped,
            "results": _text(self.results),
            "rejects": _text(self.rejects),
            "journal": _text(self.journal),
            "exitCode": int(self.exit_code),
        }

    def _lines(self, seconds: float) -> list[str]:
        if self.interrupted:
            return [f"Interrupted after {self._rows_so_far()}{self._how_to_go_on()}"]
        if self.error is not None:
            return [
                f"Error: {self._explained()}",
                f"Stopped after {self._rows_so_far()} ({self._counts()}){self._how_to_go_on()}",
            ]
        what = "checked, nothing was changed" if self.dry_run else f"in {duration(seconds)}"
        lines = [f"{self.operation}: {_rows(self.tally.rows)} {what}: {self._counts()}."]
        if self.tally.nothing_was_reached:
            lines.insert(0, "Error: the server was not reached; the same command tries again.")
        if self.tally.failed and self.rejects:
            lines.append(
                f"The rows that failed are in {self.rejects}, to be mended and run as FILE."
            )
        return lines

    def _counts(self) -> str:
        tally = self.tally
        counts = [f"{tally.done:,} {'would be sent' if self.dry_run else 'done'}"]
        if tally.failed:
            invalid = f" ({tally.invalid:,} not sent)" if tally.invalid else ""
            counts.append(f"{tally.failed:,} failed{invalid}")
        if tally.missing:
            counts.append(f"{tally.missing:,} missing")
        if tally.resumed:
            counts.append(f"{tally.resumed:,} of all by earlier runs")
        if tally.retries:
            counts.append(f"{tally.retries:,} requests repeated")
        return ", ".join(counts)

    def _rows_so_far(self) -> str:
        tally = self.tally
        if tally.total is None:
            return _rows(tally.rows)
        return f"{tally.rows:,} of {_rows(tally.total)}"

    def _how_to_go_on(self) -> str:
        if self.journal is not None:
            return "; the same command goes on from there."
        if self.dry_run:
            return "; nothing was changed."
        return "; without a --journal the same command starts over, which does no harm."

    def _explained(self) -> str:
        error = self.error
        if isinstance(error, BulkStoppedError) and not isinstance(
            error, (ClusterError, TooManyFailuresError)
        ):
            message = as_click_error(error.cause).format_message()
            text = ". ".join(line.strip().rstrip(".") for line in message.splitlines())
        else:
            text = str(error)
        return shortened(visible(text), _LONGEST_LINE)


def duration(seconds: float) -> str:
    """Return a duration as people write it."""
    if seconds < _MINUTE:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"  # noqa: PLR2004 - digits
    if seconds < _HOUR:
        return f"{seconds // _MINUTE:.0f} min {seconds % _MINUTE:.0f} s"
    return f"{seconds // _HOUR:.0f} h {seconds % _HOUR // _MINUTE:.0f} min"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
