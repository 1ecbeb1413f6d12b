from __future__ import annotations

import hashlib
from typing import Any

import pytest
from optizmo_deploy.conformance.observed import PassiveChecks
from optizmo_deploy.conformance.requirements.model import Status
from optizmo_deploy.conformance.requirements.registry import requirements

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


def after(*exchanges: Any) -> Any:
    """Return a function that tells the status of a requirement after these exchanges."""
    passive = PassiveChecks()
    for exchange in exchanges:
        passive.see(exchange)
    return lambda id_: passive.findings.result(requirements()[id_]).status


def test_a_flawless_contact_passes_every_rule_it_says_something_about(exchange: Any) -> None:
    status = after(exchange(value=contact()))
    ids = ["DEPLOY-ANSWER-102", "DEPLOY-ANSWER-202", "DEPLOY-ANSWER-302", "DEPLOY-ANSWER-402"]
    ids += [f"DEPLOY-CONTACT-{kind}02" for kind in (1, 2, 3, 4, 7)]

    assert [status(id_) for id_ in ids] == [Status.PASS] * len(ids)


@pytest.mark.parametrize(
    ("id_", "changes"),
    [
        ("DEPLOY-ANSWER-402", {"email": ...}),
        ("DEPLOY-ANSWER-402", {"enabled": ...}),
        ("DEPLOY-ANSWER-402", {"enabled": "true"}),
        ("DEPLOY-ANSWER-402", {"brandIds": None}),
        ("DEPLOY-ANSWER-402", {"brandIds": [7]}),
        ("DEPLOY-ANSWER-402", {"createdAt": "2026-06-12"}),
        ("DEPLOY-ANSWER-402", {"createdAt": "yesterday"}),
        ("DEPLOY-ANSWER-402", {"createdAt": 1781222400}),
        ("DEPLOY-ANSWER-402", {"attributes": []}),
        ("DEPLOY-CONTACT-102", {"emailMd5": HASH.upper()}),
        ("DEPLOY-CONTACT-102", {"emailMd5": HASH + "\n"}),
        ("DEPLOY-CONTACT-202", {"email": "other@email.com"}),
        ("DEPLOY-CONTACT-302", {"emailMd5": "0" * 32}),
        ("DEPLOY-CONTACT-402", {"attributes": {"Email": "test@email.com"}}),
        ("DEPLOY-CONTACT-402", {"attributes": {"Email:md5": HASH}}),
        ("DEPLOY-CONTACT-402", {"attributes": {"Brand": [ONE]}}),
        ("DEPLOY-CONTACT-702", {"brandIds": [ONE, ONE.upper()]}),
    ],
)
def test_each_broken_part_of_a_contact_breaks_its_own_requirement(
    exchange: Any, id_: str, changes: dict[str, Any]
) -> None:
    assert after(exchange(value=contact(**changes)))(id_) is Status.FAIL


@pytest.mark.parametrize(
    ("id_", "changes"),
    [
        ("DEPLOY-CONTACT-202", {"email": "TEST@Email.Com"}),
        ("DEPLOY-CONTACT-202", {"email": " test@email.com "}),
        ("DEPLOY-ANSWER-402", {"email": " test@email.com "}),
        ("DEPLOY-ANSWER-402", {"brandIds": [ONE.upper()]}),
        ("DEPLOY-ANSWER-402", {"brandIds": ["an id of a deleted brand"]}),
        ("DEPLOY-ANSWER-402", {"createdAt": "2026-06-12T00:00:00.123+02:00"}),
        ("DEPLOY-ANSWER-402", {"attributes": {"anything": {"goes": None}}}),
        ("DEPLOY-ANSWER-402", {"more": "members"}),
    ],
)
def test_what_is_left_open_about_contacts_is_accepted(
    exchange: Any, id_: str, changes: dict[str, Any]
) -> None:
    assert after(exchange(value=contact(**changes)))(id_) is Status.PASS


def test_what_the_contract_only_assumes_warns(exchange: Any) -> None:
    status = after(exchange(value=contact(attributes={"first_name": {"not": "assumed"}})))

    assert status("DEPLOY-ANSWER-402") is Status.PASS
    assert status("DEPLOY-ANSWER-502") is Status.WARN


