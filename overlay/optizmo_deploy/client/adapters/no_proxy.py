"""Which servers `NO_PROXY` exempts from a proxy."""

from __future__ import annotations

import ipaddress
import re

__all__ = ["is_exempt"]

_WITH_PORT = re.compile(r"(?:\[(?P<literal>[^\]]*)\]|(?P<name>[^:]*))(?::(?P<port>[0-9]+))?")


def is_exempt(host: str, port: int, no_proxy: str) -> bool:
    """Return whether requests to a server do without a proxy.

    Args:
        host: The host name or IP address of the server, without brackets.
        port: The server's port.
        no_proxy: Entries separated by commas or white space, each optionally with a port: a domain,
            which includes its subdomains, an IP address, a network such as 10.0.0.0/8, or `*`.
    """
    host = host.lower().rstrip(".")
    return any(_matches(entry, host, port) for entry in re.split(r"[\s,]+", no_proxy.lower()))


def _matches(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    address = _address(host)
    if "/" in entry:
        return address is not None and address in _network(entry)
    if _address(entry) is not None:  # an IPv6 address without brackets has colons, but no port
        return _address(entry) == address
    parts = _WITH_PORT.fullmatch(entry)
    if parts is None or (parts["port"] and int(parts["port"]) != port):
        return False
    if address is not None:
        return _address(parts["literal"] or parts["name"] or "") == address
    domain = (parts["name"] or "").lstrip("*").strip(".")
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return ipaddress.ip_network("255.255.255.255/32")  # which no server has
