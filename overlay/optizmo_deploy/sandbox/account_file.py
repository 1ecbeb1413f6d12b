"""Reading an account from a YAML or JSON file.

`account.schema.json` describes the form of the file, `account.yaml` is the built-in account in
that form.
"""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, ClassVar, cast

from .account import Account
from .arguments import unknown_name
from .attributes import PREDEFINED, Attribute, ContactSchema
from .identity import email_md5
from .problems import json_pointer
from .rules import contract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["AccountError", "account_from_document", "builtin_account", "load_account"]

_MAX_ERRORS = 10


class AccountError(ValueError):
    """An account cannot be used; the message names the place and what is wrong there."""


@cache
def builtin_account() -> Account:
    """Return the account that the sandbox uses by default."""
    return _account(_parse(_packaged("account.yaml"), "the built-in account"))


def load_account(path: Path, operations: Iterable[str] | None = None) -> Account:
    """Read an account from a YAML or JSON file and check all of it.

    Args:
        path: The file.
        operations: The ids of the operations that keys may have rights for; those of the packaged
            contract when absent.

    Raises:
        AccountError: The file cannot be read, is not YAML, or does not describe an account.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise AccountError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise AccountError(f"{path}: is not UTF-8 text") from None
    return account_from_document(_parse(text, str(path)), str(path), operations)


def account_from_document(
    document: Any, name: str = "the account", operations: Iterable[str] | None = None
) -> Account:
    """Check a document in the form of an account file and return the account.

    Args:
        document: The document.
        name: What to call it in error messages.
        operations: The ids of the operations that keys may have rights for; those of the packaged
            contract when absent.

    Raises:
        AccountError: The document does not describe an account.
    """
    known = list(contract().by_id if operations is None else operations)
    errors = sorted(_form_errors(document, known)) or list(_sense_errors(document))
    if errors:
        lines = [f"{name} does not describe an account:"]
        lines += [f"  at {place or 'the top'}: {what}" for place, what in errors[:_MAX_ERRORS]]
        if len(errors) > _MAX_ERRORS:
            lines.append(f"  and {len(errors) - _MAX_ERRORS} more")
        raise AccountError("\n".join(lines))
    return _account(document)


def _account(document: dict[str, Any]) -> Account:
    return Account(
        keys={
            entry["key"]: None if entry["rights"] == "all" else frozenset(entry["rights"])
            for entry in document["keys"]
        },
        schema=tuple(Attribute(**attribute) for attribute in document.get("schema", ())),
        brands=tuple(document.get("brands", ())),
        contacts=tuple(document.get("contacts", ())),
    )


def _form_errors(document: Any, operations: list[str]) -> Iterator[tuple[str, str]]:
    import jsonschema_rs  # noqa: PLC0415 - only needed for an account file

    schema = json.loads(_packaged("account.schema.json"))
    schema["$defs"]["operation"] = {"enum": operations}
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    try:
        for error in validator.iter_errors(document):
            path = list(error.instance_path)
            yield json_pointer(*path), _nearest_right(document, path, operations) or error.message
    except (TypeError, ValueError) as error:  # YAML knows values that JSON does not
        yield "", str(error)


def _nearest_right(document: Any, path: list[str | int], operations: list[str]) -> str | None:
    """Return a message about a misspelled operation among the rights of a key, if it is one."""
    match path:
        case ["keys", int(), "rights", *_]:
            rights: Any = document["keys"][path[1]]["rights"]
            given = cast("list[object]", rights) if isinstance(rights, list) else []
            unknown = [
                right for right in given if isinstance(right, str) and right not in operations
            ]
            return unknown_name("operation", unknown[0], operations) if unknown else None
        case _:
            return None


def _sense_errors(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    attributes = [Attribute(**attribute) for attribute in document.get("schema", ())]
    predefined = [attribute.name for attribute in PREDEFINED]
    brands = document.get("brands", [])
    contacts = document.get("contacts", [])
    yield from _repeats("keys", "key", [entry["key"] for entry in document["keys"]])
    yield from _repeats(
        "schema", "name", predefined + [attribute.name for attribute in attributes], -2
    )
    yield from _repeats("brands", "id", [brand["id"].lower() for brand in brands])
    yield from _repeats("contacts", "email", [email_md5(contact["email"]) for contact in contacts])
    schema = ContactSchema(attributes)
    known = {brand["id"].lower() for brand in brands}
    for index, contact in enumerate(contacts):
        for error in schema.errors(contact.get("attributes", {}), removable=False):
            yield f"/contacts/{index}{error['pointer']}", error["detail"]
        for position, brand_id in enumerate(contact.get("brandIds", ())):
            if brand_id.lower() not in known:
                yield f"/contacts/{index}/brandIds/{position}", "is not a brand of this file"


def _repeats(
    section: str, member: str, values: list[str], shift: int = 0
) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for index, value in enumerate(values, start=shift):
        if value in seen:
            yield f"/{section}/{index}/{member}", "is given twice"
        seen.add(value)


def _packaged(name: str) -> str:
    return resources.files("optizmo_deploy.sandbox").joinpath(name).read_text(encoding="utf-8")


def _parse(text: str, name: str) -> Any:
    if text.lstrip().startswith("{"):  # YAML too, but a hundred times faster to read as JSON
        with suppress(json.JSONDecodeError):
            return json.loads(text)
    import yaml  # noqa: PLC0415 - slow to load, and not needed where an account is given

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Leaves a date-time the text that it is."""

        yaml_implicit_resolvers: ClassVar = {
            first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    try:
        return yaml.load(text, Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise AccountError(f"{name} is not YAML: {' '.join(str(error).split())}") from None
