"""listBrands: queries that must be rejected, with an error that names the parameter."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.filtered_listings import parameter
from optizmo_deploy.conformance.assertions.name_filters import OPERATORS
from optizmo_deploy.conformance.assertions.responses import rejection
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.server.client import Api

Query = list[tuple[str, str]]

VALUES: dict[str, tuple[str, ...]] = {
    "page-zero": ("page", "0"),
    "page-negative": ("page", "-1"),
    "page-not-number": ("page", "abc", "null", "1x", "0x1", "1e0"),
    "page-not-integer": ("page", "1.5"),
    "page-size-9": ("pageSize", "9"),
    "page-size-201": ("pageSize", "201"),
    "page-size-not-positive": ("pageSize", "0", "-1", "-10", "-20"),
    "page-size-not-number": ("pageSize", "abc", "null", "20x", "0x14", "2e1"),
    "page-size-not-integer": ("pageSize", "10.5"),
    "page-size-far-too-large": ("pageSize", "1", "1000", "4294967306", "9" * 30),
    "unknown-sort": (
        *("sort", "bogus", "id", "-id", "name2", "enabled", "-enabled", "asc", "desc", "--name"),
        *("-", "null", "NAME", "-NAME", "name,-name", "name,id", "+name"),
    ),
    "enabled-not-boolean": ("enabled", "maybe", "truefalse", "2", "null"),
}
"""A parameter and values of it that are out of range or of the wrong type, by requirement."""

UNKNOWN_OPERATORS = (
    *("invalid", "like", "regex", "EQUAL", "equal_case_sensitive", "not_equal_case_sensitive"),
    "starts_with_case_insensitive",
)

_FILTERS = [parameter(operator) for operator in ("", *OPERATORS)]

QUERIES: dict[str, Sequence[Query]] = {
    **{
        name: [[(parameter_, value)] for value in values]
        for name, (parameter_, *values) in VALUES.items()
    },
    "unknown-operator": [[(parameter(operator), "a")] for operator in UNKNOWN_OPERATORS],
    "two-filters": [
        [(one, "a"), (other, "a")]
        for one, other in zip(_FILTERS, (*_FILTERS[1:], _FILTERS[0]), strict=True)
    ],
    "name-and-filter": [[(filter_, "a"), ("name", "a")] for filter_ in _FILTERS[1:]],
}
"""The queries, by requirement; each of their parameters may be the one that is named."""


def _rejects(queries: Sequence[Query], api: Api) -> None:
    for query in queries:
        names = [name for name, _ in query]
        as_sent = [name.replace("[", "%5B").replace("]", "%5D") for name in names]
        shown = "&".join(f"{name}={value}" for name, value in query)
        rejection(
            api.call("listBrands", query=query),
            HTTPStatus.BAD_REQUEST,
            parameter={*names, *as_sent},
            when=f"with {shown}",
        )


for _name, _queries in QUERIES.items():
    check(f"listBrands.{_name}")(partial(_rejects, _queries))
