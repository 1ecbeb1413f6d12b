"""The request log: one record per request, without addresses unless they are asked for.

Records go to the logger `optizmo_deploy.sandbox.requests` at level INFO, with the fields of the
request in their attribute `exchange`. The command prints them as text or as JSON.
"""

from __future__ import annotations

import json
import logging
import re
import time
from typing import TYPE_CHECKING, Any

from .api import BASE_PATH
from .clock import timestamp

if TYPE_CHECKING:
    from .api import Api
    from .message import Request, Response
    from .problems import Problem

__all__ = ["LOGGER_NAME", "JsonFormatter", "RequestLog", "TextFormatter", "write_rejected"]

LOGGER_NAME = "optizmo_deploy.sandbox.requests"
"""The name of the logger to which one record per request is written."""

_logger = logging.getLogger(LOGGER_NAME)
_HIDDEN = "***"
_ADDRESS = re.compile(r"""[^\s/?&=;,"'<>]+(?:@|%40)[^\s/?&;,"'<>]+""", re.IGNORECASE)
_DIGEST = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{32}(?![0-9A-Fa-f])")


class RequestLog:
    """Writes a record about each request."""

    def timer(self) -> float | None:
        """Return the time at which a request begins, None when the log is off."""
        return time.perf_counter() if _logger.isEnabledFor(logging.INFO) else None

    def write(self, request: Request, response: Response, started: float, api: Api) -> None:
        """Write the record of a request and its response."""
        api.identify(request)
        operation = request.operation and api.contract.by_id[request.operation]
        status = None if response.dropped else response.status
        ms = (time.perf_counter() - started) * 1000
        template = BASE_PATH + operation.template if operation else None
        _write(request, status, response.reason, ms, template)


def write_rejected(request: Request, problem: Problem) -> None:
    """Write the record of a request that never reached the application."""
    if _logger.isEnabledFor(logging.INFO):
        _write(request, problem.status, problem.reason(), 0.0, None)


def _write(
    request: Request, status: int | None, reason: str, ms: float, template: str | None
) -> None:
    exchange: dict[str, Any] = {
        "method": request.method or "-",
        "path": template or _masked(request.path),
        "operation": request.operation,
        "status": status,
        "reason": _masked(reason) or None,
        "ms": round(ms, 2),
    }
    target = request.path + ("?" + request.query if request.query else "")
    private = {"path": target, "reason": reason or None}
    _logger.info("%s", _line(exchange), extra={"exchange": exchange, "private": private})


class TextFormatter(logging.Formatter):
    """Formats a record as one line of text: time, status, method, path, operation, reason.

    Args:
        addresses: Whether to show targets and reasons as they are, addresses included.
    """

    def __init__(self, *, addresses: bool = False) -> None:
        super().__init__()
        self.addresses = addresses

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        exchange = _shown(record, addresses=self.addresses)
        if exchange is None:
            return f"{record.levelname}: {super().format(record)}"
        instant = timestamp(record.created)[11:-1]
        return f"{instant} {_line(exchange)}"


class JsonFormatter(TextFormatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        shown = _shown(record, addresses=self.addresses)
        if shown is None:
            shown = {"level": record.levelname, "message": record.getMessage()}
            if record.exc_info:
                shown["traceback"] = self.formatException(record.exc_info)
        return json.dumps({"time": timestamp(record.created), **shown}, ensure_ascii=False)


def _shown(record: logging.LogRecord, *, addresses: bool) -> dict[str, Any] | None:
    exchange: dict[str, Any] | None = getattr(record, "exchange", None)
    if exchange is None or not addresses:
        return exchange
    return {**exchange, **getattr(record, "private", {})}


def _line(exchange: dict[str, Any]) -> str:
    status = "dropped" if exchange["status"] is None else exchange["status"]
    parts = [str(status), exchange["method"], exchange["path"]]
    if exchange["operation"]:
        parts.append(exchange["operation"])
    parts.append(f"{exchange['ms']:.1f}ms")
    if exchange["reason"]:
        parts.append(exchange["reason"])
    return _printable(" ".join(parts))


def _printable(text: str) -> str:
    """Return a text on one line, so that no request can forge a line of the log."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def _masked(text: str) -> str:
    return _DIGEST.sub(_HIDDEN, _ADDRESS.sub(_HIDDEN, text))
