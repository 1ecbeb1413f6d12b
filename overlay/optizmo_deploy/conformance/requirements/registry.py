"""Which requirement is judged by which check."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.requirements.model import Level, Profile, Requirement
from optizmo_deploy.contract import load_requirements

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api

__all__ = ["Check", "check", "checks", "requirements"]

Check = Callable[["Api"], None]

_checks: dict[str, Check] = {}


def check(requirement_id: str) -> Callable[[Check], Check]:
    """Register the decorated function as the judge of a requirement.

    Raises:
        ValueError: The requirement has a check already.
    """

    def register(function: Check) -> Check:
        if requirement_id in _checks:
            raise ValueError(f"{requirement_id} has two checks")
        _checks[requirement_id] = function
        return function

    return register


@cache
def checks() -> Mapping[str, Check]:
    """Import all modules of ``conformance.checks`` and return their checks by requirement id."""
    package = importlib.import_module("optizmo_deploy.conformance.checks")
    for name in package.ORDER:
        part = importlib.import_module(f"{package.__name__}.{name}")
        for module in sorted(
            each.name for each in pkgutil.iter_modules(getattr(part, "__path__", ()))
        ):
            importlib.import_module(f"{part.__name__}.{module}")
    return MappingProxyType(_checks)


@cache
def requirements() -> Mapping[str, Requirement]:
    """Return every requirement by its id, in the order of ``requirements.yaml``.

    Raises:
        ValueError: An id occurs twice, or an entry has an unknown level or profile.
    """
    found: dict[str, Requirement] = {}
    for entry in load_requirements() or []:
        requirement = Requirement(
            id=entry["id"],
            level=Level(entry["level"]),
            operation=entry["operation"],
            profile=Profile(entry["profile"]),
            source=entry["source"],
            text=entry["text"],
        )
        if requirement.id in found:
            raise ValueError(f"{requirement.id} is in requirements.yaml twice")
        found[requirement.id] = requirement
    return MappingProxyType(found)
