"""Patches that checks send, and what is found afterwards."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from attrs import define, frozen

from optizmo_deploy.conformance.checks._attributes import good_attributes
from optizmo_deploy.conformance.checks._contacts import differences, read
from optizmo_deploy.conformance.checks._ledger import note
from optizmo_deploy.conformance.checks._refusals import Case, Refusals, Tried
from optizmo_deploy.conformance.expect import success
from optizmo_deploy.conformance.subscribable import usable_up_to
from optizmo_deploy.conformance.verdict import NotReached, Violation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optizmo_deploy.conformance.api import Api, Disposable
    from optizmo_deploy.conformance.exchange import Exchange
    from optizmo_deploy.conformance.registry import Check

__all__ = [
    "PATCHES",
    "Patched",
    "changes_nothing",
    "patched",
    "with_attributes",
]


@frozen
class Patched:
    """A patch that succeeded."""

    exchange: Exchange
    shown: Sequence[dict[str, Any]]
    """The contact in the answer, if it has a body, and as it is read afterwards."""


def patched(
    api: Api,
    contact: Disposable,
    attributes: Mapping[str, Any],
    *,
    when: str = "",
    enabled: bool = True,
) -> Patched:
    """Patch a contact and return what is found afterwards.

    Args:
        api: The run.
        contact: Which.
        attributes: The patch.
        when: What the patch is, for the message.
        enabled: Whether the contact is enabled.

    Raises:
        Violation: The patch does not succeed.
    """
    exchange = api.patch(contact.md5, attributes)
    answer = success(exchange, when=when)
    after = read(api, contact.md5)
    note(api, exchange, {**contact.created, "enabled": enabled}, after)
    return Patched(exchange, [after] if answer is None else [answer, after])


def with_attributes(api: Api, variant: int = 0) -> Disposable:
    """Create a contact that has a value for every writable attribute, and brands if there are any.

    Raises:
        NotReached: It cannot be created, or lacks them afterwards.
    """
    attributes = good_attributes(api, variant)
    contact = api.new_contact(attributes=attributes, brand_ids=usable_up_to(api, 2) or None)
    if not attributes.keys() <= read(api, contact.md5)["attributes"].keys():
        raise NotReached("a contact created with attributes does not have them")
    return contact


@frozen
class _Tried(Tried):
    before: dict[str, Any]
    after: dict[str, Any] | None
    """``None`` when the contact could not be read any more."""


@define
class _Patients:
    """The contact that patches to be refused are tried on, as long as it can be read."""

    md5: str = ""
    contact: dict[str, Any] | None = None


def changes_nothing(cases: Sequence[Case]) -> Check:
    """Return the check that those of these patches that are refused leave the contact as it was."""

    def judge(api: Api) -> None:
        for case, tried in PATCHES.met(api, cases):
            if tried.after is None:
                raise NotReached(f"after a patch with {case.what}, the contact cannot be read")
            changed = differences(tried.before, tried.after)
            if changed:
                raise Violation(
                    f"a patch refused for {case.what} should change nothing, but it changed "
                    f"{', '.join(changed)} from {tried.before} to {tried.after}",
                    tried.exchange,
                )

    return judge


def _admitted(api: Api, patients: _Patients) -> dict[str, Any]:
    if patients.contact is None:
        try:
            patients.md5 = with_attributes(api).md5
        except NotReached:
            patients.md5 = api.new_contact().md5
        patients.contact = read(api, patients.md5)
    return patients.contact


def _try(api: Api, case: Case) -> _Tried:
    attributes = case.make(api)
    patients = api.remembered("contact for refused patches", _Patients)
    before = _admitted(api, patients)
    exchange = api.call(
        "patchContact", path={"emailMd5": patients.md5}, json={"attributes": attributes}
    )
    patients.contact = None
    with suppress(NotReached):
        patients.contact = read(api, patients.md5)
    return _Tried(exchange, before, patients.contact)


PATCHES = Refusals("patch", _try)
"""Patches refused for their ``attributes``; all share a contact."""
