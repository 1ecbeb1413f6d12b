"""The reports of a run: `report.json`, `junit.xml` and `report.html`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.report.document import document
from optizmo_deploy.conformance.report.junit import junit
from optizmo_deploy.conformance.report.page import page

if TYPE_CHECKING:
    from pathlib import Path

    from optizmo_deploy.conformance.outcome import Outcome

__all__ = ["write_reports"]


def write_reports(outcome: Outcome, directory: Path) -> None:
    """Write the three reports of a run into a directory, which is created if it is missing.

    Raises:
        OSError: A file cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    found = document(outcome)
    text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    for name, content in (
        ("report.json", text),
        ("junit.xml", junit(found)),
        ("report.html", page(found)),
    ):
        (directory / name).write_text(content, encoding="utf-8", errors="backslashreplace")
