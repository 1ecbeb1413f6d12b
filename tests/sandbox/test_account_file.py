from __future__ import annotations

import hashlib
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import yaml
from optizmo_deploy.sandbox import AccountError, Sandbox, builtin_account, load_account
from optizmo_deploy.sandbox.account_file import account_from_document
from optizmo_deploy.sandbox.rules import contract

BRAND = "0B8F4D6E-52E3-4B0C-8D3F-6F1F0C9E7A55"
SMALL = f"""
keys:
  - key: my-own-key
    rights: all
schema:
  - {{name: city, type: string}}
brands:
  - {{id: {BRAND}, name: Only}}
  - {{id: 6f1c1f0e-6d1c-4b0e-9c59-0a6c7a1c2b3d, name: Gone, deleted: true}}
contacts:
  - email: Ann@Example.com
    attributes: {{city: Oslo}}
    brandIds: [{BRAND}, 6F1C1F0E-6D1C-4B0E-9C59-0A6C7A1C2B3D]
    createdAt: 2025-12-24T18:00:00+01:00
"""


@pytest.fixture
def account_file(tmp_path: Path) -> Any:
    path = tmp_path / "account.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def packaged(name: Any) -> Any:
    return resources.files("optizmo_deploy.sandbox").joinpath(name).read_text(encoding="utf-8")


def test_the_sandbox_plays_the_account_of_a_file(account_file: Any) -> None:
    with Sandbox(account_file) as sandbox:
        assert sandbox.api_key == "my-own-key"
        assert sandbox.forbidden_api_key is None
        headers = {"Authorization": "Bearer my-own-key"}
        with httpx.Client(base_url=sandbox.url, headers=headers) as client:
            schema = client.get("/v1/contact-schema").json()["attributes"]
            brands = client.get("/v1/brands").json()["data"]
            path = "/v1/contacts/" + hashlib.md5(b"ann@example.com").hexdigest()
            contact = client.get(path).json()
            listed = client.get(f"{path}/subscriptions").json()
            brand = client.get(f"/v1/brands/{BRAND}").json()
    assert [attribute["name"] for attribute in schema] == ["Email", "Brand", "city"]
    assert brands == [{"id": BRAND.lower(), "name": "Only", "enabled": True}]
    assert contact["email"] == "Ann@Example.com"
    assert contact["createdAt"] == "2025-12-24T18:00:00+01:00"
    assert contact["brandIds"] == [BRAND.lower(), "6f1c1f0e-6d1c-4b0e-9c59-0a6c7a1c2b3d"]
    assert listed == {"brands": [{"id": BRAND.lower(), "name": "Only"}]}
    assert brand["esps"] == brand["verticals"] == []


def test_the_built_in_account_is_a_file_of_the_same_form() -> None:
    with resources.as_file(resources.files("optizmo_deploy.sandbox") / "account.yaml") as path:
        assert load_account(path) == builtin_account()


def test_the_built_in_account_has_what_tests_need() -> None:
    account = builtin_account()
    brands = list(account.live_brands())
    assert len(brands) == 120
    assert 5 < sum(not brand["enabled"] for brand in brands) < 60
    assert {attribute.type for attribute in account.schema} == {
        "string", "email", "number", "boolean", "array",
    }  # fmt: skip
    live = {brand["id"] for brand in brands}
    contacts = list(account.stored_contacts())
    assert any(set(contact.brand_ids) - live for contact in contacts)
    assert any(not contact.enabled for contact in contacts)
    assert account.api_key != account.forbidden_api_key
    assert None not in {account.api_key, account.forbidden_api_key}
    assert "sandbox-key" not in repr(account)


def test_the_form_of_the_file_follows_the_contract() -> None:
    schema = json.loads(packaged("account.schema.json"))
    jsonschema_rs.meta.validate(schema)
    types = schema["properties"]["schema"]["items"]["properties"]["type"]["enum"]
    assert types == contract().document["components"]["schemas"]["AttributeType"]["enum"]
    brand = contract().document["components"]["schemas"]["Brand"]["properties"]
    assert set(schema["properties"]["brands"]["items"]["properties"]) == {*brand, "deleted"}


KEYS = [{"key": "k", "rights": "all"}]


