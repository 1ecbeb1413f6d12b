"""What a client is set up with, checked once."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING, cast

import attrs
import httpx
from optizmo_deploy_api.operations import SERVER_URL

from optizmo_deploy._version import __version__
from optizmo_deploy.client.core.effects import Secret, hidden
from optizmo_deploy.client.core.retry_policy import RetryPolicy
from optizmo_deploy.client.errors import ConfigurationError

if TYPE_CHECKING:
    from optizmo_deploy.client.core.effects import KeySource

__all__ = ["Settings", "check_key", "make_settings"]

KEY_VARIABLE = "OPTIZMO_DEPLOY_API_KEY"
URL_VARIABLE = "OPTIZMO_DEPLOY_BASE_URL"

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_KEY = re.compile(r"[\x21-\x7e]+")
_HOST = re.compile(rb"[0-9A-Za-z._-]+|[0-9A-Fa-f:.]+")
_OURS = frozenset({"authorization", "content-length", "content-type", "transfer-encoding"})


def _common_headers() -> dict[str, str]:
    agent = f"optizmo-deploy/{__version__} python/{platform.python_version()}"
    return {"accept": "application/json, application/problem+json", "user-agent": agent}


@attrs.frozen(kw_only=True)
class Settings:
    """How a client makes its requests.

    Attributes:
        base_url: The URL that every path is appended to, without a slash at its end.
        key: The API key, or the function to ask for it at every attempt.
        timeout: Seconds for one attempt.
        retry: When to repeat.
        pace: Whether to slow down before the rate limit is hit.
        headers: What every request carries besides the key, names in lower case.
    """

    base_url: str
    key: Secret | KeySource = attrs.field(repr=False)
    timeout: float
    retry: RetryPolicy
    pace: bool
    headers: Mapping[str, str] = attrs.field(repr=False)

    _ready: dict[bool, tuple[Secret, dict[str, str]]] = attrs.field(
        init=False, factory=dict[bool, tuple[Secret, dict[str, str]]], repr=False, eq=False
    )

    def request_headers(self, key: Secret, *, body: bool) -> dict[str, str]:
        """Return the headers of a request; the same object as long as the key is the same."""
        known = self._ready.get(body)
        if known is not None and known[0] == key:
            return known[1]
        headers = {**self.headers, "authorization": Secret(f"Bearer {key}")}
        if body:
            headers["content-type"] = "application/json"
        self._ready[body] = (key, headers)
        return headers

    def changed(
        self,
        *,
        api_key: str | KeySource | None = None,
        base_url: str | httpx.URL | None = None,
        timeout: float | None = None,
        retry: RetryPolicy | None = None,
        pace: bool | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Settings:
        """Return a copy with some settings changed; headers are added to those that there are."""
        return attrs.evolve(
            self,
            base_url=self.base_url if base_url is None else _check_url(base_url),
            key=self.key if api_key is None else _check_key_or_source(api_key),
            timeout=self.timeout if timeout is None else _check_timeout(timeout),
            retry=self.retry if retry is None else _check_retry(retry),
            pace=self.pace if pace is None else pace,
            headers={**self.headers, **_check_headers(headers)},
        )


def make_settings(
    *,
    api_key: str | KeySource | None,
    base_url: str | httpx.URL | None,
    timeout: float,
    retry: RetryPolicy,
    pace: bool,
    headers: Mapping[str, str] | None,
) -> Settings:
    """Check what a client is given, and complete it from the environment.

    Raises:
        ConfigurationError: Something is missing or cannot be used.
    """
    api_key = hidden(api_key)
    key = api_key if api_key is not None else hidden(os.environ.get(KEY_VARIABLE))
    if not key:
        raise ConfigurationError(
            f"no API key: pass api_key, or set the environment variable {KEY_VARIABLE}"
        )
    return Settings(
        base_url=_check_url(
            base_url if base_url is not None else os.environ.get(URL_VARIABLE) or SERVER_URL
        ),
        key=_check_key_or_source(key),
        timeout=_check_timeout(timeout),
        retry=_check_retry(retry),
        pace=pace,
        headers={**_common_headers(), **_check_headers(headers)},
    )


def _check_key_or_source(key: str | KeySource) -> Secret | KeySource:
    return key if callable(key) else check_key(key)


def check_key(key: object) -> Secret:
    """Return an API key if it can be sent.

    Raises:
        ConfigurationError: It is not a string of visible ASCII characters.
    """
    key = hidden(key)
    if not isinstance(key, Secret):
        what = type(key).__name__
        if isinstance(key, Coroutine):
            cast("Coroutine[object, object, object]", key).close()  # nobody will await it
        raise ConfigurationError(f"the API key must be a string, not {what}")
    if not _KEY.fullmatch(key):
        raise ConfigurationError(
            "the API key must be visible ASCII characters, without white space or line ends"
        )
    return key


def _check_url(url: object) -> str:
    try:
        parsed = httpx.URL(url) if isinstance(url, (str, httpx.URL)) else None
    except httpx.InvalidURL:
        parsed = None
    if parsed is None or parsed.scheme not in {"http", "https"} or not _is_authority(parsed):
        raise ConfigurationError("the base URL must be an absolute http or https URL")
    if parsed.userinfo or parsed.query or parsed.fragment:
        raise ConfigurationError(
            "the base URL must not hold a user name, a password, a query or a fragment"
        )
    return str(parsed).rstrip("/?#")


def _is_authority(url: httpx.URL) -> bool:
    if not _HOST.fullmatch(url.raw_host) or not (url.port is None or 0 < url.port < 1 << 16):
        return False
    try:
        url.raw_host.decode().encode("idna")  # what name look-ups do
    except UnicodeError:  # a label is empty or too long
        return False
    return True


def _check_timeout(timeout: object) -> float:
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not timeout > 0:
        raise ConfigurationError("timeout must be a number of seconds greater than zero")
    return float(timeout)


def _check_retry(retry: object) -> RetryPolicy:
    if not isinstance(retry, RetryPolicy):
        raise ConfigurationError(f"retry must be a RetryPolicy, not {type(retry).__name__}")
    return retry


def _check_headers(headers: object) -> dict[str, str]:
    if headers is None:
        return {}
    if not isinstance(headers, Mapping):
        raise ConfigurationError(f"headers must be a mapping, not {type(headers).__name__}")
    checked: dict[str, str] = {}
    for name, value in cast("Mapping[object, object]", headers).items():
        if not isinstance(name, str) or not _TOKEN.fullmatch(name):
            raise ConfigurationError("a header's name must be a token, such as X-Request-Source")
        if name.lower() in _OURS:
            raise ConfigurationError(
                f"the header {name} is the client's own; pass the key as api_key"
            )
        if not isinstance(value, str) or not _VALUE.fullmatch(value):
            raise ConfigurationError(f"the value of the header {name} must be visible characters")
        checked[name.lower()] = value
    return checked
