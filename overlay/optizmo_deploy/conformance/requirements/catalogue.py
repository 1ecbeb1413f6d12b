"""The requirements of `requirements.yaml`, one for each operation that an entry is for."""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from optizmo_deploy.conformance.contract.operations import Operation, operations
from optizmo_deploy.conformance.requirements.model import ANY, Level, Profile, Requirement
from optizmo_deploy.contract import load_requirements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["expanded", "family", "requirements"]

_EVERY = "every operation"
_KINDS: Mapping[str, Callable[[Operation], bool]] = {
    "that reads": lambda operation: not operation.writes,
    "that writes": lambda operation: operation.writes,
    "on a contact": lambda operation: operation.on_contact,
    "with a request body": lambda operation: operation.has_body,
    "with parameters or a request body": lambda one: one.has_parameters or one.has_body,
    "with a response body": lambda operation: operation.returns is not None,
    "without a response body": lambda operation: operation.returns is None,
    "with a partly assumed response body": lambda operation: operation.returns_assumed,
    "with a 409 response": lambda operation: HTTPStatus.CONFLICT in operation.statuses,
    "that returns a contact": lambda operation: operation.returns == "Contact",
    "that returns brands of a contact": lambda one: one.returns in {"Contact", "SubscriptionList"},
}
"""What `for` may say after "every operation"; several phrases narrow it down together."""
_ENTRY = frozenset({"for", "except", "each", "requirements"})
_DEFAULTS = frozenset({"assumed", "profile", "source", "area", "why"})


@cache
def requirements() -> Mapping[str, Requirement]:
    """Return every requirement by its id, in the order of `requirements.yaml`.

    Raises:
        ValueError: The file is not of the form that its head describes; the message says where.
    """
    return expanded(load_requirements())


def expanded(entries: list[dict[str, Any]]) -> Mapping[str, Requirement]:
    """Return the requirements of entries in the form of `requirements.yaml`.

    Raises:
        ValueError: An entry is not of that form, or an id occurs twice.
    """
    found: dict[str, Requirement] = {}
    for entry in entries:
        try:
            for requirement in _requirements(entry):
                if found.setdefault(requirement.id, requirement) is not requirement:
                    raise ValueError(f"{requirement.id} is there twice")  # noqa: TRY301
        except (KeyError, ValueError) as error:
            raise ValueError(f"requirements.yaml, for {entry.get('for')}: {error}") from error
    return MappingProxyType(found)


@cache
def family(name: str) -> tuple[Requirement, ...]:
    """Return the requirements of this name, of which each operation has its own.

    Raises:
        ValueError: There is none.
    """
    found = tuple(each for each in requirements().values() if each.name == name)
    if not found:
        raise ValueError(f"no requirement is called {name}")
    return found


def _requirements(entry: dict[str, Any]) -> Iterator[Requirement]:
    defaults = {key: value for key, value in entry.items() if key not in _ENTRY}
    for name, stated in entry["requirements"].items():
        own: dict[str, Any] = {"text": stated} if isinstance(stated, str) else stated
        options = defaults | own
        unknown = options.keys() - _DEFAULTS - {"text"}
        if unknown:
            raise ValueError(f"{name} has an unknown member {min(unknown)!r}")
        for operation in _operations(entry):
            for key, value in _values(entry):
                yield _requirement(operation, {"operation": operation, key: value}, name, options)


def _requirement(
    operation: str, values: Mapping[str, str], name: str, options: Mapping[str, Any]
) -> Requirement:
    described = operations().get(operation)
    assumed = options.get("assumed", False)
    if isinstance(assumed, list):
        assumed = operation in assumed
    writes = described is not None and described.writes
    name = _filled(name, {key: _slug(value) for key, value in values.items()})
    return Requirement(
        id=f"{operation}.{name}",
        name=name,
        level=Level.ASSUMED if assumed else Level.MUST,
        operation=operation,
        profile=Profile(options.get("profile", Profile.WRITE if writes else Profile.READ)),
        area=options.get("area", "behaviour"),
        source=options.get("source") or described.page if described else options["source"],
        text=_filled(options["text"], values),
        why=options.get("why", ""),
    )


def _operations(entry: dict[str, Any]) -> list[str]:
    stated = entry["for"]
    if isinstance(stated, list):
        found = [str(each) for each in cast("list[object]", stated)]
    elif stated.startswith(_EVERY):
        kinds = _kinds(stated.removeprefix(_EVERY).strip())
        found = [each.id for each in operations().values() if all(kind(each) for kind in kinds)]
    else:
        found = [stated]
    unknown = set(found) - operations().keys() - {ANY}
    if unknown:
        raise ValueError(f"there is no operation {min(unknown)}")
    return [each for each in found if each not in entry.get("except", ())]


def _kinds(phrases: str) -> list[Callable[[Operation], bool]]:
    kinds: list[Callable[[Operation], bool]] = []
    while phrases:
        phrase = next(
            (each for each in sorted(_KINDS, key=len)[::-1] if phrases.startswith(each)), ""
        )
        if not phrase:
            raise ValueError(f"no operations are known {phrases!r}")
        kinds.append(_KINDS[phrase])
        phrases = phrases.removeprefix(phrase).strip()
    return kinds


def _values(entry: dict[str, Any]) -> list[tuple[str, str]]:
    for key, values in entry.get("each", {}).items():
        return [(key, value) for value in values]
    return [("", "")]


def _filled(text: str, values: Mapping[str, str]) -> str:
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", value) if key else text
    return text


def _slug(value: str) -> str:
    return re.sub("[^A-Za-z0-9]+", "-", value).strip("-")
