"""Which column is what: the contact, an attribute, or left out."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from typing import TYPE_CHECKING

from optizmo_deploy.bulk.files.record import ADDED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

__all__ = ["check_columns", "contact_column"]

_ADDRESS_NAMES = {"email", "emailaddress"}
_MD5_NAMES = {"emailmd5", "md5"}
_LIKE_A_CONTACT = re.compile(r"[^@\s]+@[^@\s]+|[0-9A-Fa-f]{32}")


def contact_column(names: Iterable[str], wanted: str | None) -> str:
    """Return the column that holds the contacts.

    Args:
        names: The names of the columns.
        wanted: The one that was asked for; None for the one that is called `email`, in any case
            and with or without `address`, or else `email_md5` or `md5`.

    Raises:
        ValueError: There is none, or more than one that could be meant.
    """
    listed = list(names)
    if wanted is not None:
        if wanted in listed:
            return wanted
        raise ValueError(f"there is no column {wanted!r}{_close(wanted, listed)}")
    for meant in (_ADDRESS_NAMES, _MD5_NAMES):
        found = [name for name in dict.fromkeys(listed) if _letters(name) in meant]
        if len(found) > 1:
            raise ValueError(
                f"the columns {_quoted(found)} could all hold the contact: say which with"
                " --email-column"
            )
        if found:
            return found[0]
    if any(_LIKE_A_CONTACT.fullmatch(name) for name in listed):
        raise ValueError("its first line holds a contact; a header line such as 'email' is needed")
    raise ValueError(
        f"no column is called email: name the one that holds the contacts with --email-column"
        f" (there are {_quoted(listed)})"
    )


def check_columns(
    header: Sequence[str],
    contact: str,
    *,
    ignored: Collection[str],
    attributes: Mapping[str, str] | None,
) -> list[str]:
    """Return the columns of a header that are attributes.

    Args:
        header: The names of the columns.
        contact: The column of contacts.
        ignored: Columns to leave out.
        attributes: The types of the account's attributes by name; None when attributes do not
            matter and other columns are left out.

    Raises:
        ValueError: A name is there twice, one to be ignored is not there, or a column is not an
            attribute.
    """
    if contact in ignored:
        raise ValueError(f"the column {contact!r} holds the contacts and cannot be ignored")
    if absent := [name for name in ignored if name not in header]:
        raise ValueError(f"there is no column {absent[0]!r} to ignore{_close(absent[0], header)}")
    used = [name for name in header if name not in ignored and name not in ADDED_COLUMNS]
    doubled = [
        name
        for name, count in Counter(used).items()
        if count > 1 and (name or attributes is not None)
    ]
    if doubled:
        raise ValueError(
            f"the column {doubled[0]!r} is there more than once, so that it is not clear which one"
            " counts; rename one, or leave out both with --ignore-column"
        )
    if attributes is None:
        return []
    found = [name for name in used if name != contact]
    if strange := [name for name in found if name not in attributes]:
        name = strange[0]
        others = f" (nor are {_quoted(strange[1:])})" if strange[1:] else ""
        what = f"the column {name!r} is" if name else "a column without a name is"
        raise ValueError(
            f"{what} not an attribute of the account{others}{_close(name, attributes)};"
            f" leave it out with --ignore-column {name!r}"
        )
    return found


def _letters(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _close(name: str, names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(names))
    folded = {other.casefold(): other for other in listed}
    found = difflib.get_close_matches(name.casefold(), folded, n=1)
    if found:
        return f"; did you mean {folded[found[0]]!r}?"
    return f" (there are {_quoted(listed)})"


def _quoted(names: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(repr(name) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown or "none"
