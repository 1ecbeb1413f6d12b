"""`optizmo-deploy spec`: the contract, for other tools to read."""

from __future__ import annotations

import click

from optizmo_deploy.contract import contract_path

__all__ = ["command"]


@click.command("spec")
@click.option("--path", "as_path", is_flag=True, help="Print where the document is instead.")
def command(*, as_path: bool) -> None:
    """Print the OpenAPI 3.1 document of the API as YAML.

    Feed it to any tool that reads OpenAPI: `optizmo-deploy spec > deploy-v1.yaml`.
    """
    if as_path:
        click.echo(contract_path())
    else:
        # The document is UTF-8 whatever the encoding of the terminal.
        click.echo(contract_path().read_bytes(), nl=False)
