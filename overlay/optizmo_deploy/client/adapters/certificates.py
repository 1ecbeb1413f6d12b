"""The certificates that connections trust."""

from __future__ import annotations

import functools
import os
import ssl
from pathlib import Path

import httpx

from optizmo_deploy.client.errors import ConfigurationError

__all__ = ["ssl_context"]


def ssl_context(verify: object) -> ssl.SSLContext:
    """Return what a server's certificate is checked with.

    Args:
        verify: True for the certificates that httpx trusts by default (of `SSL_CERT_FILE` or
            `SSL_CERT_DIR` where one is set), False for no check, the path of a file or a directory
            with certificates, or a context.

    Raises:
        ConfigurationError: There are no certificates at that place, or `verify` is none of these.
    """
    if isinstance(verify, ssl.SSLContext):
        return verify
    if verify is True:
        return _by_default(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    if verify is False:
        return httpx.create_ssl_context(verify=False)
    if not isinstance(verify, (str, Path)):
        what = type(verify).__name__
        raise ConfigurationError(
            f"verify must be True, False, a path or an ssl.SSLContext, not {what}"
        )
    path = str(verify)
    is_directory = Path(path).is_dir()
    try:
        if is_directory:
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path)
    except OSError as error:
        raise ConfigurationError(f"verify is {path!r}: {_why(error)}") from None


@functools.lru_cache(maxsize=4)  # reading them takes longer than many requests
def _by_default(file: str | None, directory: str | None) -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        name, path = ("SSL_CERT_FILE", file) if file else ("SSL_CERT_DIR", directory)
        raise ConfigurationError(
            f"the environment variable {name} is {path!r}: {_why(error)}; correct or unset it"
        ) from None


def _why(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return "there are no certificates in PEM format in it"
    return f"it cannot be read ({error.strerror})"
