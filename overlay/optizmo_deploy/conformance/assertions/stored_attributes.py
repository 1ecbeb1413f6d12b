"""What must be found in a contact after attributes were written."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.responses import demand
from optizmo_deploy.conformance.assertions.values import derived, own, same_attributes
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.requirements.exceptions import NotReached, Violation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = [
    "demand_derived",
    "demand_derived_values",
    "demand_stored",
    "demand_value",
    "refused_with_reason",
]


def demand_stored(
    sent: Mapping[str, Any],
    contact: Mapping[str, Any],
    email_names: Sequence[str],
    *exchanges: Exchange,
) -> None:
    """Require that a contact has exactly these attributes, derived entries aside.

    Raises:
        Violation: It has others.
    """
    found = own(contact["attributes"], email_names)
    if not same_attributes(_lenient(sent, email_names), _lenient(found, email_names)):
        raise Violation(
            f"the contact's attributes should be {_shown(sent)}, but are {_shown(found)}",
            *exchanges,
        )


def demand_value(
    contact: Mapping[str, Any],
    name: str,
    value: object,
    email_names: Sequence[str],
    *exchanges: Exchange,
) -> None:
    """Require that a contact has this value for an attribute.

    Raises:
        Violation: It has another, or none.
    """
    attributes = contact["attributes"]
    found = {name: attributes[name]} if name in attributes else {}
    demand_stored({name: value}, {"attributes": found}, email_names, *exchanges)


def demand_derived(contact: Mapping[str, Any], name: str, *exchanges: Exchange) -> None:
    """Require that an attribute of type email has derived entries.

    Raises:
        Violation: It has none.
    """
    attributes = contact["attributes"]
    if name not in attributes:
        raise NotReached(f"the contact has no value for {name}")
    demand(
        derived(attributes, name),
        f"{name} should be accompanied by entries named {name}:subKey, but the attributes are "
        f"{_shown(attributes)}",
        *exchanges,
    )


def demand_derived_values(
    contact: Mapping[str, Any], name: str, address: str, *exchanges: Exchange
) -> None:
    """Require that the derived md5 and domain, where there are any, belong to the address.

    Raises:
        Violation: They belong to another.
    """
    entries = {
        key.lower(): value
        for key, value in derived(contact["attributes"], name).items()
        if isinstance(value, str)  # what is behind sub-keys is not documented
    }
    known = {"md5": md5_of(address), "domain": address.rpartition("@")[2]}
    judged = known.keys() & entries.keys()
    if not judged:
        raise NotReached(f"{name} has no derived entry whose value is known")
    for key in sorted(judged):
        demand(
            str(entries[key]).lower() == known[key],
            f"{name}:{key} of {address} should be {known[key]}, but is {entries[key]}",
            *exchanges,
        )


def refused_with_reason(exchange: Exchange) -> None:
    """Give up on a value that a server may refuse, when it does.

    Raises:
        NotReached: It was refused with status 400.
    """
    if exchange.status == HTTPStatus.BAD_REQUEST:
        raise NotReached("the target refuses such a value, which nothing forbids")


def _lenient(attributes: Mapping[str, Any], email_names: Sequence[str]) -> dict[str, Any]:
    return {
        name: value.strip().lower() if name in email_names and isinstance(value, str) else value
        for name, value in attributes.items()
    }


def _shown(attributes: Mapping[str, Any]) -> str:
    text = json.dumps(attributes, ensure_ascii=False)
    return text if len(text) <= 400 else text[:400] + "…"  # noqa: PLR2004 - a readable message
