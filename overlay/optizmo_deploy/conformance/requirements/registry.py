"""What evaluates each requirement: checks, rules for observed traffic, or generated requests.

A requirement belongs to one of these three sources. Several checks may evaluate the same one; it is
met when none of them finds a violation.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache, partial
from typing import TYPE_CHECKING, TypeVar

from attrs import Factory, frozen

from optizmo_deploy.conformance.requirements.catalogue import family, requirements

if TYPE_CHECKING:
    from optizmo_deploy.conformance.observed.rule import Rule
    from optizmo_deploy.conformance.server.client import Api

__all__ = ["Check", "Registry", "Source", "check", "check_family", "checks", "registry", "rule"]

Check = Callable[["Api"], None]
OperationCheck = Callable[["Api", str], None]
F = TypeVar("F")


class Source(StrEnum):
    """Where the result of a requirement comes from."""

    CHECK = "behaviour check"
    OBSERVED = "observed traffic"
    GENERATED = "generated requests"


@frozen
class Registry:
    """The functions that evaluate requirements."""

    sources: dict[str, Source] = Factory(dict[str, Source])
    """The source of each requirement, by its id."""
    checks: dict[str, list[Check]] = Factory(dict[str, "list[Check]"])
    """The checks of each requirement, in the order in which they run."""
    rules: dict[str, Rule] = Factory(dict[str, "Rule"])
    """The rules for observed traffic, by the name of the requirements that they evaluate."""

    def claim(self, ids: Iterable[str], source: Source) -> None:
        """Note the source of some requirements.

        Raises:
            ValueError: There is no such requirement, or it has another source already.
        """
        for id_ in ids:
            if id_ not in requirements():
                raise ValueError(f"there is no requirement {id_}")
            if self.sources.setdefault(id_, source) is not source:
                raise ValueError(f"{id_} is evaluated by {self.sources[id_]} and by {source}")

    def of(self, source: Source) -> Iterator[str]:
        """Yield the ids of the requirements of a source."""
        return (id_ for id_, own in self.sources.items() if own is source)


_registry = Registry()


def check(*ids: str) -> Callable[[Check], Check]:
    """Register the decorated function as a check of requirements.

    Raises:
        ValueError: There is no such requirement, or something else than checks evaluates it.
    """

    def register(function: Check) -> Check:
        _registry.claim(ids, Source.CHECK)
        for id_ in ids:
            _registry.checks.setdefault(id_, []).append(function)
        return function

    return register


def check_family(name: str) -> Callable[[OperationCheck], OperationCheck]:
    """Register the decorated function for every requirement of a name, with its operation.

    Which operations these are is stated in `requirements.yaml` alone.

    Raises:
        ValueError: There is no such requirement, or something else than checks evaluates it.
    """

    def register(function: OperationCheck) -> OperationCheck:
        for each in family(name):
            check(each.id)(partial(_for_operation, function, each.operation))
        return function

    return register


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Register the decorated function as the rule for observed traffic of these names.

    Raises:
        ValueError: There is no such requirement, or something else evaluates it.
    """

    def register(function: Rule) -> Rule:
        for name in names:
            if name in _registry.rules:
                raise ValueError(f"{name} has two rules")
            _registry.claim((each.id for each in family(name)), Source.OBSERVED)
            _registry.rules[name] = function
        return function

    return register


def generated(*names: str) -> None:
    """Register requirements that generated requests evaluate.

    Raises:
        ValueError: There is no such requirement, or something else evaluates it.
    """
    for name in names:
        _registry.claim((each.id for each in family(name)), Source.GENERATED)


@cache
def registry() -> Registry:
    """Return the registry with everything that the package registers in it."""
    package = importlib.import_module("optizmo_deploy.conformance.checks")
    for name in package.ORDER:
        part = importlib.import_module(f"{package.__name__}.{name}")
        inside = pkgutil.iter_modules(getattr(part, "__path__", ()))
        for module in sorted(each.name for each in inside):
            importlib.import_module(f"{part.__name__}.{module}")
    for name in ("observed", "generated"):
        importlib.import_module(f"optizmo_deploy.conformance.{name}")
    return _registry


def checks() -> Mapping[str, list[Check]]:
    """Return the checks of each requirement by its id, in the order in which they run."""
    return registry().checks


def _for_operation(function: OperationCheck, operation: str, api: Api) -> None:
    function(api, operation)
