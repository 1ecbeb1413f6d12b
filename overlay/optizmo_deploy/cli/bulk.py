"""`optizmo-deploy bulk`: one operation for every contact of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from optizmo_deploy.cli._brand_names import brand_option
from optizmo_deploy.cli._bulk_options import bulk_options, missing_option
from optizmo_deploy.cli._options import api_options
from optizmo_deploy.cli._output import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.cli._bulk_options import BulkChoices
    from optizmo_deploy.cli._options import ApiOptions

__all__ = ["command"]


@click.group("bulk")
def command() -> None:
    """Do something for every contact of a list: a CSV, JSON Lines or Parquet file.

    FILE may be gzip, and - is standard input. Its rows name contacts by address or MD5. A row that
    cannot be used is reported with its line and never stops the others. A run that was stopped, by
    whatever, is continued by the same command.
    """


@command.command("disable")
@bulk_options
@missing_option
@api_options
def disable(options: ApiOptions, choices: BulkChoices) -> None:
    """Disable every contact for good: none can be enabled again.

    Asks before it does so on a terminal, and needs --yes elsewhere.
    """
    _run("disable", options, choices)


@command.command("subscribe")
@bulk_options
@missing_option
@brand_option("Subscribe to a brand", required=True)
@api_options
def subscribe(options: ApiOptions, choices: BulkChoices, brands: tuple[str, ...]) -> None:
    """Subscribe every contact to brands."""
    _run("subscribe", options, choices, brands)


@command.command("unsubscribe")
@bulk_options
@missing_option
@brand_option("Unsubscribe from a brand", required=True)
@api_options
def unsubscribe(options: ApiOptions, choices: BulkChoices, brands: tuple[str, ...]) -> None:
    """End every contact's subscriptions to brands; one who has none is done too."""
    _run("unsubscribe", options, choices, brands)


@command.command("upsert")
@bulk_options
@click.option(
    "--empty",
    type=click.Choice(["keep", "unset"]),
    default="keep",
    show_default=True,
    help="Whether an empty cell leaves the attribute alone or removes it.",
)
@click.option(
    "--array-separator",
    metavar="TEXT",
    help="What separates the values of an array that is not JSON.",
)
@brand_option("Subscribe every contact to a brand")
@api_options
def upsert(options: ApiOptions, choices: BulkChoices, brands: tuple[str, ...]) -> None:
    """Create every contact, or change the one that exists.

    The other columns are attributes, converted to the types of the account's contact schema.
    """
    _run("upsert", options, choices, brands)


@command.command("get")
@bulk_options
@api_options
def get(options: ApiOptions, choices: BulkChoices) -> None:
    """Read every contact, to --results or as JSON Lines to standard output."""
    _run("get", options, choices)


def _run(
    operation: str, options: ApiOptions, choices: BulkChoices, brands: Sequence[str] = ()
) -> None:
    from optizmo_deploy.bulk import Operation  # noqa: PLC0415 - `--help` does without the engine
    from optizmo_deploy.cli._bulk_run import run  # noqa: PLC0415

    context = click.get_current_context()
    is_default = context.get_parameter_source("output") is ParameterSource.DEFAULT
    as_json = not is_default and options.output is Format.JSON
    context.exit(run(Operation(operation), options, choices, brands, as_json=as_json))


def _explain_output() -> None:
    """Say what the common option `--output` means here, where data goes to files."""
    for each in command.commands.values():
        for parameter in each.params:
            if isinstance(parameter, click.Option) and parameter.name == "output":
                parameter.help = "json: print the summary as JSON, and nothing else."


_explain_output()
