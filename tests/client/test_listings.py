"""Listings: which pages are asked for, where they end, and how they are closed and resumed."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import optizmo_deploy as od
import pytest
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy.client.core.paging import Cursor
from optizmo_deploy_api.models import BrandPage

from tests.client.faces import Face, finish, listed
from tests.client.rough_server import RoughServer, answer, problem

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from optizmo_deploy.sandbox import Sandbox

    from tests.client.rough_server import Behaviour, Request

NONE = od.RetryPolicy.none()


def document(
    number: int, names: str, total_pages: int, total_count: int | None = None
) -> dict[str, Any]:
    """A page with a brand for each letter."""
    data = [
        {"id": f"{ord(name):08x}-0000-4000-8000-000000000000", "name": name, "enabled": True}
        for name in names
    ]
    pagination = {
        "page": number,
        "pageSize": 10,
        "totalCount": 99 if total_count is None else total_count,
        "totalPages": total_pages,
    }
    return {"data": data, "pagination": pagination}


def page(number: int, names: str, total_pages: int, total_count: int | None = None) -> Behaviour:
    return answer(200, document(number, names, total_pages, total_count))


def pages(*contents: str, failing: dict[int, Behaviour] | None = None) -> Behaviour:
    """Respond with the page that is asked for; the pages of `failing` fail once."""
    failures = dict(failing or {})

    def behave(connection: socket.socket, request: Request) -> None:
        number = int(parse_qs(urlsplit(request.target).query)["page"][0])
        content = contents[number - 1] if number <= len(contents) else ""
        behaviour = failures.pop(number, page(number, content, len(contents)))
        behaviour(connection, request)

    return behave


def names(face: Face, server: RoughServer, **filters: Any) -> str:
    found = face.use(server.url, lambda c: listed(c.brands.list(**filters)))
    return "".join(brand.name for brand in found)


def asked_for(server: RoughServer) -> list[int]:
    return [int(parse_qs(urlsplit(r.target).query)["page"][0]) for r in server.requests]


@pytest.mark.parametrize("beyond", [page(2, "", 1), problem(500, "x"), problem(403, "x")])
def test_a_listing_of_one_page_is_one_request(
    face: Face, server: RoughServer, beyond: Behaviour
) -> None:
    server.play(page(1, "ab", 1), beyond)

    assert names(face, server) == "ab"
    assert asked_for(server) == [1]


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        (["ab", "", "c"], "abc"),
        (["ab", "ab", "c"], "abc"),
        (["ab", "bc", "cd"], "abcd"),
        (["aba", "", "", "c"], "abc"),
        (["", "ab"], "ab"),
        (["ab", "c", ""], "abc"),
    ],
    ids=["empty", "repeated", "overlapping", "two empty", "first empty", "last empty"],
)
def test_an_empty_or_repeated_page_ends_nothing(
    face: Face, server: RoughServer, contents: list[str], expected: str
) -> None:
    server.play(pages(*contents))

    assert names(face, server) == expected
    assert asked_for(server) == list(range(1, len(contents) + 1))


@pytest.mark.parametrize("total_pages", [-1, 0, 1, 5])
def test_an_empty_listing_is_one_page(face: Face, server: RoughServer, total_pages: int) -> None:
    server.play(page(1, "", total_pages, 0))

    assert names(face, server) == ""
    (only,) = face.use(server.url, lambda c: listed(c.brands.list().pages()))
    assert only.data == []
    assert asked_for(server) == [1, 1]


def test_the_latest_page_says_how_many_there_are(face: Face, server: RoughServer) -> None:
    server.play(page(1, "a", 2), page(2, "b", 3), page(3, "c", 3))
    assert names(face, server) == "abc"

    server.play(page(1, "a", 3), page(2, "b", 2))
    assert names(face, server) == "ab"


def test_a_server_that_always_promises_another_page_is_not_asked_for_ever(
    face: Face, server: RoughServer
) -> None:
    server.play(page(1, "ab", 2), page(2, "ab", 3), page(3, "ab", 4))

    assert names(face, server) == "ab"
    assert asked_for(server) == [1, 2]


@pytest.mark.parametrize("status", [400, 403, 404])
def test_an_error_for_a_page_that_should_be_there_is_an_error(
    face: Face, server: RoughServer, status: int
) -> None:
    server.play(page(1, "a", 2), problem(status, "x"))

    with pytest.raises(od.ApiError) as caught:
        names(face, server)
    assert caught.value.status_code == status


def test_a_listing_is_resumed_after_a_failed_page(face: Face, server: RoughServer) -> None:
    server.play(pages("ab", "cd", "e", failing={2: problem(503, "x")}))
    server_url = server.url

    async def several(client: Any) -> tuple[str, int | None, str]:
        brands = client.brands.list()
        got = ""
        try:
            while True:
                got += (await finish_next(brands)).name
        except od.ServerError:
            failed = brands.next_page
        rest = "".join(brand.name for brand in await finish(listed(brands)))
        return got, failed, rest

    def run(client: Any) -> Any:
        return several(client) if face.is_async else asyncio.run(several(client))

    got, failed, rest = face.use(server_url, run, retry=NONE)
    assert (got, failed, rest) == ("ab", 2, "cde")
    assert asked_for(server) == [1, 2, 2, 3]


async def finish_next(iterator: Any) -> Any:
    return await anext(iterator) if hasattr(iterator, "__anext__") else next(iterator)


@pytest.mark.parametrize("with_response", [False, True])
def test_pages_are_resumed_after_a_failed_page(
    face: Face, server: RoughServer, with_response: bool
) -> None:
    server.play(pages("ab", "", "e", failing={3: problem(500, "x")}))

    async def several(client: Any) -> list[int]:
        listing = (
            client.with_response.brands.list() if with_response else client.brands.list().pages()
        )
        numbers: list[int] = []
        failures = 0
        while listing.next_page is not None:
            try:
                got = await finish_next(listing)
            except od.ServerError:
                failures += 1
            else:
                numbers.append((got.parsed if with_response else got).pagination.page)
        assert failures == 1
        with pytest.raises((StopIteration, StopAsyncIteration)):
            await _no_more(listing)
        return numbers

    def run(client: Any) -> Any:
        return several(client) if face.is_async else asyncio.run(several(client))

    assert face.use(server.url, run, retry=NONE) == [1, 2, 3]


async def _no_more(listing: Any) -> None:
    if hasattr(listing, "__anext__"):
        await listing.__anext__()
    else:
        try:
            next(listing)
        except StopIteration:
            raise StopAsyncIteration from None  # a coroutine cannot raise the other one


def test_a_listing_starts_at_a_page(face: Face, server: RoughServer) -> None:
    server.play(pages("ab", "cd", "e"))

    def listing(action: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda c: listed(action(c))

    assert names(face, server, start_page=2) == "cde"
    for action in (
        lambda c: c.brands.list(start_page=2).pages(),
        lambda c: c.brands.list().pages(start=2),
        lambda c: c.brands.list(start_page=3).pages(2),
        lambda c: (
            (r.parsed for r in c.with_response.brands.list(start_page=2))
            if not face.is_async
            else c.brands.list(start_page=2).pages()
        ),
    ):
        found = face.use(server.url, listing(action))
        assert [one.pagination.page for one in found] == [2, 3]
    assert asked_for(server) == [2, 3] * 5


@pytest.mark.parametrize("start", [0, -1, True, "2", 1.0])
def test_a_page_that_cannot_be_is_refused_before_any_request(
    face: Face, server: RoughServer, start: Any
) -> None:
    for action in (
        lambda c: c.brands.list(start_page=start),
        lambda c: c.with_response.brands.list(start_page=start),
        lambda c: c.brands.list().pages(start=start),
    ):
        with pytest.raises(od.InvalidArgumentError, match="page must be a whole number"):
            face.use(server.url, action)
    assert server.connections == 0


def test_a_page_after_the_last_is_what_the_server_says(face: Face, server: RoughServer) -> None:
    server.play(pages("ab"))
    assert names(face, server, start_page=9) == ""
    assert asked_for(server) == [9]

    server.play(problem(404, "not_found_error"))
    with pytest.raises(od.NotFoundError):
        names(face, server, start_page=9)


def test_a_listing_can_be_closed_in_the_middle_of_a_page(face: Face, server: RoughServer) -> None:
    server.play(pages("ab", "cd"))

    def blocking(client: Any) -> list[str]:
        with client.brands.list() as brands:
            first = next(brands)
        with contextlib.closing(client.brands.list().pages()) as second:
            next(second)
        third = client.with_response.brands.list()
        next(third)
        third.close()
        third.close()
        for closed in (brands, second, third):
            assert list(closed) == []
            assert closed.next_page is None
        return [first.name]

    async def asynchronous(client: Any) -> list[str]:
        async with client.brands.list() as brands:
            first = await anext(brands)
        async with contextlib.aclosing(client.brands.list().pages()) as second:
            await anext(second)
        third = client.with_response.brands.list()
        await anext(third)
        await third.aclose()
        await third.aclose()
        for closed in (brands, second, third):
            assert [one async for one in closed] == []
            assert closed.next_page is None
        return [first.name]

    assert face.use(server.url, asynchronous if face.is_async else blocking) == ["a"]
    assert asked_for(server) == [1, 1, 1]


def test_a_listing_that_is_closed_before_its_first_step_asks_for_nothing(
    face: Face, server: RoughServer
) -> None:
    def blocking(client: Any) -> list[Any]:
        with client.brands.list() as brands:
            pass
        return list(brands)

    async def asynchronous(client: Any) -> list[Any]:
        async with client.brands.list() as brands:
            pass
        return [brand async for brand in brands]

    assert face.use(server.url, asynchronous if face.is_async else blocking) == []
    assert server.connections == 0


def test_an_abandoned_listing_leaves_nothing_behind(face: Face, server: RoughServer) -> None:
    """An asynchronous generator would be closed by the event loop, or warn if there is none."""
    server.play(pages("ab", "cd"))

    def blocking(client: Any) -> None:
        for _ in client.brands.list():
            break
        gc.collect()

    async def asynchronous(client: Any) -> None:
        async for _ in client.brands.list():
            break
        gc.collect()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    face.use(server.url, asynchronous if face.is_async else blocking)
    assert asked_for(server) == [1]


def test_a_listing_is_an_iterator_over_all_pages(shared_sandbox: Sandbox) -> None:
    with od.DeployClient(shared_sandbox.api_key, base_url=shared_sandbox.url) as client:
        brands = client.brands.list(page_size=50)
        assert iter(brands) is brands
        assert repr(brands) == "<BrandList, next page: 1>"
        first = next(brands)
        assert len([first, *brands]) == 120
        assert list(brands) == []
        rest = client.brands.list(page_size=50, start_page=2)
        assert len(list(rest)) == 70

    async def run() -> None:
        async with od.AsyncDeployClient(
            shared_sandbox.api_key, base_url=shared_sandbox.url
        ) as client:
            brands = client.brands.list()
            first = await anext(brands)
            assert len([first] + [brand async for brand in brands]) == 120
            assert repr(brands) == "<AsyncBrandList, next page: None>"

    asyncio.run(run())


@given(st.lists(st.text("abcdef", max_size=4), min_size=1, max_size=6), st.integers(1, 6))
def test_every_brand_of_every_page_from_the_start_comes_once(
    contents: list[str], start: int
) -> None:
    start = min(start, len(contents))
    cursor = Cursor(start)
    got: list[str] = []
    steps: list[int] = []
    while (number := cursor.next_page) is not None:
        steps.append(number)
        got_page = BrandPage.from_dict(document(number, contents[number - 1], len(contents)))
        got += [brand.name for brand in cursor.arrived(number, got_page)]
    assert steps == list(range(start, len(contents) + 1))
    assert got == list(dict.fromkeys("".join(contents[start - 1 :])))
