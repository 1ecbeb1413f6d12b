"""Requests of one kind that must be refused, and what their refusals must say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import field, frozen

from optizmo_deploy.conformance.checks._pointers import points_to
from optizmo_deploy.conformance.expect import refused
from optizmo_deploy.conformance.verdict import NotReached

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from optizmo_deploy.conformance.api import Api
    from optizmo_deploy.conformance.exchange import Exchange
    from optizmo_deploy.conformance.registry import Check

__all__ = ["Case", "Refusals", "Tried"]

_BAD_REQUEST = 400


@frozen
class Case:
    """A request that must be refused with status 400."""

    what: str
    """What is wrong with it, for messages; unique among the requests of its kind."""
    make: Callable[[Api], Any] = field(repr=False)
    """Makes the part of the body that is wrong."""
    pointers: Callable[[Api], Sequence[str]] = field(repr=False)
    """Where the entries of ``errors`` must point."""
    within: bool = False
    """Whether they may point to something inside as well."""
    also: Collection[str] = ()
    """Other pointers that will do."""


@frozen
class Tried:
    """A case that was sent, whatever came of it."""

    exchange: Exchange


T = TypeVar("T", bound=Tried)


@frozen
class Refusals(Generic[T]):
    """The requests of one kind, each of which is sent once in a run."""

    noun: str
    """What such a request is called."""
    send: Callable[[Api, Case], T] = field(repr=False)

    def tried(self, api: Api, case: Case) -> T:
        """Return what came of a case."""
        return api.remembered(f"{self.noun} with {case.what}", lambda: self.send(api, case))

    def met(self, api: Api, cases: Iterable[Case]) -> list[tuple[Case, T]]:
        """Return those of these cases that were refused with status 400.

        Raises:
            NotReached: There is none.
        """
        found = [
            (case, tried)
            for case, tried in self._made(api, cases)
            if tried.exchange.status == _BAD_REQUEST  # requirements of their own judge the others
        ]
        if not found:
            raise NotReached(f"no such {self.noun} was refused with status 400")
        return found

    def refuses(self, cases: Sequence[Case]) -> Check:
        """Return the check that all of these are refused with status 400."""

        def judge(api: Api) -> None:
            for case, tried in self._made(api, cases):
                refused(tried.exchange, _BAD_REQUEST, when=f"with {case.what}")

        return judge

    def points(self, cases: Sequence[Case]) -> Check:
        """Return the check that those of these that are refused point to what is wrong."""

        def judge(api: Api) -> None:
            for case, tried in self.met(api, cases):
                for pointer in case.pointers(api):
                    points_to(tried.exchange, pointer, within=case.within, also=case.also)

        return judge

    def _made(self, api: Api, cases: Iterable[Case]) -> list[tuple[Case, T]]:
        """Return what came of those cases that can be made of what the target has."""
        found: list[tuple[Case, T]] = []
        reasons: list[str] = []
        for case in cases:
            try:
                found.append((case, self.tried(api, case)))
            except NotReached as verdict:
                reasons.append(verdict.reason)
        if not found:
            raise NotReached(reasons[0])
        return found
