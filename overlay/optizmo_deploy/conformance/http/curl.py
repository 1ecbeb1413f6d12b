"""Shell commands that repeat a request."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optizmo_deploy.conformance.http.exchange import Exchange

__all__ = ["curl"]

_CURLS_OWN = frozenset({"user-agent", "accept-encoding", "accept"})
_HARMLESS = frozenset(map(chr, range(0x20, 0x7F))) - {"'", "\\"}
_PERCENT = ord("%")
_LONGEST_BODY = 8000


def curl(exchange: Exchange) -> str:
    """Return a shell command that repeats the request, with the key as a variable."""
    words = ["curl", "--path-as-is", "--globoff", "--include", "--request", exchange.method]
    words.append(shlex.quote(exchange.url))
    named = {name.lower() for name, _ in exchange.request_headers}
    for name, value in exchange.request_headers:
        if name.lower() not in _CURLS_OWN:
            words += ["--header", _header(name, value)]
    if not exchange.request_body:
        return " ".join(words)
    if "content-type" not in named:
        words += ["--header", "Content-Type:"]  # else curl adds one of its own
    if len(exchange.request_body) > _LONGEST_BODY:
        words += ["--data-binary", f"@BODY-OF-{len(exchange.request_body)}-BYTES"]
        return " ".join(words)
    text = _plain(exchange.request_body)
    if text is not None:
        return " ".join([*words, "--data-binary", shlex.quote(text)])
    return " ".join(["printf", _octal(exchange.request_body), "|", *words, "--data-binary", "@-"])


def _header(name: str, value: str) -> str:
    if "$" in value and (name.lower() == "authorization" or "$OPTIZMO_DEPLOY_API_KEY" in value):
        return f'"{name}: {value}"'
    return shlex.quote(f"{name}: {value}" if value else f"{name};")


def _plain(body: bytes) -> str | None:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() and not text.startswith("@") else None


def _octal(body: bytes) -> str:
    """Write bytes as a format of printf, which unlike the shell's quotes can hold a zero byte."""
    escaped = "".join(
        "%%" if byte == _PERCENT else chr(byte) if chr(byte) in _HARMLESS else f"\\{byte:03o}"
        for byte in body
    )
    return f"'{escaped}'"
