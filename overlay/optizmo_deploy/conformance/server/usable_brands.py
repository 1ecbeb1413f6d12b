"""Brands that contacts can surely be subscribed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api

__all__ = ["usable", "usable_up_to"]


def usable(api: Api, count: int) -> list[str]:
    """Return the ids of `count` brands, disabled ones only if the server accepts those.

    Raises:
        NotReached: The account has fewer.
    """
    ids = usable_up_to(api, count)
    if len(ids) < count:
        raise NotReached(
            f"this needs {count} brands to subscribe to, and the account has {len(ids)}"
        )
    return ids


def usable_up_to(api: Api, most: int) -> list[str]:
    """Return the ids of at most `most` brands, as :func:`usable` does."""
    enabled = list(dict.fromkeys(str(brand["id"]) for brand in api.target.enabled_brands))
    if len(enabled) >= most or not _takes_disabled(api):
        return enabled[:most]
    every = list(dict.fromkeys(str(brand["id"]) for brand in api.target.brands))
    return [*enabled, *(brand_id for brand_id in every if brand_id not in enabled)][:most]


def _takes_disabled(api: Api) -> bool:
    """Return whether a contact can be subscribed to a disabled brand; it is not documented."""

    def probe() -> bool:
        disabled = api.target.disabled_brands
        if not disabled:
            return False
        exchange = api.subscribe(api.new_contact().md5, [disabled[0]["id"]])
        return exchange.succeeded

    return api.remembered("takes disabled brands", probe)
