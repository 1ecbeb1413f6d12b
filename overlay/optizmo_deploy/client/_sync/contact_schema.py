# Derived from _async/contact_schema.py by scripts/unasync.py; do not edit.
"""The contact schema of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from optizmo_deploy_api.api.contact_schema import get_contact_schema

from optizmo_deploy.client._sync.resource import Resource
from optizmo_deploy.client.contact_schema import ContactSchema
from optizmo_deploy.client.core.calls import Call

if TYPE_CHECKING:
    from typing import Unpack

    from optizmo_deploy.client.arguments.call_options import CallOptions

__all__ = ["ContactSchemas"]

SchemaT = TypeVar("SchemaT")


class ContactSchemas(Resource, Generic[SchemaT]):
    """The attributes that contacts of the account may have.

    The method returns a `ContactSchema`, and with `client.with_response` a `Response` that has it
    as `parsed`.
    """

    def get(self, **options: Unpack[CallOptions]) -> SchemaT:
        """Read the contact schema, which can then check attributes by itself.

        `options` are `timeout`, `retry` and `headers` of this call.
        """
        call = Call(get_contact_schema.request(), ContactSchema.from_dict)
        return cast("SchemaT", self._send(call, options))
