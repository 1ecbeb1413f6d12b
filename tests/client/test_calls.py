"""`client.call`: any operation of the contract, by its module in the generated package."""

from __future__ import annotations

import inspect
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import optizmo_deploy as od
import pytest
from optizmo_deploy.client.core.calls import Call
from optizmo_deploy_api.api.brands import get_brand, list_brands
from optizmo_deploy_api.api.contact_schema import get_contact_schema
from optizmo_deploy_api.api.contacts import create_contact, disable_contact, get_contact
from optizmo_deploy_api.api.subscriptions import add_contact_subscriptions
from optizmo_deploy_api.models import BrandSort, Contact, ContactCreate, SubscriptionAdd
from optizmo_deploy_api.operations import OPERATIONS
from optizmo_deploy_api.types import Request

from tests.client.faces import KEY
from tests.client.rough_server import ALICE, BRAND, CONTACT, answer, problem, reset

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.sandbox import Sandbox

    from tests.client.faces import Face
    from tests.client.rough_server import RoughServer

BUSY = problem(409, "operation_in_progress", ("Retry-After", "1"))


def test_every_operation_of_the_contract_has_a_module_that_can_be_called() -> None:
    for operation in OPERATIONS.values():
        module = import_module(f"optizmo_deploy_api.{operation.module}")
        names = inspect.signature(module.request).parameters
        required = {p.python_name for p in operation.parameters if p.required}
        assert required <= names.keys()
        assert ("body" in names) is operation.has_body


def test_an_operation_is_called_like_a_method(face: Face, server: RoughServer) -> None:
    server.play(answer())

    contact = face.use(server.url, lambda c: c.call(get_contact, ALICE))
    named = face.use(server.url, lambda c: c.contacts.get(ALICE))
    response = face.use(server.url, lambda c: c.with_response.call(get_contact, email_md5=ALICE))

    assert contact == named == response.parsed == Contact.from_dict(CONTACT)
    assert (response.status_code, response.attempts) == (200, 1)
    one, two, _ = server.requests
    assert (one.method, one.target) == (two.method, two.target)
    assert one.headers == two.headers
    assert one.headers["authorization"] == f"Bearer {KEY}"


def test_what_an_operation_takes_is_sent(face: Face, server: RoughServer) -> None:
    page = {
        "data": [],
        "pagination": {"page": 3, "pageSize": 10, "totalCount": 0, "totalPages": 0},
    }
    server.play(answer(200, page), answer(200, {"brands": []}), answer(204, None))

    found = face.use(
        server.url,
        lambda c: c.call(list_brands, page=3, sort=BrandSort.NAME_DESCENDING, enabled=False),
    )
    ids: list[Any] = [UUID(BRAND)]
    added = face.use(
        server.url,
        lambda c: c.call(add_contact_subscriptions, ALICE, body=SubscriptionAdd(ids)),
    )
    nothing = face.use(server.url, lambda c: c.call(disable_contact, ALICE))

    assert (found.pagination.page, added.brands, nothing) == (3, [], None)
    listing, adding, _ = server.requests
    assert listing.target == "/deploy/v1/brands?page=3&sort=-name&enabled=false"
    assert adding.json() == {"brandIds": [BRAND]}


def test_an_operation_is_repeated_as_its_idempotency_allows(
    face: Face, server: RoughServer
) -> None:
    body = ContactCreate(email="alice@example.com")
    server.play(BUSY, reset(), answer(201))
    with pytest.raises(od.ConnectionFailedError) as caught:
        face.use(server.url, lambda c: c.call(create_contact, body=body))
    assert caught.value.sent
    assert server.methods == ["POST", "POST"], "waited out, then lost, and it is not idempotent"

    server.play(BUSY, reset(), answer(204, None))
    assert face.use(server.url, lambda c: c.call(disable_contact, ALICE)) is None
    assert len(server.requests) == 5


def test_the_errors_of_an_operation_are_those_of_the_client(
    face: Face, server: RoughServer
) -> None:
    server.play(problem(404, "not_found_error"))
    with pytest.raises(od.NotFoundError):
        face.use(server.url, lambda c: c.call(get_brand, BRAND))

    server.play(answer(200, {"id": 5}))
    with pytest.raises(od.InvalidResponseError, match="wrong type"):
        face.use(server.url, lambda c: c.call(get_brand, BRAND))


@pytest.mark.parametrize(
    "operation",
    [None, "getContact", get_contact.request, get_contact.sync, inspect],
    ids=["none", "text", "request", "sync", "another module"],
)
def test_what_is_not_an_operation_is_refused(
    face: Face, server: RoughServer, operation: Any
) -> None:
    with pytest.raises(od.InvalidArgumentError, match="an operation must be a module such as"):
        face.use(server.url, lambda c: c.call(operation, ALICE))
    assert server.connections == 0


