"""What a name filter must list is decided by what every reading of the documentation lists."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optizmo_deploy.conformance.assertions.filtered_listings import candidates
from optizmo_deploy.conformance.assertions.name_filters import (
    INSENSITIVE,
    OPERATORS,
    SENSITIVE,
    distinguishing,
    matches,
    swapped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = st.text("aAbBéÉeEß\u017f%_ 日", max_size=6)
PLAIN: dict[str, Callable[[str, str], bool]] = {
    "starts_with": str.startswith,
    "ends_with": str.endswith,
    "contains": str.__contains__,
    "equal": str.__eq__,
}


def ascii_lower(text: str) -> str:
    return "".join(char.lower() if char.isascii() else char for char in text)


def without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@settings(deadline=None, max_examples=60)
@given(TEXT, TEXT)
@pytest.mark.parametrize(
    "fold",
    [ascii_lower, str.lower, str.casefold, lambda text: without_accents(text).casefold()],
    ids=["ascii", "lower", "casefold", "accents ignored"],
)
@pytest.mark.parametrize("operator", INSENSITIVE)
def test_no_way_to_ignore_case_is_blamed(
    operator: str, fold: Callable[[str], str], name: str, value: str
) -> None:
    due = matches(operator, name, value)
    if due is not None:
        assert PLAIN[operator](fold(name), fold(value)) is due


@settings(deadline=None, max_examples=60)
@given(TEXT, TEXT)
@pytest.mark.parametrize("fold", [str, ascii_lower, str.casefold], ids=["exact", "ascii", "fold"])
def test_equal_may_ignore_case_or_not(fold: Callable[[str], str], name: str, value: str) -> None:
    due = matches("equal", name, value)
    if due is not None:
        assert (fold(name) == fold(value)) is due
        assert matches("not_equal", name, value) is not due


@settings(deadline=None, max_examples=60)
@given(TEXT, TEXT)
@pytest.mark.parametrize("operator", SENSITIVE)
def test_case_sensitive_operators_are_exact(operator: str, name: str, value: str) -> None:
    due = matches(operator, name, value)
    exact = PLAIN[operator.removesuffix("_case_sensitive")](name, value)
    assert due is exact or (due is None and not exact)


def test_case_alone_is_decided_for_ascii() -> None:
    assert matches("contains", "The ACME Shop", "acme") is True
    assert matches("contains_case_sensitive", "The ACME Shop", "acme") is False
    assert matches("equal", "Acme", "acme") is None
    assert matches("not_equal", "Acme", "acme") is None


@pytest.mark.parametrize("operator", OPERATORS)
def test_wildcards_mean_nothing(operator: str) -> None:
    for value in ("%", "_", "*", ".*"):
        assert matches(operator, "Acme", value) is (operator == "not_equal")


@pytest.mark.parametrize("operator", OPERATORS)
def test_values_distinguish_an_operator_from_every_other(operator: str) -> None:
    names = ["Acme Shop", "Shop Acme", "The acme", "acme", "Other", "shop acme x", "sHOP", "Acme"]
    chosen = distinguishing(operator, names, [*candidates(names, operator), *names, "acme", "shop"])
    for rival in (*OPERATORS, "all", "none"):
        if rival in {operator, "not_equal"}:
            continue
        assert any(
            matches(operator, name, value) is not None
            and matches(operator, name, value) is (not _lists(rival, name, value))
            for value in chosen
            for name in names
        ), f"nothing tells {operator} from {rival}"


def _lists(rival: str, name: str, value: str) -> bool | None:
    return rival == "all" if rival in {"all", "none"} else matches(rival, name, value)


def test_swapped_leaves_what_is_not_ascii() -> None:
    assert swapped("aBß日1") == "Abß日1"


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXT, max_size=10))
@pytest.mark.parametrize("operator", OPERATORS)
def test_candidates_are_never_empty_nor_padded(operator: str, names: list[str]) -> None:
    for value in candidates(names, operator):
        assert value
        assert value == value.strip()
