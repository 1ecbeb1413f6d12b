"""Options of a derived client and of a single call."""

from __future__ import annotations

import asyncio
import traceback
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import optizmo_deploy as od
import pytest
from optizmo_deploy_api.api.contacts import get_contact

from tests.client.faces import KEY, finish, listed
from tests.client.rough_server import ALICE, BRAND, CONTACT, RoughServer, answer, hang, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.client.faces import Face

NONE = od.RetryPolicy.none()
LIMITED = (
    ("X-Rate-Limit-Limit", "100"),
    ("X-Rate-Limit-Remaining", "99"),
    ("X-Rate-Limit-Reset", "60"),
)
PAGE = {
    "data": [],
    "pagination": {"page": 1, "pageSize": 10, "totalCount": 0, "totalPages": 0},
}
SCHEMA: dict[str, Any] = {"attributes": []}
METHODS: dict[str, tuple[Callable[..., Any], Any]] = {
    "contacts.create": (lambda c, **o: c.contacts.create("alice@example.com", **o), CONTACT),
    "contacts.get": (lambda c, **o: c.contacts.get(ALICE, **o), CONTACT),
    "contacts.update": (lambda c, **o: c.contacts.update(ALICE, {"a": 1}, **o), CONTACT),
    "contacts.upsert": (lambda c, **o: c.contacts.upsert("alice@example.com", **o), CONTACT),
    "contacts.disable": (lambda c, **o: c.contacts.disable(ALICE, **o), None),
    "subscriptions.list": (lambda c, **o: c.subscriptions.list(ALICE, **o), {"brands": []}),
    "subscriptions.add": (lambda c, **o: c.subscriptions.add(ALICE, [BRAND], **o), {"brands": []}),
    "subscriptions.remove": (lambda c, **o: c.subscriptions.remove(ALICE, BRAND, **o), None),
    "subscriptions.replace": (
        lambda c, **o: c.subscriptions.replace(ALICE, [], **o),
        {"brands": []},
    ),
    "brands.list": (lambda c, **o: listed(c.brands.list(**o)), PAGE),
    "pages": (lambda c, **o: listed(c.brands.list(**o).pages()), PAGE),
    "with_response.brands.list": (lambda c, **o: listed(c.with_response.brands.list(**o)), PAGE),
    "contact_schema.get": (lambda c, **o: c.contact_schema.get(**o), SCHEMA),
    "with_response.contacts.get": (
        lambda c, **o: c.with_response.contacts.get(ALICE, **o),
        CONTACT,
    ),
}


@pytest.mark.parametrize(("method", "document"), METHODS.values(), ids=list(METHODS))
def test_every_method_takes_options_for_one_call(
    face: Face, server: RoughServer, method: Callable[..., Any], document: Any
) -> None:
    success = answer(204, None) if document is None else answer(200, document)
    server.play(problem(500, "api_error"), success)
    with pytest.raises(od.ServerError):
        face.use(server.url, lambda c: method(c, retry=NONE, headers={"X-Run": "7"}))
    assert [r.headers.get("x-run") for r in server.requests] == ["7"]

    server.play(problem(500, "api_error"), success)
    face.use(server.url, lambda c: method(c, timeout=None, retry=None, headers=None))
    assert [r.headers.get("x-run") for r in server.requests[1:]] == [None, None]


def test_options_of_one_call_leave_the_client_as_it_is(face: Face, server: RoughServer) -> None:
    server.play(answer())

    def blocking(client: Any) -> None:
        client.contacts.get(ALICE, headers={"x-a": "2", "X-B": "3"})
        client.contacts.get(ALICE)

    async def asynchronous(client: Any) -> None:
        await client.contacts.get(ALICE, headers={"x-a": "2", "X-B": "3"})
        await client.contacts.get(ALICE)

    face.use(server.url, asynchronous if face.is_async else blocking, headers={"X-A": "1"})
    one, two = (request.headers for request in server.requests)
    assert (one["x-a"], one["x-b"], two["x-a"], two.get("x-b")) == ("2", "3", "1", None)
    assert server.connections == 1


