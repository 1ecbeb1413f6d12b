"""Makes sense of the base URL that a user gives."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["BaseUrlError", "normalised"]


class BaseUrlError(ValueError):
    """A base URL is not usable; the message says why."""


def normalised(given: str) -> tuple[str, str | None]:
    """Return a base URL without trailing slashes and ``/v1``, and a note about what was left out.

    Raises:
        BaseUrlError: It is no absolute HTTP URL, or has a part that a base URL cannot have.
    """
    try:
        parts = urlsplit(given.strip())
        port = parts.port
    except ValueError as error:
        raise BaseUrlError(f"it is no URL: {error}") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BaseUrlError("it must be an absolute URL, such as https://api.optizmo.com/deploy")
    if parts.username or parts.password:
        raise BaseUrlError(
            "it must hold no credentials; the key comes from the environment or a file"
        )
    if parts.query or parts.fragment:
        raise BaseUrlError("it must have neither a query nor a fragment")
    if not given.strip().isascii() or any(char.isspace() for char in given.strip()):
        raise BaseUrlError("it must be in ASCII and without spaces")
    if port == 0:
        raise BaseUrlError("its port cannot be 0")
    path, note = parts.path.rstrip("/"), None
    if path.endswith("/v1"):
        path = path.removesuffix("/v1").rstrip("/")
        note = "the base URL goes without /v1, which belongs to the operations' paths; left it out"
    return f"{parts.scheme}://{parts.netloc}{path}", note
