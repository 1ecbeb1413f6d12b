"""The generated models: tolerant of what is new, strict about what is promised."""

from __future__ import annotations

import copy
import pickle
from typing import Any
from uuid import UUID

import pytest
from optizmo_deploy_api.api.brands import get_brand
from optizmo_deploy_api.models import (
    AttributeType,
    Brand,
    Contact,
    DeployUnsubscribeHandling,
    ErrorCode,
    Problem,
    ThirdPartyUnsubscribeHandling,
)
from optizmo_deploy_api.types import UNSET, Unset

from .samples import BRAND, CONTACT, PROBLEM, client


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
        AttributeType(5)


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
        UUID(BRAND["id"]), client=client(200, {**BRAND, "unsubscribeHandling": handling})
    )
    assert isinstance(brand, Brand)
    assert isinstance(brand.unsubscribe_handling, kind)
    assert brand.to_dict()["unsubscribeHandling"] == handling


def test_null_for_an_optional_member_reads_as_absent() -> None:
    brand = Brand.from_dict({**BRAND, "domain": None, "fromAddress": None})
    assert brand.domain is UNSET
    assert "domain" not in brand.to_dict()
    problem = Problem.from_dict({**PROBLEM, "errors": None, "instance": None})
    assert isinstance(problem.errors, Unset)


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
