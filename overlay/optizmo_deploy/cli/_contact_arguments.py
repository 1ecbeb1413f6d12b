"""The contacts that a command works on, from its arguments and from standard input."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from optizmo_deploy.cli._errors import InputError
from optizmo_deploy.cli._escape import shortened, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Contacts", "contact_arguments", "email_arguments", "read_stdin"]

_STDIN = "-"
_SHOWN = 100

contact_arguments = click.argument("contacts", nargs=-1, required=True, metavar="CONTACT...")
email_arguments = click.argument("contacts", nargs=-1, required=True, metavar="EMAIL...")


class Contacts(list[tuple[str, str]]):
    """Contacts as they were given, each with the MD5 that names it to the API.

    Args:
        given: The arguments; `-` stands for the lines of standard input.
        addresses_only: Whether MD5s cannot be used, since the address itself is needed.

    Raises:
        InputError: One is not a contact; nothing has been sent then.
    """

    def __init__(self, given: Sequence[str], *, addresses_only: bool = False) -> None:
        self.single: bool = len(given) == 1 and given[0] != _STDIN
        """Whether the user named exactly one contact."""
        self.from_stdin: bool = _STDIN in given
        if given.count(_STDIN) > 1:
            raise InputError("standard input (-) can be read only once")
        super().__init__(
            _identified(contact, where, addresses_only=addresses_only)
            for contact, where in _listed(given)
        )
        if not self:
            click.echo("No contacts on standard input.", err=True)


def read_stdin() -> str:
    """Return all of standard input as text.

    Raises:
        InputError: It is not UTF-8.
    """
    if sys.stdin is None:
        raise InputError("standard input is closed")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"standard input is not UTF-8 (byte {error.start + 1})") from None


def _listed(given: Sequence[str]) -> Iterator[tuple[str, str]]:
    for argument in given:
        if argument != _STDIN:
            yield argument, ""
            continue
        for number, line in enumerate(read_stdin().split("\n"), start=1):
            contact = line.strip(" \t\r")
            if contact:
                yield contact, f"line {number} of standard input: "


def _identified(contact: str, where: str, *, addresses_only: bool) -> tuple[str, str]:
    from optizmo_deploy import email_md5  # noqa: PLC0415 - `--help` does without the client
    from optizmo_deploy.bulk.files.contact_cell import read_contact  # noqa: PLC0415

    try:
        text = read_contact(contact, md5_allowed=not addresses_only)
    except ValueError as error:
        shown = shortened(visible(contact), _SHOWN) or "''"
        raise InputError(f"{where}{shown}: {error}") from None
    return text, text.lower() if "@" not in text else email_md5(text)
