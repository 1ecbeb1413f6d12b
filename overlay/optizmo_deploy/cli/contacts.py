"""`optizmo-deploy contacts`: read, create, change and disable contacts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from optizmo_deploy.cli import _records
from optizmo_deploy.cli._attribute_options import (
    AttributeOptions,
    attribute_options,
)
from optizmo_deploy.cli._brand_names import brand_ids, brand_option
from optizmo_deploy.cli._client import connected
from optizmo_deploy.cli._contact_arguments import Contacts, contact_arguments, email_arguments
from optizmo_deploy.cli._each import Step, for_each
from optizmo_deploy.cli._errors import InputError
from optizmo_deploy.cli._escape import visible
from optizmo_deploy.cli._options import api_options
from optizmo_deploy.cli._printer import Printer
from optizmo_deploy.cli._tables import Column, brief

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optizmo_deploy import Contact
    from optizmo_deploy.cli._options import ApiOptions

__all__ = ["command"]

_SHOWN_IN_QUESTION = 3


def _own_attributes(record: _records.Record) -> str:
    """Return the attributes in one line, without those that are derived from others."""
    attributes = record["attributes"]
    return brief(
        {name: each for name, each in attributes.items() if name.split(":")[0] not in attributes}
        | {name: each for name, each in attributes.items() if ":" not in name}
    )


_COLUMNS = (
    Column("Email", lambda record: visible(record["email"])),
    Column("Enabled", lambda record: brief(record["enabled"])),
    Column("Brands", lambda record: str(len(record["brandIds"]))),
    Column("Created", lambda record: record["createdAt"][:10], whole=True),
    Column("Attributes", _own_attributes),
)
_DISABLED_COLUMNS = (
    Column("Contact", lambda record: visible(record["contact"])),
    Column("Enabled", lambda record: brief(record["enabled"])),
)


@click.group("contacts")
def command() -> None:
    """Read, create, change and disable contacts.

    A contact is named by its e-mail address or by the MD5 of the lower-cased address. Several can
    be given, and - reads them from standard input, one on a line. Put -- before an address that
    starts with a hyphen: contacts get -- -ann@example.com
    """


@command.command("get")
@contact_arguments
@api_options
def get(options: ApiOptions, contacts: tuple[str, ...]) -> None:
    """Print contacts; a disabled one is not enabled."""
    listed = Contacts(contacts)
    with connected(options) as client:
        _print_each(options, listed, client.contacts.get, reads=True)


@command.command("create")
@email_arguments
@attribute_options(unset=False)
@brand_option("Subscribe to a brand")
@api_options
def create(
    options: ApiOptions,
    contacts: tuple[str, ...],
    brands: tuple[str, ...],
    attributes: AttributeOptions,
) -> None:
    """Create contacts, each with the same attributes and brands.

    One that exists, also when it is disabled, is an error.
    """
    listed = _listed(contacts, attributes, addresses_only=True)
    with connected(options) as client:
        values, ids = attributes.read(client), brand_ids(client, brands)
        _print_each(
            options,
            listed,
            lambda email: client.contacts.create(email, attributes=values, brand_ids=ids),
        )


@command.command("update")
@contact_arguments
@attribute_options(unset=True)
@api_options
def update(options: ApiOptions, contacts: tuple[str, ...], attributes: AttributeOptions) -> None:
    """Change attributes of contacts; those that are not named stay as they are."""
    if not attributes:
        raise InputError("nothing to change: give --attribute, --attributes-json or --unset")
    listed = _listed(contacts, attributes)
    with connected(options) as client:
        values = attributes.read(client)
        _print_each(options, listed, lambda contact: client.contacts.update(contact, values))


@command.command("upsert")
@email_arguments
@attribute_options(unset=True)
@brand_option("Subscribe to a brand")
@api_options
def upsert(
    options: ApiOptions,
    contacts: tuple[str, ...],
    brands: tuple[str, ...],
    attributes: AttributeOptions,
) -> None:
    """Create contacts, or change those that exist: set attributes and add brands.

    A disabled contact stays disabled.
    """
    listed = _listed(contacts, attributes, addresses_only=True)
    with connected(options) as client:
        values, ids = attributes.read(client), brand_ids(client, brands)
        _print_each(
            options,
            listed,
            lambda email: client.contacts.upsert(email, attributes=values, brand_ids=ids),
        )


@command.command("disable")
@contact_arguments
@api_options
def disable(options: ApiOptions, contacts: tuple[str, ...]) -> None:
    """Disable contacts for good: none can be enabled again.

    Asks before it does so on a terminal, and needs --yes elsewhere. A contact that is disabled
    already is not an error.
    """
    listed = Contacts(contacts)
    with connected(options) as client:
        if listed and not options.yes:
            _confirm(listed)

        def step(contact: str, md5: str) -> Step:
            def do() -> _records.Record:
                client.contacts.disable(md5)
                return _records.disabled(contact, md5)

            return Step(contact, do)

        with Printer(options.output, _DISABLED_COLUMNS, single=listed.single) as printer:
            steps = [step(contact, md5) for contact, md5 in listed]
            for_each(steps, printer, reads=False, base_url=options.base_url)


def _listed(
    contacts: Sequence[str], given: AttributeOptions, *, addresses_only: bool = False
) -> Contacts:
    if given.reads_stdin and "-" in contacts:
        raise InputError("contacts and attributes cannot both come from standard input")
    return Contacts(contacts, addresses_only=addresses_only)


def _print_each(
    options: ApiOptions, contacts: Contacts, do: Callable[[str], Contact], *, reads: bool = False
) -> None:
    def step(contact: str) -> Step:
        return Step(contact, lambda: _records.contact(do(contact)))

    with Printer(options.output, _COLUMNS, single=contacts.single) as printer:
        steps = [step(contact) for contact, _ in contacts]
        for_each(steps, printer, reads=reads, base_url=options.base_url)


def _confirm(contacts: Contacts) -> None:
    """Ask whether to disable contacts.

    Raises:
        InputError: There is nobody to ask.
        click.exceptions.Exit: The user does not want it.
    """
    if contacts.from_stdin or not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError("a disabled contact cannot be enabled again; add --yes to do it")
    names = ", ".join(visible(contact) for contact, _ in contacts[:_SHOWN_IN_QUESTION])
    more = len(contacts) - _SHOWN_IN_QUESTION
    what = f"{names} and {more} more" if more > 0 else names
    if not click.confirm(f"Disable {what}? This cannot be undone.", err=True):
        click.echo("Nothing was changed.", err=True)
        raise click.exceptions.Exit(1)
