"""`optizmo-deploy brands`: the brands of the account."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import click

from optizmo_deploy.cli import _records
from optizmo_deploy.cli._brand_names import brand_ids
from optizmo_deploy.cli._client import connected
from optizmo_deploy.cli._each import Step, for_each
from optizmo_deploy.cli._errors import InputError
from optizmo_deploy.cli._escape import visible
from optizmo_deploy.cli._options import api_options
from optizmo_deploy.cli._output import Format
from optizmo_deploy.cli._printer import Printer
from optizmo_deploy.cli._tables import Column, brief

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optizmo_deploy import BrandSummary, DeployClient
    from optizmo_deploy.cli._options import ApiOptions

__all__ = ["command"]

_COLUMNS = (
    Column("Id", lambda record: record["id"], whole=True),
    Column("Enabled", lambda record: brief(record["enabled"])),
    Column("Name", lambda record: visible(record["name"])),
)
_FILTERS = {
    "name": "is this",
    "name_not_equal": "is not this",
    "name_starts_with": "starts with this",
    "name_ends_with": "ends with this",
    "name_contains": "contains this",
    "name_starts_with_case_sensitive": "starts with this, in this case",
    "name_ends_with_case_sensitive": "ends with this, in this case",
    "name_contains_case_sensitive": "contains this, in this case",
}
"""The name filters of `brands.list`, and what each asks of a name."""


@click.group("brands")
def command() -> None:
    """List the brands of the account, and print their sending settings."""


def _filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for name, meaning in reversed(_FILTERS.items()):
        option = f"--{name.replace('_', '-')}"
        help_text = f"Only brands whose name {meaning}."
        function = click.option(option, metavar="TEXT", help=help_text)(function)
    return function


@command.command("list")
@_filter_options
@click.option("--enabled/--disabled", default=None, help="Only enabled brands, or only disabled.")
@click.option("--sort", type=click.Choice(["name", "-name"]), help="The order; -name is reversed.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Print at most N brands.")
@api_options
def list_(
    options: ApiOptions,
    limit: int | None,
    **filters: Any,
) -> None:
    """Print all brands, disabled ones included, or those that the options ask for.

    At most one option can say what names are wanted. Upper and lower case are the same unless the
    option says otherwise; for --name and --name-not-equal that is up to the server.
    """
    chosen = {name: value for name, value in filters.items() if value is not None}
    names = [f"--{name.replace('_', '-')}" for name in chosen if name in _FILTERS]
    if len(names) > 1:
        raise InputError(f"only one of {' and '.join(names)} can be given")
    with connected(options) as client:
        brands = _listed(client, chosen, limit)
        if options.output is Format.JSON:  # all of them or nothing: half an array would mislead
            brands = list(brands)
        with Printer(options.output, _COLUMNS) as printer:
            for brand in brands:
                if not printer.write(_records.brand(brand)):
                    break


def _listed(
    client: DeployClient, filters: Mapping[str, Any], limit: int | None
) -> Iterable[BrandSummary]:
    brands = cast("Iterable[BrandSummary]", client.brands.list(**filters))
    return islice(brands, limit)


@command.command("get")
@click.argument("brands", nargs=-1, required=True, metavar="BRAND...")
@api_options
def get(options: ApiOptions, brands: tuple[str, ...]) -> None:
    """Print brands with their sending settings.

    A brand is named by its id, or by its name when no other brand has the same one.
    """
    with connected(options) as client:
        ids = brand_ids(client, brands)

        def step(brand_id: str) -> Step:
            return Step(ids[brand_id], lambda: _records.brand(client.brands.get(brand_id)))

        with Printer(options.output, _COLUMNS, single=len(brands) == 1) as printer:
            steps = [step(brand_id) for brand_id in ids]
            for_each(steps, printer, reads=True, base_url=options.base_url)
