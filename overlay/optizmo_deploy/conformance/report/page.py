"""The report as a self-contained HTML page."""

from __future__ import annotations

import json
import re
from html import escape
from importlib import resources
from typing import Any

from optizmo_deploy.conformance.report.grid import grid
from optizmo_deploy.conformance.requirements.catalogue import requirements

__all__ = ["page"]

ORDER = ("fail", "warn", "expected-failure", "not-reached", "skipped", "pass")
_BASIS = {"MUST": "Stated by", "ASSUMED": "Assumed, because it is left open by"}
_PLACEHOLDER = re.compile(r"\{\{ (\w+) \}\}")


def page(report: dict[str, Any]) -> str:
    """Return the report as one HTML page without scripts or styles from elsewhere."""
    results = sorted(report["results"], key=lambda result: ORDER.index(result["status"]))
    parts = {
        "style": _data("page.css"),
        "script": _data("page.js"),
        "verdict": escape(report["verdict"]),
        "verdict_class": escape(report["verdict"].replace(" ", "-")),
        "target": escape(report["target"]),
        "note": _note(report),
        "facts": _facts(report),
        "chips": "".join(_chip(status, report["summary"].get(status, 0)) for status in ORDER),
        "grid": grid(results),
        "operations": _options(result["operation"] for result in results),
        "results": "".join(map(_result, results)),
    }
    return _PLACEHOLDER.sub(lambda match: parts[match.group(1)], _data("page.html"))


def _data(name: str) -> str:
    return (resources.files("optizmo_deploy.conformance.report") / name).read_text(encoding="utf-8")


def _note(report: dict[str, Any]) -> str:
    if report["interrupted"]:
        return (
            '<p class="note">The run was interrupted before it had reached every requirement.</p>'
        )
    if report["unusable"]:
        return (
            f'<p class="note">The server could not be evaluated: {escape(report["unusable"])}</p>'
        )
    return ""


def _facts(report: dict[str, Any]) -> str:
    facts = {
        "Profile": report["profile"],
        "Seed": report["seed"],
        "Started": report["started"],
        "Duration": f"{report['duration_s']} s",
        "Requests": report["requests"],
        "Suite": f"{report['suite']} {report['version']}",
    }
    return "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(str(value))}</dd></div>"
        for name, value in facts.items()
    )


def _chip(status: str, count: int) -> str:
    shown = " checked" if status not in {"pass", "skipped", "not-reached"} else ""
    return (
        f'<label class="chip {status}">'
        f'<input type="checkbox" name="status" value="{status}"{shown}>'
        f"<b>{count}</b> {status}</label>"
    )


def _options(operations: Any) -> str:
    names = sorted(set(operations), key=lambda name: (name == "any", name))
    return "".join(f'<option value="{escape(name)}">{escape(name)}</option>' for name in names)


def _result(result: dict[str, Any]) -> str:
    status, failed = result["status"], result["status"] == "fail"
    source = escape(result["source"])
    requirement = requirements()[result["id"]]
    return (
        f'<details class="result {status}" id="{escape(result["id"])}" data-status="{status}"'
        f' data-operation="{escape(result["operation"])}" data-area="{escape(requirement.area)}"'
        f"{' open' if failed else ''}>"
        f'<summary><span class="badge {status}">{status}</span> <code>{escape(result["id"])}</code>'
        f' <span class="operation">{escape(result["operation"])}</span>'
        f" <span>{escape(result['title'])}</span></summary>"
        f'<div class="body">{_paragraph("message", result["message"])}'
        f"{_paragraph('why', requirement.why)}"
        f'<p class="why">{_BASIS[result["level"]]} the documentation:'
        f' <a href="{source}">{source}</a> · {escape(result["level"])}</p>'
        f"{''.join(map(_evidence, result['evidence']))}</div></details>\n"
    )


def _paragraph(kind: str, text: str) -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if text else ""


def _evidence(item: dict[str, Any]) -> str:
    request, response = item["request"], item["response"]
    start = f"{request['method']} {request['url']}"
    outcome = (
        f"No response: {response['error']}"
        if "error" in response
        else f"Status code {response['status']}"
    )
    return (
        '<section class="evidence"><div class="pair">'
        f"<div><h4>Request</h4><pre>{escape(_message(start, request))}</pre></div>"
        f"<div><h4>Response</h4><pre>{escape(_message(outcome, response))}</pre></div></div>"
        '<h4>Repeat the request <button type="button" class="copy">Copy</button></h4>'
        f'<pre class="curl">{escape(item["curl"])}</pre></section>'
    )


def _message(first: str, message: dict[str, Any]) -> str:
    lines = [first, *(f"{name}: {value}" for name, value in message.get("headers", ()))]
    body = _pretty(message.get("body", ""))
    return "\n".join(lines) + (f"\n\n{body}" if body else "")


def _pretty(body: str) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body