def test_a_patch_may_answer_that_it_has_no_content(exchange: Any) -> None:
    def patched(status: int) -> Any:
        path = f"/v1/contacts/{HASH}"
        sent = {"attributes": {}}
        return after(
            exchange("patchContact", path, method="PATCH", status=status, body=b"", sent=sent)
        )

    shapes = ("DEPLOY-ANSWER-303", "DEPLOY-ANSWER-403", "DEPLOY-ANSWER-503")
    assert patched(204)("DEPLOY-ANSWER-203") is Status.WARN
    assert {patched(204)(id_) for id_ in shapes} == {Status.NOT_REACHED}
    assert patched(200)("DEPLOY-ANSWER-403") is Status.FAIL
    assert patched(202)("DEPLOY-ANSWER-403") is Status.FAIL


def test_another_2xx_than_the_contract_names_warns(exchange: Any) -> None:
    status = after(
        exchange(
            "createContact", "/v1/contacts", method="POST", status=200, value=contact(), sent={}
        )
    )

    assert status("DEPLOY-ANSWER-201") is Status.WARN
    assert status("DEPLOY-ANSWER-101") is Status.PASS
    assert status("DEPLOY-ANSWER-401") is Status.PASS


def test_the_empty_body_of_a_disable_is_stated_and_that_of_an_unsubscribe_assumed(
    exchange: Any,
) -> None:
    disabled = f"/v1/contacts/{HASH}/disable"
    removed = f"/v1/contacts/{HASH}/subscriptions/{ONE}"
    status = after(
        exchange("disableContact", disabled, method="POST", status=200, value={}),
        exchange("removeContactSubscription", removed, method="DELETE", status=200, value={}),
    )

    assert status("DEPLOY-ANSWER-604") is Status.FAIL
    assert status("DEPLOY-ANSWER-607") is Status.WARN
    emptied = exchange("disableContact", disabled, method="POST", status=200, body=b"")
    assert after(emptied)("DEPLOY-ANSWER-604") is Status.PASS


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
    target, number = {
        "getContact": (f"/v1/contacts/{HASH}", "02"),
        "listBrands": ("/v1/brands", "09"),
        "getContactSchema": ("/v1/contact-schema", "08"),
    }[operation]
    seen = exchange(operation, target, status=status, value={})

    assert after(seen)(f"DEPLOY-ANSWER-1{number}") is expected


def test_a_page_past_the_last_may_be_missing_and_the_first_may_not(exchange: Any) -> None:
    for query, expected in (("?page=9", Status.PASS), ("?page=1", Status.FAIL), ("", Status.FAIL)):
        seen = exchange("listBrands", f"/v1/brands{query}", status=404, value={})
        assert after(seen)("DEPLOY-ANSWER-109") is expected


def test_attributes_are_compared_with_the_schema_once_it_was_seen(exchange: Any) -> None:
    schema = exchange("getContactSchema", "/v1/contact-schema", value=SCHEMA)
    strange = exchange(value=contact(attributes={"shoe_size": "42"}))
    derived = exchange(value=contact(attributes={"first_name:md5": HASH}))

    assert after(strange)("DEPLOY-CONTACT-502") is Status.NOT_REACHED
    assert after(schema, strange)("DEPLOY-CONTACT-502") is Status.FAIL
    assert after(schema, derived)("DEPLOY-CONTACT-502") is Status.FAIL
    assert after(schema, exchange(value=contact()))("DEPLOY-CONTACT-502") is Status.PASS


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

    status = after(schema, exchange(value=contact(attributes=attributes)))
    assert status("DEPLOY-CONTACT-602") is expected


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

    assert after(*both)("DEPLOY-CONTACT-805") is Status.FAIL
    assert after(*reversed(both))("DEPLOY-CONTACT-802") is Status.FAIL


def test_a_brand_id_may_be_missing_from_the_subscriptions_once_its_brand_is_deleted(
    exchange: Any,
) -> None:
    both = (exchange(value=contact(brandIds=[ONE, TWO])), subscriptions(exchange, ONE))

    assert after(*both)("DEPLOY-CONTACT-805") is Status.PASS
    assert after(brands(exchange, ONE, TWO), *both)("DEPLOY-CONTACT-805") is Status.FAIL


def test_a_change_in_between_ends_the_comparison(exchange: Any) -> None:
    change = subscriptions(exchange, ONE, TWO, method="POST")
    status = after(exchange(value=contact()), change, subscriptions(exchange, ONE, TWO))

    assert status("DEPLOY-CONTACT-805") is Status.NOT_REACHED


