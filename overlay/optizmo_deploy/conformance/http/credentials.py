"""Which credentials a request carries, and what stands for them in records."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from attrs import field, frozen

from optizmo_deploy.conformance.requirements.exceptions import NotReached

if TYPE_CHECKING:
    from optizmo_deploy.conformance.settings import Settings

__all__ = ["AlteredKey", "Key", "authorization"]


class Key(Enum):
    """Which credentials a request carries."""

    VALID = "the key of the run"
    FORBIDDEN = "a key that is valid but may do nothing"
    NONE = "no Authorization header"


@frozen
class AlteredKey:
    """Credentials derived from the key of the run, which must stay as hidden as the key itself."""

    value: str = field(repr=False)
    """The ``Authorization`` header."""
    shown: str
    """What stands for it in records, as the shell would expand it."""


def authorization(key: Key | AlteredKey | str, settings: Settings) -> tuple[str | None, str | None]:
    """Return the ``Authorization`` header to send, and the one to record; ``None`` for no header.

    Raises:
        NotReached: A key without rights is needed and none was given.
    """
    if key is Key.NONE:
        return None, None
    if key is Key.VALID:
        return f"Bearer {settings.api_key}", "Bearer $OPTIZMO_DEPLOY_API_KEY"
    if key is Key.FORBIDDEN:
        if settings.forbidden_api_key is None:
            raise NotReached("no key without rights was given (--forbidden-api-key-env)")
        return f"Bearer {settings.forbidden_api_key}", f"Bearer ${settings.forbidden_api_key_env}"
    if isinstance(key, AlteredKey):
        return key.value, key.shown
    return key, key.replace(settings.api_key, "$OPTIZMO_DEPLOY_API_KEY")
