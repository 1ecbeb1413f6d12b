from __future__ import annotations

import hashlib
from typing import Any

import pytest
from optizmo_deploy.conformance.requirements.model import Status

from tests.conformance.evaluation import observed

HASH = "93942e96f5acd83e2e047ad8fe03114d"
ONE, TWO = "497f6eca-6276-4993-bfeb-53cbbbba6f08", "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0"
SCHEMA = {
    "attributes": [
        {"name": "Email", "type": "email"},
        {"name": "Brand", "type": "array"},
        {"name": "first_name", "type": "string"},
        {"name": "work", "type": "email"},
    ]
}


def contact(**changes: Any) -> dict[str, Any]:
    flawless = {
        "email": "test@email.com",
        "emailMd5": HASH,
        "attributes": {"first_name": "Alice"},
        "brandIds": [ONE],
        "enabled": True,
        "createdAt": "2026-06-12T00:00:00Z",
    }
    return {name: value for name, value in (flawless | changes).items() if value is not ...}


def test_a_flawless_contact_passes_every_rule_it_says_something_about(exchange: Any) -> None:
    status = observed(exchange(value=contact()))
    ids = [
        "getContact.documented-status",
        "getContact.success-status",
        "getContact.success-media-type",
        "getContact.success-schema",
    ]
    ids += [
        f"getContact.{name}"
        for name in (
            "md5-lower-case",
            "md5-of-email",
            "contact-of-path",
            "no-predefined-attributes",
            "brands-unique",
        )
    ]

    assert [status(id_) for id_ in ids] == [Status.PASS] * len(ids)


@pytest.mark.parametrize(
    ("id_", "changes"),
    [
        ("getContact.success-schema", {"email": ...}),
        ("getContact.success-schema", {"enabled": ...}),
        ("getContact.success-schema", {"enabled": "true"}),
        ("getContact.success-schema", {"brandIds": None}),
        ("getContact.success-schema", {"brandIds": [7]}),
        ("getContact.success-schema", {"createdAt": "2026-06-12"}),
        ("getContact.success-schema", {"createdAt": "yesterday"}),
        ("getContact.success-schema", {"createdAt": 1781222400}),
        ("getContact.success-schema", {"attributes": []}),
        ("getContact.md5-lower-case", {"emailMd5": HASH.upper()}),
        ("getContact.md5-lower-case", {"emailMd5": HASH + "\n"}),
        ("getContact.md5-of-email", {"email": "other@email.com"}),
        ("getContact.contact-of-path", {"emailMd5": "0" * 32}),
        ("getContact.no-predefined-attributes", {"attributes": {"Email": "test@email.com"}}),
        ("getContact.no-predefined-attributes", {"attributes": {"Email:md5": HASH}}),
        ("getContact.no-predefined-attributes", {"attributes": {"Brand": [ONE]}}),
        ("getContact.brands-unique", {"brandIds": [ONE, ONE.upper()]}),
    ],
)
def test_each_broken_part_of_a_contact_breaks_its_own_requirement(
    exchange: Any, id_: str, changes: dict[str, Any]
) -> None:
    assert observed(exchange(value=contact(**changes)))(id_) is Status.FAIL


@pytest.mark.parametrize(
    ("id_", "changes"),
    [
        ("getContact.md5-of-email", {"email": "TEST@Email.Com"}),
        ("getContact.md5-of-email", {"email": " test@email.com "}),
        ("getContact.success-schema", {"email": " test@email.com "}),
        ("getContact.success-schema", {"brandIds": [ONE.upper()]}),
        ("getContact.success-schema", {"brandIds": ["an id of a deleted brand"]}),
        ("getContact.success-schema", {"createdAt": "2026-06-12T00:00:00.123+02:00"}),
        ("getContact.success-schema", {"attributes": {"anything": {"goes": None}}}),
        ("getContact.success-schema", {"more": "members"}),
    ],
)
def test_what_is_left_open_about_contacts_is_accepted(
    exchange: Any, id_: str, changes: dict[str, Any]
) -> None:
    assert observed(exchange(value=contact(**changes)))(id_) is Status.PASS


def test_what_the_contract_only_assumes_warns(exchange: Any) -> None:
    status = observed(exchange(value=contact(attributes={"first_name": {"not": "assumed"}})))

    assert status("getContact.success-schema") is Status.PASS
    assert status("getContact.success-assumed-schema") is Status.WARN


