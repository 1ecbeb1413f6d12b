"""Lists and brands that do not look as documented."""

from __future__ import annotations

from mutants.catalogue import Category
from mutants.faults import BRANDS, drop, each, edit, put, turn

CATEGORY = Category("response shape")
CATEGORY.rows(
    # --- subscriptions
    ("subscriptions-bare-list", "listContactSubscriptions returns a bare list.",
     edit("listContactSubscriptions", lambda b: b["brands"])),
    ("subscriptions-bare-list-after-add", "addContactSubscriptions returns a bare list.",
     edit("addContactSubscriptions", lambda b: b["brands"])),
    ("subscriptions-misnamed", "addContactSubscriptions names its list `subscriptions`.",
     edit("addContactSubscriptions", lambda b: {"subscriptions": b["brands"]})),
    ("subscription-without-name", "addContactSubscriptions leaves the names out.",
     edit("addContactSubscriptions", each("brands", drop("name")))),
    ("subscription-without-id",
     "listContactSubscriptions leaves the ids out, as the page's example does.",
     edit("listContactSubscriptions", each("brands", drop("id")))),
    ("last-subscription-without-name", "The last of several subscriptions has no name.",
     edit(BRANDS, lambda b: drop("name")(b["brands"][-1]) if len(b["brands"]) > 1 else None)),
    ("subscription-id-number", "Subscriptions have numeric ids.",
     edit(BRANDS, each("brands", turn("id", lambda v: int(v[:8], 16))))),
    ("subscription-id-urn", "listContactSubscriptions returns ids as URNs.",
     edit("listContactSubscriptions", each("brands", turn("id", lambda v: f"urn:uuid:{v}")))),
    ("subscriptions-as-ids", "Subscriptions are strings.",
     edit(BRANDS, each("brands", lambda b: b["id"]))),
    ("subscriptions-null-when-none", "A contact without subscriptions has `brands: null`.",
     edit("listContactSubscriptions",
          lambda b: put("brands", None)(b) if not b["brands"] else None)),
    # --- brands
    ("brand-list-bare", "listBrands returns a bare list.",
     edit("listBrands", lambda b: b["data"]), "read"),
    ("brand-list-without-pagination", "listBrands has no `pagination`.",
     edit("listBrands", drop("pagination")), "read"),
    *((f"pagination-without-{member}", f"The pagination lacks `{member}`.",
       edit("listBrands", turn("pagination", drop(member))), "read")
      for member in ("page", "pageSize", "totalCount", "totalPages")),
    ("pagination-as-text", "The pagination's numbers are strings.",
     edit("listBrands", turn("pagination", lambda p: {k: str(v) for k, v in p.items()})), "read"),
    ("last-brand-without-enabled", "The last brand of a page lacks `enabled`.",
     edit("listBrands", lambda b: drop("enabled")(b["data"][-1]) if b["data"] else None), "read"),
    ("disabled-brand-name-null", "Disabled brands have `name: null` in the list.",
     edit("listBrands", each("data", lambda b: None if b["enabled"] else put("name", None)(b))),
     "read"),
    ("brand-enabled-as-number", "listBrands returns `enabled` as 0 or 1.",
     edit("listBrands", each("data", turn("enabled", int))), "read"),
    *((f"brand-without-{member}", f"getBrand lacks `{member}`.",
       edit("getBrand", drop(member)), "read")
      for member in ("id", "name", "enabled", "esps", "verticals", "unsubscribeHandling",
                     "createdAt")),
    ("brand-esps-null", "A brand without senders has `esps: null`.",
     edit("getBrand", lambda b: put("esps", None)(b) if not b["esps"] else None), "read"),
    ("brand-vertical-id-text", "The ids of verticals are strings.",
     edit("getBrand", each("verticals", turn("id", str))), "read"),
    ("brand-esp-without-name", "Senders lack their name.",
     edit("getBrand", each("esps", drop("name"))), "read"),
    ("brand-handling-text", "`unsubscribeHandling` is a string.",
     edit("getBrand", turn("unsubscribeHandling", lambda h: h["type"])), "read"),
    ("brand-handling-without-type", "`unsubscribeHandling` lacks its type.",
     edit("getBrand", turn("unsubscribeHandling", drop("type"))), "read"),
    ("brand-handling-without-header", "Deploy-hosted handling lacks `useListUnsubscribeHeader`.",
     edit("getBrand", turn("unsubscribeHandling", drop("useListUnsubscribeHeader"))), "read"),
    ("brand-handling-header-text", '`useListUnsubscribeHeader` is "yes".',
     edit("getBrand",
          turn("unsubscribeHandling",
               lambda h: put("useListUnsubscribeHeader", "yes")(h) if h["type"] == "Deploy"
               else None)), "read"),
)  # fmt: skip
