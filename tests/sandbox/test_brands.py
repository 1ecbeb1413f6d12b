from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from optizmo_deploy.sandbox.attributes import PREDEFINED
from optizmo_deploy.sandbox.rules import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sandbox.conftest import Api

ACME = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
INITECH = "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0"

CASELESS = {
    "starts_with": lambda name, value: name.casefold().startswith(value.casefold()),
    "ends_with": lambda name, value: name.casefold().endswith(value.casefold()),
    "contains": lambda name, value: value.casefold() in name.casefold(),
}
EXACT = {
    "equal": lambda name, value: name == value,
    "not_equal": lambda name, value: name != value,
    "starts_with_case_sensitive": lambda name, value: name.startswith(value),
    "ends_with_case_sensitive": lambda name, value: name.endswith(value),
    "contains_case_sensitive": lambda name, value: value in name,
}
VALUES = ["acme", "ACME", "Acme", "me", "%", "_", "100%", "e_T", "strasse", "ß", "Ü", "ü", "É", ""]


def names(api: Api, **query: Any) -> Any:
    response = api.get("/v1/brands", params=query)
    assert response.status_code == 200, response.text
    return [brand["name"] for brand in response.json()["data"]]


def test_all_brands_are_listed_disabled_ones_included(api: Api) -> None:
    page = api.get("/v1/brands").json()
    assert page["pagination"] == {"page": 1, "pageSize": 200, "totalCount": 120, "totalPages": 1}
    assert len({brand["id"] for brand in page["data"]}) == 120
    assert {"id": INITECH, "name": "Initech", "enabled": False} in page["data"]


def test_the_order_is_by_name_whatever_the_case_and_reversed_by_a_minus(api: Api) -> None:
    ascending = api.get("/v1/brands").json()["data"]
    descending = api.get("/v1/brands", params={"sort": "-name"}).json()["data"]
    assert ascending == descending[::-1]
    assert ascending == api.get("/v1/brands", params={"sort": "name"}).json()["data"]
    folded = [brand["name"].casefold() for brand in ascending]
    assert folded == sorted(folded)


@pytest.mark.parametrize("size", [10, 11, 50, 119, 120, 200])
def test_pages_cover_the_list_without_gap_or_overlap(api: Api, size: Any) -> None:
    whole = api.get("/v1/brands").json()["data"]
    pages = math.ceil(120 / size)
    read = []
    for page in range(1, pages + 1):
        response = api.get("/v1/brands", params={"page": page, "pageSize": size}).json()
        expected = {"page": page, "pageSize": size, "totalCount": 120, "totalPages": pages}
        assert response["pagination"] == expected
        read += response["data"]
    assert read == whole


@pytest.mark.parametrize("page", [2, 13, 10**6, 10**30])
def test_a_page_past_the_last_is_empty(api: Api, page: Any) -> None:
    response = api.get("/v1/brands", params={"page": page}).json()
    assert response["data"] == []
    assert response["pagination"]["page"] == page
    assert response["pagination"]["totalCount"] == 120


def test_an_empty_list_has_no_pages(api: Api) -> None:
    pagination = api.get("/v1/brands", params={"name": "nobody"}).json()["pagination"]
    assert (pagination["totalCount"], pagination["totalPages"]) == (0, 0)


def test_the_filter_by_state_splits_the_list(api: Api) -> None:
    everything = names(api)
    enabled, disabled = names(api, enabled="true"), names(api, enabled="false")
    assert 0 < len(disabled) < len(enabled)
    assert sorted(enabled + disabled) == sorted(everything)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("operator", [*CASELESS, *EXACT])
def test_a_filter_takes_its_value_literally(api: Api, operator: Any, value: Any) -> None:
    test: Callable[[str, str], bool] = {**CASELESS, **EXACT}[operator]
    expected = [name for name in names(api) if test(name, value)]
    assert names(api, **{f"name[{operator}]": value}) == expected


@pytest.mark.parametrize("operator", [*CASELESS, *EXACT])
def test_the_built_in_names_tell_each_filter_from_every_other(api: Api, operator: Any) -> None:
    def found(other: Any) -> Any:
        return tuple(tuple(names(api, **{f"name[{other}]": value})) for value in VALUES[:6])

    others = [other for other in (*CASELESS, *EXACT) if other != operator]
    assert found(operator) not in [found(other) for other in others]


def test_name_alone_means_equal(api: Api) -> None:
    assert names(api, name="Acme") == names(api, **{"name[equal]": "Acme"}) == ["Acme"]
    assert names(api, name="acme") == []


def test_filters_combine_with_state_order_and_pages(api: Api) -> None:
    query = {"name[contains]": "e", "enabled": "true", "sort": "-name", "pageSize": 10, "page": 2}
    everything = [name for name in names(api, enabled="true") if "e" in name.casefold()]
    assert names(api, **query) == everything[::-1][10:20]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    operator=st.sampled_from([*CASELESS, *EXACT]),
    value=st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)
