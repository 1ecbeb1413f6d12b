"""`optizmo-deploy completion`: scripts that complete commands and options in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from optizmo_deploy.cli._output import write_text

__all__ = ["command"]

_PROGRAM = "optizmo-deploy"
_VARIABLE = "_OPTIZMO_DEPLOY_COMPLETE"
"""What click derives from the name of the program."""


_SETUP = """\b
bash: eval "$(optizmo-deploy completion bash)"   in ~/.bashrc
zsh:  eval "$(optizmo-deploy completion zsh)"    in ~/.zshrc, after compinit
fish: optizmo-deploy completion fish | source    in ~/.config/fish/config.fish
"""


@click.command("completion", epilog=_SETUP)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that completes commands and options in a shell.

    Nothing is asked over the network to complete a word.
    """
    kind = get_completion_class(shell)
    if kind is None:  # never: click has these three
        raise click.UsageError(f"there is no completion for {shell}")
    root = context.find_root().command
    write_text(f"{kind(root, {}, _PROGRAM, _VARIABLE).source()}\n")
