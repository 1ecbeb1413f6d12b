"""What a write must not change: the rest of the contact, and every other contact."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.contacts import CONTACT, LIST, demand_unchanged, fold
from optizmo_deploy.conformance.assertions.responses import demand
from optizmo_deploy.conformance.fixtures.write_sequence import steps, writes
from optizmo_deploy.conformance.requirements.registry import check_family

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from optizmo_deploy.conformance.server.client import Api

_KEPT: Mapping[str, Collection[str]] = {
    "keeps-created-at": ["createdAt"],
    "keeps-identity": ["email", "emailMd5"],
    "keeps-contact-attributes": ["attributes"],
    "keeps-brand-ids": ["brandIds"],
    "keeps-subscription-list": [LIST],
    "keeps-enabled": ["enabled"],
}
_KEPT_OF_OTHERS: Mapping[str, Collection[str]] = {
    "keeps-other-contacts": CONTACT,
    "keeps-other-subscriptions": [LIST],
}


def _keeps(members: Collection[str], api: Api, operation: str) -> None:
    for step in steps(api, operation):
        demand_unchanged("of the contact", step.before, step.after, members, step.exchange)


def _keeps_of_others(members: Collection[str], api: Api, operation: str) -> None:
    for write in writes(api, operation):
        for before, after in zip(write.others_before, write.others_after, strict=True):
            demand_unchanged("of another contact", before, after, members, write.exchange)


for _name, _members in _KEPT.items():
    check_family(_name)(partial(_keeps, _members))
for _name, _members in _KEPT_OF_OTHERS.items():
    check_family(_name)(partial(_keeps_of_others, _members))


@check_family("readers-agree")
def _readers_agree(api: Api, operation: str) -> None:
    account = set(fold(brand["id"] for brand in api.target.brands))
    for write in writes(api, operation):
        ids, listed = set(write.after.brand_ids), set(write.after.listed)
        demand(
            listed <= ids and ids & account <= listed,  # brandIds may name deleted brands
            f"after {operation}, brandIds and the list of subscriptions should agree, "
            f"but are {sorted(ids)} and {sorted(listed)}",
            write.exchange,
            *write.after.exchanges,
        )
