"""Puts the server into a state through its provider-states URL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx

from optizmo_deploy.conformance.requirements.exceptions import NotReached
from optizmo_deploy.conformance.requirements.model import Profile

if TYPE_CHECKING:
    from collections.abc import Generator

    from optizmo_deploy.conformance.settings import Settings

__all__ = ["ProviderStates"]


class ProviderStates:
    """The provider states of a server.

    Each change is a ``POST`` of ``{"state", "action": "setup" or "teardown", "params"}``, and any
    2xx means that it is done.

    Args:
        settings: The options of the run.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @contextmanager
    def state(self, name: str, **params: Any) -> Generator[None]:
        """Keep the server in the state `name` for the duration of the block.

        Raises:
            NotReached: There is no provider-states URL, the profile is not ``full``, or the state
                cannot be set up.
        """
        self._post(name, "setup", params)
        try:
            yield
        finally:
            self._post(name, "teardown", params)

    def _post(self, name: str, action: str, params: dict[str, Any]) -> None:
        url = self._settings.provider_states_url
        if url is None:
            raise NotReached("the server has no provider states: give --provider-states-url")
        if self._settings.profile is not Profile.FULL:
            raise NotReached("provider states are used in the profile 'full' only")
        try:
            response = httpx.post(
                url,
                json={"state": name, "action": action, "params": params},
                timeout=self._settings.timeout,
            )
        except httpx.HTTPError as error:
            raise NotReached(f"the {action} of the state {name!r} failed: {error}") from None
        if not response.is_success:
            raise NotReached(
                f"the {action} of the state {name!r} got status code {response.status_code}"
            )
