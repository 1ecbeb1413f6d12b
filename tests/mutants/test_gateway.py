from __future__ import annotations

import asyncio

import httpx
import pytest

from mutants import variant
from mutants.catalogue import Stateful, Variant
from mutants.gateway import Gateway, Request, Response, Server
from mutants.trial import Verdict, served, trial


def test_a_fault_that_changes_nothing_does_not_count_as_fired() -> None:
    with served(variant("no-contacts")) as (sandbox, gateway):
        key = {"Authorization": f"Bearer {sandbox.api_key}"}
        assert httpx.get(f"{sandbox.url}/v1/brands?page=1", headers=key).status_code == 200
        assert gateway.fired == 0


def test_a_fault_fires_on_its_operation_only() -> None:
    with served(variant("brand-list-bare")) as (sandbox, gateway):
        key = {"Authorization": f"Bearer {sandbox.api_key}"}
        assert "attributes" in httpx.get(f"{sandbox.url}/v1/contact-schema", headers=key).json()
        assert gateway.fired == 0
        assert isinstance(httpx.get(f"{sandbox.url}/v1/brands", headers=key).json(), list)
        assert gateway.fired == 1


def test_nothing_is_left_of_the_variant_served_before() -> None:
    for _ in range(2):
        with served(variant("get-404-once-after-create")) as (sandbox, _gateway):
            key = {"Authorization": f"Bearer {sandbox.api_key}"}
            body = {"email": "new@example.com"}
            created = httpx.post(f"{sandbox.url}/v1/contacts", headers=key, json=body)
            assert created.status_code == 201
            path = f"{sandbox.url}/v1/contacts/{created.json()['emailMd5']}"
            assert [httpx.get(path, headers=key).status_code for _ in range(2)] == [404, 200]


def test_a_variant_is_served_with_its_own_account() -> None:
    for name, brands in (("one-brand", 1), ("no-key-needed", 120), ("three-brands", 3)):
        with served(variant(name)) as (sandbox, _):
            key = {"Authorization": f"Bearer {sandbox.api_key}"}
            listed = httpx.get(f"{sandbox.url}/v1/brands", headers=key).json()
            assert listed["pagination"]["totalCount"] == brands


def test_the_control_api_is_out_of_a_faults_reach() -> None:
    with served(variant("problems-with-200")) as (sandbox, gateway):
        assert httpx.post(f"{sandbox.control_url}/reset").is_success
        assert gateway.fired == 0


def test_a_dropped_connection_is_no_response() -> None:
    with served(variant("bad-json-dropped")) as (sandbox, _):
        key = {"Authorization": f"Bearer {sandbox.api_key}"}
        with pytest.raises(httpx.TransportError):
            httpx.post(f"{sandbox.url}/v1/contacts", headers=key, content=b"{")


def test_a_gateway_takes_the_operation_and_the_hash_from_the_path() -> None:
    seen: list[Request] = []

    async def fault(request: Request, _server: Server) -> Response:
        seen.append(request)
        return Response(204, headers=())

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: object) -> None:
        return None

    async def app(*_: object) -> None:
        raise AssertionError("the fault sends nothing to the server")

    scope = {
        "type": "http",
        "method": "DELETE",
        "path": "/deploy/v1/contacts/AB/subscriptions/x y",
        "raw_path": b"/deploy/v1/contacts/AB/subscriptions/x%20y",
        "query_string": b"",
        "headers": [],
    }
    asyncio.run(Gateway(app, fault)(scope, receive, send))
    assert seen[0].operation == "removeContactSubscription"
    assert (seen[0].md5, seen[0].params["brandId"]) == ("ab", "x y")


def test_a_variant_whose_code_raises_is_broken_whatever_the_suite_finds() -> None:
    async def fault(request: Request, server: Server) -> Response:
        if request.operation == "getContactSchema":
            raise LookupError("no such thing")
        return await server(request)

    broken = Variant("broken", "some", "Raises.", fault)
    result = trial(broken, "read", {"getContactSchema.readable"})
    assert result.verdict(broken) is Verdict.BROKEN
    assert result.errors[0] == "the variant raised LookupError: no such thing"


def test_a_faults_memory_is_made_when_it_is_served() -> None:
    made: list[int] = []

    def make() -> object:
        made.append(1)
        return variant("no-contacts").make()

    counted = Variant("counted", "some", "Counts.", Stateful(make))  # type: ignore[arg-type]
    assert made == []
    with served(counted):
        assert made == [1]
