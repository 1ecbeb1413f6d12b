from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from optizmo_deploy.conformance.api import Api
from optizmo_deploy.conformance.checks._attributes import (
    AMONG_GOOD,
    NULLS,
    TWO,
    UNKNOWN,
    good_attributes,
)
from optizmo_deploy.conformance.checks._brand_lists import BRAND_LISTS
from optizmo_deploy.conformance.checks._creates import (
    CREATES,
    attempt,
    bare,
    take_vacant_address,
)
from optizmo_deploy.conformance.checks._journey import beginning, steps
from optizmo_deploy.conformance.checks._ledger import entries, note
from optizmo_deploy.conformance.checks._pointers import points_to
from optizmo_deploy.conformance.checks._refusals import Case, Refusals, Tried
from optizmo_deploy.conformance.checks._stored import (
    demand_derived,
    demand_derived_values,
    demand_stored,
    demand_value,
    refused_with_reason,
)
from optizmo_deploy.conformance.checks._subjects import full_members, reading, subjects
from optizmo_deploy.conformance.exchange import Exchange
from optizmo_deploy.conformance.subscribable import usable, usable_up_to
from optizmo_deploy.conformance.target import md5_of
from optizmo_deploy.conformance.verdict import NotReached, Violation

MakeExchange = Callable[..., Exchange]


def test_what_is_made_once_is_made_once_a_run(api: Api) -> None:
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return len(made)

    assert api.remembered("number", make) == api.remembered("number", make) == 1
    assert api.remembered("another number", make) == 2
    assert Api(api.wire, api.settings).remembered("number", make) == 3


def test_a_verdict_is_reached_once_and_told_every_time(api: Api) -> None:
    calls: list[int] = []

    def fail() -> int:
        calls.append(1)
        raise Violation("broken")

    def give_up() -> int:
        calls.append(1)
        raise NotReached("nothing there")

    for _ in range(2):
        with pytest.raises(Violation, match="broken"):
            api.remembered("failing", fail)
        with pytest.raises(NotReached, match="nothing there"):
            api.remembered("giving up", give_up)
    assert len(calls) == 2


def problem(*errors: Any) -> dict[str, Any]:
    return {"status": 400, "code": "invalid_request_error", "detail": "no", "errors": list(errors)}


@pytest.mark.parametrize(
    ("errors", "options"),
    [
        ([{"detail": "x", "pointer": "/brandIds"}], {}),
        ([{"detail": "x"}, {"detail": "x", "pointer": "/brandIds"}], {}),
        ([{"detail": "x", "pointer": "/brandIds/7"}], {"within": True}),
        ([{"detail": "x", "pointer": ""}], {"also": ("",)}),
    ],
)
def test_an_entry_that_points_there_will_do(
    errors: Any, options: Any, exchange: MakeExchange
) -> None:
    points_to(exchange(status=400, value=problem(*errors)), "/brandIds", **options)


@pytest.mark.parametrize(
    ("errors", "options"),
    [
        ([], {}),
        ([{"detail": "x"}], {}),
        ([{"detail": "x", "pointer": None}], {}),
        ([{"detail": "x", "pointer": "brandIds"}], {"within": True}),
        ([{"detail": "x", "pointer": "/brandIds/0"}], {}),
        ([{"detail": "x", "pointer": "/brandIdsX"}], {"within": True}),
        ([{"detail": "x", "pointer": ""}], {"within": True}),
        (["/brandIds"], {}),
    ],
)
def test_other_entries_will_not_do(errors: Any, options: Any, exchange: MakeExchange) -> None:
    with pytest.raises(Violation, match="pointer is /brandIds"):
        points_to(exchange(status=400, value=problem(*errors)), "/brandIds", **options)


def contact(**attributes: Any) -> dict[str, Any]:
    return {"attributes": {name.replace("__", ":"): value for name, value in attributes.items()}}


def test_stored_attributes_are_compared_without_derived_entries() -> None:
    shown = contact(work="A@example.org ", work__md5="0", age=1.0)
    demand_stored({"work": "a@example.org", "age": 1}, shown, ["work"])
    demand_value(shown, "age", 1, ["work"])
    with pytest.raises(Violation, match="age"):
        demand_stored({"work": "a@example.org", "age": 2}, shown, ["work"])
    with pytest.raises(Violation, match="should be"):
        demand_stored({"work": "a@example.org"}, shown, ["work"])
    with pytest.raises(Violation, match="should be"):
        demand_stored({"work": "a@example.org", "age": 1}, shown, [])
    with pytest.raises(Violation, match=r"but are \{\}"):
        demand_value(shown, "vip", value=True, email_names=[])


def test_derived_entries_are_demanded_and_compared_where_they_are_known() -> None:
    shown = contact(
        work="a@example.org", work__md5=md5_of("a@example.org").upper(), work__sha512="1"
    )
    demand_derived(shown, "work")
    demand_derived_values(shown, "work", "a@example.org")
    with pytest.raises(Violation, match="work:md5"):
        demand_derived_values(shown, "work", "b@example.org")
    with pytest.raises(Violation, match="work:subKey"):
        demand_derived(contact(work="a@example.org"), "work")
    with pytest.raises(NotReached, match="no value"):
        demand_derived(contact(), "work")
    with pytest.raises(NotReached, match="known"):
        demand_derived_values(
            contact(work="a@example.org", work__sha512="1"), "work", "a@example.org"
        )


