"""One run of the conformance suite against one variant."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import frozen
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Profile, Status
from optizmo_deploy.conformance.runner import Run
from optizmo_deploy.conformance.settings import Settings
from optizmo_deploy.sandbox import Sandbox, builtin_account

from .gateway import Gateway

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .catalogue import Variant

__all__ = ["Trial", "area", "served", "trial"]

DEADLINE = 240.0


@frozen
class Trial:
    """What the suite said about a variant."""

    name: str
    failed: dict[str, str]
    """What it found to be broken, by the id of the requirement."""
    warned: dict[str, str]
    broke: dict[str, str]
    """Where the suite itself failed."""
    unusable: str | None
    """Why the suite refused to judge the variant."""
    fired: int
    """How many requests the variant treated in its own way."""
    requests: int
    seconds: float

    def noticed(self, variant: Variant) -> bool:
        """Whether the suite found the fault; a warning will do where an assumption is broken."""
        warned = any(area(id_) in variant.breaks for id_ in self.warned)
        return bool(self.failed) or (variant.assumed and warned)

    @classmethod
    def of_broken(cls, name: str, error: Exception) -> Trial:
        """Return the trial of a variant whose own code failed: nobody is judged by it."""
        broke = {"VARIANT": f"{error}: {error.__cause__}"}
        return cls(name, {}, {}, broke, None, 0, 0, 0.0)

    @property
    def blamed(self) -> bool:
        """Whether anything at all speaks against the server, or against the suite."""
        return bool(self.failed or self.broke or self.unusable)


class _Run(Run):
    """A run that can look at some areas only, and stop as soon as something is wrong."""

    def __init__(self, settings: Settings, areas: tuple[str, ...], *, hasty: bool) -> None:
        super().__init__(settings, observer=self)
        self.areas = areas
        self.hasty = hasty

    def step(self, what: str, done: int, total: int) -> None:
        """Stop before the next step when something is wrong already."""
        if self.hasty and self._failing():
            raise KeyboardInterrupt

    def _failing(self) -> bool:
        results = (self._results.result(each, "") for each in requirements().values())
        return any(result.status is Status.FAIL for result in results)

    def _is_due(self, id_: str) -> bool:
        return super()._is_due(id_) and (not self.areas or area(id_) in self.areas)

    @property
    def _wants_generated(self) -> bool:
        return not self.areas and super()._wants_generated


_AREAS = {
    "authentication": "AUTH",
    "permission": "PERMISSION",
    "email-md5": "IDENTITY",
    "problem": "PROBLEM",
    "response": "ANSWER",
    "rate-limit": "RATELIMIT",
    "consistency": "CONTACT",
    "effects": "READBACK",
    "busy": "BUSY",
    "robustness": "ROBUST",
    "generated": "FUZZ",
    "createContact": "CREATE",
    "getContact": "GET",
    "patchContact": "PATCH",
    "disableContact": "DISABLE",
    "listContactSubscriptions": "LIST",
    "addContactSubscriptions": "SUBSCRIBE",
    "removeContactSubscription": "UNSUBSCRIBE",
    "getContactSchema": "SCHEMA",
    "listBrands": "BRANDS",
    "getBrand": "BRAND",
}
"""What the variants' `breaks` call an area, or the behaviour of an operation."""


def area(id_: str) -> str:
    """Return the area of a requirement as the variants' `breaks` call it."""
    requirement = requirements()[id_]
    return _AREAS.get(requirement.area) or _AREAS[requirement.operation]


@contextmanager
def served(variant: Variant) -> Iterator[tuple[Sandbox, Gateway]]:
    """Serve a variant on a free port."""
    gateways: list[Gateway] = []

    def wrap(app: Any) -> Any:
        gateways.append(Gateway(app, variant.make()))
        return gateways[0]

    with Sandbox(variant.account() if variant.account else None, wrap=wrap) as sandbox:
        yield sandbox, gateways[0]


def trial(
    variant: Variant, profile: str = "full", areas: tuple[str, ...] = (), *, hasty: bool = False
) -> Trial:
    """Judge a variant.

    Args:
        variant: Which.
        profile: How much the suite may do.
        areas: The areas whose checks are made; all, and the generated requests, when empty.
        hasty: Whether to stop at the first fault.

    Raises:
        RuntimeError: The code of the variant failed.
    """
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # it tells of dropped connections
    started = time.monotonic()
    account = variant.account() if variant.account else builtin_account()
    with served(variant) as (sandbox, gateway):
        settings = Settings(
            base_url=sandbox.url,
            api_key=sandbox.api_key,
            profile=Profile(profile),
            contact=account.contacts[0]["email"]
            if profile == "read" and account.contacts
            else None,
            forbidden_api_key=sandbox.forbidden_api_key,
            provider_states_url=f"{sandbox.control_url}/states" if profile == "full" else None,
            deadline=DEADLINE,
        )
        outcome = _Run(settings, areas, hasty=hasty)()
        fired = gateway.fired
    if gateway.crashes:
        raise RuntimeError(f"the variant {variant.name} is broken itself") from gateway.crashes[0]

    def told(status: Status) -> dict[str, str]:
        return {r.requirement.id: r.message for r in outcome.results if r.status is status}

    return Trial(
        name=variant.name,
        failed=told(Status.FAIL),
        warned=told(Status.WARN),
        broke={r.requirement.id: r.message for r in outcome.results if r.broken},
        unusable=outcome.unusable,
        fired=fired,
        requests=outcome.requests,
        seconds=time.monotonic() - started,
    )
