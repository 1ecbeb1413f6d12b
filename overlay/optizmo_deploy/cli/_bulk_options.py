"""The options of `optizmo-deploy bulk`."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from optizmo_deploy.cli._errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BulkChoices", "bulk_options", "missing_option"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:/(s|m|h))?")
_SECONDS = {None: 1, "s": 1, "m": 60, "h": 3600}


@frozen(kw_only=True)
class BulkChoices:
    """What the options amount to that all operations have."""

    file: Path | None
    """None for standard input."""
    input_format: str | None
    encoding: str | None
    delimiter: str | None
    email_column: str | None
    ignored: frozenset[str]
    results: Path | None
    rejects: Path | None
    journal: Path | None
    dry_run: bool
    retry_failed: bool
    concurrency: int
    rate: float | None
    max_failures: int | None
    cluster: str | None
    empty: str = "keep"
    array_separator: str | None = None
    missing: str = "fail"


_OPTIONS = (
    click.argument(
        "file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True), required=True
    ),
    click.option(
        "--input-format",
        type=click.Choice(["csv", "jsonl", "parquet"]),
        help="What FILE is.  [default: what its ending says]",
    ),
    click.option(
        "--encoding",
        metavar="NAME",
        help="Encoding of the text, such as cp1252.  [default: byte order mark, else utf-8]",
    ),
    click.option(
        "--delimiter",
        metavar="CHAR",
        help="What separates the columns of CSV: a character, or comma, semicolon, tab or bar."
        "  [default: found in the header]",
    ),
    click.option(
        "--email-column",
        metavar="NAME",
        help="The column with the address or MD5.  [default: email, or email_md5]",
    ),
    click.option(
        "--ignore-column",
        "ignored",
        multiple=True,
        metavar="NAME",
        help="Leave out a column; may be repeated.",
    ),
    click.option(
        "--results", type=_FILE, help="Write what became of every row, as .csv or .jsonl."
    ),
    click.option(
        "--rejects",
        type=_FILE,
        help="Write the rows that failed, with the reason, to be mended and used as FILE.",
    ),
    click.option(
        "--journal",
        type=_FILE,
        help="Where to remember which rows are finished.  [default: FILE.journal]",
    ),
    click.option("--dry-run", is_flag=True, help="Check all rows and change nothing."),
    click.option("--retry-failed", is_flag=True, help="Try rows again that failed before."),
    click.option(
        "--concurrency",
        type=click.IntRange(1, 1000),
        default=32,
        show_default=True,
        metavar="N",
        help="Most contacts in work at the same time.",
    ),
    click.option("--rate", metavar="N/s", help="Most requests a second (also N/m, N/h)."),
    click.option(
        "--max-failures",
        type=click.IntRange(min=0),
        metavar="N",
        help="Stop when more rows fail in this run.",
    ),
    click.option(
        "--cluster",
        metavar="ADDRESS",
        help="Have the workers of a Dask scheduler send the requests, such as tcp://host:8786.",
    ),
)


def bulk_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the common options to a command; its function gets `BulkChoices` as `choices`."""

    @functools.wraps(function)
    def command(
        *arguments: Any, file: Path, rate: str | None, ignored: tuple[str, ...], **options: Any
    ) -> Any:
        names = BulkChoices.__annotations__
        own = {name: options.pop(name) for name in list(options) if name in names}
        choices = BulkChoices(
            file=None if str(file) == "-" else file,
            rate=_requests_a_second(rate),
            ignored=frozenset(ignored),
            **own,
        )
        return function(*arguments, choices, **options)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def missing_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option `--missing`."""
    return click.option(
        "--missing",
        type=click.Choice(["fail", "skip"]),
        default="fail",
        show_default=True,
        help="Whether a contact that does not exist is a failed row or counted apart.",
    )(function)


def _requests_a_second(text: str | None) -> float | None:
    if text is None:
        return None
    found = _RATE.fullmatch(text.strip())
    rate = float(found[1]) / _SECONDS[found[2]] if found else 0.0
    if not rate:
        raise InputError(f"--rate: give a number of requests such as 20/s or 500/m, not {text!r}")
    return rate
