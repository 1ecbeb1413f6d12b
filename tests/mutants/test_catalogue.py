from __future__ import annotations

import asyncio

import pytest

from mutants import all_variants
from mutants.bundles import bundled, bundles
from mutants.catalogue import Category, Stateful, Variant, stateful
from mutants.gateway import Request, Response, Server
from mutants.shapes import bodies, contacts

CREATE = Request("POST", "/v1/contacts", "", (), operation="createContact")


async def created(_: Request) -> Response:
    return Response(201).with_json({"email": "A@B.c", "emailMd5": "0" * 32})


def status(fault: Variant, *requests: Request) -> list[int]:
    async def responses() -> list[int]:
        treat = fault.make()
        return [(await treat(request, created)).status for request in requests]

    return asyncio.run(responses())


def test_there_are_many_variants_and_each_says_what_it_does() -> None:
    variants = all_variants().values()
    assert sum(not each.correct for each in variants) >= 1200
    assert sum(each.correct for each in variants) >= 100
    assert all(each.says.endswith(".") for each in variants)
    assert len({each.says for each in variants}) == len(variants)


def test_a_row_takes_the_profile_of_its_category_unless_it_has_one() -> None:
    async def fault(request: Request, server: Server) -> Response:
        return await server(request)

    category = Category("some", profile="read", correct=True)
    category.rows(("one", "Does one thing.", fault), ("two", "Does another.", fault, "full"))
    category.rows(("three", "Cannot be combined.", fault), alone=True)
    assert [(each.name, each.profile, each.alone) for each in category.variants] == [
        ("one", "read", False),
        ("two", "full", False),
        ("three", "read", True),
    ]
    assert all(each.correct and each.category == "some" for each in category.variants)


def test_a_stateful_fault_remembers_within_a_server_and_nothing_of_another() -> None:
    @stateful(list)
    async def every_second(request: Request, server: Server, seen: list[Request]) -> Response:
        seen.append(request)
        return await server(request) if len(seen) % 2 else Response(500)

    assert isinstance(every_second, Stateful)
    one = Variant("one", "some", "Fails every second time.", every_second)
    assert status(one, CREATE, CREATE, CREATE) == [201, 500, 201]
    assert status(one, CREATE) == [201]


def test_bundles_hold_every_variant_once_and_leave_accounts_alone() -> None:
    correct = [each for each in all_variants().values() if each.correct]
    dealt = bundles(correct, 8)
    assert sorted(m.name for members in dealt for m in members) == sorted(c.name for c in correct)
    assert all(len(members) == 1 for members in dealt if members[0].account or members[0].alone)
    assert max(len(members) for members in dealt) <= 8
    assert len(bundles(correct, 1)) == len(correct)


def test_a_bundle_does_what_all_its_members_do() -> None:
    both = bundled("both", [all_variants()[n] for n in ("email-lower-case", "create-returns-200")])

    async def response() -> Response:
        return await both.make()(CREATE, created)

    got = asyncio.run(response())
    assert (got.status, got.json()["email"]) == (200, "a@b.c")


def test_two_variants_of_one_name_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = [*bodies.CATEGORY.variants, contacts.CATEGORY.variants[0]]
    monkeypatch.setattr(bodies.CATEGORY, "variants", twice)
    with pytest.raises(ValueError, match="there are two variants"):
        all_variants.__wrapped__()
