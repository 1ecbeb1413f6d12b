"""Each operator of the name filter: what it lists, case, and that its value is taken literally."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.filtered_listings import (
    candidates,
    listed_exactly,
    named,
    telling_values,
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
from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optizmo_deploy.conformance.server.client import Api

PATTERNS = ("%", "?", "_", "^", "*", ".*", ".", "$", "\\", "[a-z]", "(", "'")
"""What means something in SQL, globs or regular expressions, and nothing here."""
WORDS = ("null", "true", "false", "0")
"""What programs take for nothing, or for something else than a text."""
IGNORED = ("\\", "%", "*", '"', "-")
"""What may get lost between two letters: escapes, wildcards for nothing, quotes, hyphens."""
SEPARATORS = (",", ";", "|", "&", "#", "=")
"""What may be taken for the end of a value, or for the next of several."""
SPECIAL = frozenset("%_*?.\\[](){}+|^$'\"&=#;,<>/:@!~` -")
OF_EACH = ("", *OPERATORS)


def _each(name: str, operators: tuple[str, ...], judge: Callable[[Api, str], None]) -> None:
    for operator in operators:
        check(f"listBrands.{named(operator)}-{name}")(_about(judge, operator))


def _about(judge: Callable[[Api, str], None], operator: str) -> Callable[[Api], None]:
    def judge_operator(api: Api) -> None:
        judge(api, operator)

    return judge_operator


def _lists(api: Api, operator: str) -> None:
    """Put values to the filter that tell it from every other, and long ones."""
    names = api.target.names
    shared = [name for name in names if name.strip() == name and names.count(name) > 1][:1]
    longest = max((name.strip() for name in names), key=len, default="")
    for value in (*telling_values(api, operator or "equal"), longest, f"{longest}zq", *shared):
        listed_exactly(api, operator, value)


def _case(api: Api, operator: str) -> None:
    """Put the same value in other cases, chosen so that it matters."""
    names = api.target.names
    ignored = operator in INSENSITIVE
    rival = f"{operator}_case_sensitive" if ignored else operator.removesuffix("_case_sensitive")
    telling = 0
    cuts = candidates(names, operator)
    single = [cut for cut in cuts if len(cut) == 1 and cut.isascii() and cut.isalpha()]
    for cut in (*single[:1], *cuts):
        for value in dict.fromkeys(_in_other_cases(cut)):
            if any(
                matches(operator, name, value) is (not matches(rival, name, value))
                for name in names
            ):
                listed_exactly(api, operator, value)
                telling += 1
        if telling >= _ENOUGH:
            return
    if not telling:
        raise NotReached("no brand's name has letters of ASCII where the filter looks")


_ENOUGH = 3


def _in_other_cases(text: str) -> tuple[str, ...]:
    # Some servers look at the first letter only, or at all but the last.
    all_but_first, last = text[:1] + swapped(text[1:]), text[:-1] + swapped(text[-1:])
    return (swapped(text), text.lower(), text.upper(), all_but_first, last)


def _literally(api: Api, operator: str) -> None:
    """Put values that would be patterns elsewhere, alone and in what would find a brand."""
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
    """Return the beginning and the end of the name that it was cut from, with signs around them."""
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
    """Put values with the special characters that the account's own names have."""
    names = [name for name in api.target.names if SPECIAL.intersection(name) or not name.isascii()]
    if not names:
        raise NotReached("no brand's name has special characters")
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


_each("matches", OF_EACH, _lists)
_each("ignores-case", INSENSITIVE, _case)
_each("respects-case", SENSITIVE, _case)
_each("is-literal", OF_EACH, _literally)
_each("special-characters", OF_EACH, _special)


@check("listBrands.equal-and-not-equal")
def complement(api: Api) -> None:
    """Compare ``equal`` with ``not_equal``: each brand is in one of the two lists."""
    everything = {brand["id"].lower() for brand in api.target.brands}
    for name in _some(api):
        equal = read_all(api, [("name[equal]", name)])
        other = read_all(api, [("name[not_equal]", name)])
        exchanges = (*equal.exchanges[:1], *other.exchanges[:1])
        both = set(equal.ids) & set(other.ids)
        demand(not both, f"equal and not_equal to {name!r} list the same brand", *exchanges)
        neither = everything - set(equal.ids) - set(other.ids)
        demand(not neither, f"a brand is neither equal nor not equal to {name!r}", *exchanges)


@check("listBrands.name-is-equal")
def short_form(api: Api) -> None:
    """Compare ``name`` with ``name[equal]``."""
    for name in (*_some(api), *(swapped(name) for name in _some(api))):
        short, long = read_all(api, [("name", name)]), read_all(api, [("name[equal]", name)])
        message = f"name={name!r} and name[equal]={name!r} list different brands"
        demand(set(short.ids) == set(long.ids), message, short.exchanges[0], long.exchanges[0])


def _some(api: Api) -> list[str]:
    names = [name for name in api.target.names if name and name == name.strip()]
    if not names:
        raise NotReached("the account has no brand with a name")
    return [names[0], names[-1]]


@check("listBrands.filter-white-space")
def white_space_counts(api: Api) -> None:
    """Filter by values that begin and end with a space, and by one with a plus sign for it."""
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
                message = f"name[contains]={value!r} must not list the brand {listed!r}"
                there = value.lower() in listed.lower() or not listed.isascii()
                demand(there, message, *listing.exchanges)
