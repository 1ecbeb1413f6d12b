"""How contacts and brands are named in requests."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast
from uuid import UUID

from optizmo_deploy.client.errors import InvalidArgumentError

if TYPE_CHECKING:
    from optizmo_deploy_api.models import Contact

__all__ = ["brand_uuid", "brand_uuids", "check_email", "contact_md5", "email_md5"]

_MD5 = re.compile(r"[A-Fa-f0-9]{32}")
_UUID = re.compile(r"[A-Fa-f0-9]{8}(?:-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}")


def email_md5(email: str) -> str:
    """Return the identity of the contact with an address: 32 lower-case hexadecimal digits.

    It is the MD5 of the lower-cased address.

    Lower-cased means Python's `str.lower`, which knows all of Unicode and no locale; the result
    is hashed as UTF-8. Nothing else is changed, so that:

    - upper and lower case make no difference: `Test@Email.com` is `test@email.com`;
    - a plus tag and dots count: `a+news@example.com` is another contact than `a@example.com`;
    - `ß` and the dotless i (U+0131) stay as they are, `İ` becomes `i` and a combining dot above;
    - composed and decomposed accents are different addresses;
    - white space is not trimmed: an address with any is rejected.

    Raises:
        InvalidArgumentError: It is not an address: white space, invisible characters, or not
            two parts around an `@`.
    """
    return hashlib.md5(check_email(email).lower().encode(), usedforsecurity=False).hexdigest()


def check_email(email: object) -> str:
    """Return the address as it is if it can be one, whether it exists or not.

    Raises:
        InvalidArgumentError: It cannot be an address.
    """
    if not isinstance(email, str):
        raise InvalidArgumentError(
            f"an e-mail address must be a string, not {type(email).__name__}"
        )
    if not email.isprintable() or " " in email:
        raise InvalidArgumentError(
            "an e-mail address must not hold white space or invisible characters; none are trimmed"
        )
    local, _, domain = email.rpartition("@")
    if not local or not domain:
        raise InvalidArgumentError(
            "an e-mail address must have a part before and a part after an @"
        )
    return email


def contact_md5(contact: str | Contact) -> str:
    """Return the identity of a contact: of an address, an MD5 in either case, or a `Contact`.

    Raises:
        InvalidArgumentError: It is none of them.
    """
    text = contact if isinstance(contact, str) else getattr(contact, "email_md5", None)
    if not isinstance(text, str):
        raise InvalidArgumentError(
            f"a contact must be an address, its MD5 or a Contact, not {type(contact).__name__}"
        )
    if _MD5.fullmatch(text):
        return text.lower()
    if "@" in text:
        return email_md5(text)
    raise InvalidArgumentError(
        "a contact must be an e-mail address or the 32 hexadecimal digits of its MD5"
    )


def brand_uuid(brand_id: object) -> str:
    """Return a brand's id, a UUID or its text, as the text in lower case that models have.

    Raises:
        InvalidArgumentError: It is not a UUID in its usual form, 8-4-4-4-12 hexadecimal digits.
    """
    if isinstance(brand_id, UUID):
        return str(brand_id)
    if isinstance(brand_id, str) and _UUID.fullmatch(brand_id):
        return brand_id.lower()
    what = "another string" if isinstance(brand_id, str) else type(brand_id).__name__
    raise InvalidArgumentError(
        f"a brand id must be a UUID such as 497f6eca-6276-4993-bfeb-53cbbbba6f08, not {what}"
    )


def brand_uuids(brand_ids: object) -> list[str]:
    """Return several brands' ids like `brand_uuid`, each once, in order of first appearance.

    Raises:
        InvalidArgumentError: One is not a UUID, or it is a single id where several are expected.
    """
    if isinstance(brand_ids, (str, UUID)) or not isinstance(brand_ids, Iterable):
        what = type(brand_ids).__name__
        raise InvalidArgumentError(f"brand ids must be a list or another collection, not {what}")
    return list(dict.fromkeys(map(brand_uuid, cast("Iterable[object]", brand_ids))))
