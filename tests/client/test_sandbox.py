"""Everyday use, against the sandbox."""

from __future__ import annotations

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import optizmo_deploy as od
import pytest

from tests.client.faces import Face, listed
from tests.client.rough_server import answer

if TYPE_CHECKING:
    from optizmo_deploy.sandbox import Sandbox

    from tests.client.rough_server import RoughServer


@pytest.fixture
def sandbox(shared_sandbox: Sandbox, face: Face) -> Any:
    """Call a method of the client in the sandbox: `sandbox(lambda client: …)`."""

    def use(action: Any, **options: Any) -> Any:
        options.setdefault("api_key", shared_sandbox.api_key)
        return face.use(shared_sandbox.url, action, **options)

    return use


def address() -> str:
    return f"{uuid4()}@Example.com"


@pytest.fixture
def brand_ids(sandbox: Any) -> list[str]:
    brands = sandbox(lambda client: listed(client.brands.list(enabled=True)))
    return [str(brand.id) for brand in brands[:6]]


def test_a_contact_is_created_read_changed_and_disabled(sandbox: Any, brand_ids: list[str]) -> None:
    email = address()
    created = sandbox(
        lambda c: c.contacts.create(
            email, attributes={"first_name": "Al", "age": 4}, brand_ids=brand_ids[:2]
        )
    )
    assert created.email_md5 == od.email_md5(email)
    assert sorted(created.brand_ids) == sorted(brand_ids[:2])
    assert created.created_at.utcoffset().total_seconds() == 0

    assert sandbox(lambda c: c.contacts.get(email.upper())) == created
    changed = sandbox(lambda c: c.contacts.update(created, {"age": None, "vip": True}))
    assert changed.attributes.to_dict() == {"first_name": "Al", "vip": True}

    assert sandbox(lambda c: c.contacts.disable(created)) is None
    assert sandbox(lambda c: c.contacts.disable(created)) is None
    assert not sandbox(lambda c: c.contacts.get(created)).enabled
    with pytest.raises(od.ContactExistsError):
        sandbox(lambda c: c.contacts.create(email))


def test_an_upsert_creates_and_then_changes(sandbox: Any, brand_ids: list[str]) -> None:
    email = address()

    first = sandbox(
        lambda c: c.contacts.upsert(
            email, attributes={"first_name": "Al", "age": None}, brand_ids=brand_ids[:1]
        )
    )
    assert first.attributes.to_dict() == {"first_name": "Al"}

    second = sandbox(
        lambda c: c.with_response.contacts.upsert(
            email, attributes={"first_name": None, "age": 5}, brand_ids=brand_ids[1:3]
        )
    )
    assert second.parsed.attributes.to_dict() == {"age": 5}
    assert sorted(second.parsed.brand_ids) == sorted(brand_ids[:3])
    assert second.attempts == 3, "create, subscribe, change"

    only_brands = sandbox(lambda c: c.contacts.upsert(email, brand_ids=brand_ids[3:4]))
    assert sorted(only_brands.brand_ids) == sorted(brand_ids[:4])
    assert sandbox(lambda c: c.contacts.upsert(email)) == only_brands


def test_an_upsert_takes_any_number_of_brands(sandbox: Any) -> None:
    ids = [brand.id for brand in sandbox(lambda c: listed(c.brands.list()))]
    assert len(ids) > 100

    email = address()
    created = sandbox(lambda c: c.contacts.upsert(email, brand_ids=ids))
    assert sorted(created.brand_ids) == sorted(map(str, ids))
    assert sandbox(lambda c: c.contacts.upsert(email, brand_ids=ids)) == created


def test_subscriptions_are_listed_added_removed_and_replaced(
    sandbox: Any, brand_ids: list[str]
) -> None:
    contact = sandbox(lambda c: c.contacts.create(address()))

    def ids(brands: Any) -> list[str]:
        return sorted(str(brand.id) for brand in brands)

    assert sandbox(lambda c: c.subscriptions.list(contact)) == []
    added = sandbox(lambda c: c.subscriptions.add(contact, brand_ids[:3]))
    assert ids(added) == sorted(brand_ids[:3])
    assert all(brand.name for brand in added)

    assert sandbox(lambda c: c.subscriptions.remove(contact, brand_ids[0])) is None
    with pytest.raises(od.InvalidRequestError):
        sandbox(lambda c: c.subscriptions.remove(contact, brand_ids[0]))
    assert sandbox(lambda c: c.subscriptions.remove(contact, brand_ids[0], missing_ok=True)) is None

    replaced = sandbox(lambda c: c.subscriptions.replace(contact, brand_ids[2:5]))
    assert ids(replaced) == sorted(brand_ids[2:5])
    same = sandbox(lambda c: c.with_response.subscriptions.replace(contact, brand_ids[2:5]))
    assert ids(same.parsed) == sorted(brand_ids[2:5])
    assert same.attempts == 1, "nothing to do"
    assert sandbox(lambda c: c.subscriptions.replace(contact, [])) == []