def test_the_rights_of_a_key_are_the_operations_of_the_contract() -> None:
    keys = [{"key": "k", "rights": list(contract().by_id)}]
    assert account_from_document({"keys": keys}).keys["k"] == frozenset(contract().by_id)
    keys = [{"key": "k", "rights": ["getBrand", "getContct"]}]
    with pytest.raises(AccountError, match=r"getContct'; did you mean 'getContact'\?"):
        account_from_document({"keys": keys})


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (None, "the top"),
        ([], "the top"),
        ({}, "the top"),
        ({"keys": []}, "/keys"),
        ({"keys": [{"key": "a b", "rights": "all"}]}, "/keys/0/key"),
        ({"keys": [{"key": "k", "rights": "some"}]}, "/keys/0/rights"),
        ({"keys": [{"key": "k", "rights": ["fly"]}]}, "/keys/0/rights"),
        ({"keys": [*KEYS, *KEYS]}, "/keys/1/key"),
        ({"keys": KEYS, "brand": []}, "the top"),
        ({"keys": KEYS, "schema": [{"name": "a:b", "type": "string"}]}, "/schema/0/name"),
        ({"keys": KEYS, "schema": [{"name": "a", "type": "date"}]}, "/schema/0/type"),
        ({"keys": KEYS, "schema": [{"name": "Email", "type": "email"}]}, "/schema/0/name"),
        ({"keys": KEYS, "schema": [{"name": "a", "type": "string"}] * 2}, "/schema/1/name"),
        ({"keys": KEYS, "brands": [{"id": "x", "name": "n"}]}, "/brands/0/id"),
        ({"keys": KEYS, "brands": [{"id": BRAND}]}, "/brands/0"),
        (
            {
                "keys": KEYS,
                "brands": [{"id": BRAND, "name": "n"}, {"id": BRAND.lower(), "name": "m"}],
            },
            "/brands/1/id",
        ),
        ({"keys": KEYS, "contacts": [{"email": "x"}]}, "/contacts/0/email"),
        ({"keys": KEYS, "contacts": [{"email": "a@b.c"}, {"email": "A@b.c"}]}, "/contacts/1/email"),
        (
            {"keys": KEYS, "contacts": [{"email": "a@b.c", "brandIds": [BRAND]}]},
            "/contacts/0/brandIds/0",
        ),
        (
            {"keys": KEYS, "contacts": [{"email": "a@b.c", "attributes": {"x": 1}}]},
            "/contacts/0/attributes/x",
        ),
        (
            {"keys": KEYS, "contacts": [{"email": "a@b.c", "createdAt": "now"}]},
            "/contacts/0/createdAt",
        ),
        ({"keys": KEYS, 7: []}, "the top"),
        ({"keys": KEYS, "contacts": {1, 2}}, "the top"),
    ],
)
def test_a_mistake_in_an_account_is_named_with_its_place(document: Any, place: Any) -> None:
    with pytest.raises(AccountError, match="does not describe an account") as caught:
        account_from_document(document, "account.yaml")
    assert f"at {place}: " in str(caught.value)


def test_many_mistakes_are_counted_and_not_all_listed() -> None:
    brands = [{"id": "x", "name": ""} for _ in range(30)]
    with pytest.raises(AccountError, match="and 50 more"):
        account_from_document({"keys": KEYS, "brands": brands})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"keys: [", "is not YAML"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"", "does not describe an account"),
        (b"- !!python/object/apply:os.getcwd []", "is not YAML"),
    ],
)
def test_a_file_that_is_no_account_is_named(tmp_path: Path, content: Any, words: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_bytes(content)
    with pytest.raises(AccountError, match=words) as caught:
        load_account(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AccountError, match="No such file"):
        load_account(tmp_path / "nowhere.yaml")


def test_a_reset_may_bring_another_account_and_the_next_one_takes_it_away(
    deploy_sandbox: Sandbox,
) -> None:
    account = yaml.safe_load(SMALL.replace("    createdAt: 2025-12-24T18:00:00+01:00", ""))
    response = httpx.post(f"{deploy_sandbox.control_url}/reset", json={"account": account})
    assert response.status_code == 204
    assert deploy_sandbox.api_key == "my-own-key"
    headers = {"Authorization": "Bearer my-own-key"}
    assert httpx.get(f"{deploy_sandbox.url}/v1/brands", headers=headers).status_code == 200
    deploy_sandbox.reset()
    assert httpx.get(f"{deploy_sandbox.url}/v1/brands", headers=headers).status_code == 401


def test_a_key_can_take_the_place_of_the_accounts_own() -> None:
    account = builtin_account().with_api_key("another-key")
    assert account.api_key == "another-key"
    assert "sandbox-key" not in account.keys
    assert account.forbidden_api_key == "sandbox-forbidden-key"
    assert builtin_account().with_api_key("sandbox-forbidden-key").forbidden_api_key is None


def test_the_account_of_the_guide_is_one(tmp_path: Path) -> None:
    guide = Path(__file__).parents[2].joinpath("docs", "sandbox.md").read_text(encoding="utf-8")
    match = re.search(r"```yaml\n(.*?)```", guide, re.DOTALL)
    assert match is not None
    text = match[1]
    path = tmp_path / "account.yaml"
    path.write_text(text, encoding="utf-8")
    account = load_account(path)
    assert account.api_key == "my-key"
    assert account.forbidden_api_key == "my-forbidden-key"
    assert [brand["name"] for brand in account.live_brands()] == ["Acme"]