@pytest.mark.parametrize(
    ("id_", "query", "pagination", "expected"),
    [
        ("DEPLOY-PAGE-01", "?page=2", {"totalPages": 2}, Status.FAIL),
        ("DEPLOY-PAGE-01", "?page=2", {}, Status.PASS),
        ("DEPLOY-PAGE-01", "?page=1", {"page": 2}, Status.FAIL),
        ("DEPLOY-PAGE-01", "?pageSize=50", {}, Status.FAIL),
        ("DEPLOY-PAGE-01", "", {"pageSize": 100}, Status.FAIL),
        ("DEPLOY-PAGE-01", "?page=1&page=2", {}, Status.NOT_REACHED),
        ("DEPLOY-PAGE-01", "?pageSize=050", {"pageSize": 50}, Status.PASS),
        ("DEPLOY-PAGE-02", "", {"totalPages": 2}, Status.FAIL),
        ("DEPLOY-PAGE-02", "?pageSize=10", {"pageSize": 10, "totalCount": 11}, Status.FAIL),
        ("DEPLOY-PAGE-03", "", {"totalCount": 3}, Status.FAIL),
        ("DEPLOY-PAGE-03", "?page=9", {"page": 9}, Status.NOT_REACHED),
        ("DEPLOY-PAGE-05", "?enabled=true", {}, Status.FAIL),
        ("DEPLOY-PAGE-05", "?enabled=TRUE", {}, Status.NOT_REACHED),
        ("DEPLOY-PAGE-06", "?name=brand%20497F", {}, Status.FAIL),
        ("DEPLOY-PAGE-06", "?name%5Bstarts_with%5D=BRAND", {}, Status.PASS),
        ("DEPLOY-PAGE-06", "?name%5Bstarts_with_case_sensitive%5D=BRAND", {}, Status.FAIL),
        ("DEPLOY-PAGE-06", "?name%5Bnot_equal%5D=Brand%20497f", {}, Status.FAIL),
        ("DEPLOY-PAGE-06", "?name%5Bcontains%5D=", {}, Status.NOT_REACHED),
        ("DEPLOY-PAGE-06", "?name%5Bcontains%5D=a+b", {}, Status.NOT_REACHED),
        ("DEPLOY-PAGE-06", "?name=x&name%5Bcontains%5D=y", {}, Status.NOT_REACHED),
    ],
)
def test_a_page_is_what_its_query_asked_for(
    exchange: Any, id_: str, query: str, pagination: dict[str, int], expected: Status
) -> None:
    assert after(brands(exchange, ONE, TWO, query=query, **pagination))(id_) is expected


def test_a_brand_twice_on_a_page_is_noticed(exchange: Any) -> None:
    assert after(brands(exchange, ONE, ONE))("DEPLOY-PAGE-04") is Status.FAIL


def test_a_brand_is_the_one_in_the_path_in_either_case(exchange: Any) -> None:
    for given, expected in ((ONE, Status.PASS), (ONE.upper(), Status.PASS), (TWO, Status.FAIL)):
        seen = exchange("getBrand", f"/v1/brands/{ONE}", value={"id": given})
        assert after(seen)("DEPLOY-BRANDID-01") is expected


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

    assert after(seen)("DEPLOY-ANSWER-410") is expected


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
    assert after(busy(exchange, *headers))("DEPLOY-RETRY-104") is expected


def test_rate_limit_headers_can_do_no_more_than_warn(exchange: Any) -> None:
    absent = after(exchange(value=contact()))
    odd = after(
        exchange(
            value=contact(),
            headers=(
                ("x-rate-limit-limit", "10"),
                ("X-Rate-Limit-Remaining", "11"),
                ("x-rate-limit-reset", "soon"),
            ),
        )
    )

    assert absent("DEPLOY-RATELIMIT-01") is Status.WARN
    assert absent("DEPLOY-RATELIMIT-04") is Status.NOT_REACHED
    assert [odd(f"DEPLOY-RATELIMIT-0{n}") for n in (1, 2, 3, 4, 5)] == [Status.PASS] * 5
    assert odd("DEPLOY-RATELIMIT-06") is Status.WARN
    assert odd("DEPLOY-RATELIMIT-07") is Status.WARN
