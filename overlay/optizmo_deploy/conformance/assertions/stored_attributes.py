"""What attributes a contact must have after they were written."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from attrs import frozen

from optizmo_deploy.conformance.assertions.contacts import email_names
from optizmo_deploy.conformance.assertions.responses import demand
from optizmo_deploy.conformance.assertions.values import derived, own, same_attributes
from optizmo_deploy.conformance.contract.facts import md5_of
from optizmo_deploy.conformance.requirements.exceptions import NotReached, Violation

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

__all__ = ["Stored", "demand_derived_values", "demand_stored", "not_reached_if_rejected"]

_EXCERPT = 400


@frozen
class Stored:
    """A contact after a write that succeeded."""

    exchange: Exchange
    """The write."""
    shown: Sequence[dict[str, Any]]
    """The contact in the response, if it has a body, and as it is read afterwards."""
    email_names: Sequence[str]
    """The names of the attributes of type email."""

    @classmethod
    def of(
        cls, api: Api, exchange: Exchange, after: dict[str, Any], returned: dict[str, Any] | None
    ) -> Stored:
        """Return what was found after a write.

        Args:
            api: The run.
            exchange: The write.
            after: The contact as it is read afterwards.
            returned: The contact in the response, if it has a body.
        """
        shown = [after] if returned is None else [returned, after]
        return cls(exchange, shown, email_names(api))

    def demand(
        self,
        attributes: Mapping[str, Any],
        *evidence: Exchange,
        names: Collection[str] | None = None,
    ) -> None:
        """Require that the response and the read show these attributes, as `demand_stored` does.

        Raises:
            Violation: One of them shows others.
        """
        for contact in self.shown:
            demand_stored(
                attributes, contact, self.email_names, *evidence, self.exchange, names=names
            )


def demand_stored(
    sent: Mapping[str, Any],
    contact: Mapping[str, Any],
    email_names: Sequence[str],
    *exchanges: Exchange,
    names: Collection[str] | None = None,
) -> None:
    """Require that a contact has exactly these attributes, derived entries aside.

    Args:
        sent: The attributes; those that are null must be absent.
        contact: The contact.
        email_names: The names of the attributes of type email.
        *exchanges: What shows it, for the report.
        names: The attributes to compare; all when absent.

    Raises:
        Violation: It has others.
    """
    found = own(contact["attributes"], email_names)
    if names is not None:
        found = {name: value for name, value in found.items() if name in names}
    expected = {name: value for name, value in sent.items() if value is not None}
    if not same_attributes(_lenient(expected, email_names), _lenient(found, email_names)):
        raise Violation(
            f"the contact's attributes should be {_shown(expected)}, but are {_shown(found)}",
            *exchanges,
        )


def demand_derived_values(
    contact: Mapping[str, Any], name: str, address: str, *exchanges: Exchange
) -> None:
    """Require that the derived md5 and domain, where there are any, match the address.

    Raises:
        Violation: They match another.
        NotReached: There are none.
    """
    entries = {
        key.lower(): value
        for key, value in derived(contact["attributes"], name).items()
        if isinstance(value, str)  # the documentation does not say what is behind the sub-keys
    }
    known = {"md5": md5_of(address), "domain": address.rpartition("@")[2]}
    if not known.keys() & entries.keys():
        raise NotReached(f"{name} has no derived entry whose value is documented")
    for key in sorted(known.keys() & entries.keys()):
        demand(
            str(entries[key]).lower() == known[key],
            f"{name}:{key} of {address} should be {known[key]}, but is {entries[key]}",
            *exchanges,
        )


def not_reached_if_rejected(exchange: Exchange) -> None:
    """Give up on a value that a server may reject, when it does.

    Raises:
        NotReached: It was rejected with status code 400.
    """
    if exchange.status == HTTPStatus.BAD_REQUEST:
        raise NotReached("the server rejects such a value, which the documentation does not forbid")


def _lenient(attributes: Mapping[str, Any], email_names: Sequence[str]) -> dict[str, Any]:
    return {
        name: value.strip().lower() if name in email_names and isinstance(value, str) else value
        for name, value in attributes.items()
    }


def _shown(attributes: Mapping[str, Any]) -> str:
    text = json.dumps(attributes, ensure_ascii=False)
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"
