"""Variants of the sandbox, to measure the conformance suite with.

It should catch the faulty ones and may not blame the correct ones. Each is a fault (see `gateway`)
put in front of the sandbox, with a name, a category and a sentence; `python -m mutants` runs the
suite against all of them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from .catalogue import Profile, Shelf, Variant
from .gateway import Gateway

__all__ = ["MODULES", "Gateway", "Profile", "Variant", "all_variants", "variant"]

MODULES = (
    "shape_contacts", "shape_lists", "shape_bytes", "status", "status_success", "envelope",
    "envelope_errors", "authentication", "credentials", "identity", "disable", "disable_effects",
    "subscribe",
    "subscribe_unknown", "subscribe_effects", "unsubscribe", "unsubscribe_traces", "create",
    "create_contents", "patch", "patch_effects", "readback", "agreement", "readback_values",
    "aftermath", "fatigue", "repetition", "histories", "schema", "paging", "sorting", "filters",
    "filters_combined", "filters_together", "brand", "near_ids", "missed",
    "disabled_contacts", "nearly", "robustness", "robustness_text",
    "robustness_targets", "busy", "busy_partly",
    "correct_answers", "correct_problems", "correct_queries", "correct_readings",
    "correct_precedence", "correct_values", "correct_limits", "correct_accounts",
)  # fmt: skip


@cache
def all_variants() -> dict[str, Variant]:
    """Return every variant by its name."""
    found: dict[str, Variant] = {}
    shelves: list[Shelf] = [import_module(f".{module}", __name__).SHELF for module in MODULES]
    for shelf in dict.fromkeys(shelves):  # some modules share one
        for each in shelf.variants:
            if each.name in found:
                raise ValueError(f"there are two variants {each.name!r}")
            found[each.name] = each
    return found


def variant(name: str) -> Variant:
    """Return the variant of that name."""
    return all_variants()[name]
