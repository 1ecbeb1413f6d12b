from __future__ import annotations

from typing import Any

import pytest
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Status

from tests.conformance.evaluation import observed

HASH = "93942e96f5acd83e2e047ad8fe03114d"
DOCS = "https://docs.optizmo.com/deploy/error-codes#"


def body(**changes: Any) -> dict[str, Any]:
    """Return a flawless 404 of getContact with some changes; ``...`` removes a member."""
    flawless = {
        "type": DOCS + "not_found_error",
        "status": 404,
        "title": "Not found",
        "detail": "Contact not found",
        "code": "not_found_error",
        "instance": f"/deploy/v1/contacts/{HASH}",
    }
    return {name: value for name, value in (flawless | changes).items() if value is not ...}


def judged(exchange: Any, name: str, operation: str = "getContact") -> Status:
    return observed(exchange)(f"{operation}.{name}")


def test_a_flawless_problem_passes_every_rule_it_says_something_about(exchange: Any) -> None:
    status = observed(exchange(status=404, value=body()))
    own = [each.id for each in requirements().values() if each.area == "problem"]

    assert {status(id_) for id_ in own if id_.startswith("getContact.")} == {Status.PASS}


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("type", {"type": DOCS + "missing"}),
        ("type", {"type": "about:blank"}),
        ("type", {"type": ...}),
        ("status", {"status": "404"}),
        ("status", {"status": 400}),
        ("status", {"status": ...}),
        ("title", {"title": ...}),
        ("title", {"title": ""}),
        ("detail", {"detail": None}),
        ("detail", {"detail": ["no"]}),
        ("code", {"code": "contact_not_found", "type": DOCS + "contact_not_found"}),
        ("code", {"code": ...}),
        ("code-fits-status", {"code": "conflict_error", "type": DOCS + "conflict_error"}),
        ("instance", {"instance": "/deploy/v1/contacts/00000000000000000000000000000000"}),
        ("instance", {"instance": f"/v1/contacts/{HASH}"}),
        ("instance", {"instance": "/deploy/v1/contacts"}),
        ("instance", {"instance": f"/deploy/v1/contacts/{HASH}/more"}),
        ("instance", {"instance": "not a uri"}),
        ("instance", {"instance": 7}),
        ("errors", {"errors": {}}),
        ("errors", {"errors": [{"pointer": "/email"}]}),
        ("errors", {"errors": ["wrong"]}),
        ("errors", {"errors": [{"detail": "no", "pointer": "email"}]}),
        ("errors", {"errors": [{"detail": "no", "pointer": "/email"}]}),
        ("errors", {"errors": [{"detail": "no", "parameter": "page"}]}),
    ],
)
def test_each_broken_member_of_a_problem_breaks_its_own_requirement(
    exchange: Any, kind: str, changes: dict[str, Any]
) -> None:
    broken = exchange(status=404, value=body(**changes))

    assert judged(broken, f"problem-{kind}") is Status.FAIL


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("status", {"status": 404.0}),
        ("instance", {"instance": ...}),
        ("instance", {"instance": f"https://api.optizmo.com/deploy/v1/contacts/{HASH}"}),
        ("instance", {"instance": f"/deploy/v1/contacts/{HASH}?x=1"}),
        ("instance", {"instance": f"/deploy/v1/contacts/{HASH.upper()}"}),
        ("errors", {"errors": []}),
        ("errors", {"errors": [{"detail": "no"}]}),
        ("type", {"extra": "member"}),
        ("detail", {"detail": "any text at all"}),
    ],
)
def test_what_is_left_open_about_problems_is_accepted(
    exchange: Any, kind: str, changes: dict[str, Any]
) -> None:
    seen = exchange(status=404, value=body(**changes))

    assert judged(seen, f"problem-{kind}") is Status.PASS


@pytest.mark.parametrize("part", ["/disable", "/subscriptions"])
def test_the_contacts_path_is_enough_of_an_instance(exchange: Any, part: str) -> None:
    operation = "disableContact" if part == "/disable" else "listContactSubscriptions"
    method = "POST" if part == "/disable" else "GET"
    seen = exchange(
        operation, f"/v1/contacts/{HASH}{part}", method=method, status=404, value=body()
    )

    assert judged(seen, "problem-instance", operation) is Status.PASS


def test_an_instance_may_be_mounted_elsewhere_when_the_target_is(exchange: Any) -> None:
    base = "http://target.test/gateway"
    for mount, status in (("/gateway", Status.PASS), ("/deploy", Status.PASS), ("/x", Status.FAIL)):
        seen = exchange(status=404, value=body(instance=f"{mount}/v1/contacts/{HASH}"), base=base)
        assert judged(seen, "problem-instance") is status


def test_an_instance_is_compared_percent_encoded_as_sent_or_equivalent(exchange: Any) -> None:
    target = "/v1/contacts/not%20a%2Dhash"
    for given in ("not%20a%2Dhash", "not%20a-hash", "not%20a%2dhash"):
        seen = exchange(
            target=target, status=404, value=body(instance=f"/deploy/v1/contacts/{given}")
        )
        assert judged(seen, "problem-instance") is Status.PASS
    seen = exchange(
        target=target, status=404, value=body(instance="/deploy/v1/contacts/not a-hash")
    )
    assert judged(seen, "problem-instance") is Status.FAIL