def test_a_patch_may_answer_that_it_has_no_content(exchange: Any) -> None:
    def patched(status: int) -> Any:
        path = f"/v1/contacts/{HASH}"
        sent: dict[str, Any] = {"attributes": {}}
        return observed(
            exchange("patchContact", path, method="PATCH", status=status, body=b"", sent=sent)
        )

    shapes = (
        "patchContact.success-media-type",
        "patchContact.success-schema",
        "patchContact.success-assumed-schema",
    )
    assert patched(204)("patchContact.success-status") is Status.WARN
    assert {patched(204)(id_) for id_ in shapes} == {Status.NOT_REACHED}
    assert patched(200)("patchContact.success-schema") is Status.FAIL
    assert patched(202)("patchContact.success-schema") is Status.FAIL


def test_another_2xx_than_the_contract_names_warns(exchange: Any) -> None:
    status = observed(
        exchange(
            "createContact", "/v1/contacts", method="POST", status=200, value=contact(), sent={}
        )
    )

    assert status("createContact.success-status") is Status.WARN
    assert status("createContact.documented-status") is Status.PASS
    assert status("createContact.success-schema") is Status.PASS


def test_the_empty_body_of_a_disable_is_stated_and_that_of_an_unsubscribe_assumed(
    exchange: Any,
) -> None:
    disabled = f"/v1/contacts/{HASH}/disable"
    removed = f"/v1/contacts/{HASH}/subscriptions/{ONE}"
    status = observed(
        exchange("disableContact", disabled, method="POST", status=200, value={}),
        exchange("removeContactSubscription", removed, method="DELETE", status=200, value={}),
    )

    assert status("disableContact.success-without-body") is Status.FAIL
    assert status("removeContactSubscription.success-without-body") is Status.WARN
    emptied = exchange("disableContact", disabled, method="POST", status=200, body=b"")
    assert observed(emptied)("disableContact.success-without-body") is Status.PASS


@pytest.mark.parametrize(
    ("operation", "status", "expected"),
    [
        ("getContact", 422, Status.FAIL),
        ("getContact", 409, Status.FAIL),
        ("getContact", 302, Status.FAIL),
        ("listBrands", 404, Status.FAIL),
        ("getContactSchema", 400, Status.FAIL),
        ("getContact", 404, Status.PASS),
        ("getContact", 429, Status.PASS),
        ("getContact", 503, Status.PASS),
        ("getContact", 414, Status.PASS),
    ],
)
def test_statuses_are_those_of_the_operation(
    exchange: Any, operation: str, status: int, expected: Status
) -> None:
    target, _number = {
        "getContact": (f"/v1/contacts/{HASH}", "02"),
        "listBrands": ("/v1/brands", "09"),
        "getContactSchema": ("/v1/contact-schema", "08"),
    }[operation]
    seen = exchange(operation, target, status=status, value={})

    assert observed(seen)(f"{operation}.documented-status") is expected


def test_a_page_past_the_last_may_be_missing_and_the_first_may_not(exchange: Any) -> None:
    for query, expected in (("?page=9", Status.PASS), ("?page=1", Status.FAIL), ("", Status.FAIL)):
        seen = exchange("listBrands", f"/v1/brands{query}", status=404, value={})
        assert observed(seen)("listBrands.documented-status") is expected


def test_attributes_are_compared_with_the_schema_once_it_was_seen(exchange: Any) -> None:
    schema = exchange("getContactSchema", "/v1/contact-schema", value=SCHEMA)
    strange = exchange(value=contact(attributes={"shoe_size": "42"}))
    derived = exchange(value=contact(attributes={"first_name:md5": HASH}))

    assert observed(strange)("getContact.attributes-in-schema") is Status.NOT_REACHED
    assert observed(schema, strange)("getContact.attributes-in-schema") is Status.FAIL
    assert observed(schema, derived)("getContact.attributes-in-schema") is Status.FAIL
    assert (
        observed(schema, exchange(value=contact()))("getContact.attributes-in-schema")
        is Status.PASS
    )


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"work": "Bob@Work.example"}, Status.FAIL),
        ({"work": "b@w.example", "work:md5": "0" * 32}, Status.FAIL),
        ({"work": "b@w.example", "work:domain": "x.example"}, Status.FAIL),
        ({"work": "b@w.example", "work:sha512": "abc"}, Status.PASS),
        ({"work": "B@W.example", "work:domain": "w.example"}, Status.PASS),
        (
            {
                "work": "B@W.example",
                "work:md5": hashlib.md5(b"b@w.example").hexdigest(),
                "work:domain": "W.example",
            },
            Status.PASS,
        ),
        ({"first_name": "Bob"}, Status.NOT_REACHED),
        ({"work": None}, Status.NOT_REACHED),
        ({"work": {"value": "b@w.example", "md5": "0" * 32}}, Status.FAIL),
        ({"work": {"value": "b@w.example"}, "work:md5": "0" * 32}, Status.PASS),
    ],
)
def test_derived_entries_belong_to_their_address(
    exchange: Any, attributes: dict[str, Any], expected: Status
) -> None:
    schema = exchange("getContactSchema", "/v1/contact-schema", value=SCHEMA)

    status = observed(schema, exchange(value=contact(attributes=attributes)))
    assert status("getContact.derived-attributes") is expected


