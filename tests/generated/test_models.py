"""The generated models: tolerant of what is new, strict about what is promised."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from optizmo_deploy_api.api.brands import get_brand
from optizmo_deploy_api.models import (
    Attributes,
    AttributesPatch,
    AttributeType,
    Brand,
    BrandSummary,
    Contact,
    DeployUnsubscribeHandling,
    ErrorCode,
    Problem,
    SubscribedBrand,
    SubscriptionAdd,
    ThirdPartyUnsubscribeHandling,
)
from optizmo_deploy_api.types import UNSET

from tests.generated.samples import BRAND, CONTACT, PROBLEM, client


def test_an_unknown_value_of_an_enum_survives() -> None:
    problem = Problem.from_dict({**PROBLEM, "code": "teapot"})
    assert problem.code.value == "teapot"
    assert problem.code == "teapot"
    assert str(problem.code) == "teapot"
    assert problem.code not in list(ErrorCode)
    assert problem.code == ErrorCode("teapot")
    assert hash(problem.code) == hash(ErrorCode("teapot"))
    assert problem.code != ErrorCode("kettle")
    assert problem.to_dict()["code"] == "teapot"
    assert ErrorCode("teapot").name == "UNKNOWN"


def test_a_value_of_another_type_is_no_value_of_an_enum() -> None:
    with pytest.raises(ValueError, match="5 is not a valid AttributeType"):
        AttributeType(5)  # type: ignore[arg-type]


def test_ids_are_text_in_lower_case_so_that_they_can_be_compared() -> None:
    upper = BRAND["id"].upper()
    contact = Contact.from_dict({**CONTACT, "brandIds": [upper, "legacy-7"]})
    for kind in (BrandSummary, SubscribedBrand):
        assert kind.from_dict({"id": upper, "name": "x", "enabled": True}).id in contact.brand_ids
    assert Brand.from_dict({**BRAND, "id": upper}).id in contact.brand_ids
    assert contact.brand_ids == [BRAND["id"], "legacy-7"]
    assert contact.to_dict()["brandIds"] == contact.brand_ids


@pytest.mark.parametrize("value", ["", "acme", BRAND["id"][:-1]])
def test_an_id_of_a_brand_must_be_a_uuid(value: str) -> None:
    with pytest.raises(ValueError, match="UUID"):
        Brand.from_dict({**BRAND, "id": value})


def test_uuids_are_sent_as_text() -> None:
    ids: list[Any] = [UUID(BRAND["id"])]
    assert SubscriptionAdd(brand_ids=ids).to_dict() == {"brandIds": [BRAND["id"]]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-01T10:00:00+02:00", "2026-01-01T08:00:00+00:00"),
        ("2026-01-01T10:00:00Z", "2026-01-01T10:00:00+00:00"),
        ("2026-01-01T10:00:00", "2026-01-01T10:00:00+00:00"),
    ],
)
def test_times_are_in_utc(text: str, expected: str) -> None:
    assert Contact.from_dict({**CONTACT, "createdAt": text}).created_at.isoformat() == expected


def test_attributes_are_a_dictionary() -> None:
    attributes = Contact.from_dict(CONTACT).attributes
    expected: dict[str, Any] = {
        "first_name": "Alice",
        "age": 42,
        "vip": True,
        "interests": ["books"],
    }
    assert attributes == expected
    assert expected == attributes
    assert attributes != {**expected, "age": 43}
    assert attributes == Attributes(expected)
    assert list(attributes) == list(expected)
    assert dict(attributes) == expected
    assert len(attributes) == 4
    assert attributes.get("nothing", 5) == 5
    assert attributes | {"age": 43} == {**expected, "age": 43}
    assert {"age": 43, "x": 1} | attributes == {**expected, "x": 1}
    assert {**attributes} == expected
    assert json.loads(json.dumps(attributes)) == expected
    assert isinstance(attributes, Mapping)
    assert attributes.additional_properties is attributes
    assert repr(attributes) == repr(expected)
    attributes["age"] = 43
    del attributes["vip"]
    assert attributes.to_dict() == {"first_name": "Alice", "age": 43, "interests": ["books"]}
    match Attributes({"age": 1}):
        case {"age": age}:
            assert age == 1
        case _:
            pytest.fail("a dictionary matches a mapping pattern")


@pytest.mark.parametrize(
    "make", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))]
)
def test_a_copy_of_attributes_is_independent(make: Any) -> None:
    attributes = Attributes({"interests": ["books"], "age": 1})
    again = make(attributes)
    assert type(again) is Attributes
    again["age"] = 2
    assert attributes == {"interests": ["books"], "age": 1}
    deep = copy.deepcopy(Contact.from_dict(CONTACT))
    deep.attributes["interests"].append("music")  # type: ignore[union-attr]
    assert CONTACT["attributes"]["interests"] == ["books"]


def test_null_for_an_attribute_reads_as_absent_and_removes_one_in_a_patch() -> None:
    assert Attributes.from_dict({"a": None, "b": 1}) == {"b": 1}
    assert AttributesPatch.from_dict({"a": None}).to_dict() == {"a": None}


def test_what_can_be_written_is_without_what_is_derived() -> None:
    read = {
        "age": 3,
        "work:email": "ada@example.com",
        "work:email:md5": "0" * 32,
        "work:email:domain": "example.com",
        "note": "no address",
        "note:md5": "an attribute of its own",
        "odd:": "x",
        ":odd": "x",
        "lone:md5": "x",
    }
    attributes = Attributes.from_dict(read)
    writable = attributes.writable()
    assert read.keys() - writable.keys() == {"work:email:md5", "work:email:domain"}
    assert type(writable) is dict
    assert attributes == read, "nothing is taken out of what was read"
    writable["age"] = 4
    assert attributes["age"] == 3


@pytest.mark.parametrize(
    "model",
    [
        Contact.from_dict(CONTACT),
        Brand.from_dict(BRAND),
        Problem.from_dict(PROBLEM),
        Attributes({"a": 1}),
    ],
    ids=lambda model: type(model).__name__,
)
def test_models_are_equal_by_their_content_and_unhashable(model: Any) -> None:
    again = type(model).from_dict(model.to_dict())
    assert again == model
    assert again is not model
    with pytest.raises(TypeError, match="unhashable"):
        hash(model)
    unknown = type(model).from_dict({**model.to_dict(), "unknown": 1})
    assert unknown != model


def test_unknown_members_survive() -> None:
    data = {**CONTACT, "score": {"a": [1, None]}}
    contact = Contact.from_dict(data)
    assert contact["score"] == {"a": [1, None]}
    assert contact.to_dict()["score"] == {"a": [1, None]}


@pytest.mark.parametrize(
    ("handling", "kind"),
    [
        ({"type": "Deploy", "useListUnsubscribeHeader": False}, DeployUnsubscribeHandling),
        ({"type": "ThirdParty", "listUnsubscribeHeader": "x"}, ThirdPartyUnsubscribeHandling),
        ({"type": "Carrier pigeon", "wings": 2}, ThirdPartyUnsubscribeHandling),
        ({"type": "Other", "useListUnsubscribeHeader": True}, ThirdPartyUnsubscribeHandling),
    ],
)
def test_any_kind_of_unsubscribe_handling_is_read(handling: dict[str, Any], kind: type) -> None:
    brand = get_brand.sync(
        BRAND["id"], client=client(200, {**BRAND, "unsubscribeHandling": handling})
    )
    assert isinstance(brand, Brand)
    assert isinstance(brand.unsubscribe_handling, kind)
    assert brand.to_dict()["unsubscribeHandling"] == handling


def test_null_for_an_optional_member_reads_as_absent() -> None:
    brand = Brand.from_dict({**BRAND, "domain": None, "fromAddress": None})
    assert brand.domain is None
    assert brand == Brand.from_dict(BRAND)
    assert "domain" not in brand.to_dict()
    problem = Problem.from_dict({**PROBLEM, "errors": None, "instance": None})
    assert problem.errors is None
    assert problem.instance is None


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("email", None),
        ("email", 5),
        ("emailMd5", ["a"]),
        ("attributes", None),
        ("attributes", []),
        ("brandIds", None),
        ("brandIds", "497f6eca"),
        ("brandIds", [5]),
        ("brandIds", {}),
        ("enabled", "true"),
        ("enabled", 1),
        ("createdAt", 5),
        ("createdAt", True),
    ],
)
def test_a_required_member_of_a_wrong_type_is_refused_without_its_value(
    member: str, value: object
) -> None:
    with pytest.raises(TypeError, match=f"^(an item of )?the member {member} has a wrong type$"):
        Contact.from_dict({**CONTACT, member: value})


def test_a_required_member_that_is_missing_is_refused() -> None:
    for member in CONTACT:
        data = {key: value for key, value in CONTACT.items() if key != member}
        with pytest.raises(KeyError, match=member):
            Contact.from_dict(data)


def test_a_number_is_no_boolean_and_a_boolean_no_number() -> None:
    with pytest.raises(TypeError):
        Problem.from_dict({**PROBLEM, "status": True})
    with pytest.raises(TypeError):
        Brand.from_dict({**BRAND, "enabled": 1})


@pytest.mark.parametrize(
    "value",
    [
        Contact.from_dict(CONTACT),
        Brand.from_dict({**BRAND, "unsubscribeHandling": {"type": "New"}}),
        Problem.from_dict({**PROBLEM, "code": "teapot"}),
        ErrorCode("teapot"),
        UNSET,
    ],
    ids=["contact", "brand", "problem", "unknown code", "unset"],
)
def test_models_are_copied_and_pickled(value: Any) -> None:
    for other in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value), copy.copy(value)):
        assert other == value
        assert repr(other) == repr(value)
        if hasattr(value, "to_dict"):
            assert other.to_dict() == value.to_dict()
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET
    assert copy.deepcopy(UNSET) is UNSET