def test_401_may_name_the_collection_as_the_pages_examples_do(exchange: Any) -> None:
    value = body(
        status=401,
        code="authentication_error",
        type=DOCS + "authentication_error",
        instance="/deploy/v1/contacts",
    )

    assert judged(exchange(status=401, value=value), "problem-instance") is Status.PASS


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", Status.PASS),
        ("application/json; charset=utf-8", Status.PASS),
        ("Application/JSON", Status.PASS),
        ("application/problem+json", Status.FAIL),
        ("text/html", Status.FAIL),
    ],
)
def test_a_problem_is_sent_as_application_json(
    exchange: Any, content_type: str, status: Status
) -> None:
    seen = exchange(status=404, value=body(), headers=(("content-type", content_type),))

    assert judged(seen, "problem-media-type") is status


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b'"text"', b'{"a": NaN}', b"\xff{}"])
def test_a_failure_without_a_json_object_is_no_problem(exchange: Any, content: bytes) -> None:
    assert judged(exchange(status=500, body=content), "problem-object") is Status.FAIL


def test_contact_exists_belongs_to_the_create_alone(exchange: Any) -> None:
    value = body(status=409, code="contact_exists", type=DOCS + "contact_exists")
    created = exchange(
        "createContact", "/v1/contacts", method="POST", status=409, value=value, sent={}
    )
    patched = exchange(
        "patchContact", f"/v1/contacts/{HASH}", method="PATCH", status=409, value=value, sent={}
    )

    assert judged(created, "problem-code-fits-status", "createContact") is Status.PASS
    assert judged(patched, "problem-code-fits-status", "patchContact") is Status.FAIL


@pytest.mark.parametrize(
    ("sent", "pointer", "status"),
    [
        ({}, "/email", Status.PASS),
        ({"email": 1}, "/email", Status.PASS),
        ({"attributes": {"a/b~c": 1}}, "/attributes/a~1b~0c", Status.PASS),
        ({"attributes": {"a/b": 1}}, "/attributes/a/b", Status.FAIL),
        ({"brandIds": ["x"]}, "/brandIds/0", Status.PASS),
        ({"brandIds": ["x"]}, "/brandIds/0/id", Status.FAIL),
        ({"email": 1}, "/contact/email", Status.FAIL),
        ([], "", Status.PASS),
        ({"email": 1}, "#/email", Status.FAIL),
    ],
)
def test_a_pointer_leads_into_the_body_that_was_sent(
    exchange: Any, sent: object, pointer: str, status: Status
) -> None:
    value = body(
        status=400,
        code="invalid_request_error",
        type=DOCS + "invalid_request_error",
        errors=[{"detail": "wrong", "pointer": pointer}],
    )
    seen = exchange(
        "createContact", "/v1/contacts", method="POST", status=400, value=value, sent=sent
    )

    assert judged(seen, "problem-errors", "createContact") is status


@pytest.mark.parametrize(
    ("query", "parameter", "status"),
    [
        ("page=0", "page", Status.PASS),
        ("name%5Binvalid%5D=x", "name[invalid]", Status.PASS),
        ("name[invalid]=x", "name[invalid]", Status.PASS),
        ("name%5Binvalid%5D=x", "name", Status.FAIL),
        ("name=x&name%5Bcontains%5D=y", "name", Status.PASS),
        ("name%5Bequal%5D=x&name%5Bcontains%5D=y", "name", Status.PASS),
        ("page=0", "pageSize", Status.FAIL),
        ("page=0", "PAGE", Status.FAIL),
    ],
)
def test_a_parameter_is_named_as_it_was_sent(
    exchange: Any, query: str, parameter: str, status: Status
) -> None:
    value = body(
        status=400,
        code="invalid_request_error",
        type=DOCS + "invalid_request_error",
        instance="/deploy/v1/brands",
        errors=[{"detail": "wrong", "parameter": parameter}],
    )
    seen = exchange("listBrands", f"/v1/brands?{query}", status=400, value=value)

    assert judged(seen, "problem-errors", "listBrands") is status


@pytest.mark.parametrize("status", [404, 405, 415])
def test_outside_the_operations_any_code_will_do(exchange: Any, status: int) -> None:
    value = body(status=status, code="whatever", type="about:blank", instance=...)
    status_of = observed(exchange(None, "/v1/nothing", status=status, value=value))

    assert status_of("any.problem-elsewhere") is Status.PASS


def test_outside_the_operations_a_failure_is_a_problem_all_the_same(exchange: Any) -> None:
    status_of = observed(exchange(None, "/v1/nothing", status=404, value={"error": "not found"}))

    assert status_of("any.problem-elsewhere") is Status.FAIL


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_head_and_options_are_not_judged(exchange: Any, method: str) -> None:
    status_of = observed(exchange(None, "/v1/brands", method=method, status=405, body=b""))

    assert status_of("any.problem-elsewhere") is Status.NOT_REACHED


@pytest.mark.parametrize("target", ["/v1/contacts/a%2Fb", "/v1/contacts/..", "/v1/contacts/%2e%2e"])
def test_a_path_that_routing_may_see_otherwise_is_not_held_to_the_operation(
    exchange: Any, target: str
) -> None:
    seen = exchange(target=target, status=404, value=body(code="whatever", type="about:blank"))

    assert judged(seen, "problem-code") is Status.NOT_REACHED


def test_only_the_operation_that_is_broken_is_blamed(exchange: Any) -> None:
    status_of = observed(
        exchange(status=404, value=body(status=400)),
        exchange(
            "listBrands",
            "/v1/brands",
            status=401,
            value=body(
                status=401,
                code="authentication_error",
                type=DOCS + "authentication_error",
                instance="/deploy/v1/brands",
            ),
        ),
    )

    assert status_of("getContact.problem-status") is Status.FAIL
    assert status_of("listBrands.problem-status") is Status.PASS
