"""The table of results by operation and area."""

from __future__ import annotations

from html import escape
from typing import Any

from optizmo_deploy.conformance.requirements.catalogue import requirements

__all__ = ["grid"]

AREAS = {
    "behaviour": "Behaviour",
    "authentication": "Authentication",
    "permission": "Permission",
    "email-md5": "emailMd5",
    "problem": "Error responses",
    "response": "Responses",
    "rate-limit": "Rate limit",
    "consistency": "Consistency",
    "effects": "Effects",
    "busy": "Busy account",
    "robustness": "Robustness",
    "generated": "Generated requests",
}
"""What the areas of requirements are called, in the order of the columns."""
_WORST = ("fail", "warn", "expected-failure", "pass", "not-reached", "skipped")


def grid(results: list[dict[str, Any]]) -> str:
    """Return the table as HTML; each cell is a button that filters the results."""
    present = {requirements()[result["id"]].area for result in results}
    areas = [area for area in AREAS if area in present]
    head = "".join(f'<th scope="col"><span>{escape(AREAS[area])}</span></th>' for area in areas)
    rows = "".join(
        f'<tr><th scope="row">{escape(operation)}</th>'
        + "".join(_cell(operation, area, results) for area in areas)
        + "</tr>"
        for operation in _operations(results)
    )
    return f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _operations(results: list[dict[str, Any]]) -> list[str]:
    """Return the operations in the order of their names, and then `any`."""
    return sorted(
        {result["operation"] for result in results}, key=lambda name: (name == "any", name)
    )


def _cell(operation: str, area: str, results: list[dict[str, Any]]) -> str:
    statuses = [
        result["status"]
        for result in results
        if result["operation"] == operation and requirements()[result["id"]].area == area
    ]
    if not statuses:
        return '<td class="none"></td>'
    worst = next(status for status in _WORST if status in statuses)
    passed = statuses.count("pass")
    counts = ", ".join(
        f"{statuses.count(status)} {status}" for status in _WORST if status in statuses
    )
    label = escape(f"{operation}, {AREAS[area]}: {counts}")
    return (
        f'<td><button type="button" class="cell {worst}" title="{label}" aria-label="{label}"'
        f' data-operation="{escape(operation)}" data-area="{escape(area)}">'
        f"{passed}/{len(statuses)}</button></td>"
    )
