"""What a variant is, and how the modules of this package list theirs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from attrs import field, frozen, validators
from optizmo_deploy.sandbox import Account

from mutants.gateway import Fault, Request, Response, Server

__all__ = ["PROFILES", "Category", "Row", "Stateful", "Variant", "stateful"]

PROFILES = ("read", "write", "full")


@frozen
class Stateful:
    """A fault that remembers what it saw: each server gets a new one.

    Args:
        make: Makes the fault, with nothing remembered.
    """

    make: Callable[[], Fault]


def stateful(
    *factories: Callable[[], Any],
) -> Callable[[Callable[..., Awaitable[Response]]], Stateful]:
    """Return a decorator for a fault that takes its memory as further arguments.

    Args:
        factories: Make what the fault remembers, one for each of these arguments.
    """

    def decorate(treat: Callable[..., Awaitable[Response]]) -> Stateful:
        def make() -> Fault:
            memory = [factory() for factory in factories]

            async def fault(request: Request, server: Server) -> Response:
                return await treat(request, server, *memory)

            return fault

        return Stateful(make)

    return decorate


Row = tuple[str, str, Fault | Stateful] | tuple[str, str, Fault | Stateful, str]
"""Name, sentence and fault of a variant, and the least profile if it is not the category's."""


@frozen
class Variant:
    """A server that differs from the sandbox in one thing."""

    name: str
    category: str
    says: str
    """What this server does, in one sentence."""
    fault: Fault | Stateful
    profile: str = field(default="write", validator=validators.in_(PROFILES))
    """The least profile in which a run must notice it."""
    correct: bool = False
    """Whether the documentation allows what it does."""
    assumed: bool = False
    """Whether it breaks nothing but an assumption, so that the suite may warn instead of fail."""
    account: Callable[[], Account] | None = None
    """Makes the account that the sandbox serves; its built-in one when absent."""
    alone: bool = False
    """Whether it cannot be combined with others in one server."""

    def make(self) -> Fault:
        """Return the fault, with nothing remembered."""
        return self.fault.make() if isinstance(self.fault, Stateful) else self.fault


class Category:
    """The variants of one category that a module defines.

    Args:
        name: Its name in the table; several modules may use it.
        profile: The least profile that its variants need unless they say otherwise.
        correct: Whether the documentation allows what its variants do.
    """

    def __init__(self, name: str, *, profile: str = "write", correct: bool = False) -> None:
        self.name = name
        self.profile = profile
        self.correct = correct
        self.variants: list[Variant] = []

    def rows(self, *rows: Row, assumed: bool = False, alone: bool = False) -> None:
        """Add variants, one a row; the options hold for all of them."""
        for name, says, fault, *profile in rows:
            self.add(name, says, fault, *profile, assumed=assumed, alone=alone)

    def add(
        self,
        name: str,
        says: str,
        fault: Fault | Stateful,
        profile: str | None = None,
        *,
        assumed: bool = False,
        alone: bool = False,
        account: Callable[[], Account] | None = None,
    ) -> None:
        """Add one variant."""
        self.variants.append(
            Variant(
                name=name,
                category=self.name,
                says=says,
                fault=fault,
                profile=profile or self.profile,
                correct=self.correct,
                assumed=assumed,
                account=account,
                alone=alone,
            )
        )
