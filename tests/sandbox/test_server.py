"""The sandbox as a Python object: its life, its seams, and many requests at once."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from optizmo_deploy.sandbox import Api, ContactSchema, Deploy, Sandbox
from optizmo_deploy.sandbox.arguments import ArgumentError

if TYPE_CHECKING:
    from tests.sandbox.conftest import Api as ApiClient

TEST = "93942e96f5acd83e2e047ad8fe03114d"
CONTACT = f"/v1/contacts/{TEST}"


def get(sandbox: Any, path: Any = CONTACT, **keywords: Any) -> Any:
    headers = {"Authorization": f"Bearer {sandbox.api_key}"}
    return httpx.get(sandbox.url + path, headers=headers, **keywords)


def test_sandboxes_side_by_side_know_nothing_of_each_other() -> None:
    with Sandbox() as one, Sandbox() as two:
        assert one.url != two.url
        one.state("contact missing", emailMd5=TEST)
        assert [get(one).status_code, get(two).status_code] == [404, 200]


def test_what_a_client_needs_is_at_hand() -> None:
    with Sandbox(api_key="a-key-of-mine") as sandbox:
        assert sandbox.settings == {"api_key": "a-key-of-mine", "base_url": sandbox.url}
        assert sandbox.control_url.startswith(sandbox.origin)
        assert "a-key-of-mine" not in repr(sandbox)


def test_after_the_end_nobody_listens_and_nothing_can_be_asked() -> None:
    with Sandbox() as sandbox:
        url = sandbox.url
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    with pytest.raises(RuntimeError, match="not running"):
        sandbox.reset()
    sandbox.stop()


def test_a_port_in_use_is_an_error_and_leaves_nothing_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        before = threading.active_count()
        with pytest.raises(OSError, match=r"[Aa]ddress"):
            Sandbox(port=taken.getsockname()[1])
    assert threading.active_count() == before


def test_an_invalid_control_from_python_is_an_error(deploy_sandbox: Sandbox) -> None:
    with pytest.raises(ArgumentError, match="status must be from 400 to 599"):
        deploy_sandbox.fail(status=200)
    with pytest.raises(ArgumentError, match="no state"):
        deploy_sandbox.state("on fire")
    assert get(deploy_sandbox).status_code == 200


def test_one_small_method_replaced_is_one_behaviour_changed() -> None:
    class Forgetful(Deploy):
        def united(self, brand_ids: Any, added: Any) -> Any:
            return list(added)

    class Careless(Api):
        def authorize(self, key: Any, operation: Any) -> None:
            pass

    class Liberal(ContactSchema):
        def value_error(self, attribute: Any, value: Any) -> Any:
            return None

    with Sandbox(deploy=Forgetful, api=Careless, schema=Liberal) as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.forbidden_api_key}"}
        with httpx.Client(base_url=sandbox.url, headers=headers) as client:
            brand = client.get("/v1/brands").json()["data"][0]
            body = {"brandIds": [brand["id"]]}
            listed = client.post(f"{CONTACT}/subscriptions", json=body).json()["brands"]
            patched = client.patch(CONTACT, json={"attributes": {"age": "old"}})
    assert listed == [{"id": brand["id"], "name": brand["name"]}]
    assert patched.json()["attributes"]["age"] == "old"


def test_the_whole_application_can_be_wrapped() -> None:
    def shouting(app: Any) -> Any:
        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            async def louder(message: Any) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [*message["headers"], (b"x-wrapped", b"yes")]
                await send(message)

            await app(scope, receive, louder)

        return wrapped

    with Sandbox(wrap=shouting) as sandbox:
        assert get(sandbox).headers["x-wrapped"] == "yes"
        sandbox.reset()
        assert get(sandbox).status_code == 200


def test_of_many_who_create_one_contact_one_succeeds(api: ApiClient) -> None:
    def create(_: Any) -> Any:
        body = {"email": "race@example.com"}
        return httpx.post(
            f"{api.base_url}v1/contacts", json=body, headers=dict(api.headers), verify=False
        ).status_code

    with ThreadPoolExecutor(16) as pool:
        codes = sorted(pool.map(create, range(16)))
    assert codes == [201] + [409] * 15


def test_changes_of_many_at_once_all_arrive(api: ApiClient) -> None:
    brands = [brand["id"] for brand in api.get("/v1/brands").json()["data"][:40]]
    path = "/v1/contacts/" + api.create("busy@example.com")["emailMd5"]

    async def main() -> Any:
        headers = {"Authorization": api.headers["Authorization"]}
        async with httpx.AsyncClient(
            base_url=api.base_url, headers=headers, verify=False
        ) as client:
            added = [client.post(f"{path}/subscriptions", json={"brandIds": [b]}) for b in brands]
            patched = [
                client.patch(path, json={"attributes": {name: value}})
                for name, value in (("age", 1), ("vip", True), ("first_name", "Ann"))
            ]
            return await asyncio.gather(*added, *patched)

    responses = asyncio.run(main())
    assert {response.status_code for response in responses} == {200}
    contact = api.get(path).json()
    assert sorted(contact["brandIds"]) == sorted(brands)
    assert contact["attributes"] == {"first_name": "Ann", "age": 1, "vip": True}


def test_a_new_contact_is_found_under_its_hash_by_everyone(api: ApiClient) -> None:
    for number in range(50):
        created = api.create(f"Contact.{number}@Example.com")
        assert created["emailMd5"] == hashlib.md5(b"contact.%d@example.com" % number).hexdigest()


def test_the_sandbox_imports_neither_the_client_nor_the_suite_nor_a_framework() -> None:
    code = (
        "import sys, optizmo_deploy.sandbox; "
        "unwanted = {'httpx', 'rich', 'starlette', 'optizmo_deploy_api', 'optizmo_deploy.client', "
        "'optizmo_deploy.conformance', 'schemathesis', 'jsonschema_rs', 'swagger_ui'}; "
        "sys.exit(', '.join(unwanted & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
