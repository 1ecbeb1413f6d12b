"""Queries of the list of brands that are refused, each with the parameter that is to blame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.filtered_listings import parameter
from optizmo_deploy.conformance.assertions.name_filters import OPERATORS
from optizmo_deploy.conformance.assertions.responses import refused
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.conformance.server.client import Api

REFUSED: dict[str, tuple[str, tuple[str, ...]]] = {
    "listBrands.page-zero": ("page", ("0",)),
    "listBrands.page-negative": ("page", ("-1",)),
    "listBrands.page-not-number": ("page", ("abc", "null", "1x", "0x1", "1e0")),
    "listBrands.page-not-integer": ("page", ("1.5",)),
    "listBrands.page-size-9": ("pageSize", ("9",)),
    "listBrands.page-size-201": ("pageSize", ("201",)),
    "listBrands.page-size-not-positive": ("pageSize", ("0", "-1", "-10", "-20")),
    "listBrands.page-size-not-number": ("pageSize", ("abc", "null", "20x", "0x14", "2e1")),
    "listBrands.page-size-not-integer": ("pageSize", ("10.5",)),
    "listBrands.page-size-far-too-large": ("pageSize", ("1", "1000", "4294967306", "9" * 30)),
    "listBrands.unknown-sort": (
        "sort",
        (
            "bogus",
            "id",
            "-id",
            "name2",
            "enabled",
            "-enabled",
            "asc",
            "desc",
            "--name",
            "-",
            "null",
            "NAME",
            "-NAME",
            "name,-name",
            "name,id",
            "+name",
        ),
    ),
    "listBrands.enabled-not-boolean": ("enabled", ("maybe", "truefalse", "2", "null")),
}
"""Values out of range or of the wrong type, by requirement."""

UNKNOWN_OPERATORS = (
    "invalid",
    "like",
    "regex",
    "EQUAL",
    "equal_case_sensitive",
    "not_equal_case_sensitive",
    "starts_with_case_insensitive",
)


def _about(requirement_id: str) -> Callable[[Api], None]:
    name, values = REFUSED[requirement_id]

    def bad_value(api: Api) -> None:
        """Send values that are out of range or of the wrong type."""
        for value in values:
            exchange = api.call("listBrands", query=[(name, value)])
            refused(exchange, 400, parameter=name, when=f"with {name}={value}")

    return bad_value


for _id in REFUSED:
    check(_id)(_about(_id))


@check("listBrands.unknown-operator")
def unknown_operator(api: Api) -> None:
    """Filter with operators that do not exist."""
    for operator in UNKNOWN_OPERATORS:
        name = parameter(operator)
        exchange = api.call("listBrands", query=[(name, "a")])
        as_sent = (name, name.replace("[", "%5B").replace("]", "%5D"))
        refused(exchange, 400, parameter=as_sent, when=f"with the unknown filter {name}")


@check("listBrands.two-filters")
def two_filters(api: Api) -> None:
    """Filter with each operator and the next one at once."""
    operators = ("", *OPERATORS)
    for one, other in zip(operators, (*operators[1:], operators[0]), strict=True):
        _refuses_both(api, one, other)


@check("listBrands.name-and-filter")
def short_and_long_form(api: Api) -> None:
    """Filter with ``name`` and with each operator at once, in either order."""
    for operator in OPERATORS:
        _refuses_both(api, operator, "")


def _refuses_both(api: Api, one: str, other: str) -> None:
    names = (parameter(one), parameter(other))
    exchange = api.call("listBrands", query=[(names[0], "a"), (names[1], "a")])
    encoded = tuple(name.replace("[", "%5B").replace("]", "%5D") for name in names)
    when = f"with the two filters {names[0]} and {names[1]}"
    refused(exchange, 400, parameter=(*names, *encoded), when=when)
