"""The contact schema of an account, and what it says about attributes before they are sent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, cast

from attrs import define
from optizmo_deploy_api import models

from optizmo_deploy.client.arguments.identity import check_email
from optizmo_deploy.client.errors import InvalidArgumentError
from optizmo_deploy.client.field_error import FieldError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ContactSchema"]

_PREDEFINED: Final = {
    "Email": "is the contact's address, which is not an attribute and cannot be changed",
    "Brand": "stands for the contact's brands, which are managed as subscriptions",
}
"""What every account has and nobody can write as such (documentation page "Get contact schema")."""

_KINDS: Final[dict[str, tuple[tuple[type, ...], str]]] = {
    "string": ((str,), "a string"),
    "email": ((str,), "an e-mail address"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "true or false"),
    "array": ((list, tuple), "a list of strings"),
}


@define
class ContactSchema(models.ContactSchema):
    """The attributes that contacts of the account may carry, in the order of the schema.

    Attributes:
        attributes: Each with its `name`, its `type_` and, where there is one, its
            `description`.
    """

    def validate(self, attributes: Mapping[str, object]) -> list[FieldError]:
        """Find what the API would reject about attributes, without a request.

        None is accepted for any attribute that can be written: in an update it removes the
        attribute. An attribute whose type this library does not know is not checked.

        Args:
            attributes: Values by attribute name, as for `contacts.create` or `contacts.update`. Of
                the attributes of a contact that was read, only the writable ones are checked.

        Returns:
            One entry an offending attribute, with a pointer such as `/attributes/first_name`;
            empty when all is well.
        """
        if isinstance(attributes, models.Attributes):
            attributes = attributes.writable()
        types = {attribute.name: str(attribute.type_) for attribute in self.attributes}
        found = ((name, _complaint(name, value, types)) for name, value in attributes.items())
        return [
            FieldError(what, pointer=f"/attributes/{_escape(name)}") for name, what in found if what
        ]


def _complaint(name: str, value: object, types: Mapping[str, str]) -> str | None:
    if name in _PREDEFINED:
        return _PREDEFINED[name]
    if name not in types:
        base, separator, _ = name.rpartition(":")
        if separator and types.get(base) == "email":
            return f"is derived from {base} and cannot be written"
        return "is not in the contact schema"
    if value is None or types[name] not in _KINDS:
        return None
    if value == "":
        return "must not be empty"
    kinds, description = _KINDS[types[name]]
    if isinstance(value, bool):  # which Python takes for a number
        fits = bool in kinds
    else:
        fits = isinstance(value, kinds) and _is_sound(value, types[name])
    return None if fits else f"must be {description}"


def _is_sound(value: object, type_: str) -> bool:
    if isinstance(value, (list, tuple)):
        return all(isinstance(item, str) for item in cast("list[object]", value))
    if isinstance(value, float):
        return math.isfinite(value)  # JSON has no other numbers
    if type_ == "email":
        try:
            check_email(value)
        except InvalidArgumentError:
            return False
    return True


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
