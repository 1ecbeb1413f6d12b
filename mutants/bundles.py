"""Several correct variants at once: a server may take many freedoms, and one run judges them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .catalogue import Variant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .gateway import Fault, Request, Response, Server

__all__ = ["bundled", "bundles"]


def _around(outer: Fault, inner: Fault) -> Fault:
    async def fault(request: Request, server: Server) -> Response:
        async def behind(passed: Request) -> Response:
            return await inner(passed, server)

        return await outer(request, behind)

    return fault


def bundled(name: str, variants: Iterable[Variant]) -> Variant:
    """Return the server that does what all of these do, the last one nearest to the client."""
    members = tuple(variants)

    def make() -> Fault:
        fault = members[0].make()
        for each in members[1:]:
            fault = _around(each.make(), fault)
        return fault

    return Variant(
        name=name,
        category="correct: bundles",
        says=f"All at once: {', '.join(each.name for each in members)}.",
        make=make,
        profile="read",
        correct=True,
    )


def bundles(variants: Iterable[Variant], size: int = 8) -> list[tuple[Variant, list[Variant]]]:
    """Deal correct variants out to bundles; neighbours, which often exclude each other, part.

    A variant that is to stay alone, or has an account of its own, does.

    Returns:
        Each bundle with its members.
    """
    given = list(variants)
    single = [each for each in given if each.alone or each.account]
    shared = [each for each in given if each not in single]
    number = max(1, -(-len(shared) // size))
    dealt = [shared[start::number] for start in range(number)] if shared else []
    return [
        *((bundled(f"bundle-{n}", members), members) for n, members in enumerate(dealt, 1)),
        *((each, [each]) for each in single),
    ]
