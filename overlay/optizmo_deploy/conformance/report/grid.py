"""The table of operations and kinds of check, which shows where a target stands at a glance."""

from __future__ import annotations

from html import escape
from typing import Any

__all__ = ["grid"]

KINDS = {
    "AUTH": "Key",
    "PERMISSION": "Permission",
    "IDENTITY": "emailMd5",
    "PROBLEM": "Problems",
    "ANSWER": "Answers",
    "RATELIMIT": "Rate limit",
    "CONTACT": "Consistency",
    "BRANDID": "Consistency",
    "PAGE": "Consistency",
    "READBACK": "Read back",
    "BUSY": "Busy account",
    "RETRY": "Busy account",
    "ROBUST": "Robustness",
    "FUZZ": "Generated",
}
"""The kind of each area that several operations have; any other is an operation's behaviour."""
_OWN = "Behaviour"
_WORST = ("fail", "warn", "expected-failure", "pass", "not-reached", "skipped")


def grid(results: list[dict[str, Any]]) -> str:
    """Return the table as HTML; each cell is a button that filters the results."""
    kinds = _kinds(results)
    operations = _operations(results)
    head = "".join(f'<th scope="col"><span>{escape(kind)}</span></th>' for kind in kinds)
    rows = "".join(
        f'<tr><th scope="row">{escape(operation)}</th>'
        + "".join(_cell(operation, kind, areas, results) for kind, areas in kinds.items())
        + "</tr>"
        for operation in operations
    )
    return f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _operations(results: list[dict[str, Any]]) -> list[str]:
    """Return the operations in the order of their names, and after them what concerns all."""
    return sorted(
        {result["operation"] for result in results}, key=lambda name: (name == "all", name)
    )


def _kinds(results: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Return the areas of each kind, behaviour first."""
    areas = {str(result["id"]).split("-")[1] for result in results}
    kinds: dict[str, set[str]] = {_OWN: areas - set(KINDS)}
    for area, kind in KINDS.items():
        kinds.setdefault(kind, set()).update({area} & areas)
    return {kind: own for kind, own in kinds.items() if own}


def _cell(operation: str, kind: str, areas: set[str], results: list[dict[str, Any]]) -> str:
    statuses = [
        result["status"]
        for result in results
        if result["operation"] == operation and str(result["id"]).split("-")[1] in areas
    ]
    if not statuses:
        return '<td class="none"></td>'
    worst = next(status for status in _WORST if status in statuses)
    passed = statuses.count("pass")
    counts = ", ".join(
        f"{statuses.count(status)} {status}" for status in _WORST if status in statuses
    )
    label = escape(f"{operation}, {kind}: {counts}")
    return (
        f'<td><button type="button" class="cell {worst}" title="{label}" aria-label="{label}"'
        f' data-operation="{escape(operation)}" data-areas="{escape(" ".join(sorted(areas)))}">'
        f"{passed}/{len(statuses)}</button></td>"
    )
