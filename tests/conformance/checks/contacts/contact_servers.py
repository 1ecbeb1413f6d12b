"""Servers that differ from the sandbox in one thing, made of subclasses of its parts."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import define, frozen
from optizmo_deploy.conformance.requirements.model import Result, Status
from optizmo_deploy.sandbox import Sandbox
from optizmo_deploy.sandbox.api import Api as HttpApi
from optizmo_deploy.sandbox.attributes import ContactSchema
from optizmo_deploy.sandbox.domain import Deploy

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.sandbox.account import Account


@define
class Server:
    """The sandbox with some of its parts exchanged."""

    api: type[HttpApi] = HttpApi
    deploy: type[Deploy] = Deploy
    schema: type[ContactSchema] = ContactSchema
    account: Account | None = None

    @contextmanager
    def served(self) -> Generator[Sandbox]:
        with Sandbox(self.account, api=self.api, deploy=self.deploy, schema=self.schema) as sandbox:
            yield sandbox


@frozen
class Run:
    """What became of the requirements."""

    results: Mapping[str, Result]
    exchanges: list[Exchange]

    def of(self, *statuses: Status) -> set[str]:
        return {id_ for id_, result in self.results.items() if result.status in statuses}

    @property
    def failed(self) -> set[str]:
        return self.of(Status.FAIL)

    @property
    def warned(self) -> set[str]:
        return self.of(Status.WARN)

    @property
    def not_reached(self) -> set[str]:
        return self.of(Status.NOT_REACHED)

    @property
    def broken(self) -> dict[str, str]:
        return {id_: result.message for id_, result in self.results.items() if result.broken}

    def told(self, id_: str) -> str:
        return self.results[id_].message
