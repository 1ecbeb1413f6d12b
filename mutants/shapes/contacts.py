"""Contacts that do not look as documented."""

from __future__ import annotations

from typing import Any

from mutants.catalogue import Category
from mutants.faults import CONTACT, drop, edit, put, turn


def _underived(contact: dict[str, Any]) -> None:
    contact["attributes"] = {k: v for k, v in contact["attributes"].items() if ":" not in k}


def _derived(sub_key: str, change: Any) -> Any:
    def changed(contact: Any) -> None:
        for name, value in list(contact["attributes"].items()):
            if f"{name}:{sub_key}" in contact["attributes"]:
                contact["attributes"][f"{name}:{sub_key}"] = change(value)

    return edit(CONTACT, changed)


CATEGORY = Category("response shape")
CATEGORY.rows(
    # --- contacts
    *((f"contact-without-{member}", f"Contacts lack `{member}` everywhere.",
       edit(CONTACT, drop(member)))
      for member in ("email", "emailMd5", "attributes", "brandIds", "enabled", "createdAt")),
    ("get-without-email", "Only getContact leaves the address out.",
     edit("getContact", drop("email"))),
    ("patch-without-created-at", "Only patchContact leaves `createdAt` out.",
     edit("patchContact", drop("createdAt"))),
    ("create-without-enabled", "Only createContact leaves `enabled` out.",
     edit("createContact", drop("enabled"))),
    ("enabled-as-text", '`enabled` is the text "true" or "false".',
     edit(CONTACT, turn("enabled", lambda v: str(v).lower()))),
    ("enabled-as-number-in-create", "createContact returns `enabled` as 1.",
     edit("createContact", turn("enabled", int))),
    ("brand-ids-null-when-none", "A contact without brands has `brandIds: null`.",
     edit(CONTACT, lambda c: put("brandIds", None)(c) if c["brandIds"] == [] else None)),
    ("brand-ids-absent-when-none", "A contact without brands lacks `brandIds` in getContact.",
     edit("getContact", lambda c: drop("brandIds")(c) if c["brandIds"] == [] else None)),
    ("attributes-absent-when-none", "A contact without attributes lacks `attributes`.",
     edit(CONTACT, lambda c: drop("attributes")(c) if c["attributes"] == {} else None)),
    ("attributes-null-when-none", "getContact returns null for no attributes.",
     edit("getContact", lambda c: put("attributes", None)(c) if c["attributes"] == {} else None)),
    ("attributes-as-list", "Attributes are a list of names and values.",
     edit(CONTACT, turn("attributes", lambda a: [{"name": k, "value": v} for k, v in a.items()]))),
    ("attribute-values-wrapped", "getContact wraps each attribute's value in an object.",
     edit("getContact", turn("attributes", lambda a: {k: {"value": v} for k, v in a.items()}))),
    ("created-at-as-epoch", "`createdAt` is a number of seconds.",
     edit(CONTACT, put("createdAt", 1781222400))),
    ("created-at-as-epoch-text", "getContact gives `createdAt` as digits in a string.",
     edit("getContact", put("createdAt", "1781222400"))),
    ("created-at-without-t", "`createdAt` is `2026-06-12 00:00:00`, which is not a date-time.",
     edit(CONTACT, put("createdAt", "2026-06-12 00:00:00"))),
    ("created-at-date-only", "patchContact returns a date without a time.",
     edit("patchContact", turn("createdAt", lambda v: v[:10]))),
    ("created-at-without-zone", "`createdAt` has no offset from UTC.",
     edit(CONTACT, turn("createdAt", lambda v: v[:19]))),
    ("contact-in-data", "createContact wraps the contact in `data`.",
     edit("createContact", lambda c: {"data": c})),
    ("md5-upper-case", "`emailMd5` is upper case in contacts.",
     edit(CONTACT, turn("emailMd5", str.upper))),
    ("md5-upper-case-in-patch", "`emailMd5` is upper case in patchContact's response only.",
     edit("patchContact", turn("emailMd5", str.upper))),
    ("brand-ids-as-objects", "getContact lists brands as objects.",
     edit("getContact", turn("brandIds", lambda ids: [{"id": i} for i in ids]))),
    ("brand-ids-in-one-string", "createContact joins the brands with commas.",
     edit("createContact", turn("brandIds", ",".join))),
    ("snake-case-contact", "getContact names its members in snake_case.",
     edit("getContact",
          lambda c: {{"emailMd5": "email_md5", "brandIds": "brand_ids",
                      "createdAt": "created_at"}.get(k, k): v for k, v in c.items()})),
    ("identity-among-attributes", "The address appears as attribute `Email` too.",
     edit(CONTACT, lambda c: c["attributes"].update(Email=c["email"]))),
    ("identity-among-attributes-of-get", "getContact alone shows the address among the attributes.",
     edit("getContact", lambda c: c["attributes"].update(Email=c["email"]))),
    ("identity-among-attributes-of-patch",
     "patchContact alone shows the address among the attributes.",
     edit("patchContact", lambda c: c["attributes"].update(Email=c["email"]))),
    ("brands-among-attributes", "getContact shows the brands as attribute `Brand` too.",
     edit("getContact", lambda c: c["attributes"].update(Brand=c["brandIds"]))),
    ("brands-among-attributes-when-subscribed",
     "createContact shows the attribute `Brand` when there are brands.",
     edit("createContact",
          lambda c: c["attributes"].update(Brand=c["brandIds"]) if c["brandIds"] else None)),
    ("no-derived-entries", "Attributes of type email have no derived entries.",
     edit(CONTACT, _underived)),
    ("no-derived-entries-in-get", "getContact leaves the derived entries out.",
     edit("getContact", _underived)),
    ("derived-entries-nested",
     "Derived entries are members of an object under the attribute's name.",
     edit(
         CONTACT,
         turn(
             "attributes",
             lambda a: {
                 k: {
                     "value": v,
                     **{d.partition(":")[2]: w for d, w in a.items() if d.startswith(f"{k}:")},
                 }
                 if f"{k}:md5" in a
                 else v
                 for k, v in a.items()
                 if ":" not in k
             },
         ),
     )),
    ("derived-md5-constant", "The derived md5 of an attribute of type email is always the same.",
     _derived("md5", lambda _: "d41d8cd98f00b204e9800998ecf8427e")),
    ("derived-domain-whole",
     "The derived domain of an attribute of type email is the whole address.",
     _derived("domain", str)),
    ("derived-md5-of-identity", "The derived md5 of an attribute is the contact's own hash.",
     edit(CONTACT, lambda c: {**c, "attributes": {k: c["emailMd5"] if k.endswith(":md5") else v
                                                  for k, v in c["attributes"].items()}})),
)  # fmt: skip
