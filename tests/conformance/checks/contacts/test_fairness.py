"""Servers that read an open point in another way: nothing of theirs is a failure."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from optizmo_deploy.conformance.requirements.model import Status
from optizmo_deploy.sandbox.api import Api as HttpApi
from optizmo_deploy.sandbox.attributes import ContactSchema
from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.message import Response, json_response
from optizmo_deploy.sandbox.problems import Problem, field_error, invalid_request

from tests.conformance.checks.contacts.contact_servers import Run, Server, save

Judge = Callable[..., Run]
Json = dict[str, Any]


def answers(edit: Callable[[str, Response], Response | None]) -> Server:
    """Make a server that edits every success."""

    class Editing(HttpApi):
        def succeed(self, operation: Any, result: object) -> Response:
            answer = super().succeed(operation, result)
            return edit(operation.id, answer) or answer

    return Server(api=Editing)


def shows(edit: Callable[[Json], Any]) -> Server:
    """Make a server that edits every contact it shows."""

    class Showing(Deploy):
        def show_contact(self, contact: Any) -> Json:
            shown = super().show_contact(contact)
            edit(shown)
            return shown

    return Server(deploy=Showing)


def refusals(edit: Callable[[Problem], None]) -> Server:
    """Make a server that edits every refusal."""

    class Refusing(HttpApi):
        def reject(self, request: Any, problem: Problem) -> Response:
            edit(problem)
            return super().reject(request, problem)

    return Server(api=Refusing)


def all_200(operation: str, answer: Response) -> None:
    answer.status = 200


def patch_204(operation: str, answer: Response) -> Response | None:
    return Response(204, []) if operation == "patchContact" else None


def unsubscribe_answers(operation: str, answer: Response) -> Response | None:
    return json_response(200, {"brands": []}) if operation == "removeContactSubscription" else None


def in_capitals(shown: Json) -> None:
    shown["email"] = f" {shown['email'].upper()} "
    shown["brandIds"] = sorted(brand_id.upper() for brand_id in shown["brandIds"])


def elsewhere(shown: Json) -> None:
    moment = datetime.fromisoformat(shown["createdAt"])
    shown["createdAt"] = moment.astimezone(timezone(timedelta(hours=-9, minutes=-30))).isoformat()


def in_seconds(shown: Json) -> None:
    shown["createdAt"] = datetime.fromisoformat(shown["createdAt"]).strftime("%Y-%m-%dT%H:%M:%SZ")


def with_points(shown: Json) -> None:
    shown["attributes"] = {
        key: float(value) if type(value) is int else value
        for key, value in shown["attributes"].items()
    }


def with_more(shown: Json) -> None:
    shown |= {"id": 7, "updatedAt": datetime.now().isoformat(), "tags": None}  # noqa: DTZ005


def other_derived(shown: Json) -> None:
    for key in list(shown["attributes"]):
        if key.endswith((":md5", ":domain")):
            shown["attributes"][key.replace(":", ":derived_")] = shown["attributes"].pop(key)


def derived_objects(shown: Json) -> None:
    for key in list(shown["attributes"]):
        if key.endswith(":md5"):
            shown["attributes"][key] = {"digest": shown["attributes"][key]}
            shown["attributes"][key.replace(":md5", ":geo")] = {"country": None, "points": [1, {}]}


def derived_of_identity(shown: Json) -> None:
    shown["attributes"] |= {"Email:md5": shown["emailMd5"], "Email:domain": "example.com"}


def first_error(problem: Problem) -> None:
    problem.errors = problem.errors[:1]


def item_pointers(problem: Problem) -> None:
    for error in problem.errors:
        if error.get("pointer") == "/brandIds" and "Unknown" not in problem.detail:
            error["pointer"] = "/brandIds/0"


def root_pointers(problem: Problem) -> None:
    for error in problem.errors:
        if error["detail"] == "is required":
            error["pointer"] = ""


class CaseSensitive(Deploy):
    """Knows ids in lower case only."""

    def check_brands(self, brand_ids: Any) -> None:
        super().check_brands(brand_ids)
        strange = [brand_id for brand_id in brand_ids if brand_id != brand_id.lower()]
        if strange:
            detail = f"Unknown brand id(s): {', '.join(strange)}"
            raise invalid_request(detail, [field_error(detail, pointer="/brandIds")])

    def remove_contact_subscription(self, email_md5: str, brand_id: str) -> None:
        if brand_id != brand_id.lower():
            raise invalid_request("Unknown brand id")
        super().remove_contact_subscription(email_md5, brand_id)


class EnabledBrandsOnly(Deploy):
    """Subscribes nobody to a disabled brand."""

    def check_brands(self, brand_ids: Any) -> None:
        super().check_brands(brand_ids)
        enabled = {id_ for id_, _, enabled in self.store.brands() if enabled}
        if any(brand_id.lower() not in enabled for brand_id in brand_ids):
            raise invalid_request(
                "A brand is disabled", [field_error("disabled", pointer="/brandIds")]
            )


class PartlyAdding(Deploy):
    """Adds the known ones of some brands."""

    def add_contact_subscriptions(self, email_md5: str, body: Any) -> Json:
        try:
            return super().add_contact_subscriptions(email_md5, body)
        except Problem as problem:
            contact = self.store.contact(email_md5.lower())
            if contact and "Unknown" in problem.detail:
                known = self.store.brand_names([brand_id.lower() for brand_id in body["brandIds"]])
                contact.brand_ids = self.united(contact.brand_ids, list(known))
                save(self, contact)
            raise


class PartlyPatching(Deploy):
    """Applies what is good in a patch that it refuses."""

    def patch_contact(self, email_md5: str, body: Any) -> Json:
        try:
            return super().patch_contact(email_md5, body)
        except Problem:
            contact = self.store.contact(email_md5.lower())
            patch = body.get("attributes") if isinstance(body, dict) else None
            if contact and isinstance(patch, dict):
                good = {
                    k: v for k, v in patch.items() if not self.schema.errors({k: v}, removable=True)
                }
                contact.attributes = self.merge(contact.attributes, good)
                save(self, contact)
            raise


class StrictlyRemoving(Deploy):
    """Removes only what is set."""

    def patch_contact(self, email_md5: str, body: Any) -> Json:
        self.check_patch(body)
        there = self.find_contact(email_md5).attributes
        if any(value is None and name not in there for name, value in body["attributes"].items()):
            raise invalid_request("An attribute is not set")
        return super().patch_contact(email_md5, body)


class StrictBodies(Deploy):
    """Refuses members that it does not know."""

    def check_body(self, operation_id: str, body: Any, **options: Any) -> None:
        if isinstance(body, dict) and body.keys() - {"email", "attributes", "brandIds"}:
            raise invalid_request("Unknown members")
        super().check_body(operation_id, body, **options)


class AnyAddress(Deploy):
    """Takes whatever has an at sign for an address."""

    def check_body(self, operation_id: str, body: Any, **options: Any) -> None:
        address = body.get("email") if isinstance(body, dict) else None
        if isinstance(address, str) and "@" in address:
            body = {**body, "email": "somebody@example.com"}
        super().check_body(operation_id, body, **options)


class FrozenClock(Deploy):
    """Knows one time only."""

    def new_contact(self, body: Json) -> Any:
        contact = super().new_contact(body)
        contact.created_at = "2026-01-01T00:00:00Z"
        return contact


class AnyType(ContactSchema):
    """Takes values of any type."""

    def value_error(self, attribute: Any, value: object) -> str | None:
        return "must not be empty" if value == "" else None

    def expand(self, values: Any) -> Json:
        plain = {key: value for key, value in values.items() if isinstance(value, str)}
        return {**values, **super().expand(plain)}


class ShortTexts(ContactSchema):
    """Has room for 255 characters and no empty arrays."""

    def value_error(self, attribute: Any, value: object) -> str | None:
        if value == [] or (isinstance(value, str) and len(value) > 255):
            return "is too short or too long"
        return super().value_error(attribute, value)


class ReversedLists(Deploy):
    """Lists the latest brand first."""

    def show_subscriptions(self, contact: Any) -> Json:
        return {"brands": super().show_subscriptions(contact)["brands"][::-1]}


class ListsInCapitals(Deploy):
    """Shows ids in upper case."""

    def show_subscriptions(self, contact: Any) -> Json:
        brands = super().show_subscriptions(contact)["brands"]
        return {"brands": [{**brand, "id": brand["id"].upper()} for brand in brands]}


def together(*edits: Callable[..., Any]) -> Callable[..., None]:
    def edit(*arguments: Any) -> None:
        for each in edits:
            each(*arguments)

    return edit


class OwnIdeasOfBrands(CaseSensitive, EnabledBrandsOnly, ReversedLists):
    """Has its own ideas of which ids are brands, and in which order."""


class Halfhearted(PartlyAdding, PartlyPatching, FrozenClock, AnyAddress):
    """Does parts of what it refuses, whenever that was, for anybody."""


class Strict(StrictlyRemoving, StrictBodies, ListsInCapitals):
    """Refuses what it may."""


MISFITS = {
    f"{operation}.other-type-for-{kind}"
    for operation in ("createContact", "patchContact")
    for kind in ("string", "number", "boolean", "array", "email")
}
CORRECT: dict[str, tuple[Server, set[str]]] = {
    "every success is 200": (
        answers(all_200),
        {
            "createContact.success-status",
            "disableContact.success-status",
            "removeContactSubscription.success-status",
        },
    ),
    "a patch has no body": (answers(patch_204), {"patchContact.success-status"}),
    "unsubscribing has a body": (
        answers(unsubscribe_answers),
        {
            "removeContactSubscription.success-status",
            "removeContactSubscription.success-without-body",
        },
    ),
    "capitals, times of elsewhere, points and more": (
        shows(together(in_capitals, elsewhere, with_points, with_more)),
        set(),
    ),
    "times in seconds, other derived entries": (
        shows(together(in_seconds, other_derived, derived_of_identity)),
        set(),
    ),
    "derived objects": (shows(derived_objects), set()),
    "one error, in one place or another": (
        refusals(together(first_error, item_pointers, root_pointers)),
        {"createContact.pointers-to-both", "patchContact.pointers-to-both"},
    ),
    "own ideas of brands": (
        Server(deploy=OwnIdeasOfBrands),
        {
            "createContact.disabled-brand",
            "createContact.upper-case-brand-id",
            "addContactSubscriptions.disabled-brand",
            "addContactSubscriptions.upper-case-brand-id",
            "removeContactSubscription.upper-case-brand-id",
        },
    ),
    "halfhearted": (
        Server(deploy=Halfhearted),
        {
            "createContact.created-at-now",
            "createContact.email-without-part",
            "createContact.email-with-two-at",
            "addContactSubscriptions.all-or-nothing",
        },
    ),
    "strict": (Server(deploy=Strict), {"patchContact.removes-unset"}),
    "values of any type": (Server(schema=AnyType), MISFITS),
    "short texts": (Server(schema=ShortTexts), set()),
}


def test_the_sandbox_passes_everything(judged: Judge) -> None:
    run = judged()
    assert run.of(*Status) - run.of(Status.PASS) == set()
    assert len(run.exchanges) < 1500


@pytest.mark.parametrize(
    ("server", "warned"), [pytest.param(*case, id=name) for name, case in CORRECT.items()]
)
def test_another_reading_is_no_failure(server: Server, warned: set[str], judged: Judge) -> None:
    run = judged(server)
    assert {id_: run.told(id_) for id_ in run.failed} == {}
    assert run.broken == {}
    assert run.warned == set(warned)


def test_a_patch_without_a_body_is_judged_by_what_is_read_afterwards(judged: Judge) -> None:
    shape = ["patchContact.accepts-schema-attributes", "patchContact.accepts-arrays-of-strings"]
    texts = [
        f"patchContact.{name}"
        for name in (
            "stores-non-ascii-text",
            "stores-special-text",
            "json-escapes",
            "stores-long-text",
            "keeps-outer-characters",
            "stores-unnormalised-text",
        )
    ]
    ids = ["patchContact.upper-case-md5", "patchContact.mixed-case-md5", *shape, *texts]
    run = judged(answers(patch_204), *ids)
    assert {id_: run.told(id_) for id_ in set(ids) - run.of(Status.PASS)} == {}


def test_a_patch_without_a_body_that_does_nothing_is_found(judged: Judge) -> None:
    class Idle(Deploy):
        def merge(self, attributes: Json, patch: Json) -> Json:
            return attributes

    server = answers(patch_204)
    server.deploy = Idle
    ids = {
        "patchContact.sets",
        "patchContact.stores-non-ascii-text",
        "patchContact.accepts-schema-attributes",
        "patchContact.seen-at-once",
    }
    assert judged(server, *ids).failed == ids


def test_a_patch_with_an_empty_body_and_another_status_than_204_fails(judged: Judge) -> None:
    def emptied(operation: str, answer: Response) -> Response | None:
        return Response(200, []) if operation == "patchContact" else None

    ids = {
        "patchContact.sets",
        "patchContact.accepts-schema-attributes",
        "patchContact.returns-stored-contact",
    }
    assert judged(answers(emptied), *ids).failed == ids


def test_the_same_seed_sends_the_same_requests(judged: Judge) -> None:
    def sent(run: Run) -> list[tuple[str, str, bytes]]:
        return [
            (exchange.method, exchange.target, exchange.request_body) for exchange in run.exchanges
        ]

    assert sent(judged()) == sent(judged())


def test_addresses_of_created_contacts_are_disposable(judged: Judge) -> None:
    run = judged()
    created = [
        e.json()["email"]
        for e in run.exchanges
        if e.operation == "createContact" and e.status == 201
    ]
    assert len(created) > 50
    for email in created:
        assert email.lower().startswith("conformance")
        assert re.search(r"example\.(com|org)$", email.lower()), email


def test_a_second_run_with_the_same_seed_finds_other_addresses(judged: Judge) -> None:
    with Server().served() as sandbox:
        pinned = Pinned(sandbox)
        first, second = judged(pinned), judged(pinned)
    assert first.failed == second.failed == set()
    assert second.not_reached == set()


class Pinned:
    """A server that is running already."""

    def __init__(self, sandbox: Any) -> None:
        self.sandbox = sandbox

    def served(self) -> Any:
        return nullcontext(self.sandbox)
