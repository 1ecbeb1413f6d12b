"""Does something for each of several contacts: one failure does not keep the others from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from optizmo_deploy.cli._errors import ExitCode, as_click_error
from optizmo_deploy.cli._escape import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optizmo_deploy import DeployError
    from optizmo_deploy.cli._printer import Printer
    from optizmo_deploy.cli._records import Record

__all__ = ["Step", "for_each"]


class Step(NamedTuple):
    """Something to do, and what it is about, for messages."""

    about: str
    do: Callable[[], Record]


def for_each(steps: Sequence[Step], printer: Printer, *, reads: bool, base_url: str | None) -> None:
    """Do all steps in order and print their records; report those that fail on standard error.

    After an error that every other step would meet as well (a key that is rejected, a server that
    cannot be reached), no more are tried.

    Args:
        steps: What to do.
        printer: Prints the records.
        reads: Whether the steps change nothing, so that they are pointless when nobody reads.
        base_url: Where the server is, for messages.

    Raises:
        click.exceptions.Exit: A step failed, with its exit code.
        click.Abort: The user interrupted it; the message says what that leaves open.
    """
    from optizmo_deploy import DeployError  # noqa: PLC0415 - `--help` does without the client

    code = ExitCode.DONE
    for number, step in enumerate(steps, start=1):
        try:
            record = step.do()
        except DeployError as error:
            failure = as_click_error(error, about=step.about, base_url=base_url)
            failure.show()
            code = ExitCode(failure.exit_code)
            if code is not ExitCode.FAILED or _concerns_all(error):
                if rest := len(steps) - number:
                    click.echo(_not_tried(rest), err=True)
                break
        except KeyboardInterrupt:
            raise click.Abort("" if reads else _unknown(step, len(steps) - number)) from None
        else:
            if not printer.write(record) and reads:
                break
    if code is not ExitCode.DONE:
        raise click.exceptions.Exit(code)


def _concerns_all(error: DeployError) -> bool:
    from optizmo_deploy import AuthenticationError, PermissionDeniedError  # noqa: PLC0415

    return isinstance(error, (AuthenticationError, PermissionDeniedError))


def _unknown(step: Step, rest: int) -> str:
    more = f" {_not_tried(rest)}" if rest else ""
    return f"{visible(step.about)} may or may not have been changed.{more}"


def _not_tried(count: int) -> str:
    return f"Not tried: {count} more."
