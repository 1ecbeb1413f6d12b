"""The progress bar of `bulk` commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.constrain import Constrain
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn
from rich.table import Column

from optizmo_deploy.cli._bulk_summary import duration

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optizmo_deploy.bulk.tally import Tally

__all__ = ["Bar"]

_WIDE = 100


class _Narrow(Progress):
    """A bar with room after it for the `^C` that terminals print, which would break the line."""

    def __init__(self, *columns: ProgressColumn, console: Console, **options: Any) -> None:
        self._shown_on = console  # which the base class knows only once it is made
        super().__init__(*columns, console=console, **options)

    def get_renderable(self) -> RenderableType:
        return Constrain(super().get_renderable(), self._shown_on.width - 3)


class Bar:
    """A bar with counts below the lines that are printed, on standard error."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        fixed = Column(no_wrap=True, overflow="ellipsis")
        self._progress = _Narrow(
            TextColumn("{task.description}", table_column=fixed, markup=False),
            BarColumn(bar_width=None, table_column=Column(ratio=1, min_width=6)),
            TextColumn("{task.fields[counts]}", table_column=fixed, markup=False),
            console=self._console,
            auto_refresh=False,
            transient=True,
            expand=True,
            redirect_stdout=False,  # contacts that are printed there are not for this console
        )
        self._task = self._progress.add_task("starting", total=None, counts="")
        self._progress.start()

    def print(self, line: str) -> None:
        """Print a line above the bar."""
        self._console.print(line, markup=False, soft_wrap=True)

    def reading(self, name: str, fraction: float | None) -> None:
        """Show that the input is being read."""
        self._progress.update(
            self._task, description=f"reading {name}", total=1, completed=fraction or 0
        )
        self._progress.refresh()

    def update(self, tally: Tally, speed: float, left: float | None, waiting: str) -> None:
        """Show counts.

        Args:
            tally: The counts.
            speed: Rows a second.
            left: Seconds that are left, or None.
            waiting: What is waited for, or nothing.
        """
        of = "" if tally.total is None else f"/{tally.total:,}"
        counts = [f"{tally.failed:,} failed"] if tally.failed else []
        if self._console.width >= _WIDE:
            counts = [f"{tally.done:,} done", f"{tally.failed:,} failed"]
            counts += [f"{tally.retries:,} repeated", f"{speed:,.0f}/s"]
        else:
            counts.append(f"{speed:,.0f}/s")
        if waiting:
            counts.append(waiting)
        elif left is not None:
            counts.append(f"{duration(left)} left")
        self._progress.update(
            self._task,
            description=f"{tally.rows:,}{of}",
            total=tally.total,
            completed=tally.rows,
            counts=", ".join(counts),
        )
        self._progress.refresh()

    def close(self) -> None:
        """Remove the bar."""
        self._progress.stop()
