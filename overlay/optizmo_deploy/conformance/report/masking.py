"""Removes keys and e-mail addresses from reports and output."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optizmo_deploy.conformance.settings import Settings

__all__ = ["Mask"]

ADDRESS = re.compile(
    r"[A-Za-z0-9.!$'*+^_`{|}~%-]{1,64}(?:@|%40)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*"
)
_OURS = re.compile(
    r"conformance(?:(?:[+._-]|%2B)[^@%]*)?(?:@|%40)(?:[a-z0-9-]+\.)*example\.", re.IGNORECASE
)
_SHORTEST = 4
_SHOWN = "***@***"


class Mask:
    """Replaces secrets in texts.

    Addresses that the suite generates are kept, so that requests can be repeated.

    Args:
        settings: The run whose keys are secret.
    """

    def __init__(self, settings: Settings) -> None:
        names = [(settings.api_key, "$OPTIZMO_DEPLOY_API_KEY")]
        if settings.forbidden_api_key:
            names.append((settings.forbidden_api_key, f"${settings.forbidden_api_key_env}"))
        # The longer first: one key may be the beginning of the other.
        self._secrets = sorted((pair for pair in names if pair[0]), key=lambda pair: -len(pair[0]))

    def __call__(self, text: str) -> str:
        """Return the text without keys and addresses."""
        for secret, shown in self._secrets:
            text = text.replace(secret, shown)
            if "…" in text:  # an excerpt may have been cut within a key
                for length in range(len(secret) - 1, _SHORTEST - 1, -1):
                    text = text.replace(f"{secret[:length]}…", f"{shown}…")
        return ADDRESS.sub(_address, text)


def _address(match: re.Match[str]) -> str:
    found = match.group()
    return found if _OURS.match(found) else _SHOWN
