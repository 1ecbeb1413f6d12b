"""The group that loads commands lazily, and what becomes of their errors."""

from __future__ import annotations

import importlib
import os
import sys
from typing import NamedTuple, cast

import click

from optizmo_deploy._version import __version__

__all__ = ["run"]

INTERRUPTED = 130  # 128 + SIGINT, as shells report it


class Lazy(NamedTuple):
    """Where a command is, which extra installs what it needs, and its line in the overview."""

    module: str
    extra: str
    summary: str


COMMANDS = {
    "conformance": Lazy("conformance", "conformance", "Judge a server by the contract."),
    "sandbox": Lazy("sandbox", "sandbox", "Run a local server that behaves as documented."),
    "spec": Lazy("spec", "cli", "Print the OpenAPI document of the API."),
}


def not_installed(command: str, missing: ModuleNotFoundError) -> Exception:
    """Return the usage error that says which extra brings a library, or the error if it is ours."""
    if command not in COMMANDS or (missing.name or "").startswith("optizmo_deploy"):
        return missing
    return click.UsageError(
        f"'{command}' needs {missing.name}, which is not installed; "
        f"run: pip install 'optizmo-deploy[{COMMANDS[command].extra}]'"
    )


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands without importing any."""
        return sorted(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import the command's module, or say which extra installs what it lacks."""
        lazy = COMMANDS.get(cmd_name)
        if lazy is None:
            return None
        try:
            module = importlib.import_module(f"optizmo_deploy.cli.{lazy.module}")
        except ModuleNotFoundError as missing:
            raise not_installed(cmd_name, missing) from missing
        return cast("click.Command", module.command)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; some import what they need only when they run."""
        try:
            return cast("object", super().invoke(ctx))
        except ModuleNotFoundError as missing:
            raise not_installed(ctx.invoked_subcommand or "", missing) from missing

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the overview from the table, so that `--help` imports no command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].summary) for name in sorted(COMMANDS)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="optizmo-deploy")
def root() -> None:
    """Tools for the OPTIZMO Deploy API, made from one OpenAPI contract (unofficial)."""


def run() -> int:
    """Run the command that the arguments name and return its exit code."""
    try:
        code = cast("object", root.main(prog_name="optizmo-deploy", standalone_mode=False))
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone, as in `… | head`; Python must not complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code if isinstance(code, int) else 0
