"""Keys that are not the key, and what requests made with them must not do."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.http.credentials import AlteredKey, Key

if TYPE_CHECKING:
    from optizmo_deploy.conformance.server.client import Api

__all__ = [
    "NO_KEY_AT_ALL",
    "WRONG_KEY",
    "elsewhere",
    "misshapen",
    "near_misses",
]

Credentials = Key | AlteredKey | str

WRONG_KEY = "Bearer conformance-this-is-no-key-0000000000000000"
NO_KEY_AT_ALL = ("", "Bearer", "Bearer ", "Bearer null", "Bearer undefined")
_VARIABLE = "$OPTIZMO_DEPLOY_API_KEY"
_DIGITS_OF_AN_ID = frozenset("0123456789abcdef-")


def near_misses(api: Api) -> list[AlteredKey]:
    """Return keys that differ a little from the right one."""
    key = api.settings.api_key
    first, last = (("B" if char == "A" else "A") for char in (key[:1], key[-1:]))
    altered = [
        (key[:-1], "${OPTIZMO_DEPLOY_API_KEY%?}"),
        (key[1:], "${OPTIZMO_DEPLOY_API_KEY#?}"),
        (f"{key}x", "${OPTIZMO_DEPLOY_API_KEY}x"),
        (f"x{key}", "x$OPTIZMO_DEPLOY_API_KEY"),
        (first + key[1:], first + "${OPTIZMO_DEPLOY_API_KEY#?}"),
        (key[:-1] + last, "${OPTIZMO_DEPLOY_API_KEY%?}" + last),
    ]
    if set(key.lower()) - _DIGITS_OF_AN_ID:  # else it may be a number, where case is nothing
        altered.append((key.upper(), "${OPTIZMO_DEPLOY_API_KEY^^}"))
        altered.append((key.lower(), "${OPTIZMO_DEPLOY_API_KEY,,}"))
    different = {value: shown for value, shown in altered if value not in {"", key}}
    return [AlteredKey(f"Bearer {v}", f"Bearer {shown}") for v, shown in different.items()]


def misshapen(api: Api) -> list[Credentials]:
    """Return credentials that hold the right key, but not as a bearer token, or no key."""
    key = api.settings.api_key
    schemes = [
        AlteredKey(f"{scheme} {key}", f"{scheme} {_VARIABLE}")
        for scheme in ("Basic", "Token", "ApiKey")
    ]
    garbled = [
        AlteredKey(text.format(key), text.format(_VARIABLE).replace('"', '\\"'))
        for text in ("Bearer: {}", "BearerToken {}", 'Bearer "{}"', "Bearer x, Bearer {}")
    ]
    passwords = [
        AlteredKey(
            f"Basic {base64.b64encode(text.format(key).encode()).decode()}",
            f"Basic $(printf %s '{text.format(_VARIABLE)}' | base64)".replace("'", '"'),
        )
        for text in (":{}", "{}:", "user:{}")
    ]
    return [*schemes, *passwords, *garbled, AlteredKey(key, _VARIABLE), *NO_KEY_AT_ALL]


def elsewhere(api: Api) -> dict[str, str]:
    """Return headers that hold the right key, none of which is the one that must."""
    key = api.settings.api_key
    return {"X-API-Key": key, "X-Authorization": f"Bearer {key}", "Cookie": f"api_key={key}"}
