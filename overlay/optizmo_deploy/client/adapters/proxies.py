"""The proxy that requests go through: the caller's, or the one that the environment names."""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING
from urllib.request import getproxies, getproxies_environment, proxy_bypass

import httpx

from optizmo_deploy.client.adapters.no_proxy import is_exempt
from optizmo_deploy.client.core.effects import Secret
from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["address_of", "proxy_for"]

_PORTS = {"http": 80, "https": 443}


def proxy_for(base_url: str, proxy: object, schemes: Collection[str]) -> httpx.Proxy | None:
    """Return the proxy for a server, or None when it is reached directly.

    Args:
        base_url: The server's URL.
        proxy: What the caller wants: a URL or an `httpx.Proxy`, or None for the environment's.
        schemes: The kinds of proxies that the HTTP library can use.

    Raises:
        ConfigurationError: The proxy cannot be used. The message says where it is set, and holds
            no password.
    """
    if proxy is not None:
        return _usable(proxy, "proxy", schemes)
    url = httpx.URL(base_url)
    if _is_exempt(url):
        return None
    value, where = _of_environment(url.scheme)
    return _usable(value, where, schemes) if value else None


def address_of(proxy: httpx.Proxy) -> str:
    """Return the host and the port of a proxy, for messages."""
    return proxy.url.netloc.decode("ascii")


def _is_exempt(url: httpx.URL) -> bool:
    if not getproxies_environment():
        return bool(proxy_bypass(url.host))  # by the settings of the operating system
    port = url.port or _PORTS[url.scheme]
    return is_exempt(url.host, port, getproxies().get("no", ""))


def _of_environment(scheme: str) -> tuple[Secret, str]:
    """Return the URL of the environment's proxy, or nothing, and where it is set."""
    proxies = getproxies()
    key = scheme if scheme in proxies else "all"
    value = proxies.get(key, "")
    names = [name for name in os.environ if name.lower() == f"{key}_proxy"]
    variable = next((name for name in names if os.environ[name] == value), None)
    where = f"the environment variable {variable}" if variable else "the proxy of this system"
    return Secret(f"http://{value}" if value and "://" not in value else value), where


def _usable(proxy: object, where: str, schemes: Collection[str]) -> httpx.Proxy:
    if isinstance(proxy, httpx.URL):
        proxy = Secret(proxy)
    if isinstance(proxy, str):
        scheme = proxy.partition("://")[0].lower()
        proxy = _parsed(Secret(proxy))
    elif isinstance(proxy, httpx.Proxy):
        scheme = proxy.url.scheme
    else:
        what = type(proxy).__name__
        raise ConfigurationError(f"{where} must be a URL or an httpx.Proxy, not {what}")
    if scheme.startswith("socks") and not _is_socks_usable(schemes):
        raise ConfigurationError(f"{where} is a SOCKS proxy: {_socks_remedy(schemes)}")
    if proxy is None or scheme not in schemes:
        raise ConfigurationError(
            f"{where} is not the URL of a proxy, such as http://proxy.example:3128; special "
            "characters of a user name or a password must be percent-encoded"
        )
    return proxy


def _parsed(url: Secret) -> httpx.Proxy | None:
    try:
        proxy = httpx.Proxy(url)
        proxy.url.host.encode("idna")
    except (httpx.InvalidURL, ValueError):
        return None
    # A "#", "?" or "/" in a password ends the authority early.
    surplus = proxy.url.query or proxy.url.fragment or proxy.url.path.strip("/")
    is_usable = proxy.url.host and (proxy.url.port or 1) < 1 << 16 and not surplus
    return proxy if is_usable else None


def _is_socks_usable(schemes: Collection[str]) -> bool:
    return "socks5" in schemes and importlib.util.find_spec("socksio") is not None


def _socks_remedy(schemes: Collection[str]) -> str:
    if "socks5" in schemes:
        return "for socks5:// URLs, pip install 'httpx[socks]'; or name an HTTP proxy"
    return "aiohttp cannot use one; use http='httpx', or name an HTTP proxy"
