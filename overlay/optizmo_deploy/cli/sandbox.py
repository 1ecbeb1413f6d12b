"""The command `sandbox`: serves a stand-in for the API until it is interrupted."""

from __future__ import annotations

import json
import logging
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.sandbox import Sandbox

__all__ = ["command"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_EXISTING_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_INTERRUPTED = 130  # as shells count a death by SIGINT
_ENVIRONMENT = "OPTIZMO_DEPLOY_SANDBOX"


@click.command("sandbox", context_settings={"auto_envvar_prefix": _ENVIRONMENT})
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; :: means all addresses, IPv4 too.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="any free one",
    help="Port to listen on.",
)
@click.option("--api-key", metavar="KEY", help="Key to accept instead of the account's own.")
@click.option(
    "--account", type=_EXISTING_FILE, help="Account file to use instead of the built-in account."
)
@click.option("--database", type=_FILE, help="SQLite file to keep the data in, over restarts too.")
@click.option("--rate-limit", metavar="N/s", help="Reject requests over this rate (or N/m, N/h).")
@click.option(
    "--latency",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="MS",
    help="Milliseconds to wait before each response of the API.",
)
@click.option(
    "--cors",
    multiple=True,
    metavar="ORIGIN|off",
    help="Origin whose pages may use the API, such as http://localhost:3000; * means any. "
    "Can be repeated.",
    show_default="any if only this machine can reach the sandbox, else off",
)
@click.option(
    "--root-path",
    default="",
    metavar="PATH",
    help="Path prefix below which a proxy shows the sandbox, such as /mock.",
)
@click.option(
    "--log",
    type=click.Choice(["off", "text", "json"]),
    is_flag=False,
    flag_value="text",
    default="off",
    show_default=True,
    help="Write one line per request to the standard error output; text if no form is given.",
)
@click.option(
    "--log-addresses/--no-log-addresses",
    default=False,
    help="Let the log show request targets with e-mail addresses and their hashes.",
    show_default=True,
)
@click.option("--certificate", type=_EXISTING_FILE, help="TLS certificate (PEM); serves HTTPS.")
@click.option("--private-key", type=_EXISTING_FILE, help="Key of the certificate (PEM).")
@click.pass_context
def command(
    context: click.Context, /, latency: float, log: str, *, log_addresses: bool, **options: Any
) -> None:
    """Run a local server that behaves as the Deploy API is documented.

    It keeps its data in memory unless --database is given, prints one line of JSON with its URLs
    and keys when it is ready, and serves until it is interrupted. The API reference is at /docs.

    Every option can be set by an environment variable, such as OPTIZMO_DEPLOY_SANDBOX_PORT for
    --port.
    """
    from optizmo_deploy.sandbox import (  # noqa: PLC0415 - `--help` must not wait for a server
        AccountError,
        Sandbox,
        StoreError,
    )

    _check(options)
    _set_up_logging(log, addresses=log_addresses)
    try:
        sandbox = Sandbox(latency=latency / 1000, **options)
    except (AccountError, StoreError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(_cannot_listen(error, options)) from None
    ended_by = sandbox.run(lambda: _announce(sandbox))
    context.exit(_INTERRUPTED if ended_by == signal.SIGINT else 0)


def _check(options: dict[str, Any]) -> None:
    """Report an option that is not valid, under its name.

    Raises:
        click.UsageError: There is one.
    """
    from optizmo_deploy.sandbox.cors import Cors  # noqa: PLC0415 - the same
    from optizmo_deploy.sandbox.external import check_root_path  # noqa: PLC0415 - the same
    from optizmo_deploy.sandbox.rate_limit import Rate  # noqa: PLC0415 - the same

    if options["private_key"] and not options["certificate"]:
        raise click.UsageError("--private-key needs --certificate")
    if options["api_key"] is not None and not _is_token(options["api_key"]):
        raise click.BadParameter("must be printable ASCII without spaces", param_hint="--api-key")
    origins: tuple[str, ...] = options["cors"]
    if "off" in origins and len(origins) > 1:
        raise click.BadParameter("'off' cannot be combined with origins", param_hint="--cors")
    options["cors"] = list(origins) or None
    checks: dict[str, Callable[[], object]] = {
        "--rate-limit": lambda: options["rate_limit"] and Rate.parse(options["rate_limit"]),
        "--cors": lambda: Cors((o for o in origins if o != "off"), tuple),
        "--root-path": lambda: check_root_path(options["root_path"]),
    }
    for hint, check in checks.items():
        try:
            check()
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint=hint) from None


def _set_up_logging(log: str, *, addresses: bool) -> None:
    from optizmo_deploy.sandbox.request_log import (  # noqa: PLC0415 - the same
        LOGGER_NAME,
        JsonFormatter,
        TextFormatter,
    )

    handler = logging.StreamHandler()
    formatter = JsonFormatter if log == "json" else TextFormatter
    handler.setFormatter(formatter(addresses=addresses))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.raiseExceptions = False  # a log that nobody can read any more must not stop the server
    if log != "off":
        logging.getLogger(LOGGER_NAME).setLevel(logging.INFO)


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
