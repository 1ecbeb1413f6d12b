"""Records as tables for people, with rich."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen

from optizmo_deploy.cli._escape import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rich.table import Table

    from optizmo_deploy.cli._records import Record

__all__ = ["Column", "brief", "details", "rows"]

_HEIGHT = 25
_UNLIMITED = 10_000
"""A width at which nothing is broken, for files and pipes."""


@frozen
class Column:
    """One column of a table.

    Attributes:
        heading: What is over it.
        text: Returns the text of a record.
        whole: Whether its texts are never broken, for ids that people copy.
    """

    heading: str
    text: Callable[[Record], str]
    whole: bool = False


def rows(columns: Sequence[Column], records: Sequence[Record], *, heading: bool) -> str:
    """Return the text of a table with one row a record."""
    from rich.table import Table  # noqa: PLC0415 - JSON is printed without it

    table = Table(box=None, show_header=heading, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        text = column.heading.upper()
        table.add_column(text, no_wrap=column.whole, overflow="fold", min_width=len(text))
    for record in records:
        table.add_row(*(_cell(column.text(record)) for column in columns))
    return _rendered(table)


def details(record: Record) -> str:
    """Return the text of a table with one row a field of a single record."""
    from rich.table import Table  # noqa: PLC0415 - JSON is printed without it

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in record.items():
        table.add_row(_cell(name), _cell("\n".join(_lines(value))))
    return _rendered(table)


def brief(value: object) -> str:
    """Return a value as the text that stands for it within a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(brief, cast('list[object]', value)))}]"
    if isinstance(value, dict):
        fields = cast("Mapping[str, object]", value)
        return ", ".join(f"{visible(name)}={brief(each)}" for name, each in fields.items())
    return "" if value is None else visible(str(value))


def _lines(value: object) -> list[str]:
    if isinstance(value, list):
        return list(map(_item, cast("list[object]", value)))
    if isinstance(value, dict):
        fields = cast("Mapping[str, object]", value)
        return [f"{visible(name)}: {brief(each)}" for name, each in fields.items()]
    return [brief(value)]


def _item(value: object) -> str:
    """Return an item of a list; of what has a name and an id, these alone in the usual form."""
    if not isinstance(value, dict):
        return brief(value)
    fields = cast("Mapping[str, object]", value)
    name = fields.get("name", fields.get("label"))
    if name is not None and "id" in fields:
        return f"{brief(name)} ({brief(fields['id'])})"
    return brief(fields)


def _cell(text: str) -> Any:
    from rich.text import Text  # noqa: PLC0415 - JSON is printed without it

    return Text(text)  # no markup: brackets are a part of names


def _rendered(table: Table) -> str:
    from rich.console import Console  # noqa: PLC0415 - JSON is printed without it

    # rich takes the width from here on a dumb terminal too when it also has a height.
    console = Console(file=sys.stdout, width=_width(), height=_HEIGHT, highlight=False)
    with console.capture() as captured:
        console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _width() -> int:
    if sys.stdout is not None and sys.stdout.isatty():
        return max(20, shutil.get_terminal_size().columns)
    columns = os.environ.get("COLUMNS", "")
    return max(20, int(columns)) if columns.isdecimal() else _UNLIMITED
