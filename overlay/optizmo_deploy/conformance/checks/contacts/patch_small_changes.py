"""Patches to values that are nearly the same as those that are set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy.conformance.assertions.contacts import email_names, read
from optizmo_deploy.conformance.assertions.stored_attributes import demand_value
from optizmo_deploy.conformance.fixtures.patches import patched
from optizmo_deploy.conformance.requirements.registry import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.server.client import Api, Disposable

_TEXTS = (
    "Resume",
    "resume",
    "r\u00e9sum\u00e9",
    "r\u00e9 sum\u00e9",
    "r\u00e9  sum\u00e9",
    "10",
    "1e1",
    "010",
)
"""Each is the same as its neighbour to some comparison that ignores something."""
_PADDED = ("word ", "word", " word")
_NUMBERS = (1, 1.25, 1, -1, 0, 1)
_ARRAYS = (["one", "two"], ["two", "one"], ["two", "One"], ["two"])


def _takes_each(api: Api, contact: Disposable, name: str, values: Sequence[Any]) -> None:
    for value in values:
        done = patched(api, contact, {name: value}, when="to a value much like the one that is set")
        for shown in done.shown:
            demand_value(shown, name, value, email_names(api), done.exchange)


@check("patchContact.similar-text")
def _texts(api: Api) -> None:
    name, contact = api.target.attribute("string"), api.new_contact()
    _takes_each(api, contact, name, _TEXTS)
    api.prepared(api.patch(contact.md5, {name: _PADDED[0]}))
    if read(api, contact.md5)["attributes"].get(name) == _PADDED[0]:  # else it is trimmed
        _takes_each(api, contact, name, _PADDED[1:])


@check("patchContact.similar-number")
def _numbers(api: Api) -> None:
    _takes_each(api, api.new_contact(), api.target.attribute("number"), _NUMBERS)


@check("patchContact.similar-array")
def _arrays(api: Api) -> None:
    _takes_each(api, api.new_contact(), api.target.attribute("array"), _ARRAYS)