def test_replace_adds_before_it_removes(sandbox: Any, brand_ids: list[str]) -> None:
    contact = sandbox(lambda c: c.contacts.create(address(), brand_ids=brand_ids[:1]))

    with pytest.raises(od.InvalidRequestError, match="/brandIds"):
        sandbox(lambda c: c.subscriptions.replace(contact, [str(uuid4())]))

    assert sandbox(lambda c: c.contacts.get(contact)).brand_ids == brand_ids[:1]


def test_brands_are_listed_over_all_pages(sandbox: Any) -> None:
    everything = sandbox(lambda c: listed(c.brands.list()))
    in_pages = sandbox(lambda c: listed(c.brands.list(page_size=50).pages()))
    one_by_one = sandbox(lambda c: listed(c.brands.list(page_size=10)))

    assert len(everything) == 120
    assert [len(page.data) for page in in_pages] == [50, 50, 20]
    assert in_pages[0].pagination.total_pages == 3
    assert one_by_one == everything == list(itertools.chain(*(page.data for page in in_pages)))


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        ({"name": "{}"}, lambda name, text: name == text),
        ({"name_equal": "{}"}, lambda name, text: name == text),
        ({"name_not_equal": "{}"}, lambda name, text: name != text),
        ({"name_starts_with": "{}"}, lambda name, text: name.lower().startswith(text.lower())),
        ({"name_ends_with": "{}"}, lambda name, text: name.lower().endswith(text.lower())),
        ({"name_contains": "{}"}, lambda name, text: text.lower() in name.lower()),
        ({"name_starts_with_case_sensitive": "{}"}, lambda name, text: name.startswith(text)),
        ({"name_ends_with_case_sensitive": "{}"}, lambda name, text: name.endswith(text)),
        ({"name_contains_case_sensitive": "{}"}, lambda name, text: text in name),
    ],
)
def test_every_name_filter_arrives(sandbox: Any, filters: dict[str, str], fits: Any) -> None:
    everything = [brand.name for brand in sandbox(lambda c: listed(c.brands.list()))]
    text = everything[len(everything) // 2]
    (name,) = filters

    found = [b.name for b in sandbox(lambda c: listed(c.brands.list(**{name: text})))]

    assert found == [other for other in everything if fits(other, text)]
    assert found


def test_brands_are_sorted_and_filtered_by_state(sandbox: Any) -> None:
    forwards = sandbox(lambda c: listed(c.brands.list(sort="name")))
    backwards = sandbox(lambda c: listed(c.brands.list(sort="-name")))
    disabled = sandbox(lambda c: listed(c.brands.list(enabled=False)))

    assert [b.name for b in forwards] == [b.name for b in reversed(backwards)]
    assert disabled == [b for b in forwards if not b.enabled]


def test_a_brand_is_read(sandbox: Any, brand_ids: list[str]) -> None:
    brand = sandbox(lambda c: c.brands.get(brand_ids[0]))

    assert str(brand.id) == brand_ids[0]
    assert brand.unsubscribe_handling.type_
    with pytest.raises(od.NotFoundError):
        sandbox(lambda c: c.brands.get(uuid4()))


def test_responses_come_with_their_results(sandbox: Any, brand_ids: list[str]) -> None:
    response = sandbox(lambda c: c.with_response.brands.get(brand_ids[0]))

    assert str(response.parsed.id) == brand_ids[0]
    assert (response.status_code, response.attempts) == (200, 1)
    assert response.headers["Content-Type"].startswith("application/json")
    assert response.rate_limit.limit > 0
    assert 0 < response.elapsed < 30
    assert brand_ids[0].encode() in response.content.lower()

    email = address()
    created = sandbox(lambda c: c.with_response.contacts.create(email))
    assert (created.status_code, created.parsed.email) == (201, email)
    assert sandbox(lambda c: c.with_response.contacts.get(email)).parsed == created.parsed
    assert sandbox(lambda c: c.with_response.contacts.update(email, {})).status_code == 200
    assert sandbox(lambda c: c.with_response.contacts.disable(email)).parsed is None
    assert sandbox(lambda c: c.with_response.subscriptions.list(email)).parsed == []
    add = sandbox(lambda c: c.with_response.subscriptions.add(email, brand_ids))
    assert len(add.parsed) == len(brand_ids)
    assert (
        sandbox(lambda c: c.with_response.subscriptions.remove(email, brand_ids[0])).status_code
        == 204
    )
    again = sandbox(
        lambda c: c.with_response.subscriptions.remove(email, brand_ids[0], missing_ok=True)
    )
    assert (again.status_code, again.parsed) == (400, None)
    assert sandbox(lambda c: c.with_response.contact_schema.get()).parsed.attributes
    pages = sandbox(lambda c: listed(c.with_response.brands.list(page_size=100)))
    assert [len(page.parsed.data) for page in pages] == [100, 20]


def test_a_schema_finds_what_the_api_refuses(sandbox: Any) -> None:
    schema = sandbox(lambda c: c.contact_schema.get())
    wrong = {
        "Email": "x@example.com",
        "Brand": [],
        "unknown": 1,
        "work_email:md5": "x",
        "first_name": "",
        "last_name": 5,
        "age": "4",
        "score": True,
        "vip": 1,
        "interests": "books",
        "work_email": "nobody",
        "colour/shade~tone": 5,
    }
    found = {error.pointer: error.detail for error in schema.validate(wrong)}

    assert set(found) == {
        "/attributes/" + name.replace("~", "~0").replace("/", "~1") for name in wrong
    }
    for name, value in wrong.items():
        with pytest.raises(od.InvalidRequestError) as caught:
            sandbox(lambda c, n=name, v=value: c.contacts.create(address(), attributes={n: v}))
        assert caught.value.errors[0].pointer in found


def test_a_schema_accepts_what_the_api_accepts(sandbox: Any) -> None:
    schema = sandbox(lambda c: c.contact_schema.get())
    right = {
        "first_name": "Al",
        "age": 4,
        "score": 1.5,
        "vip": False,
        "interests": ["books", "music"],
        "work_email": "al@work.example",
        "colour/shade~tone": "red",
    }

    assert schema.validate(right) == []
    assert schema.validate(dict.fromkeys(right)) == [], "None removes an attribute in a change"
    sandbox(lambda c: c.contacts.create(address(), attributes=right))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("age", float("nan")),
        ("age", float("inf")),
        ("interests", [1]),
        ("interests", {"a": 1}),
        ("work_email", "a b@example.com"),
        ("first_name", ["a"]),
        ("vip", "true"),
        ("first_name:md5", "x"),
    ],
)
def test_a_schema_finds_further_faults(sandbox: Any, name: str, value: object) -> None:
    schema = sandbox(lambda c: c.contact_schema.get())

    (error,) = schema.validate({name: value})

    assert error.pointer == f"/attributes/{name}"
    assert error.detail


