"""Judge servers by some requirements on contacts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from optizmo_deploy.conformance.http.session import Wire
from optizmo_deploy.conformance.requirements.catalogue import requirements
from optizmo_deploy.conformance.requirements.model import Profile
from optizmo_deploy.conformance.server.client import Api
from optizmo_deploy.conformance.settings import Settings

from tests.conformance.checks.contacts.contact_servers import Run, Server
from tests.conformance.evaluation import evaluated, on_contacts

Judge = Callable[..., Run]


@pytest.fixture(autouse=True)
def quiet_sandbox() -> Iterator[None]:
    """Faulty servers fail loudly in the log; that is what they are for."""
    logger = logging.getLogger("optizmo_deploy.sandbox")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    yield
    logger.setLevel(level)


@pytest.fixture
def judged() -> Judge:
    """Judge a server by the requirements of these ids, by all on contacts when there are none."""

    def run(
        server: Server | None = None, *ids: str, profile: str = "write", contact: str | None = None
    ) -> Run:
        server = server or Server()
        due = ids or tuple(on_contacts())
        with server.served() as sandbox:
            settings = Settings(
                base_url=sandbox.url,
                api_key=sandbox.api_key,
                profile=Profile(profile),
                contact=contact,
            )
            wire = Wire(settings)
            api = Api(wire, settings)
            results = evaluated(
                api,
                [id_ for id_ in due if settings.profile.includes(requirements()[id_].profile)],
            )
            wire.close()
        return Run(results, wire.exchanges)

    return run
