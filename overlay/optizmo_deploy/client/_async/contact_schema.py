"""The contact schema of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from optizmo_deploy_api.api.contact_schema import get_contact_schema

from optizmo_deploy.client._async.resource import AsyncResource
from optizmo_deploy.client.contact_schema import ContactSchema
from optizmo_deploy.client.core.calls import Call

if TYPE_CHECKING:
    from typing import Unpack

    from optizmo_deploy.client.arguments.call_options import CallOptions

__all__ = ["AsyncContactSchemas"]

SchemaT = TypeVar("SchemaT")


class AsyncContactSchemas(AsyncResource, Generic[SchemaT]):
    """The attributes that contacts of the account may have.

    The method returns a `ContactSchema`, and with `client.with_response` a `Response` that has it
    as `parsed`.
    """

    async def get(self, **options: Unpack[CallOptions]) -> SchemaT:
        """Read the contact schema, which can then check attributes by itself.

        `options` are `timeout`, `retry` and `headers` of this call.
        """
        call = Call(get_contact_schema.request(), ContactSchema.from_dict)
        return cast("SchemaT", await self._send(call, options))
