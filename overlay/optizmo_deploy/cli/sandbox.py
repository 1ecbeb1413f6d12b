"""The command `sandbox`: serves a stand-in for the API until it is interrupted."""

from __future__ import annotations

import json
import logging
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from optizmo_deploy.sandbox import Sandbox

__all__ = ["command"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_EXISTING_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_INTERRUPTED = 130  # as shells count a death by SIGINT


@click.command("sandbox")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="any free one",
    help="Port to listen on.",
)
@click.option("--api-key", metavar="KEY", help="Key to accept in the place of the account's own.")
@click.option(
    "--account", type=_EXISTING_FILE, help="Account file to play in the place of the built-in one."
)
@click.option("--database", type=_FILE, help="SQLite file to keep the data in, over restarts too.")
@click.option("--rate-limit", metavar="N/s", help="Refuse requests over this rate (or N/m, N/h).")
@click.option(
    "--latency",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="MS",
    help="Milliseconds to wait before each answer.",
)
@click.option("--certificate", type=_EXISTING_FILE, help="TLS certificate (PEM); serves HTTPS.")
@click.option("--private-key", type=_EXISTING_FILE, help="Key of the certificate (PEM).")
@click.pass_context
def command(context: click.Context, /, latency: float, **options: Any) -> None:
    """Run a local server that behaves as the Deploy API is documented.

    It keeps its data in memory unless told otherwise, prints one line of JSON with its URLs and
    keys when it is ready, and serves until it is interrupted. The API reference is at /docs.
    """
    from optizmo_deploy.sandbox import (  # noqa: PLC0415 - `--help` must not wait for a server
        AccountError,
        Sandbox,
        StoreError,
    )

    if options["private_key"] and not options["certificate"]:
        raise click.UsageError("--private-key needs --certificate")
    if options["api_key"] is not None and not _is_token(options["api_key"]):
        raise click.BadParameter("must be printable ASCII without spaces", param_hint="--api-key")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        sandbox = Sandbox(latency=latency / 1000, **options)
    except (AccountError, StoreError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(_cannot_listen(error, options)) from None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--rate-limit") from None
    ended_by = sandbox.run(lambda: _announce(sandbox))
    context.exit(_INTERRUPTED if ended_by == signal.SIGINT else 0)


def _is_token(key: str) -> bool:
    return bool(key) and key.isascii() and key.isprintable() and " " not in key


def _cannot_listen(error: OSError, options: dict[str, Any]) -> str:
    if options["certificate"] and (error.filename or type(error).__module__ == "ssl"):
        return f"the certificate or its key cannot be used: {error.strerror or error}"
    return f"cannot listen on {options['host']} port {options['port']}: {error.strerror or error}"


def _announce(sandbox: Sandbox) -> None:
    line = {
        "url": sandbox.url,
        "api_key": sandbox.api_key,
        "forbidden_api_key": sandbox.forbidden_api_key,
        "control_url": sandbox.control_url,
    }
    click.echo(json.dumps(line))