def subscriptions(exchange: Any, *ids: str, method: str = "GET") -> Any:
    operation = "listContactSubscriptions" if method == "GET" else "addContactSubscriptions"
    return exchange(
        operation,
        f"/v1/contacts/{HASH}/subscriptions",
        method=method,
        value={"brands": [{"id": id_, "name": "Acme"} for id_ in ids]},
        sent=None if method == "GET" else {"brandIds": list(ids)},
    )


def brands(exchange: Any, *ids: str, query: str = "", **pagination: int) -> Any:
    shown = {"page": 1, "pageSize": 200, "totalCount": len(ids), "totalPages": 1} | pagination
    data = [{"id": id_, "name": f"Brand {id_[:4]}", "enabled": id_ == ONE} for id_ in ids]
    return exchange("listBrands", f"/v1/brands{query}", value={"data": data, "pagination": shown})


def test_a_subscription_that_is_not_among_the_brand_ids_breaks_the_agreement(exchange: Any) -> None:
    both = (exchange(value=contact()), subscriptions(exchange, ONE, TWO))

    assert observed(*both)("listContactSubscriptions.agrees-with-other-reader") is Status.FAIL
    assert observed(*reversed(both))("getContact.agrees-with-other-reader") is Status.FAIL


def test_a_brand_id_may_be_missing_from_the_subscriptions_once_its_brand_is_deleted(
    exchange: Any,
) -> None:
    both = (exchange(value=contact(brandIds=[ONE, TWO])), subscriptions(exchange, ONE))

    assert observed(*both)("listContactSubscriptions.agrees-with-other-reader") is Status.PASS
    assert (
        observed(brands(exchange, ONE, TWO), *both)(
            "listContactSubscriptions.agrees-with-other-reader"
        )
        is Status.FAIL
    )


def test_a_change_in_between_ends_the_comparison(exchange: Any) -> None:
    change = subscriptions(exchange, ONE, TWO, method="POST")
    status = observed(exchange(value=contact()), change, subscriptions(exchange, ONE, TWO))

    assert status("listContactSubscriptions.agrees-with-other-reader") is Status.NOT_REACHED


@pytest.mark.parametrize(
    ("id_", "query", "pagination", "expected"),
    [
        ("listBrands.page-as-requested", "?page=2", {"totalPages": 2}, Status.FAIL),
        ("listBrands.page-as-requested", "?page=2", {}, Status.PASS),
        ("listBrands.page-as-requested", "?page=1", {"page": 2}, Status.FAIL),
        ("listBrands.page-as-requested", "?pageSize=50", {}, Status.FAIL),
        ("listBrands.page-as-requested", "", {"pageSize": 100}, Status.FAIL),
        ("listBrands.page-as-requested", "?page=1&page=2", {}, Status.NOT_REACHED),
        ("listBrands.page-as-requested", "?pageSize=050", {"pageSize": 50}, Status.PASS),
        ("listBrands.total-pages", "", {"totalPages": 2}, Status.FAIL),
        ("listBrands.total-pages", "?pageSize=10", {"pageSize": 10, "totalCount": 11}, Status.FAIL),
        ("listBrands.page-length", "", {"totalCount": 3}, Status.FAIL),
        ("listBrands.page-length", "?page=9", {"page": 9}, Status.NOT_REACHED),
        ("listBrands.page-fits-enabled", "?enabled=true", {}, Status.FAIL),
        ("listBrands.page-fits-enabled", "?enabled=TRUE", {}, Status.NOT_REACHED),
        ("listBrands.page-fits-name-filter", "?name=brand%20497F", {}, Status.FAIL),
        ("listBrands.page-fits-name-filter", "?name%5Bstarts_with%5D=BRAND", {}, Status.PASS),
        (
            "listBrands.page-fits-name-filter",
            "?name%5Bstarts_with_case_sensitive%5D=BRAND",
            {},
            Status.FAIL,
        ),
        ("listBrands.page-fits-name-filter", "?name%5Bnot_equal%5D=Brand%20497f", {}, Status.FAIL),
        ("listBrands.page-fits-name-filter", "?name%5Bcontains%5D=", {}, Status.NOT_REACHED),
        ("listBrands.page-fits-name-filter", "?name%5Bcontains%5D=a+b", {}, Status.NOT_REACHED),
        (
            "listBrands.page-fits-name-filter",
            "?name=x&name%5Bcontains%5D=y",
            {},
            Status.NOT_REACHED,
        ),
    ],
)
def test_a_page_is_what_its_query_asked_for(
    exchange: Any, id_: str, query: str, pagination: dict[str, int], expected: Status
) -> None:
    assert observed(brands(exchange, ONE, TWO, query=query, **pagination))(id_) is expected


