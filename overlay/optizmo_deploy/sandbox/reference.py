"""The API reference for people: Swagger UI, from an installed package, on the contract."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .account_file import builtin_account
from .api import BASE_PATH
from .message import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from .backend import Backend
    from .external import Address

__all__ = ["DOCS_PATH", "Reference"]

DOCS_PATH = "/docs"
"""Where the page is; it holds the API key, so that no page of another origin may read it."""

_ASSETS = {
    "favicon-32x32.png": b"image/png",
    "swagger-ui-bundle.js": b"text/javascript; charset=utf-8",
    "swagger-ui.css": b"text/css; charset=utf-8",
}
_OWN_ASSETS = {
    "reference.css": b"text/css; charset=utf-8",
    "reference.js": b"text/javascript; charset=utf-8",
}


class Reference:
    """Responds to requests for the reference and for the contract itself.

    Args:
        backend: What is served.
        loopback: Whether only this machine can reach the sandbox.
    """

    def __init__(self, backend: Backend, *, loopback: bool = True) -> None:
        self._backend = backend
        self._loopback = loopback
        self._pages: dict[str, Callable[[Address], Response]] = {
            "/": self._root,
            DOCS_PATH: self._page,
            f"{DOCS_PATH}/": self._page_below,
            f"{DOCS_PATH}/openapi.json": self._try_out,
            "/openapi.json": self._openapi_json,
            "/openapi.yaml": self._openapi_yaml,
        }

    def respond(self, request: Request, address: Address) -> Response | None:
        """Return the response to a request, None for any other path."""
        if request.method not in {"GET", "HEAD"}:
            return None
        page = self._pages.get(request.path)
        if page is not None:
            return page(address)
        folder, _, name = request.path.rpartition("/")
        return _asset(name) if folder == DOCS_PATH else None

    def _root(self, address: Address) -> Response:
        return Response(307, [(b"location", f"{address.prefix}{DOCS_PATH}".encode())])

    def _page(self, _address: Address) -> Response:
        return self._html("docs/")

    def _page_below(self, _address: Address) -> Response:
        return self._html("")

    def _html(self, base: str) -> Response:
        """Return the page; its links are relative, which suits any proxy."""
        import html  # noqa: PLC0415 - not needed before it is requested

        account = self._backend.api.account
        known = self._loopback or account.api_key in builtin_account().keys
        text = _packaged("reference.html").replace("BASE/", base)
        text = text.replace("API_KEY", html.escape(account.api_key if known else ""))
        return _response(b"text/html; charset=utf-8", text.encode())

    def _openapi(self, address: Address) -> dict[str, Any]:
        server = {"url": address.base + BASE_PATH, "description": "This sandbox"}
        return {**self._backend.contract.document, "servers": [server]}

    def _openapi_json(self, address: Address) -> Response:
        return _json(self._openapi(address))

    def _openapi_yaml(self, address: Address) -> Response:
        import yaml  # noqa: PLC0415 - not needed before it is requested

        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        text: str = yaml.dump(  # pyright: ignore[reportUnknownMemberType] - partly typed
            self._openapi(address), Dumper=dumper, sort_keys=False, allow_unicode=True
        )
        return _response(b"application/yaml", text.encode())

    def _try_out(self, address: Address) -> Response:
        from .try_out import try_out_document  # noqa: PLC0415 - not needed before it is requested

        return _json(try_out_document(self._openapi(address), self._backend))


def _json(document: dict[str, Any]) -> Response:
    return _response(b"application/json", json.dumps(document, ensure_ascii=False).encode())


def _asset(name: str) -> Response | None:
    if name in _OWN_ASSETS:
        return _response(_OWN_ASSETS[name], _packaged(name).encode())
    if name in _ASSETS:
        return _response(_ASSETS[name], (_viewer() / name).read_bytes())
    return None


def _packaged(name: str) -> str:
    return resources.files("optizmo_deploy.sandbox").joinpath(name).read_text(encoding="utf-8")


@cache
def _viewer() -> Path:
    """Find the files that the package swagger-ui-py carries, without importing it."""
    spec = find_spec("swagger_ui")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the API reference needs swagger-ui-py", name="swagger_ui")
    return Path(spec.submodule_search_locations[0]) / "static"


def _response(content_type: bytes, body: bytes) -> Response:
    return Response(200, [(b"content-type", content_type), (b"cache-control", b"no-cache")], body)
