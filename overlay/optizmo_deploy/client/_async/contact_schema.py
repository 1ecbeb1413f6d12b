"""The contact schema of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.client.core import calls
from optizmo_deploy.client.core.retry_loop import attempts

if TYPE_CHECKING:
    from optizmo_deploy.client._async.runner import AsyncRunner
    from optizmo_deploy.client.contact_schema import ContactSchema
    from optizmo_deploy.client.response import Response

__all__ = ["AsyncContactSchemaWithResponse", "AsyncContactSchemas"]


class AsyncContactSchemaWithResponse:
    """The method of `AsyncContactSchemas`; it returns its result together with the answer."""

    def __init__(self, runner: AsyncRunner) -> None:
        self._runner = runner

    async def get(self) -> Response[ContactSchema]:
        """Do what `AsyncContactSchemas.get` does, and return its answer too."""
        return await self._runner.run(attempts(calls.get_contact_schema(), self._runner.context()))


class AsyncContactSchemas:
    """The attributes that contacts of the account may carry."""

    def __init__(self, with_response: AsyncContactSchemaWithResponse) -> None:
        self._with_response = with_response

    async def get(self) -> ContactSchema:
        """Read the contact schema, which can then judge attributes by itself."""
        return (await self._with_response.get()).parsed
