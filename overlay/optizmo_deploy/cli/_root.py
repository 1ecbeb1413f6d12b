"""The group that loads commands lazily, and what becomes of their errors."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, cast

import click

from optizmo_deploy._version import __version__
from optizmo_deploy.cli._errors import ExitCode
from optizmo_deploy.cli._escape import shortened, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

__all__ = ["run"]

_ADDRESS_HINT = "Put -- before an address that starts with a hyphen: -- -ann@example.com"
_LONGEST = 300
_TRACEBACK = "OPTIZMO_DEPLOY_TRACEBACK"
_ORDER_HINT = "Options of a command go after its name."


class Lazy(NamedTuple):
    """Where a command is, which extra installs what it needs, and its line in the overview."""

    module: str
    extra: str
    summary: str


COMMANDS = {
    "bulk": Lazy("bulk", "bulk", "Do something for every contact of a list in a file."),
    "brands": Lazy("brands", "cli", "List brands and print their sending settings."),
    "completion": Lazy("completion", "cli", "Print the script that completes commands in a shell."),
    "contacts": Lazy("contacts", "cli", "Read and change contacts."),
    "conformance": Lazy("conformance", "conformance", "Judge a server by the contract."),
    "sandbox": Lazy("sandbox", "sandbox", "Run a local server that behaves as documented."),
    "schema": Lazy("schema", "cli", "Print the attributes that contacts may carry."),
    "spec": Lazy("spec", "cli", "Print the OpenAPI document of the API."),
    "subscriptions": Lazy("subscriptions", "cli", "List and change subscriptions of contacts."),
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

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module, or say which extra installs what it lacks."""
        lazy = COMMANDS.get(cmd_name)
        if lazy is None:
            return None
        try:
            module = importlib.import_module(f"optizmo_deploy.cli.{lazy.module}")
        except ModuleNotFoundError as missing:
            if ctx.resilient_parsing:  # a word is being completed: nobody wants an error there
                return None
            raise not_installed(cmd_name, missing) from missing
        return cast("click.Command", module.command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name; a misspelled one gets a suggestion."""
        close = difflib.get_close_matches(args[0], COMMANDS, n=1)
        if close and args[0] not in COMMANDS and not ctx.resilient_parsing:
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{close[0]}'?")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the names of commands from the table, so that none is imported."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only in a shell

        names = [
            CompletionItem(name, help=COMMANDS[name].summary)
            for name in self.list_commands(ctx)
            if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; some import what they need only when they run."""
        try:
            return cast("object", super().invoke(ctx))
        except ModuleNotFoundError as missing:
            raise not_installed(ctx.invoked_subcommand or "", missing) from missing
        except KeyboardInterrupt:
            raise click.Abort from None  # click itself would print an empty line first

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


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name and return its exit code.

    Args:
        arguments: The arguments after the program's name; those of the process by default.
    """
    try:
        code = cast(
            "object", root.main(arguments, prog_name="optizmo-deploy", standalone_mode=False)
        )
    except click.ClickException as error:
        with suppress(OSError):  # nobody can be told
            error.show()
            if isinstance(error, click.NoSuchOption) and (hint := _hint(error, arguments)):
                click.echo(hint, err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt) as interruption:
        with suppress(OSError):
            line_end = "\n" if sys.stderr is not None and sys.stderr.isatty() else ""  # after "^C"
            click.echo(f"{line_end}Interrupted. {interruption}".rstrip(), err=True)
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:  # the reader has gone, as in `… | head`
        code = ExitCode.FAILED
    except Exception as error:
        if os.environ.get(_TRACEBACK):
            raise
        what = shortened(visible(f"{type(error).__name__}: {error}"), _LONGEST)
        click.echo(f"Internal error, please report it: {what}", err=True)
        click.echo(f"For the traceback, run it again with {_TRACEBACK}=1.", err=True)
        code = ExitCode.DEFECT
    _flush()
    return code if isinstance(code, int) else ExitCode.DONE


def _hint(error: click.NoSuchOption, arguments: Sequence[str] | None) -> str | None:
    """Return what may help somebody who gave an option that does not exist."""
    given = sys.argv[1:] if arguments is None else arguments
    if any(each.startswith("-") and "@" in each for each in given):
        return _ADDRESS_HINT
    before_command = error.ctx is not None and isinstance(error.ctx.command, click.Group)
    return _ORDER_HINT if before_command else None


def _flush() -> None:
    """Write what is left for standard output; Python must not complain of a closed pipe at exit."""
    if sys.stdout is None:  # closed before the program started
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