def test_a_brand_twice_on_a_page_is_noticed(exchange: Any) -> None:
    assert observed(brands(exchange, ONE, ONE))("listBrands.page-unique") is Status.FAIL


def test_a_brand_is_the_one_in_the_path_in_either_case(exchange: Any) -> None:
    for given, expected in ((ONE, Status.PASS), (ONE.upper(), Status.PASS), (TWO, Status.FAIL)):
        seen = exchange("getBrand", f"/v1/brands/{ONE}", value={"id": given})
        assert observed(seen)("getBrand.brand-of-path") is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Status.PASS),
        ({"unsubscribeHandling": {"type": "Deploy"}}, Status.FAIL),
        ({"unsubscribeHandling": {"type": "Deploy", "useListUnsubscribeHeader": 1}}, Status.FAIL),
        ({"unsubscribeHandling": {"type": "ThirdParty"}}, Status.PASS),
        ({"unsubscribeHandling": {"type": "Other", "header": {"name": "x"}}}, Status.PASS),
        ({"fromAddress": None, "domain": None}, Status.PASS),
        ({"fromAddress": 7}, Status.FAIL),
        ({"verticals": [{"id": "7", "label": "Retail"}]}, Status.FAIL),
        ({"esps": [{"id": "seven", "name": "Mailer"}]}, Status.FAIL),
        ({"esps": None}, Status.FAIL),
        ({"createdAt": "2026-01-15"}, Status.FAIL),
    ],
)
def test_a_brand_has_its_documented_form_and_whatever_is_open(
    exchange: Any, changes: dict[str, Any], expected: Status
) -> None:
    brand = {
        "id": ONE,
        "name": "Acme",
        "enabled": True,
        "esps": [{"id": TWO, "name": "Mailer"}],
        "verticals": [{"id": 7, "label": "Retail"}],
        "unsubscribeHandling": {"type": "Deploy", "useListUnsubscribeHeader": True},
        "createdAt": "2026-01-15T09:30:00Z",
    }
    seen = exchange("getBrand", f"/v1/brands/{ONE}", value=brand | changes)

    assert observed(seen)("getBrand.success-schema") is expected


def busy(exchange: Any, *headers: tuple[str, str]) -> Any:
    value = {"code": "operation_in_progress"}
    target = f"/v1/contacts/{HASH}/disable"
    return exchange(
        "disableContact", target, method="POST", status=409, value=value, headers=headers
    )


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((("Retry-After", "30"),), Status.PASS),
        ((("retry-after", "0"),), Status.PASS),
        ((), Status.FAIL),
        ((("Retry-After", "1.5"),), Status.FAIL),
        ((("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"),), Status.FAIL),
        ((("Retry-After", "-1"),), Status.FAIL),
    ],
)
def test_a_busy_account_says_in_whole_seconds_when_to_retry(
    exchange: Any, headers: tuple[tuple[str, str], ...], expected: Status
) -> None:
    assert observed(busy(exchange, *headers))("disableContact.retry-after") is expected


def test_rate_limit_headers_can_do_no_more_than_warn(exchange: Any) -> None:
    absent = observed(exchange(value=contact()))
    odd = observed(
        exchange(
            value=contact(),
            headers=(
                ("x-rate-limit-limit", "10"),
                ("X-Rate-Limit-Remaining", "11"),
                ("x-rate-limit-reset", "soon"),
            ),
        )
    )

    assert absent("any.has-x-rate-limit-limit") is Status.WARN
    assert absent("any.x-rate-limit-limit-is-integer") is Status.NOT_REACHED
    assert {odd(f"any.has-x-rate-limit-{name}") for name in ("limit", "remaining", "reset")} == {
        Status.PASS
    }
    assert odd("any.x-rate-limit-limit-is-integer") is Status.PASS
    assert odd("any.x-rate-limit-remaining-is-integer") is Status.PASS
    assert odd("any.x-rate-limit-reset-is-integer") is Status.WARN
    assert odd("any.remaining-within-limit") is Status.WARN
