"""Several correct variants in one server, so that one run of the suite tries them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mutants.catalogue import Stateful, Variant
from mutants.gateway import Fault, Request, Response, Server

__all__ = ["bundled", "bundles"]


def bundled(name: str, members: Sequence[Variant]) -> Variant:
    """Return the server that does what all of these do, the last one nearest to the client."""

    def make() -> Fault:
        fault = members[0].make()
        for each in members[1:]:
            fault = _around(each.make(), fault)
        return fault

    says = f"All at once: {', '.join(each.name for each in members)}."
    return Variant(name, "correct: bundles", says, Stateful(make), profile="read", correct=True)


def _around(outer: Fault, inner: Fault) -> Fault:
    async def fault(request: Request, server: Server) -> Response:
        async def behind(passed: Request) -> Response:
            return await inner(passed, server)

        return await outer(request, behind)

    return fault


def bundles(variants: Iterable[Variant], size: int) -> list[list[Variant]]:
    """Deal correct variants out to bundles of at most some number.

    Neighbours in the catalogue, which often exclude each other, come into different bundles. A
    variant with an account of its own, or that cannot be combined, stays alone.
    """
    given = list(variants)
    single = [each for each in given if each.alone or each.account]
    shared = [each for each in given if each not in single]
    number = -(-len(shared) // size)
    return [*(shared[start::number] for start in range(number)), *([each] for each in single)]