def test_a_value_may_be_refused_with_400_only(exchange: MakeExchange) -> None:
    with pytest.raises(NotReached, match="nothing forbids"):
        refused_with_reason(exchange(status=400, value={}))
    for status in (200, 404, 500):
        refused_with_reason(exchange(status=status, value={}))


def test_good_attributes_have_a_value_for_each_attribute_and_differ_by_variant(api: Api) -> None:
    names = {item["name"] for item in api.target.custom_attributes}
    one, other = good_attributes(api), good_attributes(api, 1)
    assert one.keys() == other.keys() == names
    assert all(one[name] != other[name] for name in names)
    assert one == good_attributes(api)


def test_bad_attributes_name_what_is_bad_about_them(api: Api) -> None:
    for bad in (UNKNOWN, *AMONG_GOOD, TWO, *(each for group in NULLS.values() for each in group)):
        made = bad.make(api)
        assert set(bad.offenders(api)) <= made.keys()
    for bad in AMONG_GOOD:
        assert len(bad.make(api)) > len(bad.offenders(api))


def test_lists_of_brands_are_bad_for_one_reason_each(api: Api) -> None:
    known = {brand["id"] for brand in api.target.brands}
    for reason, lists in BRAND_LISTS.items():
        for brands in lists:
            made: Any = brands.make(api)
            if reason == "no array":
                assert not isinstance(made, list)
                continue
            assert (len(made) > 100) == (reason == "too many")
            assert (not made) == (reason == "none")
            texts = [item for item in made if isinstance(item, str)]
            assert (len(texts) < len(made)) == (reason == "no strings")
            assert (len(set(texts)) < len(texts)) == (reason == "twice")
            assert (not set(texts) <= known) == (
                reason in {"unknown", "unknown among known", "malformed"}
            )


def test_usable_brands_are_enabled_ones_first(api: Api) -> None:
    enabled = [brand["id"] for brand in api.target.enabled_brands]
    assert usable(api, 3) == enabled[:3]
    every = usable_up_to(api, 1000)
    assert every[: len(enabled)] == enabled
    assert len(every) == len(set(every)) == len(api.target.brands)
    with pytest.raises(NotReached, match="1000 brands"):
        usable(api, 1000)


def test_an_attempt_leaps_over_addresses_that_are_taken(api: Api) -> None:
    first = attempt(api)
    later = Api(api.wire, api.settings)
    second = attempt(later)
    assert first.exchange.status == second.exchange.status == 201
    assert first.email != second.email
    assert bare(later) is bare(later)


def test_the_vacant_address_is_free_until_it_is_taken(api: Api) -> None:
    email = take_vacant_address(api)
    assert api.get(md5_of(email)).status == 404
    assert api.create({"email": email}).status == 201
    assert take_vacant_address(api) != email


def test_a_refused_case_that_is_accepted_uses_its_address_up(api: Api) -> None:
    accepted = Case("nothing wrong", lambda _: {}, lambda _: [])
    with pytest.raises(Violation, match="with nothing wrong should be refused with 400"):
        CREATES.refuses([accepted])(api)
    CREATES.refuses([Case("no brands", lambda _: {"brandIds": []}, lambda _: [])])(api)


def test_the_journey_takes_every_write_enabled_and_disabled(api: Api) -> None:
    for operation, times in {
        "patchContact": 3,
        "addContactSubscriptions": 2,
        "removeContactSubscription": 2,
        "disableContact": 1,
    }.items():
        (first,) = steps(api, operation, disabled=False)
        later = steps(api, operation, disabled=True)
        assert len(later) == times
        for step in (first, *later):
            assert step.before.contact["enabled"] is (step is first)
            assert len(step.others_after) == 4
            assert step.exchange in step.evidence
    assert beginning(api).exchange.status == 201
    with pytest.raises(NotReached, match="getContact was not reached"):
        steps(api, "getContact")


def test_the_ledger_keeps_what_a_write_should_not_have_changed(
    api: Api, exchange: MakeExchange
) -> None:
    created = api.new_contact().created
    write = exchange("patchContact", method="PATCH")
    note(api, write, created, {**created, "attributes": {"a": 1}})
    note(api, write, created, {**created, "enabled": False, "brandIds": ["x"]})
    assert [entry.changed for entry in entries(api, "patchContact")] == [
        [],
        ["brandIds", "enabled"],
    ]
    assert entries(api, "addContactSubscriptions") == []


def test_the_subjects_of_reading_are_read_once_a_run(api: Api) -> None:
    (seen,) = subjects(api)
    assert subjects(api) == [seen] == [reading(api, seen.md5)]
    assert seen.get.json()["attributes"].keys() >= full_members(api)["attributes"].keys()
    assert len(seen.subscriptions.json()["brands"]) == 3


def test_a_case_that_the_target_lacks_the_means_for_hides_no_other(api: Api, exchange: Any) -> None:
    def send(_: Api, case: Case) -> Tried:
        if case.what == "what is missing":
            raise NotReached("there is nothing to make it of")
        return Tried(exchange("patchContact", method="PATCH", status=200))

    cases = [Case(what, lambda _: {}, lambda _: []) for what in ("what is missing", "a fault")]
    refusals = Refusals("patch", send)

    with pytest.raises(Violation, match="with a fault"):
        refusals.refuses(cases)(api)
    with pytest.raises(NotReached, match="nothing to make it of"):
        refusals.refuses(cases[:1])(api)
    with pytest.raises(NotReached, match="no such patch was refused"):
        refusals.points(cases)(api)
