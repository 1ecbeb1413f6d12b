"""Paths, methods and queries at the edge, and outside of the operations'."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.assertions.responses import answered, demand, problem_of, said
from optizmo_deploy.conformance.requirements.registry import check
from optizmo_deploy.conformance.server.client import Raw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.conformance.server.client import Api


@check("listBrands.long-filter")
def long_filter(api: Api) -> None:
    """Filter brands by a long text."""
    for length in (300, 3_000):
        exchange = api.call("listBrands", query=[("name[contains]", "q" * length)])
        status = answered(exchange).status or 0
        message = f"a filter of {length} characters is the client's doing: {said(exchange)}"
        demand(status < HTTPStatus.INTERNAL_SERVER_ERROR, message, exchange)


@check("listBrands.undecodable-filter")
def odd_filter(api: Api) -> None:
    """Filter brands by bytes that are not UTF-8, by broken percent-encodings and by NUL."""
    for text in ("%FF", "%C3%28", "a%80", "%zz", "a%", "%u0041", "a%00"):
        exchange = api.call("listBrands", query=[("name[contains]", Raw(text))])
        status = answered(exchange).status or 0
        message = f"the filter {text} is the client's doing, but got {said(exchange)}"
        demand(status < HTTPStatus.INTERNAL_SERVER_ERROR, message, exchange)


@check("listBrands.huge-page")
def huge_pages(api: Api) -> None:
    """Ask for a page with a huge number."""
    for number in ("1000000", "9223372036854775808", "1" + "0" * 40):
        exchange = api.call("listBrands", query=[("page", number)])
        status = answered(exchange).status or 0
        message = f"page={number} is the client's doing, but got {said(exchange)}"
        demand(status < HTTPStatus.INTERNAL_SERVER_ERROR, message, exchange)


OUTSIDE = ("/v1/no-such-thing", "/v1/contacts", "/v1/brands/a/b", "/v1/contact-schema/Email")


@check("any.unknown-path")
def unknown_paths(api: Api) -> None:
    """Get paths that are none of the operations'."""
    for path in OUTSIDE:
        _outside(api.wire.send("GET", path))


@check("any.unknown-method")
def unknown_methods(api: Api) -> None:
    """Use methods that are none of the operations' on a contact of our own."""
    path = f"/v1/contacts/{api.new_contact().md5}"
    for method, target in (("PUT", path), ("GET", f"{path}/disable"), ("POST", path)):
        _outside(api.wire.send(method, target))


def _outside(exchange: Exchange) -> None:
    status = answered(exchange).status or 0
    question = f"{exchange.method} {exchange.path}"
    if status >= HTTPStatus.BAD_REQUEST:
        problem = problem_of(exchange)
        missing = {"type", "status", "title", "detail", "code"} - problem.keys()
        demand(not missing, f"the problem of {question} lacks {sorted(missing)}", exchange)
        message = f"the problem of {question} has the status {problem['status']!r}, not {status}"
        demand(problem["status"] == status, message, exchange)


@check("getContact.undecodable-md5")
def odd_hashes(api: Api) -> None:
    """Ask for contacts by texts that are hard to decode."""
    _client_error(api, ("%FF", "%C3%28", "%2e%2e", "%F0%9F%98%80", "%25%30%30"))


@check("getContact.md5-with-nul")
def null_in_hash(api: Api) -> None:
    """Ask for a contact by a text with an encoded NUL."""
    _client_error(api, ("%00",))


def _client_error(api: Api, endings: Iterable[str]) -> None:
    for text in endings:
        exchange = api.call(
            "getContact", path={"emailMd5": Raw(api.target.unknown_md5[:-1] + text)}
        )
        status = answered(exchange).status or 0
        message = f"the emailMd5 …{text} is the client's doing, but got {said(exchange)}"
        demand(
            HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR, message, exchange
        )
