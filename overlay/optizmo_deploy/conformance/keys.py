"""Keys that are not the key, and what requests made with them must not do."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from optizmo_deploy.conformance.expect import demand, said
from optizmo_deploy.conformance.subject import unchanged_subject, valid_request
from optizmo_deploy.conformance.target import md5_of
from optizmo_deploy.conformance.wire import AlteredKey, Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optizmo_deploy.conformance.api import Api

__all__ = [
    "NO_KEY_AT_ALL",
    "WRONG_KEY",
    "elsewhere",
    "misshapen",
    "must_have_no_effect",
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


def must_have_no_effect(api: Api, operation: str, keys: Sequence[Credentials]) -> None:
    """Require that otherwise valid requests with these keys change nothing.

    Raises:
        Violation: One did.
    """
    if operation == "createContact":
        for key in keys:
            email = api.new_address()
            refused = api.create({"email": email}, key=key)
            now = api.get(md5_of(email))
            message = f"a refused create must create nothing, but the contact is there: {said(now)}"
            demand(now.status != 200, message, refused, now)  # noqa: PLR2004 - it can be read
        return
    with unchanged_subject(api) as subject:
        request = valid_request(api, operation, subject=subject)
        for key in keys:
            api.call(operation, **request, key=key)
