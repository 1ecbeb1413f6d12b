"""Variants of the sandbox, to measure the conformance suite with.

The suite should fail on each faulty variant and on no correct one. Each is a fault (see `gateway`)
put in front of the sandbox, with a name, a category and a sentence; `python -m mutants` runs the
suite against all of them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from mutants.catalogue import Category, Stateful, Variant, stateful
from mutants.gateway import Gateway

__all__ = [
    "Category",
    "Gateway",
    "Stateful",
    "Variant",
    "all_variants",
    "stateful",
    "variant",
]


@cache
def all_variants() -> dict[str, Variant]:
    """Return every variant of the modules in the folders of this package, by its name.

    Raises:
        ValueError: Two variants have one name.
    """
    found: dict[str, Variant] = {}
    for module in walk_packages(__path__, f"{__name__}."):
        if module.ispkg or module.name.count(".") == 1:
            continue
        category = getattr(import_module(module.name), "CATEGORY", None)
        for each in category.variants if isinstance(category, Category) else ():
            if each.name in found:
                raise ValueError(f"there are two variants {each.name!r}")
            found[each.name] = each
    return found


def variant(name: str) -> Variant:
    """Return the variant of that name."""
    return all_variants()[name]
