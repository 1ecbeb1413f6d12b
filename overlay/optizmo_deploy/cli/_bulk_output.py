"""What `bulk` commands print row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.bulk.files.results import as_members
from optizmo_deploy.cli._escape import shortened, visible
from optizmo_deploy.cli._output import as_json, write_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optizmo_deploy.bulk.files.result import RowResult

__all__ = ["ContactsOnStdout", "FailureLines"]

_MOST_LINES = 10
_LONGEST_LINE = 400


class ContactsOnStdout:
    """Prints contacts that were read as JSON Lines."""

    def __init__(self) -> None:
        self._pending: list[str] = []
        self._somebody_reads = True

    def __call__(self, result: RowResult) -> None:
        """Add a contact."""
        self._pending.append(as_json(as_members(result, None)))

    def flush(self) -> None:
        """Print what was added.

        Raises:
            BrokenPipeError: Nobody reads it any more; this is raised once.
        """
        if not self._pending or not self._somebody_reads:
            return
        text = "\n".join(self._pending)
        self._pending.clear()
        self._somebody_reads = write_text(f"{text}\n")
        if not self._somebody_reads:
            raise BrokenPipeError


class FailureLines:
    """Prints a line for each row that failed: all of them, or some where a file has them all.

    Args:
        echo: Prints a line.
        file: The file that has them all, or None.
    """

    def __init__(self, echo: Callable[[str], None], file: Path | None) -> None:
        self._echo = echo
        self._file = file
        self._count = 0

    def __call__(self, result: RowResult) -> None:
        """Print why a row failed."""
        self._count += 1
        if self._file is None or self._count <= _MOST_LINES:
            reason = visible(result.reason or "failed")
            self._echo(f"line {result.line}: {shortened(reason, _LONGEST_LINE)}")
        elif self._count == _MOST_LINES + 1:
            self._echo(f"More rows failed; {self._file} has them all.")