REFUSED: dict[str, Callable[[Any], Any]] = {
    "no id": lambda c: c.call(get_brand, ""),
    "a dot": lambda c: c.call(get_brand, "."),
    "two dots": lambda c: c.call(get_contact, ".."),
    "a lone surrogate in the path": lambda c: c.call(get_brand, "\ud800"),
    "a lone surrogate in the query": lambda c: c.call(list_brands, name="\ud800"),
    "a dictionary as a body": lambda c: c.call(create_contact, body={"email": "a@b"}),
    "a set in a body": lambda c: c.call(create_contact, body=ContactCreate({1})),  # type: ignore[arg-type]
    "a lone surrogate in a listing": lambda c: list(c.brands.list(name="\ud800")),
}


@pytest.mark.parametrize("action", REFUSED.values(), ids=list(REFUSED))
def test_an_argument_that_cannot_be_sent_is_refused(
    face: Face, server: RoughServer, action: Callable[[Any], Any]
) -> None:
    def act(client: Any) -> Any:
        if face.is_async and action is REFUSED["a lone surrogate in a listing"]:
            return anext(client.brands.list(name="\ud800"))
        return action(client)

    with pytest.raises(od.InvalidArgumentError):
        face.use(server.url, act)
    assert server.connections == 0


@pytest.mark.parametrize(
    "action",
    [
        lambda c: c.call(get_brand),
        lambda c: c.call(get_brand, BRAND, colour="red"),
        lambda c: c.call(get_contact_schema, 5),
        lambda c: c.call(),
    ],
)
def test_wrong_arguments_are_a_type_error_as_of_any_function(
    face: Face, server: RoughServer, action: Callable[[Any], Any]
) -> None:
    with pytest.raises(TypeError):
        face.use(server.url, action)
    assert server.connections == 0


def test_an_argument_changes_no_more_than_its_part_of_the_path() -> None:
    for text in ("../x", "a/b", "a?b", "a#b", "%2e%2e", " "):
        target = Call(get_brand.request(text)).target
        assert target.count("/") == 3
        assert "?" not in target
        assert "#" not in target


def test_bodies_and_header_fields_of_every_kind_are_encoded() -> None:
    def call(**kwargs: Any) -> Call[None]:
        operation: Any = SimpleNamespace(method="POST", idempotent=False)
        return Call(Request(operation, {"method": "post", "url": "/x", **kwargs}, None))

    json_call = call(json=[1], headers={"Content-Type": "application/json", "X-Reason": "a"})
    assert (json_call.body, json_call.headers) == (b"[1]", {"x-reason": "a"})
    form = call(data={"a": "b c"}, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert form.body == b"a=b+c"
    assert form.headers == {"content-type": "application/x-www-form-urlencoded"}
    upload = call(
        files=[("file", ("n.txt", b"hello", "text/plain"))],
        headers={"Content-Type": "multipart/form-data; boundary=+++"},
    )
    assert upload.body is not None
    assert upload.body.startswith(b"--+++\r\n")
    assert b"hello" in upload.body
    assert call(content=b"\x00", headers={"Content-Type": "image/png"}).body == b"\x00"
    cookie = call(cookies={"session": "s"})
    assert (cookie.body, cookie.headers) == (None, {"cookie": "session=s"})
    assert (call().body, call().headers) == (None, {})


def test_an_operation_works_against_the_sandbox(face: Face, shared_sandbox: Sandbox) -> None:
    options = {"api_key": shared_sandbox.api_key}
    page = face.use(shared_sandbox.url, lambda c: c.call(list_brands, page_size=10), **options)
    brand = page.data[0].id
    read = face.use(shared_sandbox.url, lambda c: c.call(get_brand, brand), **options)
    assert read.id == brand
    schema = face.use(shared_sandbox.url, lambda c: c.call(get_contact_schema), **options)
    assert "Email" in [attribute.name for attribute in schema.attributes]


def test_the_header_fields_of_an_operation_are_sent(face: Face, server: RoughServer) -> None:
    server.play(answer(204, None))
    module: Any = ModuleType("put_note")

    def request(reason: str) -> Request[None]:
        kwargs = {"method": "put", "url": "/v1/x", "json": {}, "headers": {"X-Reason": reason}}
        return Request(OPERATIONS["disableContact"], kwargs, None)

    module.request = request
    assert face.use(server.url, lambda c: c.call(module, "why")) is None

    assert server.requests[0].headers["x-reason"] == "why"
    assert server.requests[0].headers["content-type"] == "application/json"