def test_a_wrong_key_and_a_forbidden_one_are_told_apart(
    sandbox: Any, shared_sandbox: Sandbox
) -> None:
    with pytest.raises(od.AuthenticationError):
        sandbox(lambda c: c.contact_schema.get(), api_key="wrong")
    with pytest.raises(od.PermissionDeniedError):
        sandbox(lambda c: c.contact_schema.get(), api_key=shared_sandbox.forbidden_api_key)


def test_a_wrong_base_url_ends_in_an_error_of_ours(shared_sandbox: Sandbox, face: Face) -> None:
    with pytest.raises(od.DeployError):
        face.use(shared_sandbox.url + "/nowhere", lambda c: c.contact_schema.get(), api_key="k")


def test_threads_share_a_client(shared_sandbox: Sandbox) -> None:
    emails = [address() for _ in range(40)]
    with (
        od.DeployClient(shared_sandbox.api_key, base_url=shared_sandbox.url) as client,
        ThreadPoolExecutor(16) as pool,
    ):
        created = list(pool.map(client.contacts.create, emails))
        found = list(pool.map(client.contacts.get, emails))
    assert created == found
    assert [contact.email for contact in found] == emails


@pytest.mark.parametrize("http", ["httpx", "aiohttp"])
def test_tasks_share_a_client(shared_sandbox: Sandbox, http: Any) -> None:
    emails = [address() for _ in range(40)]

    async def run() -> None:
        async with od.AsyncDeployClient(
            shared_sandbox.api_key, base_url=shared_sandbox.url, http=http
        ) as client:
            created = await asyncio.gather(*map(client.contacts.create, emails))
            found = await asyncio.gather(*map(client.contacts.get, emails))
            assert created == found

    asyncio.run(run())


def test_filters_are_escaped_on_the_wire(face: Face, server: RoughServer) -> None:
    empty = {"page": 1, "pageSize": 20, "totalCount": 0, "totalPages": 0}
    server.play(answer(200, {"data": [], "pagination": empty}))

    face.use(
        server.url,
        lambda c: listed(
            c.brands.list(name_contains="a&b=c#?/%+ \xe9", enabled=True, sort="-name", page_size=20)
        ),
    )

    assert server.requests[0].target == (
        "/deploy/v1/brands?page=1&pageSize=20&sort=-name&enabled=true"
        "&name%5Bcontains%5D=a%26b%3Dc%23%3F%2F%25%2B+%C3%A9"
    )
