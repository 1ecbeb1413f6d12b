"""Creates of contacts that are themselves what a check is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, frozen

from optizmo_deploy.conformance.checks._refusals import Case, Refusals, Tried
from optizmo_deploy.conformance.target import md5_of
from optizmo_deploy.conformance.verdict import NotReached, Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optizmo_deploy.conformance.api import Api
    from optizmo_deploy.conformance.exchange import Exchange
    from optizmo_deploy.conformance.registry import Check

__all__ = [
    "CREATES",
    "Attempt",
    "adds_nothing",
    "attempt",
    "bare",
    "take_vacant_address",
]

_OK, _CREATED, _CONFLICT = 200, 201, 409
_TRIES = 5


@frozen
class Attempt(Tried):
    """A create, whatever came of it."""

    email: str
    """As it was sent."""
    md5: str
    after: Exchange | None = None
    """A getContact of the contact that would have been added."""


def attempt(
    api: Api, members: Mapping[str, Any] | None = None, *, spell: Callable[[str], str] = str
) -> Attempt:
    """Try to create a contact with an address that no contact has.

    Args:
        api: The run.
        members: The members of the body besides ``email``.
        spell: Spells the address in another way.
    """
    tries = _TRIES
    while True:
        email = spell(api.new_address())
        exchange = api.create({"email": email, **(members or {})})
        tries -= 1
        if not tries or exchange.status != _CONFLICT or not _leapt(api):
            return Attempt(exchange, email, md5_of(email))


def bare(api: Api) -> Attempt:
    """Return the run's create with nothing but an address."""
    return api.remembered("bare create", lambda: attempt(api))


def adds_nothing(cases: Sequence[Case]) -> Check:
    """Return the check that those of these creates that are refused leave no contact behind."""

    def judge(api: Api) -> None:
        for case, made in CREATES.met(api, cases):
            if made.after is not None and made.after.status == _OK:
                raise Violation(
                    f"a create refused for {case.what} should add no contact, but it is there",
                    made.exchange,
                    made.after,
                )

    return judge


@define
class _Vacancy:
    """An address that stays free as long as every create with it is refused."""

    email: str | None = None


def take_vacant_address(api: Api) -> str:
    """Return the address that refused creates were tried with, to create it now.

    Raises:
        NotReached: None was found.
    """
    email = _vacant_address(api)
    api.remembered("vacant address", _Vacancy).email = None
    return email


def _vacant_address(api: Api) -> str:
    vacancy = api.remembered("vacant address", _Vacancy)
    for _ in range(_TRIES):
        if vacancy.email is not None:
            return vacancy.email
        email = api.new_address()
        if api.get(md5_of(email)).status != _OK:
            vacancy.email = email
        elif not _leapt(api):
            break
    raise NotReached("no address was found that no contact has")


def _leapt(api: Api) -> bool:
    """Leap over the addresses that an earlier run with this seed used."""
    try:
        api.new_contact()
    except NotReached:
        return False
    return True


def _try(api: Api, case: Case) -> Attempt:
    members = case.make(api)
    email = _vacant_address(api)
    exchange = api.create({"email": email, **members})
    after = api.get(md5_of(email))
    if exchange.status in {_OK, _CREATED} or after.status == _OK:
        api.remembered("vacant address", _Vacancy).email = None
    return Attempt(exchange, email, md5_of(email), after)


CREATES = Refusals("create", _try)
"""Creates refused for something besides their address, which is free for each of them."""
