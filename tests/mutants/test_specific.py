"""A fault breaks the requirements that speak of it, and not their neighbours."""

from __future__ import annotations

import pytest
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.registry import checks

from mutants import variant
from mutants.trial import trial

FILTERS = [
    id_
    for id_ in checks()
    if id_.startswith("listBrands.name-")
    and id_.endswith(("-matches", "-ignores-case", "-respects-case", "-is-literal"))
]
LISTED = ("getBrand.brand-of-path", "getBrand.name-as-listed", "getBrand.enabled-as-listed")
PAGES = ("listBrands.page-as-requested", "listBrands.brand-on-one-page", "listBrands.pages-differ")
SCHEMA = [
    f"getContactSchema.{name}"
    for name in ("has-email", "has-brand", "known-types", "unique-names", "no-empty-description")
]
BUSY = [
    f"{operation}.{name}"
    for operation in ("createContact", "disableContact")
    for name in ("busy-account", "retry-after")
]

#: the variant, what it breaks, and what it leaves alone
CASES = (
    ("no-key-needed-for-patchContact",
     ("patchContact.no-key", "patchContact.no-effect-without-key"),
     ("getContact.no-key", "disableContact.no-key", "patchContact.unknown-key")),
    ("no-key-but-disableContact", ("disableContact.no-effect-without-key",),
     ("disableContact.no-key", "disableContact.unknown-key",
      "patchContact.no-effect-without-key", "disableContact.no-effect-with-forbidden-key")),
    ("forbidden-but-disableContact", ("disableContact.no-effect-with-forbidden-key",),
     ("disableContact.no-effect-without-key", "patchContact.no-effect-with-forbidden-key")),
    ("33-digits-cut-on-disable", ("disableContact.long-md5",),
     ("disableContact.short-md5", "getContact.long-md5", "disableContact.md5-with-line-feed")),
    ("long-hash-500", ("getContact.long-md5", "patchContact.long-md5"),
     ("getContact.short-md5", "patchContact.non-hexadecimal-md5")),
    ("long-hash-414", (), ("getContact.long-md5", "patchContact.long-md5")),
    ("upper-case-404-on-disableContact",
     ("disableContact.upper-case-md5", "disableContact.mixed-case-md5"),
     ("patchContact.upper-case-md5",)),
    ("hash-error-with-parameter", ("getContact.malformed-md5-problem",),
     ("getContact.short-md5", "patchContact.malformed-md5-problem")),
    ("retry-after-fraction-on-disable", ("disableContact.retry-after",),
     (*BUSY, "getContact.unaffected-by-busy")),
    ("busy-conflict-error-on-disable", ("disableContact.busy-account",),
     (*BUSY, "getContact.unaffected-by-busy")),
    ("starts_with-acts-as-contains",
     ("listBrands.name-starts-with-matches", "listBrands.name-starts-with-ignores-case",
      "listBrands.name-starts-with-is-literal"), FILTERS),
    ("contains-acts-as-ends_with",
     ("listBrands.name-contains-matches", "listBrands.name-contains-ignores-case",
      "listBrands.name-contains-is-literal"), FILTERS),
    ("starts_with_case_sensitive-acts-as-starts_with",
     ("listBrands.name-starts-with-case-sensitive-matches",
      "listBrands.name-starts-with-case-sensitive-respects-case"), FILTERS),
    ("ends_with-acts-as-ends_with_case_sensitive",
     ("listBrands.name-ends-with-matches", "listBrands.name-ends-with-ignores-case"), FILTERS),
    ("ends_with-sql-wildcards", ("listBrands.name-ends-with-is-literal",), FILTERS),
    ("pages-overlap", ("listBrands.page-length", "listBrands.brand-on-one-page"), PAGES),
    ("pages-one-too-few", ("listBrands.page-length",), PAGES),
    ("parameter-snake-case", ("listBrands.page-size-9",),
     ("listBrands.page-zero", "listBrands.unknown-sort")),
    ("brand-name-lower-case", ("getBrand.name-as-listed",), LISTED),
    ("brand-enabled-reversed", ("getBrand.enabled-as-listed",), LISTED),
    ("brand-created-at-moves", (), LISTED),
    ("schema-without-brand", ("getContactSchema.has-brand",), SCHEMA),
    ("schema-type-text", ("getContactSchema.known-types",), SCHEMA),
    ("schema-twice", ("getContactSchema.unique-names",), SCHEMA),
    ("schema-description-null", ("getContactSchema.no-empty-description",), SCHEMA),
    ("deep-json-500-on-patch", ("patchContact.deep-body", "patchContact.deep-unknown-member"),
     ("createContact.deep-body", "addContactSubscriptions.deep-body")),
    ("emoji-lost",
     ("patchContact.stores-non-ascii-text", "createContact.stores-non-ascii-text"),
     ("patchContact.stores-special-text",)),
    ("createContact-always-500", (),
     ("getContact.unknown-key", "patchContact.no-effect-without-key",
      "getContact.upper-case-md5", "patchContact.busy-account",
      "patchContact.stores-non-ascii-text", "getContact.attributes-in-schema")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "broken", "kept"), [pytest.param(*case, id=case[0]) for case in CASES]
)
def test_a_fault_breaks_what_speaks_of_it_and_nothing_else(
    name: str, broken: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    asked = {*broken, *kept}
    assert asked <= requirements().keys()
    result = trial(variant(name), "full", asked)
    assert {id_ for id_ in asked if id_ in result.found} == set(broken)
    assert result.errors == ()
    assert result.fired > 0