def test_every_text_is_a_filter(api: Api, operator: Any, value: Any) -> None:
    test: Callable[[str, str], bool] = {**CASELESS, **EXACT}[operator]
    expected = [name for name in names(api) if test(name, value)]
    assert names(api, **{f"name[{operator}]": value}) == expected


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=", "page"),
        ("page=1.0", "page"),
        ("page=1e1", "page"),
        ("page=+1", "page"),
        ("page=%2B1", "page"),
        ("page=%201", "page"),
        ("page=01", "page"),
        ("page=%D9%A1", "page"),
        ("page=null", "page"),
        ("page=" + "9" * 5000, "page"),
        ("page=1&page=1", "page"),
        ("pageSize=9", "pageSize"),
        ("pageSize=201", "pageSize"),
        ("pageSize=ten", "pageSize"),
        ("pageSize=10%0A", "pageSize"),
        ("sort=id", "sort"),
        ("sort=NAME", "sort"),
        ("sort=%2Bname", "sort"),
        ("sort=", "sort"),
        ("enabled=1", "enabled"),
        ("enabled=True", "enabled"),
        ("enabled=", "enabled"),
        ("enabled=true&enabled=false", "enabled"),
        ("name[invalid]=x", "name[invalid]"),
        ("name%5Binvalid%5D=x", "name[invalid]"),
        ("name[]=x", "name[]"),
        ("name[EQUAL]=x", "name[EQUAL]"),
        ("name[equal=x", "name[equal"),
        ("name=a&name=a", "name"),
        ("name=a&name[equal]=a", "name[equal]"),
        ("name[contains]=a&name[starts_with]=a", "name[starts_with]"),
        ("name=%zz", "name"),
        ("name=%ff", "name"),
        ("name=%C3", "name"),
        ("name[contains]=%", "name[contains]"),
    ],
)
def test_a_bad_query_is_rejected_by_the_name_of_its_parameter(
    api: Api, query: str, parameter: Any
) -> None:
    response = api.get(f"/v1/brands?{query}")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]
    assert response.json()["instance"] == "/deploy/v1/brands"


@pytest.mark.parametrize("query", ["", "&&", "other=1&other=2", "Page=0", "names=x", "=x"])
def test_what_is_no_parameter_of_the_contract_is_ignored(api: Api, query: str) -> None:
    assert api.get(f"/v1/brands?{query}").json() == api.get("/v1/brands").json()


def test_a_brand_is_read_with_all_its_settings(api: Api) -> None:
    assert api.get(f"/v1/brands/{ACME}").json() == {
        "id": ACME,
        "name": "Acme",
        "enabled": True,
        "fromAddress": "news@acme.example",
        "domain": "acme.example",
        "esps": [{"id": "6f1c1f0e-6d1c-4b0e-9c59-0a6c7a1c2b3d", "name": "Example Mailer"}],
        "verticals": [{"id": 7, "label": "Retail"}, {"id": 12, "label": "Travel"}],
        "unsubscribeHandling": {
            "type": "Deploy",
            "useListUnsubscribeHeader": True,
            "unsubscribePageId": "0b8f4d6e-52e3-4b0c-8d3f-6f1f0c9e7a55",
        },
        "createdAt": "2026-01-15T09:30:00Z",
    }


def test_every_listed_brand_can_be_read_and_says_the_same_of_itself(api: Api) -> None:
    for listed in api.get("/v1/brands").json()["data"]:
        brand = api.get(f"/v1/brands/{listed['id']}").json()
        assert {name: brand[name] for name in listed} == listed


def test_a_brands_id_is_accepted_in_upper_case(api: Api) -> None:
    assert api.get(f"/v1/brands/{ACME.upper()}").json()["id"] == ACME


def test_an_unknown_brand_is_not_found(api: Api) -> None:
    response = api.get("/v1/brands/00000000-0000-4000-8000-000000000000")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found_error"


@pytest.mark.parametrize("broken", ["x", ACME + "0", ACME.replace("-", ""), ACME + "%0A", "%ff"])
def test_what_is_no_uuid_is_a_bad_request(api: Api, broken: Any) -> None:
    response = api.get(f"/v1/brands/{broken}")
    assert response.status_code == 400
    assert response.json()["detail"] == "brandId must be a UUID"


def test_the_contact_schema_starts_with_the_predefined_attributes_and_has_every_type(
    api: Api,
) -> None:
    attributes = api.get("/v1/contact-schema").json()["attributes"]
    assert [(entry["name"], entry["type"]) for entry in attributes[:2]] == [
        ("Email", "email"),
        ("Brand", "array"),
    ]
    assert {entry["type"] for entry in attributes[2:]} == {
        "string",
        "email",
        "number",
        "boolean",
        "array",
    }
    assert "description" not in next(entry for entry in attributes if entry["name"] == "score")
    assert all(entry.get("description", "-") for entry in attributes)


def test_the_predefined_attributes_are_those_of_the_contract() -> None:
    schemas = contract().document["components"]["schemas"]
    consts = [
        {name: part["const"] for name, part in schemas[schema]["allOf"][1]["properties"].items()}
        for schema in ("EmailAttribute", "BrandAttribute")
    ]
    assert [{"name": one.name, "type": one.type} for one in PREDEFINED] == consts
