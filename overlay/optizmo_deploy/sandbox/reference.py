"""The API reference for people: Swagger UI, from an installed package, on the contract."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .api import BASE_PATH
from .message import Request, Response
from .rules import contract

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Reference"]

_PAGE = b"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>OPTIZMO Deploy API - sandbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_START = b"""window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
"""
_ASSETS = {
    "favicon-32x32.png": b"image/png",
    "swagger-ui-bundle.js": b"text/javascript; charset=utf-8",
    "swagger-ui.css": b"text/css; charset=utf-8",
}


class Reference:
    """Responds to requests for the reference and for the contract itself."""

    def respond(self, request: Request, origin: str) -> Response | None:
        """Return the response to a request, None for any other path."""
        path = request.path.rstrip("/")
        if request.method not in {"GET", "HEAD"}:
            return None
        if path.startswith("/docs/"):
            return _asset(path.removeprefix("/docs/"))
        page = _PAGES.get(path)
        return page(origin) if page else None


def _openapi(origin: str) -> dict[str, Any]:
    server = {"url": origin + BASE_PATH, "description": "This sandbox"}
    return {**contract().document, "servers": [server]}


def _openapi_json(origin: str) -> Response:
    return _response(b"application/json", json.dumps(_openapi(origin), ensure_ascii=False).encode())


def _openapi_yaml(origin: str) -> Response:
    import yaml  # noqa: PLC0415 - not needed before it is requested

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump(_openapi(origin), Dumper=dumper, sort_keys=False, allow_unicode=True)
    return _response(b"application/yaml", text.encode())


def _page(_origin: str) -> Response:
    return _response(b"text/html; charset=utf-8", _PAGE)


def _asset(name: str) -> Response | None:
    if name == "start.js":
        return _response(b"text/javascript; charset=utf-8", _START)
    if name in _ASSETS:
        return _response(_ASSETS[name], (_viewer() / name).read_bytes())
    return None


@cache
def _viewer() -> Path:
    """Find the files that the package swagger-ui-py carries, without importing it."""
    spec = find_spec("swagger_ui")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the API reference needs swagger-ui-py", name="swagger_ui")
    return Path(spec.submodule_search_locations[0]) / "static"


def _response(content_type: bytes, body: bytes) -> Response:
    return Response(200, [(b"content-type", content_type), (b"cache-control", b"no-cache")], body)


_PAGES: dict[str, Callable[[str], Response]] = {
    "/docs": _page,
    "/openapi.json": _openapi_json,
    "/openapi.yaml": _openapi_yaml,
}
