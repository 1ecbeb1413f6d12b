"""The command `sandbox`."""

from __future__ import annotations

import json
import logging
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from optizmo_deploy.sandbox import Sandbox

__all__ = ["command"]


@click.command("sandbox")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="any free one",
    help="Port to listen on.",
)
@click.option("--api-key", help="Key to accept in the place of the account's own.")
@click.option(
    "--database",
    type=click.Path(path_type=Path, dir_okay=False),
    help="SQLite file to keep the data in; in memory when absent.",
)
@click.option("--rate-limit", metavar="N/s", help="Refuse requests over this rate (also N/m, N/h).")
@click.option(
    "--latency",
    type=click.FloatRange(min=0),
    default=0,
    metavar="MS",
    help="Milliseconds to wait before answers.",
)
def command(  # noqa: PLR0917 - one argument an option
    host: str,
    port: int,
    api_key: str | None,
    database: Path | None,
    rate_limit: str | None,
    latency: float,
) -> None:
    """Serve a stand-in for the Deploy API until interrupted.

    Prints one line of JSON with the URLs and keys when it is ready.
    """
    from optizmo_deploy.sandbox import Sandbox  # noqa: PLC0415 - the server is slow to load

    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s: %(message)s"
    )
    sandbox = Sandbox(
        database=database,
        api_key=api_key,
        rate_limit=rate_limit,
        latency=latency / 1000,
        host=host,
        port=port,
    )
    ended_by = sandbox.run(_announce)
    sys.exit(130 if ended_by == signal.SIGINT else 0)


def _announce(sandbox: Sandbox) -> None:
    line = {
        "url": sandbox.url,
        "api_key": sandbox.api_key,
        "forbidden_api_key": sandbox.forbidden_api_key,
        "control_url": sandbox.control_url,
    }
    click.echo(json.dumps(line))
