"""What the suite warns of where a correct server decides otherwise than the suite assumes."""

from __future__ import annotations

import pytest

from mutants import variant
from mutants.bundles import bundled
from mutants.trial import trial
from tests.conformance.evaluation import on_contacts

CREATE, PATCH, DISABLE = "createContact", "patchContact", "disableContact"
ADD, REMOVE = "addContactSubscriptions", "removeContactSubscription"
CASES: tuple[tuple[tuple[str, ...], set[str]], ...] = (
    (("create-returns-200", "disable-returns-200", "remove-returns-200"),
     {f"{operation}.success-status" for operation in (CREATE, DISABLE, REMOVE)}),
    (("patch-without-body",), {f"{PATCH}.success-status"}),
    (("remove-returns-list",), {f"{REMOVE}.success-status", f"{REMOVE}.success-without-body"}),
    (("upper-case-uuids", "email-lower-case", "created-at-elsewhere", "numbers-as-floats",
      "members-of-its-own"), set()),
    (("derived-other-sub-keys", "created-at-nanoseconds"), set()),
    (("derived-objects",), {"getContact.values-have-schema-types"}),
    (("errors-first-only", "brand-ids-pointed-as-a-whole"),
     {f"{CREATE}.pointers-to-both", f"{PATCH}.pointers-to-both"}),
    (("upper-case-id-unknown", "upper-case-id-unknown-to-remove",
      "disabled-brand-not-subscribable", "subscriptions-reversed"),
     {f"{CREATE}.disabled-brand", f"{CREATE}.upper-case-brand-id", f"{ADD}.disabled-brand",
      f"{ADD}.upper-case-brand-id", f"{REMOVE}.upper-case-brand-id"}),
    (("add-partly", "patch-partly", "created-at-frozen"),
     {f"{CREATE}.created-at-now", f"{ADD}.all-or-nothing"}),
    (("removing-unset-400", "unknown-member-400"), {f"{PATCH}.removes-unset"}),
    (("texts-of-255-at-most",), set()),
)  # fmt: skip


@pytest.mark.parametrize(
    ("names", "warned"), [pytest.param(*case, id=case[0][0]) for case in CASES]
)
def test_another_decision_is_at_most_a_warning(names: tuple[str, ...], warned: set[str]) -> None:
    asked = {*on_contacts(), *warned}
    result = trial(bundled("+".join(names), [variant(name) for name in names]), "write", asked)
    assert (result.failed, result.errors, result.unusable) == ({}, (), None)
    assert result.found.keys() & asked == warned
