"""What checks are written with: requests as they were meant, and facts found out once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from optizmo_deploy.conformance.assertions.responses import (
    actual,
    below_500,
    field_errors,
    pointer_to,
    rejection,
    success,
)
from optizmo_deploy.conformance.contract.operations import operations, reads, writes
from optizmo_deploy.conformance.fixtures.shared_contact import (
    Subject,
    subject_of,
    unchanged_subject,
)
from optizmo_deploy.conformance.fixtures.valid_requests import valid_request
from optizmo_deploy.conformance.http.credentials import Key
from optizmo_deploy.conformance.http.session import Wire
from optizmo_deploy.conformance.requirements.exceptions import NotReached, Violation
from optizmo_deploy.conformance.requirements.model import Profile
from optizmo_deploy.conformance.server.client import Api, Raw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optizmo_deploy.conformance.http.exchange import Exchange

MD5 = "93942e96f5acd83e2e047ad8fe03114d"


@pytest.fixture
def open_api(settings_for: Callable[..., Any]) -> Iterator[Callable[..., Api]]:
    opened: list[Wire] = []

    def make(url: str, **options: Any) -> Api:
        settings = settings_for(url, **{"profile": Profile.WRITE, "timeout": 20.0, **options})
        opened.append(Wire(settings))
        return Api(opened[-1], settings)

    yield make
    for wire in opened:
        wire.close()


@pytest.fixture
def api(open_api: Callable[..., Api], sandbox: Any) -> Api:
    return open_api(sandbox.url)


def test_the_contract_has_ten_operations_of_which_half_write() -> None:
    assert len(operations()) == 10
    assert len(reads()) == len(writes()) == 5
    assert sum(operation.on_contact for operation in operations().values()) == 6


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("a/b?c", "a%2Fb%3Fc"),
        (f"{MD5}\n", f"{MD5}%0A"),
        ("%61", "%2561"),
        (Raw("%61"), "%61"),
        ("\uff10", "%EF%BC%90"),
    ],
)
def test_path_values_are_encoded_unless_raw(
    open_api: Callable[..., Api], serve: Callable[..., Any], answer: Any, value: str, sent: str
) -> None:
    double = serve(lambda asked: answer(200, {}))
    open_api(double.url).get(value)
    assert double.asked[0].target == f"/v1/contacts/{sent}"


def test_query_keeps_its_order_and_encodes_brackets(
    open_api: Callable[..., Api], serve: Callable[..., Any], answer: Any
) -> None:
    double = serve(lambda asked: answer(200, {}))
    query = [("name[contains]", "a b&c+ü"), ("page", "1")]
    open_api(double.url).call("listBrands", query=query)
    assert double.asked[0].target == "/v1/brands?name%5Bcontains%5D=a%20b%26c%2B%C3%BC&page=1"


def test_json_goes_out_as_utf8_with_its_type_and_other_types_stay(
    open_api: Callable[..., Api], serve: Callable[..., Any], answer: Any
) -> None:
    double = serve(lambda asked: answer(200, {}))
    api = open_api(double.url)
    api.patch(MD5, {"name": "Zoë"})
    api.call(
        "patchContact", path={"emailMd5": MD5}, body=b"x", headers={"content-type": "text/plain"}
    )
    api.disable(MD5, key=Key.NONE)
    first, second, third = double.asked
    assert json.loads(first.body) == {"attributes": {"name": "Zoë"}}
    assert "Zoë".encode() in first.body
    types = [
        {k.lower(): v for k, v in each.headers.items()}.get("content-type") for each in double.asked
    ]
    assert types == ["application/json", "text/plain", None]
    assert second.body == b"x"
    assert "authorization" not in {name.lower() for name in third.headers}


def test_facts_of_the_target_are_looked_up_once(api: Api) -> None:
    names = [brand["name"] for brand in api.target.brands]
    before = len(api.wire.exchanges)
    assert api.target.names == names
    assert api.target.brand_ids(3) == api.target.brand_ids(3)
    assert len(api.wire.exchanges) == before
    assert {brand["enabled"] for brand in api.target.disabled_brands} == {False}
    known = {brand["id"] for brand in api.target.brands}
    assert not known.intersection(api.target.unknown_brand_ids(5))
    assert len(set(api.target.unknown_brand_ids(5))) == 5


def test_what_is_missing_is_said(api: Api) -> None:
    with pytest.raises(NotReached, match="needs 100000 brands"):
        api.target.brand_ids(100_000)
    with pytest.raises(NotReached, match="type array"):
        api.target.attribute("array", number=9)


def test_a_fact_that_cannot_be_read_is_not_asked_for_again(
    open_api: Callable[..., Api], serve: Callable[..., Any], a_problem: Any
) -> None:
    double = serve(lambda asked: a_problem(500, "api_error", asked.target))
    api = open_api(double.url)
    asked: list[int] = []
    for _ in range(3):
        with pytest.raises(NotReached, match="brands cannot be read"):
            _ = api.target.brands
        asked.append(len(double.asked))
    assert asked[0] > 0
    assert asked == asked[:1] * 3


def test_a_failed_preparation_is_kept(
    open_api: Callable[..., Api], serve: Callable[..., Any], a_problem: Any
) -> None:
    double = serve(lambda asked: a_problem(500, "api_error", asked.target))
    api = open_api(double.url)
    with pytest.raises(NotReached, match="a step that prepares the check failed"):
        api.new_contact()
    assert len(api.setup_failures) == 1
    assert "createContact" in api.setup_failures[0].message


def test_reading_back_accuses_only_when_others_could_be_read(
    open_api: Callable[..., Api], serve: Callable[..., Any], relay: Any, a_problem: Any
) -> None:
    broken = {"all": True}

    def fault(asked: Any) -> Any:
        if asked.method == "GET" and (broken["all"] or asked.target.endswith(MD5)):
            return a_problem(500, "api_error", asked.target)
        return relay(asked)

    api = open_api(serve(fault).url)
    contact = api.new_contact()
    with pytest.raises(NotReached, match="nothing can be read back"):
        api.contact(contact.md5)
    broken["all"] = False
    assert api.contact(contact.md5)["email"] == contact.email
    with pytest.raises(Violation, match="of an existing contact"):
        api.contact(MD5)


def test_the_read_profile_makes_no_contact(open_api: Callable[..., Api], sandbox: Any) -> None:
    api = open_api(sandbox.url, profile=Profile.READ)
    with pytest.raises(NotReached, match="--contact"):
        _ = api.some_contact
    with pytest.raises(NotReached, match="'read'"):
        api.new_contact()
    assert not api.wire.exchanges


@pytest.mark.parametrize("operation", operations())
def test_valid_requests_are_valid(api: Api, operation: str) -> None:
    subject = Subject(api)
    success(api.call(operation, **valid_request(api, operation, subject=subject)))
    assert subject.is_unchanged() is (operation in {*reads(), "createContact"})


def test_a_changed_subject_is_noticed_and_replaced(api: Api) -> None:
    with unchanged_subject(api) as first:
        pass
    with pytest.raises(Violation, match="should change nothing"), unchanged_subject(api) as subject:
        api.disable(subject.md5)
    assert subject is first
    assert subject_of(api) is not first
    api.disable(subject_of(api).md5)
    with unchanged_subject(api) as fresh:
        assert api.contact(fresh.md5)["enabled"], "one that was changed elsewhere is not handed out"


def test_success_takes_any_2xx_and_leaves_shapes_to_others(
    exchange: Callable[..., Exchange],
) -> None:
    assert success(exchange("disableContact", method="POST", status=200, body=b"")) is None
    with pytest.raises(Violation, match="should succeed"):
        success(exchange(status=404, value={}))
    with pytest.raises(NotReached, match="does not fit the contract"):
        success(exchange(status=200, value={"email": 1}))


def problem(status: int, code: str, **more: Any) -> dict[str, Any]:
    return {"status": status, "code": code, "title": "t", "detail": "d", "type": "x", **more}


@pytest.mark.parametrize(
    ("status", "code", "errors", "demanded"),
    [
        (404, "not_found_error", None, {}),
        (400, "conflict_error", None, {"code": "invalid_request_error"}),
        (400, "invalid_request_error", None, {"pointer": "/email"}),
        (400, "invalid_request_error", [{"detail": "d", "pointer": "/e"}], {"pointer": "/email"}),
        (
            400,
            "invalid_request_error",
            [{"detail": "d", "pointer": "/page"}],
            {"parameter": "page"},
        ),
        (400, "invalid_request_error", "none", {"parameter": "page"}),
        (400, "invalid_request_error", None, {"detail": "another"}),
    ],
)
def test_refused_demands_what_it_is_told(
    exchange: Callable[..., Exchange],
    status: int,
    code: str,
    errors: object,
    demanded: dict[str, str],
) -> None:
    more = {} if errors is None else {"errors": errors}
    with pytest.raises(Violation, match="should be rejected with 400"):
        rejection(exchange(status=status, value=problem(status, code, **more)), 400, **demanded)


def test_refused_accepts_each_of_several(exchange: Callable[..., Exchange]) -> None:
    entries = [{"detail": "d", "parameter": "b"}, "not an object", {"pointer": "/x"}]
    answer = exchange(status=400, value=problem(400, "invalid_request_error", errors=entries))
    rejection(answer, {400, 404}, parameter=("a", "b"), pointer=("/x", "/y"))
    assert len(field_errors(answer.json())) == 2


def test_refused_leaves_to_other_requirements_what_every_error_response_must_have(
    exchange: Callable[..., Exchange],
) -> None:
    rejection(exchange(status=400, value=problem(400, "conflict_error")), 400)
    rejection(exchange(status=400, body=b"<html>"), 400)


def test_pointers_are_escaped_as_rfc_6901_says() -> None:
    assert pointer_to("attributes", "a/b~c", 0) == "/attributes/a~1b~0c/0"
    assert pointer_to() == ""


def test_answers_are_told_in_short(exchange: Callable[..., Exchange]) -> None:
    assert actual(exchange(status=204, body=b"")) == "status code 204 without a body"
    assert len(actual(exchange(status=200, body=b"x" * 5000))) < 400
    assert actual(exchange(status=200, body=b"\xff")).endswith("�")


@pytest.mark.parametrize("status", [200, 204, 400, 413, 499])
def test_below_500_returns_the_status_code_of_other_responses(
    exchange: Callable[..., Exchange], status: int
) -> None:
    assert below_500(exchange(status=status), when="with a long text") == status


@pytest.mark.parametrize("status", [500, 503])
def test_below_500_rejects_server_errors(exchange: Callable[..., Exchange], status: int) -> None:
    with pytest.raises(Violation, match="with a long text should be accepted or rejected"):
        below_500(exchange(status=status), when="with a long text")
