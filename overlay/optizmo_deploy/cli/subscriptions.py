"""`optizmo-deploy subscriptions`: which brands contacts are subscribed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from optizmo_deploy.cli import _records
from optizmo_deploy.cli._brand_names import brand_ids, brand_option
from optizmo_deploy.cli._client import connected
from optizmo_deploy.cli._contact_arguments import Contacts, contact_arguments
from optizmo_deploy.cli._each import Step, for_each
from optizmo_deploy.cli._errors import InputError
from optizmo_deploy.cli._escape import visible
from optizmo_deploy.cli._options import api_options
from optizmo_deploy.cli._printer import Printer
from optizmo_deploy.cli._tables import Column, brief

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy import SubscribedBrand
    from optizmo_deploy.cli._options import ApiOptions

__all__ = ["command"]

_COLUMNS = (
    Column("Contact", lambda row: visible(row["contact"])),
    Column("Brand id", lambda row: row["id"], whole=True),
    Column("Brand", lambda row: visible(row["name"])),
)
_REMOVED_COLUMNS = (
    Column("Contact", lambda record: visible(record["contact"])),
    Column("Brand id", lambda record: record["brandId"], whole=True),
    Column("Subscribed", lambda record: brief(record["subscribed"])),
)
_NONE = {"id": "", "name": "(no subscriptions)"}


@click.group("subscriptions")
def command() -> None:
    """List, add, remove and replace the brands that contacts are subscribed to.

    A contact is named by its e-mail address or by the MD5 of the lower-cased address. Several can
    be given, and - reads them from standard input, one on a line. A brand is named by its id, or
    by its name when no other brand has the same one.
    """


@command.command("list")
@contact_arguments
@api_options
def list_(options: ApiOptions, contacts: tuple[str, ...]) -> None:
    """Print the subscriptions of contacts."""
    listed = Contacts(contacts)
    with connected(options) as client:
        _print_each(options, listed, client.subscriptions.list, reads=True)


@command.command("add")
@contact_arguments
@brand_option("Subscribe to a brand", required=True)
@api_options
def add(options: ApiOptions, contacts: tuple[str, ...], brands: tuple[str, ...]) -> None:
    """Subscribe contacts to brands, and print all their subscriptions."""
    listed = Contacts(contacts)
    with connected(options) as client:
        ids = brand_ids(client, brands)
        _print_each(options, listed, lambda contact: client.subscriptions.add(contact, ids))


@command.command("replace")
@contact_arguments
@brand_option("Subscribe to a brand")
@click.option("--none", is_flag=True, help="Remove all subscriptions, in place of --brand.")
@api_options
def replace(
    options: ApiOptions, contacts: tuple[str, ...], brands: tuple[str, ...], *, none: bool
) -> None:
    """Make the given brands the only ones of contacts, and print their subscriptions."""
    if bool(brands) == none:
        raise InputError("give either --brand or --none")
    listed = Contacts(contacts)
    with connected(options) as client:
        ids = brand_ids(client, brands)
        _print_each(options, listed, lambda contact: client.subscriptions.replace(contact, ids))


@command.command("remove")
@contact_arguments
@brand_option("Unsubscribe from a brand", required=True)
@click.option("--missing-ok", is_flag=True, help="Accept contacts that are not subscribed.")
@api_options
def remove(
    options: ApiOptions, contacts: tuple[str, ...], brands: tuple[str, ...], *, missing_ok: bool
) -> None:
    """Unsubscribe contacts from brands."""
    listed = Contacts(contacts)
    with connected(options) as client:
        ids = brand_ids(client, brands)

        def step(contact: str, md5: str, brand_id: str) -> Step:
            def do() -> _records.Record:
                client.subscriptions.remove(md5, brand_id, missing_ok=missing_ok)
                return _records.removed(contact, md5, brand_id)

            return Step(contact if len(ids) == 1 else f"{contact}, {ids[brand_id]}", do)

        single = listed.single and len(ids) == 1
        with Printer(options.output, _REMOVED_COLUMNS, single=single) as printer:
            steps = [step(contact, md5, each) for contact, md5 in listed for each in ids]
            for_each(steps, printer, reads=False, base_url=options.base_url)


def _print_each(
    options: ApiOptions,
    contacts: Contacts,
    do: Callable[[str], list[SubscribedBrand]],
    *,
    reads: bool = False,
) -> None:
    def step(contact: str, md5: str) -> Step:
        return Step(contact, lambda: _records.subscriptions(contact, md5, do(md5)))

    with Printer(options.output, _COLUMNS, single=contacts.single, rows_of=_rows) as printer:
        steps = [step(contact, md5) for contact, md5 in contacts]
        for_each(steps, printer, reads=reads, base_url=options.base_url)


def _rows(record: _records.Record) -> list[_records.Record]:
    brands = record["brands"] or [_NONE]
    return [{"contact": record["contact"], **brand} for brand in brands]
