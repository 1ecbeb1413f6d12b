"""Servers that differ from the sandbox in one thing, made of subclasses of its parts."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import Factory, define, frozen
from optizmo_deploy.conformance.requirements.model import Result, Status
from optizmo_deploy.sandbox import Sandbox
from optizmo_deploy.sandbox.api import Api as HttpApi
from optizmo_deploy.sandbox.attributes import ContactSchema
from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.identity import email_md5

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from optizmo_deploy.conformance.http.exchange import Exchange
    from optizmo_deploy.sandbox.account import Account
    from optizmo_deploy.sandbox.problems import Problem
    from optizmo_deploy.sandbox.store import Contact

Json = dict[str, Any]


@define
class Server:
    """The sandbox with some of its parts exchanged."""

    api: type[HttpApi] = HttpApi
    deploy: type[Deploy] = Deploy
    schema: type[ContactSchema] = ContactSchema
    account: Account | None = None

    @contextmanager
    def served(self) -> Iterator[Sandbox]:
        parts = {"api": self.api, "deploy": self.deploy, "schema": self.schema}
        with Sandbox(self.account, **parts) as sandbox:
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


@define
class Faults:
    """Servers by name, each with the requirements that it breaks."""

    servers: dict[str, tuple[Server, tuple[str, ...]]] = Factory(dict)

    def add(self, name: str, server: Server, *ids: str) -> None:
        assert name not in self.servers, f"there are two faults {name}"
        self.servers[name] = (server, ids)

    def deploy(self, *ids: str) -> Callable[[type[Deploy]], type[Deploy]]:
        """Add the decorated subclass of the sandbox's domain."""

        def add(faulty: type[Deploy]) -> type[Deploy]:
            name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", faulty.__name__).lower()
            self.add(name, Server(deploy=faulty), *ids)
            return faulty

        return add

    def shows(self, name: str, edit: Callable[[Json], None], *ids: str) -> None:
        """Add a server that edits every contact before it answers with it."""

        class Shown(Deploy):
            def show_contact(self, contact: Contact) -> Json:
                shown = super().show_contact(contact)
                edit(shown)
                return shown

        self.add(name, Server(deploy=Shown), *ids)

    def shows_values(self, name: str, edit: Callable[[Any], Any], *ids: str) -> None:
        """Add a server that edits every attribute value before it answers with it."""

        def apply(shown: Json) -> None:
            shown["attributes"] = {key: edit(value) for key, value in shown["attributes"].items()}

        self.shows(name, apply, *ids)

    def after(self, operation: str, change: Callable[..., None], name: str, *ids: str) -> None:
        """Add a server that changes the stored contact when an operation has succeeded.

        ``change`` gets the domain, the contact and the operation's arguments.
        """

        def method(self: Deploy, *arguments: Any) -> Any:
            answer = getattr(Deploy, operation)(self, *arguments)
            first = arguments[0]
            contact = stored(self, email_md5(first["email"]) if isinstance(first, dict) else first)
            change(self, contact, *arguments)
            save(self, contact)
            return answer

        self.add(name, Server(deploy=type("After", (Deploy,), {operation: method})), *ids)

    def instead(self, operation: str, method: Callable[..., Any], name: str, *ids: str) -> None:
        """Add a server with another method for an operation."""
        self.add(name, Server(deploy=type("Instead", (Deploy,), {operation: method})), *ids)

    def problems(self, name: str, edit: Callable[[Problem], None], *ids: str) -> None:
        """Add a server that edits every refusal before it answers with it."""

        class Refusing(HttpApi):
            def reject(self, request: Any, problem: Problem) -> Any:
                edit(problem)
                return super().reject(request, problem)

        self.add(name, Server(api=Refusing), *ids)


def stored(deploy: Deploy, md5: str) -> Contact:
    """Return a contact that must exist."""
    contact = deploy.store.contact(md5.lower())
    assert contact is not None
    return contact


def save(deploy: Deploy, contact: Contact) -> None:
    """Write a contact."""
    with deploy.store.transaction():
        deploy.store.save_contact(contact)


def others(deploy: Deploy, contact: Contact) -> list[Contact]:
    """Return all contacts but one."""
    rows = deploy.store._connection.execute(
        "SELECT md5 FROM contact WHERE md5 <> ?", (contact.email_md5,)
    )
    return [stored(deploy, md5) for (md5,) in rows.fetchall()]
