"""The report as plain, masked data, from which all three reports are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy._version import __version__
from optizmo_deploy.conformance.http.curl import curl
from optizmo_deploy.conformance.report.masking import Mask

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange, Headers
    from optizmo_deploy.conformance.outcome import Outcome
    from optizmo_deploy.conformance.requirements.model import Result

__all__ = ["described", "document"]

_LONGEST_BODY = 4000


def document(outcome: Outcome) -> dict[str, Any]:
    """Return a run as JSON-compatible data, without keys and addresses."""
    mask = Mask(outcome.settings)
    return {
        "suite": "optizmo-deploy conformance",
        "version": __version__,
        "target": mask(outcome.settings.base_url),
        "profile": str(outcome.settings.profile),
        "seed": outcome.settings.seed,
        "started": outcome.started.isoformat(timespec="seconds"),
        "duration_s": round(outcome.duration, 3),
        "requests": outcome.requests,
        "verdict": outcome.verdict,
        "interrupted": outcome.interrupted,
        "unusable": None if outcome.unusable is None else mask(outcome.unusable),
        "summary": {str(status): count for status, count in outcome.summary.items()},
        "results": [described(result, mask) for result in outcome.results],
    }


def described(result: Result, mask: Mask) -> dict[str, Any]:
    """Return one result as JSON-compatible data."""
    requirement = result.requirement
    return {
        "id": requirement.id,
        "level": str(requirement.level),
        "status": str(result.status),
        "operation": requirement.operation,
        "title": requirement.text,
        "source": requirement.source,
        "message": mask(result.message),
        "evidence": [_evidence(exchange, mask) for exchange in result.evidence],
    }


def _evidence(exchange: Exchange, mask: Mask) -> dict[str, Any]:
    return {
        "request": {
            "method": exchange.method,
            "url": mask(exchange.url),
            "headers": _headers(exchange.request_headers, mask),
            "body": _body(exchange.request_body, mask),
        },
        "response": {"error": mask(exchange.error or "none")}
        if exchange.status is None
        else {
            "status": exchange.status,
            "headers": _headers(exchange.headers, mask),
            "body": _body(exchange.body, mask),
            "elapsed_s": round(exchange.elapsed, 4),
        },
        "curl": mask(curl(exchange)),
    }


def _headers(headers: Headers, mask: Mask) -> list[list[str]]:
    return [[name, mask(value)] for name, value in headers]


def _body(body: bytes, mask: Mask) -> str:
    text = mask(body[: 2 * _LONGEST_BODY].decode("utf-8", "backslashreplace"))
    if len(text) <= _LONGEST_BODY and len(body) <= 2 * _LONGEST_BODY:
        return text
    return f"{text[:_LONGEST_BODY]}… ({len(body)} bytes)"
