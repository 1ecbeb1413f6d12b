"""listBrands: what each name filter lists, by letter case, patterns and special characters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.brand_lists import demand_brands
from optizmo_deploy.conformance.assertions.filtered_listings import (
    candidates,
    distinguishing_values,
    listed_exactly,
    named,
)
from optizmo_deploy.conformance.assertions.listings import read_all
from optizmo_deploy.conformance.assertions.name_filters import (
    INSENSITIVE,
    OPERATORS,
    SENSITIVE,
    matches,
    swapped,
)
from optizmo_deploy.conformance.assertions.responses import demand
from optizmo_deploy.conformance.contract.facts import folded
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optizmo_deploy.conformance.server.client import Api

PATTERNS = ("%", "?", "_", "^", "*", ".*", ".", "$", "\\", "[a-z]", "(", "'")
"""Patterns of SQL, globs and regular expressions."""
WORDS = ("null", "true", "false", "0")
"""Texts that a program may read as another type."""
IGNORED = ("\\", "%", "*", '"', "-")
"""Characters that a server may ignore between two letters."""
SEPARATORS = (",", ";", "|", "&", "#", "=")
"""Characters that a server may take for the end of a value."""
SPECIAL = frozenset("%_*?.\\[](){}+|^$'\"&=#;,<>/:@!~` -")
OF_EACH = ("", *OPERATORS)


def _lists(api: Api, operator: str) -> None:
    """Filter by values that distinguish the operator from all others, and by long ones."""
    names = api.target.names
    shared = [name for name in names if name.strip() == name and names.count(name) > 1][:1]
    longest = max((name.strip() for name in names), key=len, default="")
    for value in (
        *distinguishing_values(api, operator or "equal"),
        longest,
        f"{longest}zq",
        *shared,
    ):
        listed_exactly(api, operator, value)


def _case(api: Api, operator: str) -> None:
    """Filter by values in other letter cases for which case decides what is listed."""
    names = api.target.names
    ignored = operator in INSENSITIVE
    rival = f"{operator}_case_sensitive" if ignored else operator.removesuffix("_case_sensitive")
    found = 0
    cuts = candidates(names, operator)
    single = [cut for cut in cuts if len(cut) == 1 and cut.isascii() and cut.isalpha()]
    for cut in (*single[:1], *cuts):
        for value in dict.fromkeys(_in_other_cases(cut)):
            if any(
                matches(operator, name, value) is (not matches(rival, name, value))
                for name in names
            ):
                listed_exactly(api, operator, value)
                found += 1
        if found >= _ENOUGH:
            return
    if not found:
        raise NotReached("no brand has a name with ASCII letters where the filter compares it")


_ENOUGH = 3


def _in_other_cases(text: str) -> tuple[str, ...]:
    # Some servers look at the first letter only, or at all but the last.
    all_but_first, last = text[:1] + swapped(text[1:]), text[:-1] + swapped(text[-1:])
    return (swapped(text), text.lower(), text.upper(), all_but_first, last)


def _literally(api: Api, operator: str) -> None:
    """Filter by values that are patterns elsewhere, alone and inside parts of names."""
    names = api.target.names
    numbers = [form for name in names if name.isdecimal() for form in (f"0{name}", f"{name}.0")]
    for value in (*PATTERNS, *WORDS, *numbers[:2], *_blurred(names, operator)):
        listed_exactly(api, operator, value)


def _blurred(names: Sequence[str], operator: str) -> list[str]:
    plain = [cut for cut in candidates(names, operator) if len(cut) >= _LONG_ENOUGH]
    values = [cut[:1] + pattern + cut[2:] for cut in plain[:1] for pattern in PATTERNS]
    values += [cut[:1] + sign + cut[1:] for cut in plain[:1] for sign in IGNORED]
    values += [form for cut in plain[:1] for form in _anchored(cut, names)]
    values += [cut + sign + cut for cut in plain[:1] for sign in SEPARATORS]
    return values + [f"%{ord(cut[0]):02X}{cut[1:]}" for cut in plain[:1] if cut[0].isascii()]


def _anchored(cut: str, names: Sequence[str]) -> list[str]:
    """Return both ends of the name that contains the text, with anchors and wildcards."""
    name = next(name for name in names if cut in name)
    head, tail = name[:4].strip(), name[-4:].strip()
    signs = "*%"
    return [
        *(f"^{head}", f"{tail}$"),
        *(f"{head}{sign}" for sign in signs),
        *(f"{sign}{tail}" for sign in signs),
        *(f"!{cut}", f'"{cut}"', f"'{cut}'"),
    ]


_LONG_ENOUGH = 3


def _special(api: Api, operator: str) -> None:
    """Filter by values with the special characters that the names of the account have."""
    names = [name for name in api.target.names if SPECIAL.intersection(name) or not name.isascii()]
    if not names:
        raise NotReached("no brand has a name with special characters")
    chosen: dict[str, str] = {}
    for name in names:
        chosen.update({char: name for char in name if char not in chosen})
    special = [char for char in chosen if char in SPECIAL][:_MOST]
    foreign = [char for char in chosen if not char.isascii() and not char.isspace()][:_MOST]
    for name in [name for name in names if not name[:1].isascii()][:1]:
        listed_exactly(api, operator, _around(name, 0, operator))
    for char in (*special, *foreign):
        name = chosen[char]
        listed_exactly(api, operator, _around(name, name.index(char), operator))


_MOST = 3


def _around(name: str, place: int, operator: str) -> str:
    if operator.startswith("starts"):
        value = name[: place + 2]
    elif operator.startswith("ends"):
        value = name[max(0, place - 1) :]
    elif operator.startswith("contains"):
        ends = (place, place + 1) if not name[place].isascii() else (max(0, place - 1), place + 2)
        value = name[slice(*ends)]
    else:
        value = name
    return value.strip() or name


FILTERS: dict[str, tuple[Sequence[str], Callable[[Api, str], None]]] = {
    "matches": (OF_EACH, _lists),
    "ignores-case": (INSENSITIVE, _case),
    "respects-case": (SENSITIVE, _case),
    "is-literal": (OF_EACH, _literally),
    "special-characters": (OF_EACH, _special),
}
"""The operators for which each requirement is stated, and how it is evaluated."""


def _evaluate(operator: str, function: Callable[[Api, str], None], api: Api) -> None:
    function(api, operator)


for _name, (_operators, _function) in FILTERS.items():
    for _operator in _operators:
        check(f"listBrands.{named(_operator)}-{_name}")(partial(_evaluate, _operator, _function))


@check("listBrands.equal-and-not-equal")
def _equal_and_not_equal(api: Api) -> None:
    every = {folded(brand["id"]) for brand in api.target.brands}
    for name in _two_names(api):
        equal = read_all(api, [("name[equal]", name)])
        other = read_all(api, [("name[not_equal]", name)])
        demand_brands(
            every,
            [*set(equal.ids), *set(other.ids)],
            f"listBrands {equal.query} and {other.query}, both lists together,",
            *(*equal.exchanges[:1], *other.exchanges[:1]),
        )


@check("listBrands.name-is-equal")
def _name_is_equal(api: Api) -> None:
    for name in (*_two_names(api), *(swapped(name) for name in _two_names(api))):
        short, long = (read_all(api, [(filter_, name)]) for filter_ in ("name", "name[equal]"))
        place = f"listBrands {short.query}, like name[equal],"
        exchanges = (short.exchanges[0], long.exchanges[0])
        demand_brands(set(long.ids), set(short.ids), place, *exchanges)


def _two_names(api: Api) -> list[str]:
    names = [name for name in api.target.names if name and name == name.strip()]
    if not names:
        raise NotReached("the account has no brand with a name")
    return [names[0], names[-1]]


@check("listBrands.filter-white-space")
def _filter_white_space(api: Api) -> None:
    names = [name for name in api.target.names if " " in name.strip() and name.isascii()]
    if not names:
        raise NotReached("no brand has a name with a space in it")
    for operator in OPERATORS:
        listed_exactly(api, operator, names[0].strip().replace(" ", "  "))
    for name in (names[0], names[-1]):
        place = name.strip().index(" ")
        around = name.strip()[max(0, place - 1) : place + 2]
        for value in (around[-2:], around[:-1], around.replace(" ", "+")):
            listing = read_all(api, [("name[contains]", value)])
            for listed in listing.names:
                demand(
                    value.lower() in listed.lower() or not listed.isascii(),
                    f"listBrands with name[contains]={value!r} should not list the brand "
                    f"{listed!r}, but does",
                    *listing.exchanges,
                )