def test_the_timeout_of_one_call_is_kept(face: Face, server: RoughServer) -> None:
    server.play(hang)
    with pytest.raises(od.ConnectionFailedError, match="in time"):
        face.use(server.url, lambda c: c.contacts.get(ALICE, timeout=0.2, retry=NONE))


@pytest.mark.parametrize(
    "options", [{"timeout": 0}, {"retry": 3}, {"headers": {"Authorization": "x"}}]
)
def test_options_of_one_call_are_checked_before_any_request(
    face: Face, server: RoughServer, options: Any
) -> None:
    for method in (
        lambda c: c.contacts.get(ALICE, **options),
        lambda c: c.subscriptions.replace(ALICE, [], **options),
        lambda c: listed(c.brands.list(**options)),
    ):
        with pytest.raises(od.ConfigurationError):
            face.use(server.url, method)
    assert server.connections == 0


@pytest.mark.parametrize(
    "method",
    [
        lambda c: c.contacts.get(ALICE, timout=1),
        lambda c: c.contacts.create("a@example.com", pace=False),
        lambda c: listed(c.brands.list(title="x")),
    ],
)
def test_an_option_that_there_is_not_is_a_type_error(
    face: Face, server: RoughServer, method: Callable[[Any], Any]
) -> None:
    with pytest.raises(TypeError, match=r"unexpected keyword argument '\w+'"):
        face.use(server.url, method)
    assert server.connections == 0


def use_child(face: Face, server: RoughServer, *actions: Any, **options: Any) -> list[Any]:
    """Carry out actions with a client derived from one on the server, then with that one."""

    def blocking(client: Any) -> list[Any]:
        with client.with_options(**options) as child:
            results = [action(child) for action in actions]
        client.contacts.get(ALICE)
        return [*results, child, client]

    async def asynchronous(client: Any) -> list[Any]:
        async with client.with_options(**options) as child:
            results = [await action(child) for action in actions]
        await client.contacts.get(ALICE)
        return [*results, child, client]

    found: list[Any] = face.use(server.url, asynchronous if face.is_async else blocking)
    return found


def test_a_derived_client_has_another_key(face: Face, server: RoughServer) -> None:
    server.play(answer(200, CONTACT, *LIMITED))

    child, parent = use_child(face, server, api_key="other")[-2:]
    assert parent.rate_limit.remaining == 99
    assert child.rate_limit is None, "another key, another account, another limit"

    server.requests.clear()
    use_child(face, server, lambda c: c.contacts.get(ALICE), api_key=lambda: "asked")
    keys = [request.headers["authorization"] for request in server.requests]
    assert keys == ["Bearer asked", f"Bearer {KEY}"]
    assert server.connections == 2, "one for each use, shared by parent and child"


def test_a_derived_client_has_another_base_url(face: Face, server: RoughServer) -> None:
    server.play(answer())
    with RoughServer(answer(200, CONTACT, *LIMITED)) as other:
        for url in (other.url, httpx.URL(other.url)):
            *_, child, parent = use_child(
                face, server, lambda c: c.contacts.get(ALICE), base_url=url
            )
            assert child.rate_limit.remaining == 99
            assert parent.rate_limit is None
        assert len(other.requests) == len(server.requests) == 2


def test_a_derived_client_closes_the_connections_that_are_its_own(
    face: Face, server: RoughServer
) -> None:
    server.play(answer())
    child = use_child(face, server, base_url=f"{server.url}/other")[0]

    with pytest.raises(od.ConfigurationError, match="closed"):
        asyncio.run(finish(child.contacts.get(ALICE)))


def test_a_derived_client_need_not_pace(face: Face, server: RoughServer) -> None:
    exhausted = (
        ("X-Rate-Limit-Limit", "9"),
        ("X-Rate-Limit-Remaining", "0"),
        ("X-Rate-Limit-Reset", "20"),
    )
    server.play(answer(200, CONTACT, *exhausted))
    waits = face.waits.waits

    def get(client: Any) -> Any:
        return client.contacts.get(ALICE)

    def look(client: Any) -> Any:
        waited.append(sum(waits))
        return client.contacts.get(ALICE)

    waited: list[float] = []
    use_child(face, server, get, get, look, pace=False)
    assert waited == [0]
    assert sum(waits) == pytest.approx(20, abs=5), "but its parent does"


