"""Unusual paths, methods and queries, and those that are not documented."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.responses import (
    actual,
    below_500,
    demand,
    problem_of,
    responded,
)
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.client import Raw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api

QUERIES: dict[str, tuple[str, Sequence[str]]] = {
    "long-filter": ("name[contains]", ("q" * 300, "q" * 3_000)),
    "undecodable-filter": (
        "name[contains]",
        [Raw(text) for text in ("%FF", "%C3%28", "a%80", "%zz", "a%", "%u0041", "a%00")],
    ),
    "huge-page": ("page", ("1000000", "9223372036854775808", "1" + "0" * 40)),
}
"""A parameter of listBrands and its values, by requirement."""

HASHES: dict[str, tuple[str, ...]] = {
    "undecodable-md5": ("%FF", "%C3%28", "%2e%2e", "%F0%9F%98%80", "%25%30%30"),
    "md5-with-nul": ("%00",),
}
"""The ends of an emailMd5 in the path of getContact, as sent, by requirement."""

UNKNOWN_PATHS = ("/v1/no-such-thing", "/v1/contacts", "/v1/brands/a/b", "/v1/contact-schema/Email")


def _query(name: str, values: Sequence[str], api: Api) -> None:
    for value in values:
        exchange = api.call("listBrands", query=[(name, value)])
        below_500(exchange, when=f"with {name}={value:.60}")


for _requirement, (_parameter, _values) in QUERIES.items():
    check(f"listBrands.{_requirement}")(partial(_query, _parameter, _values))


def _rejects(endings: Sequence[str], api: Api) -> None:
    for text in endings:
        path = {"emailMd5": Raw(api.target.unknown_md5[:-1] + text)}
        exchange, when = api.call("getContact", path=path), f"with the emailMd5 …{text}"
        demand(
            below_500(exchange, when=when) >= HTTPStatus.BAD_REQUEST,
            f"getContact {when} should be rejected, but got {actual(exchange)}",
            exchange,
        )


for _requirement, _endings in HASHES.items():
    check(f"getContact.{_requirement}")(partial(_rejects, _endings))


@check("any.unknown-path")
def _unknown_path(api: Api) -> None:
    for path in UNKNOWN_PATHS:
        _demand_error_response(api.wire.send("GET", path))


@check("any.unknown-method")
def _unknown_method(api: Api) -> None:
    path = f"/v1/contacts/{api.new_contact().md5}"
    for method, target in (("PUT", path), ("GET", f"{path}/disable"), ("POST", path)):
        _demand_error_response(api.wire.send(method, target))


def _demand_error_response(exchange: Exchange) -> None:
    """Require problem details if the request is rejected, whatever the status code."""
    status = responded(exchange).status or 0
    if status < HTTPStatus.BAD_REQUEST:
        return
    problem = problem_of(exchange)
    missing = {"type", "status", "title", "detail", "code"} - problem.keys()
    what = f"the error response to {exchange.method} {exchange.path}"
    demand(not missing, f"{what} should have the members {', '.join(sorted(missing))}", exchange)
    message = f"the status in {what} should be {status}, but is {problem['status']!r}"
    demand(problem["status"] == status, message, exchange)
