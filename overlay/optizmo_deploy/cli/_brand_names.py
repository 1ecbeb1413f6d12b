"""Brands by id or by name."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

import click

from optizmo_deploy.cli._errors import InputError
from optizmo_deploy.cli._escape import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from optizmo_deploy import BrandSummary, DeployClient

__all__ = ["brand_ids", "brand_option"]

_UUID = re.compile(r"[A-Fa-f0-9]{8}(?:-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}")
_MOST_CANDIDATES = 3


def brand_option(help_text: str, *, required: bool = False) -> Callable[..., Any]:
    """Return the option `--brand`, which may be repeated."""
    return click.option(
        "--brand",
        "brands",
        multiple=True,
        required=required,
        metavar="ID_OR_NAME",
        help=f"{help_text}; may be repeated.",
    )


def brand_ids(client: DeployClient, given: Sequence[str]) -> dict[str, str]:
    """Return the ids of brands that are given by id or by their exact name, with what was given.

    Ids are taken as they are, without asking the server.

    Raises:
        InputError: No brand has such a name, or several have; the message names candidates.
    """
    return {
        each.lower() if _UUID.fullmatch(each) else _by_name(client, each): each for each in given
    }


def _by_name(client: DeployClient, name: str) -> str:
    if not name:
        raise InputError("a brand must have an id or a name")
    # Whether the server's filter ignores case is not documented; here it never does.
    found = [brand for brand in client.brands.list(name=name) if brand.name == name]
    if len(found) == 1:
        return str(found[0].id)
    if found:
        candidates = _candidates(found)
        raise InputError(
            f"{len(found)} brands are named '{visible(name)}'; give an id: {candidates}"
        )
    close = _close_to(name, list(client.brands.list()))
    more = f"; did you mean {_candidates(close)}?" if close else "; see: optizmo-deploy brands list"
    raise InputError(f"no brand is named '{visible(name)}'{more}")


def _close_to(name: str, brands: Sequence[BrandSummary]) -> list[BrandSummary]:
    folded = name.casefold()
    names = [brand.name.casefold() for brand in brands]
    alike = {
        *difflib.get_close_matches(folded, names, n=_MOST_CANDIDATES),
        *(each for each in names if folded in each),
    }
    ranked = sorted(
        (brand for brand in brands if brand.name.casefold() in alike),
        key=lambda brand: -difflib.SequenceMatcher(None, folded, brand.name.casefold()).ratio(),
    )
    return ranked[:_MOST_CANDIDATES]


def _candidates(brands: Iterable[BrandSummary]) -> str:
    listed = [f"{brand.id} ({visible(brand.name)})" for brand in brands]
    shown = ", ".join(listed[:_MOST_CANDIDATES])
    more = len(listed) - _MOST_CANDIDATES
    return f"{shown} and {more} more" if more > 0 else shown