def test_a_derived_client_is_on_a_client_of_the_callers(face: Face, server: RoughServer) -> None:
    server.play(answer())
    if not face.is_async:
        with httpx.Client(headers={"X-Mine": "1"}) as mine:
            use_child(face, server, lambda c: c.contacts.get(ALICE), http_client=mine)
            assert not mine.is_closed
    elif face.name == "httpx":
        other = httpx.AsyncClient(headers={"X-Mine": "1"})
        use_child(face, server, lambda c: c.contacts.get(ALICE), http_client=other)
        assert not other.is_closed
    else:

        async def run() -> None:
            async with (
                aiohttp.ClientSession(headers={"X-Mine": "1"}) as session,
                face.make(server.url) as client,
            ):
                child = client.with_options(http_client=session)
                await child.contacts.get(ALICE)
                await child.aclose()
                await client.contacts.get(ALICE)
                assert not session.closed

        asyncio.run(run())
    assert [request.headers.get("x-mine") for request in server.requests] == ["1", None]


def test_an_http_client_of_another_kind_is_refused(face: Face) -> None:
    client = face.make("http://h")
    with pytest.raises(od.ConfigurationError, match="http_client must be"):
        client.with_options(http_client=object())
    for options in ({"api_key": ""}, {"api_key": "a b"}, {"base_url": "x"}, {"base_url": 5}):
        with pytest.raises(od.ConfigurationError):
            client.with_options(**options)


def test_a_subclass_and_its_attributes_are_kept() -> None:
    class Slotted(od.DeployClient):
        __slots__ = ("tenant",)

    class Mine(Slotted):
        def __init__(self, region: str, tenant: str) -> None:
            super().__init__("k", base_url="http://h")
            self.region = region
            self.tenant = tenant

        def where(self) -> str:
            return f"{self.region}/{self.tenant}"

    with Mine("eu", "acme") as client:
        child = client.with_options(timeout=1)
        assert type(child) is Mine
        assert child.where() == "eu/acme"
        child.region = "us"
        assert client.where() == "eu/acme"
        assert repr(child) == "Mine(base_url='http://h')"
        assert child.contacts is not client.contacts


def test_a_base_url_may_be_parsed_already(face: Face, server: RoughServer) -> None:
    server.play(answer())
    contact = face.use(httpx.URL(server.url + "/"), lambda c: c.call(get_contact, ALICE))  # type: ignore[arg-type]
    assert contact.email_md5 == ALICE
    assert server.requests[0].target == f"/deploy/v1/contacts/{ALICE}"
    with pytest.raises(od.ConfigurationError, match="user name"):
        face.make(httpx.URL("http://user:secret@h"))  # type: ignore[arg-type]


def test_no_deadline_means_none(face: Face, server: RoughServer) -> None:
    server.play(*[problem(503, "api_error", ("Retry-After", "50"))] * 4, answer())
    policy = od.RetryPolicy(deadline=None, max_attempts=9)
    assert policy.deadline is None

    assert face.use(server.url, lambda c: c.contacts.get(ALICE), retry=policy)

    assert sum(face.waits.waits) == pytest.approx(200)
    with pytest.raises(od.ConfigurationError, match="deadline"):
        od.RetryPolicy(deadline=-1)


@pytest.mark.parametrize("options", [{"timeout": -1}, {"base_url": "nowhere"}])
def test_a_key_beside_a_bad_setting_is_in_no_frame_of_the_traceback(
    face: Face, options: dict[str, Any]
) -> None:
    client = face.make("http://h")
    makes: list[Callable[[], Any]] = [
        lambda: type(client)(KEY, **{"base_url": "http://h", **options}),
        lambda: client.with_options(api_key=KEY, **options),
    ]
    for make in makes:
        with pytest.raises(od.ConfigurationError) as caught:
            make()
        frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        ours = [frame for frame in frames.stack if "/optizmo_deploy/" in frame.filename]
        assert ours
        assert not any(KEY in text for frame in ours for text in (frame.locals or {}).values())
