# Derived from _async/contact_schema.py by scripts/unasync.py; do not edit.
"""The contact schema of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optizmo_deploy.client.core import calls
from optizmo_deploy.client.core.retry_loop import attempts

if TYPE_CHECKING:
    from optizmo_deploy.client._sync.runner import Runner
    from optizmo_deploy.client.contact_schema import ContactSchema
    from optizmo_deploy.client.response import Response

__all__ = ["ContactSchemaWithResponse", "ContactSchemas"]


class ContactSchemaWithResponse:
    """The method of `ContactSchemas`; it returns its result together with the answer."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def get(self) -> Response[ContactSchema]:
        """Do what `ContactSchemas.get` does, and return its answer too."""
        return self._runner.run(attempts(calls.get_contact_schema(), self._runner.context()))


class ContactSchemas:
    """The attributes that contacts of the account may carry."""

    def __init__(self, with_response: ContactSchemaWithResponse) -> None:
        self._with_response = with_response

    def get(self) -> ContactSchema:
        """Read the contact schema, which can then judge attributes by itself."""
        return self._with_response.get().parsed
