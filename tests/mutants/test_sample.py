"""A fixed sample of the variants that `python -m mutants` measures the suite with."""

from __future__ import annotations

import pytest

from mutants import all_variants, variant
from mutants.bundles import bundled
from mutants.measured import read
from mutants.session import Session, perform
from mutants.trial import Verdict, trial

FAULTY = (
    "second-get-without-created-at",
    "subscription-without-name",
    "missing-contact-disabled",
    "pointers-unescaped",
    "no-key-but-disableContact",
    "trailing-newline",
    "disable-twice-409",
    "add-101-accepted",
    "removed-is-forever",
    "create-false-lost",
    "patch-replaces",
    "get-stale-once-after-add",
    "every-seventh-not-found",
    "schema-order-changes",
    "size-9-accepted",
    "sort-within-page",
    "contains-underscore-only",
    "brand-always-enabled",
    "brand-by-last-digits",
    "deep-json-500",
    "disableContact-misses-for-good",
    "remove-from-disabled-404",
    "busy-but-patchContact",
    "busy-forever-for-disableContact",
)
"""Variants of every category."""

CORRECT = (
    "no-instance",
    "create-returns-200",
    "upper-case-uuids",
    "members-of-its-own",
    "equal-ignores-case",
    "page-past-last-404",
    "any-content-type",
    "values-converted",
    "add-partly",
    "validates-before-key",
    "removes-while-busy",
)


def categories(*, correct: bool) -> set[str]:
    return {each.category for each in all_variants().values() if each.correct is correct}


def test_the_sample_has_every_category_of_fault() -> None:
    assert {variant(name).category for name in FAULTY} == categories(correct=False)


@pytest.mark.parametrize("name", FAULTY)
def test_the_suite_catches_the_faulty_variant(name: str) -> None:
    faulty = variant(name)
    result = perform(Session(read(), "full", 1, thorough=False).task(faulty))
    assert result.verdict(faulty) is Verdict.CAUGHT, result.errors
    assert result.fired > 0


def test_the_suite_passes_correct_variants() -> None:
    bundle = bundled("sample", [variant(name) for name in CORRECT])
    result = trial(bundle)
    assert (result.failed, result.errors, result.unusable) == ({}, (), None)
    assert result.fired > 100


def test_the_suite_passes_an_account_that_has_next_to_nothing() -> None:
    result = trial(variant("next-to-nothing"))
    assert (result.failed, result.errors, result.unusable) == ({}, (), None)
