"""Unknown ids that are not, or wrongly, named."""

from __future__ import annotations

from typing import Any

from mutants.catalogue import Category
from mutants.faults import edit, edit_response, put
from mutants.gateway import Fault
from mutants.subscriptions.subscribe import ADD, ids


# --- the problem of unknown ids
def unknown(change: Any, when: Any = None) -> Fault:
    """Return a fault that edits the problem of unknown ids."""
    return edit(
        ADD,
        change,
        400,
        lambda q, r: "Unknown brand" in str(r.json()) and (when is None or when(q)),
    )


def _first_unknown(body: Any) -> None:
    for place in (body, *body["errors"]):
        place["detail"] = place["detail"].partition(",")[0]


def _anonymous(body: Any) -> None:
    for place in (body, *body["errors"]):
        place["detail"] = "Unknown brand id(s)"


CATEGORY = Category("subscribe")
CATEGORY.rows(
    ("add-unknown-not-named", "The error response for unknown ids does not name them.",
     unknown(_anonymous)),
    ("add-first-unknown-named", "Of several unknown ids only the first is named.",
     unknown(_first_unknown)),
    ("add-all-named-unknown", "With one unknown id, all ids are said to be unknown.",
     edit_response(
         ADD,
         lambda q, r: r.with_json(
             {**r.json(), "detail": f"Unknown brand id(s): {', '.join(map(str, ids(q)))}"}
         ),
         400,
         lambda q, r: "Unknown brand" in str(r.json()) and len(ids(q)) > 1,
     )),
    ("add-unknown-without-errors", "The error response for unknown ids has no `errors`.",
     unknown(lambda b: b.pop("errors") and None)),
    ("add-unknown-pointer-indexed", "The error response for unknown ids points at an item.",
     unknown(put("errors", [{"detail": "Unknown brand id", "pointer": "/brandIds/0"}]))),
    ("add-unknown-without-pointer", "The error response for unknown ids has no pointer.",
     unknown(lambda b: b["errors"][0].pop("pointer") and None)),
    ("add-unknown-pointer-root", "The error response for unknown ids points at the body.",
     unknown(lambda b: b["errors"][0].update(pointer=""))),
)  # fmt: skip
