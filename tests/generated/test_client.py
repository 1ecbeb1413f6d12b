"""The generated client: what it sends and reads, discreet, and patient for so long."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
from optizmo_deploy_api import AuthenticatedClient, operations
from optizmo_deploy_api.api.brands import list_brands
from optizmo_deploy_api.api.contacts import create_contact, disable_contact, get_contact
from optizmo_deploy_api.models import (
    AttributesPatch,
    BrandSort,
    Contact,
    ContactCreate,
    ContactPatch,
    ErrorCode,
    Problem,
)
from optizmo_deploy_api.types import Request

from tests.generated.samples import BRAND, CONTACT, MD5, PROBLEM, client


def test_an_answer_is_read_and_written_back_as_it_was() -> None:
    contact = get_contact.sync(MD5, client=client(200, CONTACT))
    assert isinstance(contact, Contact)
    assert contact.email_md5 == MD5
    assert contact.attributes["age"] == 42
    assert contact.created_at == datetime(2026, 6, 12, tzinfo=UTC)
    assert contact.to_dict() == {**CONTACT, "createdAt": "2026-06-12T00:00:00+00:00"}


def test_an_empty_answer_is_read() -> None:
    response = disable_contact.sync_detailed(MD5, client=client(204))
    assert (response.status_code, response.parsed) == (204, None)


def test_a_failure_is_read_as_a_problem() -> None:
    problem = get_contact.sync(MD5, client=client(404, PROBLEM))
    assert isinstance(problem, Problem)
    assert problem.code is ErrorCode.NOT_FOUND_ERROR
    assert problem.errors is None


@pytest.mark.parametrize("status", [418, 520, 599])
def test_a_status_that_nobody_documents_is_passed_on(status: int) -> None:
    response = get_contact.sync_detailed(MD5, client=client(status, {"a": 1}))
    assert response.status_code == status
    assert response.parsed is None
    assert response.content == b'{"a":1}'


def test_a_query_is_sent_as_the_contract_names_it() -> None:
    seen: list[httpx.Request] = []
    page = {"data": [], "pagination": {"page": 1, "pageSize": 10, "totalCount": 0, "totalPages": 0}}
    list_brands.sync(
        client=client(200, page, seen),
        page_size=10,
        sort=BrandSort.NAME_DESCENDING,
        enabled=False,
        name_starts_with_case_sensitive="A&B",
    )
    assert dict(seen[0].url.params) == {
        "pageSize": "10",
        "sort": "-name",
        "enabled": "false",
        "name[starts_with_case_sensitive]": "A&B",
    }
    list_brands.sync(client=client(200, page, seen))
    assert seen[1].url.query == b""


def test_nothing_in_a_path_parameter_changes_the_path() -> None:
    seen: list[httpx.Request] = []
    get_contact.sync("../brands?x=1#y", client=client(404, PROBLEM, seen))
    assert seen[0].url.raw_path == b"/deploy/v1/contacts/..%2Fbrands%3Fx%3D1%23y"


def test_a_body_holds_what_is_set_and_nothing_else() -> None:
    seen: list[httpx.Request] = []
    body = ContactCreate(email="test@email.com", brand_ids=[BRAND["id"]])
    create_contact.sync(client=client(201, CONTACT, seen), body=body)
    assert seen[0].content == (
        b'{"email":"test@email.com","brandIds":["497f6eca-6276-4993-bfeb-53cbbbba6f08"]}'
    )


def test_a_request_is_built_without_being_sent() -> None:
    request = list_brands.request(page=2, sort=BrandSort.NAME_DESCENDING, name_contains="a")
    assert isinstance(request, Request)
    assert request.operation is operations.LIST_BRANDS
    assert repr(request) == "Request(listBrands)"
    assert request.kwargs == {
        "method": "get",
        "url": "/v1/brands",
        "params": {"page": 2, "sort": "-name", "name[contains]": "a"},
    }
    assert request.parse is not None
    page = request.parse(
        {"data": [], "pagination": {"page": 2, "pageSize": 10, "totalCount": 0, "totalPages": 0}}
    )
    assert page.pagination.page == 2


def test_a_request_without_a_body_in_its_success_reads_none() -> None:
    request = disable_contact.request("../x")
    assert request.parse is None
    assert request.kwargs == {"method": "post", "url": "/v1/contacts/..%2Fx/disable"}


def test_null_removes_an_attribute_and_absence_does_not() -> None:
    patch = ContactPatch(attributes=AttributesPatch.from_dict({"age": None, "first_name": "Al"}))
    assert patch.to_dict() == {"attributes": {"age": None, "first_name": "Al"}}


def test_a_repr_holds_no_secret() -> None:
    with client(200, CONTACT) as opened:
        opened.with_headers({"x-secret": "key2"})
        get_contact.sync(MD5, client=opened)
        shown = repr(opened.with_headers({"x-secret": "key2"}).with_cookies({"session": "key3"}))
    assert "key" not in shown
    assert "https://sandbox.example/deploy" in shown


def test_a_request_times_out_after_thirty_seconds_unless_told_otherwise() -> None:
    seen: list[httpx.Request] = []
    get_contact.sync(MD5, client=client(200, CONTACT, seen))
    assert set(seen[0].extensions["timeout"].values()) == {30.0}
    patient = AuthenticatedClient(base_url="https://sandbox.example", token="key", timeout=None)
    assert patient.get_httpx_client().timeout == httpx.Timeout(None)
