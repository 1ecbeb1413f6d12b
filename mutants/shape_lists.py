"""Lists and brands that do not look as documented."""

from __future__ import annotations

from .catalogue import Shelf
from .faults import BRANDS, drop, each, edit, put, turn

SHELF = Shelf("response shape", "LIST", "SUBSCRIBE", "BRAND")
add = SHELF.add


# --- subscriptions
add(
    "subscriptions-bare-list",
    "listContactSubscriptions answers a bare list.",
    edit("listContactSubscriptions", lambda b: b["brands"]),
)
add(
    "subscriptions-bare-list-after-add",
    "addContactSubscriptions answers a bare list.",
    edit("addContactSubscriptions", lambda b: b["brands"]),
)
add(
    "subscriptions-misnamed",
    "addContactSubscriptions names its list `subscriptions`.",
    edit("addContactSubscriptions", lambda b: {"subscriptions": b["brands"]}),
)
add(
    "subscription-without-name",
    "addContactSubscriptions leaves the names out.",
    edit("addContactSubscriptions", each("brands", drop("name"))),
)
add(
    "subscription-without-id",
    "listContactSubscriptions leaves the ids out, as the page's example does.",
    edit("listContactSubscriptions", each("brands", drop("id"))),
)
add(
    "last-subscription-without-name",
    "The last of several subscriptions has no name.",
    edit(BRANDS, lambda b: drop("name")(b["brands"][-1]) if len(b["brands"]) > 1 else None),
)
add(
    "subscription-id-number",
    "Subscriptions have numeric ids.",
    edit(BRANDS, each("brands", turn("id", lambda v: int(v[:8], 16)))),
)
add(
    "subscription-id-urn",
    "listContactSubscriptions answers ids as URNs.",
    edit("listContactSubscriptions", each("brands", turn("id", lambda v: f"urn:uuid:{v}"))),
)
add(
    "subscriptions-as-ids",
    "Subscriptions are strings.",
    edit(BRANDS, each("brands", lambda b: b["id"])),
)
add(
    "subscriptions-null-when-none",
    "A contact without subscriptions has `brands: null`.",
    edit("listContactSubscriptions", lambda b: put("brands", None)(b) if not b["brands"] else None),
)

# --- brands
add(
    "brand-list-bare",
    "listBrands answers a bare list.",
    edit("listBrands", lambda b: b["data"]),
    profile="read",
)
add(
    "brand-list-without-pagination",
    "listBrands has no `pagination`.",
    edit("listBrands", drop("pagination")),
    profile="read",
)
for member in ("page", "pageSize", "totalCount", "totalPages"):
    add(
        f"pagination-without-{member}",
        f"The pagination lacks `{member}`.",
        edit("listBrands", turn("pagination", drop(member))),
        profile="read",
    )
add(
    "pagination-as-text",
    "The pagination's numbers are strings.",
    edit("listBrands", turn("pagination", lambda p: {k: str(v) for k, v in p.items()})),
    profile="read",
)
add(
    "last-brand-without-enabled",
    "The last brand of a page lacks `enabled`.",
    edit("listBrands", lambda b: drop("enabled")(b["data"][-1]) if b["data"] else None),
    profile="read",
)
add(
    "disabled-brand-name-null",
    "Disabled brands have `name: null` in the list.",
    edit("listBrands", each("data", lambda b: None if b["enabled"] else put("name", None)(b))),
    profile="read",
)
add(
    "brand-enabled-as-number",
    "listBrands answers `enabled` as 0 or 1.",
    edit("listBrands", each("data", turn("enabled", int))),
    profile="read",
)
for member in ("id", "name", "enabled", "esps", "verticals", "unsubscribeHandling", "createdAt"):
    add(
        f"brand-without-{member}",
        f"getBrand lacks `{member}`.",
        edit("getBrand", drop(member)),
        profile="read",
    )
add(
    "brand-esps-null",
    "A brand without senders has `esps: null`.",
    edit("getBrand", lambda b: put("esps", None)(b) if not b["esps"] else None),
    profile="read",
)
add(
    "brand-vertical-id-text",
    "The ids of verticals are strings.",
    edit("getBrand", each("verticals", turn("id", str))),
    profile="read",
)
add(
    "brand-esp-without-name",
    "Senders lack their name.",
    edit("getBrand", each("esps", drop("name"))),
    profile="read",
)
add(
    "brand-handling-text",
    "`unsubscribeHandling` is a string.",
    edit("getBrand", turn("unsubscribeHandling", lambda h: h["type"])),
    profile="read",
)
add(
    "brand-handling-without-type",
    "`unsubscribeHandling` lacks its type.",
    edit("getBrand", turn("unsubscribeHandling", drop("type"))),
    profile="read",
)
add(
    "brand-handling-without-header",
    "Deploy-hosted handling lacks `useListUnsubscribeHeader`.",
    edit("getBrand", turn("unsubscribeHandling", drop("useListUnsubscribeHeader"))),
    profile="read",
)
add(
    "brand-handling-header-text",
    '`useListUnsubscribeHeader` is "yes".',
    edit(
        "getBrand",
        turn(
            "unsubscribeHandling",
            lambda h: put("useListUnsubscribeHeader", "yes")(h) if h["type"] == "Deploy" else None,
        ),
    ),
    profile="read",
)
