"""Where a request was sent to, as its sender sees it: through proxies and below a path prefix.

A proxy reports the original address in `Forwarded` (RFC 7239) or in `X-Forwarded-Proto`, `-Host`,
`-Port` and `-Prefix`. Anything in them that is not an address or a path is ignored, so that no
header field can inject text into a page or a redirect.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .message import Request

__all__ = ["Address", "authority_of", "check_root_path", "external_address"]

_AUTHORITY = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~!$&()*+,;=:@%-]+)*")
_PAIR = re.compile(r'\s*([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*))\s*')
_DEFAULT_PORTS = {"http": "80", "https": "443"}


class Address(NamedTuple):
    """The scheme, the authority and the path prefix at which a sender reaches the sandbox."""

    scheme: str
    authority: str
    prefix: str
    forwarded: bool
    """Whether a proxy reported the authority."""

    @property
    def origin(self) -> str:
        """The origin, such as `https://example.com:8443`."""
        return f"{self.scheme}://{self.authority}"

    @property
    def base(self) -> str:
        """The URL that the sandbox's own paths are appended to."""
        return self.origin + self.prefix


def authority_of(address: str, port: int) -> str:
    """Return the authority at which this machine reaches a listening socket."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - not bound to
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def check_root_path(path: str) -> str:
    """Return a path prefix in the form `/a/b`, empty for none.

    Raises:
        ValueError: It is not a path.
    """
    prefix = "/" + path.strip("/") if path.strip("/") else ""
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"{path!r} is not a path; write one as /sandbox")
    return prefix


def external_address(request: Request, scheme: str, server: str, root_path: str) -> Address:
    """Return where a request was sent to.

    Args:
        request: The request.
        scheme: The scheme of the connection.
        server: The authority of the listening socket, for requests without a valid `Host`.
        root_path: The configured path prefix, which `X-Forwarded-Prefix` overrides.
    """
    told = _forwarded(request)
    host = told.get("host", "")
    forwarded = bool(_AUTHORITY.fullmatch(host))
    authority = host if forwarded else _first(request, b"host")
    if not _AUTHORITY.fullmatch(authority):
        authority = server
    if told.get("proto") in _DEFAULT_PORTS:
        scheme = told["proto"]
    authority = authority.removesuffix(":" + _DEFAULT_PORTS[scheme])
    prefix = "/" + _first(request, b"x-forwarded-prefix").strip("/")
    if prefix == "/" or not _PREFIX.fullmatch(prefix):
        prefix = root_path
    return Address(scheme, authority, prefix, forwarded)


def _forwarded(request: Request) -> dict[str, str]:
    """Return `host` and `proto` as the proxy nearest to the sender reported them."""
    element = _first_element(_joined(request, b"forwarded"))
    told = {
        match[1].lower(): match[2] if match[2] is not None else match[3]
        for match in _PAIR.finditer(element)
    }
    if not told:
        host, port = _first(request, b"x-forwarded-host"), _first(request, b"x-forwarded-port")
        has_port = ":" in host.rpartition("]")[2]
        told["host"] = f"{host}:{port}" if host and port.isdigit() and not has_port else host
        told["proto"] = _first(request, b"x-forwarded-proto")
    told["proto"] = told.get("proto", "").lower()
    return told


def _first_element(value: str) -> str:
    quoted = False
    for index, character in enumerate(value):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            return value[:index]
    return value


def _joined(request: Request, name: bytes) -> str:
    return ",".join(value.decode("latin-1") for value in request.header_values(name))


def _first(request: Request, name: bytes) -> str:
    values = request.header_values(name)
    return values[0].decode("latin-1").partition(",")[0].strip() if values else ""
