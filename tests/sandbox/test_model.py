"""The sandbox against a model of a few lines, with any order of requests."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from optizmo_deploy.sandbox import Sandbox, builtin_account

BRANDS = [brand["id"] for brand in builtin_account().live_brands()][:6]
UNKNOWN = "00000000-0000-4000-8000-000000000000"
EMAILS = st.sampled_from(["one@example.com", "One@Example.com", "two@example.com", "3@example.com"])
BRAND_LISTS = st.lists(
    st.sampled_from([*BRANDS, *(brand.upper() for brand in BRANDS[:2]), UNKNOWN]),
    min_size=1,
    max_size=4,
    unique=True,
)
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "first_name": st.one_of(st.text(max_size=5), st.none()),
        "age": st.one_of(st.integers(-9, 9), st.none()),
        "vip": st.one_of(st.booleans(), st.integers(0, 1)),
        "nope": st.just("x"),
    },
)


def md5(email: Any) -> Any:
    return hashlib.md5(email.lower().encode()).hexdigest()


def merge(ids: Any, added: Any) -> Any:
    return list(dict.fromkeys([*ids, *(brand.lower() for brand in added)]))


def valid(attributes: Any, *, removing: Any) -> Any:
    good = {"first_name": lambda value: isinstance(value, str) and value != "",
            "age": lambda value: isinstance(value, int),
            "vip": lambda value: isinstance(value, bool)}  # fmt: skip
    return all(
        name in good and (good[name](value) or (removing and value is None))
        for name, value in attributes.items()
    )


class Comparison(RuleBasedStateMachine):
    """Sends each request to the sandbox, does the same to a dict, and compares."""

    sandbox: Sandbox
    http: httpx.Client

    @initialize()
    def start(self) -> None:
        self.sandbox.reset()
        self.contacts: dict[str, Any] = {}

    @rule(email=EMAILS, attributes=ATTRIBUTES, brands=st.one_of(st.none(), BRAND_LISTS))
    def create(self, email: Any, attributes: Any, brands: Any) -> None:
        body = {"email": email, "attributes": attributes}
        if brands is not None:
            body["brandIds"] = brands
        response = self.http.post("/v1/contacts", json=body)
        if not valid(attributes, removing=False) or UNKNOWN in (brands or []):
            assert response.status_code == 400
        elif md5(email) in self.contacts:
            assert response.status_code == 409
        else:
            assert response.status_code == 201
            self.contacts[md5(email)] = {
                "email": email,
                "emailMd5": md5(email),
                "attributes": attributes,
                "brandIds": merge([], brands or []),
                "enabled": True,
            }

    @rule(email=EMAILS, attributes=ATTRIBUTES)
    def patch(self, email: Any, attributes: Any) -> None:
        response = self.http.patch(f"/v1/contacts/{md5(email)}", json={"attributes": attributes})
        if not valid(attributes, removing=True):
            assert response.status_code == 400
        elif md5(email) not in self.contacts:
            assert response.status_code == 404
        else:
            assert response.status_code == 200
            contact = self.contacts[md5(email)]
            merged = {**contact["attributes"], **attributes}
            contact["attributes"] = {n: value for n, value in merged.items() if value is not None}

    @rule(email=EMAILS)
    def disable(self, email: Any) -> None:
        response = self.http.post(f"/v1/contacts/{md5(email).upper()}/disable")
        assert response.status_code == (204 if md5(email) in self.contacts else 404)
        if md5(email) in self.contacts:
            self.contacts[md5(email)]["enabled"] = False

    @rule(email=EMAILS, brands=BRAND_LISTS)
    def subscribe(self, email: Any, brands: Any) -> None:
        path = f"/v1/contacts/{md5(email)}/subscriptions"
        response = self.http.post(path, json={"brandIds": brands})
        if md5(email) not in self.contacts:
            assert response.status_code == 404
        elif UNKNOWN in brands:
            assert response.status_code == 400
        else:
            assert response.status_code == 200
            contact = self.contacts[md5(email)]
            contact["brandIds"] = merge(contact["brandIds"], brands)
            listed = [brand["id"] for brand in response.json()["brands"]]
            assert listed == contact["brandIds"]

    @rule(email=EMAILS, brand=st.sampled_from([*BRANDS, BRANDS[0].upper(), UNKNOWN]))
    def unsubscribe(self, email: Any, brand: Any) -> None:
        response = self.http.delete(f"/v1/contacts/{md5(email)}/subscriptions/{brand}")
        contact = self.contacts.get(md5(email))
        if contact is None:
            assert response.status_code == 404
        elif brand.lower() in contact["brandIds"]:
            assert response.status_code == 204
            contact["brandIds"].remove(brand.lower())
        else:
            assert response.status_code == 400

    @invariant()
    def every_contact_reads_as_the_model_has_it(self) -> None:
        for digest, expected in getattr(self, "contacts", {}).items():
            contact = self.http.get(f"/v1/contacts/{digest}").json()
            del contact["createdAt"]
            assert contact == expected
            listed = self.http.get(f"/v1/contacts/{digest}/subscriptions").json()["brands"]
            assert [brand["id"] for brand in listed] == expected["brandIds"]


def test_the_sandbox_behaves_as_the_model(deploy_sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {deploy_sandbox.api_key}"}
    with httpx.Client(base_url=deploy_sandbox.url, headers=headers, verify=False) as client:
        Comparison.sandbox, Comparison.http = deploy_sandbox, client
        run = settings(max_examples=15, stateful_step_count=20, deadline=None)
        state_machine = type("Bound", (Comparison,), {})
        run_state_machine_as_test(state_machine, settings=run)
