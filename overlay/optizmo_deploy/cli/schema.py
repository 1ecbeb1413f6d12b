"""`optizmo-deploy schema`: the attributes that contacts of the account may carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from optizmo_deploy.cli import _records
from optizmo_deploy.cli._client import connected
from optizmo_deploy.cli._escape import visible
from optizmo_deploy.cli._options import api_options
from optizmo_deploy.cli._printer import Printer
from optizmo_deploy.cli._tables import Column

if TYPE_CHECKING:
    from optizmo_deploy.cli._options import ApiOptions

__all__ = ["command"]

_COLUMNS = (
    Column("Name", lambda record: visible(record["name"])),
    Column("Type", lambda record: visible(record["type"])),
    Column("Description", lambda record: visible(record.get("description", ""))),
)


@click.command("schema")
@api_options
def command(options: ApiOptions) -> None:
    """Print the attributes that contacts may carry, with their types.

    Email and Brand are in every schema and cannot be set as attributes.
    """
    with connected(options) as client:
        schema = client.contact_schema.get()
    with Printer(options.output, _COLUMNS) as printer:
        for attribute in schema.attributes:
            printer.write(_records.attribute(attribute))
