"""Answers that get lost: nothing happens twice, and the outcome is known in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import optizmo_deploy as od
import pytest

from tests.client.rough_server import (
    ALICE,
    BRAND,
    CONTACT,
    Request,
    after,
    answer,
    hang,
    head,
    problem,
    raw,
    reset,
)

if TYPE_CHECKING:
    from tests.client.faces import Face
    from tests.client.rough_server import Behaviour, RoughServer

LOST_AT_ONCE: dict[str, Behaviour] = {
    "reset": reset(),
    "closed": raw(b""),
    "half a body": raw(head(201, [("Content-Length", "500")]) + b'{"email'),
    "502": answer(502, b"<html>"),
    "500": problem(500, "api_error"),
    "520": answer(520, b""),
}
LOST = {**LOST_AT_ONCE, "timed out": hang}
EXISTS = problem(409, "contact_exists")
NOT_SUBSCRIBED = problem(400, "invalid_request_error", detail="not subscribed")


def patience(lost: Behaviour) -> float:
    """Return a timeout: short for a server that hangs, but long enough for a busy machine."""
    return 1.0 if lost is hang else 20.0


class Account:
    """Counts what requests have had for effects."""

    def __init__(self) -> None:
        self.effects: list[str] = []

    def takes(self, behaviour: Behaviour) -> Behaviour:
        def note(request: Request) -> None:
            self.effects.append(request.method)

        return after(note, behaviour)


@pytest.fixture
def account() -> Account:
    return Account()


def create(client: Any) -> Any:
    return client.contacts.create(
        "alice@example.com", attributes={"first_name": "Alice"}, brand_ids=[BRAND]
    )


@pytest.mark.parametrize("lost", LOST.values(), ids=list(LOST))
def test_a_create_whose_answer_was_lost_after_it_arrived_succeeds(
    face: Face, server: RoughServer, account: Account, lost: Behaviour
) -> None:
    derived = {**CONTACT, "attributes": {"first_name": "Alice", "work:md5": "x", "other": 1}}
    server.play(account.takes(lost), EXISTS, answer(200, derived))

    contact = face.use(server.url, create, timeout=patience(lost))

    assert contact.email_md5 == ALICE
    assert server.methods == ["POST", "POST", "GET"]
    assert account.effects == ["POST"]


@pytest.mark.parametrize("lost", LOST.values(), ids=list(LOST))
def test_a_create_that_never_arrived_is_done_once(
    face: Face, server: RoughServer, account: Account, lost: Behaviour
) -> None:
    server.play(lost, account.takes(answer(201, CONTACT)))

    assert face.use(server.url, create, timeout=patience(lost)).email_md5 == ALICE
    assert account.effects == ["POST"]
    assert server.requests[0].json() == server.requests[1].json()


OTHERS: dict[str, dict[str, Any]] = {
    "disabled": {**CONTACT, "enabled": False},
    "without the brand": {**CONTACT, "brandIds": []},
    "without the attribute": {**CONTACT, "attributes": {}},
    "another value": {**CONTACT, "attributes": {"first_name": "Bob"}},
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=list(OTHERS))
def test_a_contact_that_is_not_what_was_asked_for_is_another_ones(
    face: Face, server: RoughServer, other: dict[str, Any]
) -> None:
    server.play(reset(), EXISTS, answer(200, other))

    with pytest.raises(od.ContactExistsError):
        face.use(server.url, create)


@pytest.mark.parametrize(("asked", "found"), [(True, 1), (1, True), (0, False), (1, "1")])
def test_values_are_compared_as_json_does(
    face: Face, server: RoughServer, asked: Any, found: Any
) -> None:
    server.play(reset(), EXISTS, answer(200, {**CONTACT, "attributes": {"x": found}}))

    with pytest.raises(od.ContactExistsError):
        face.use(
            server.url, lambda c: c.contacts.create("alice@example.com", attributes={"x": asked})
        )


def test_numbers_and_upper_case_ids_are_the_same(face: Face, server: RoughServer) -> None:
    found = {**CONTACT, "attributes": {"x": 1.0}, "brandIds": [BRAND.upper()]}
    server.play(reset(), EXISTS, answer(200, found))

    contact = face.use(
        server.url,
        lambda c: c.contacts.create("alice@example.com", attributes={"x": 1}, brand_ids=[BRAND]),
    )

    assert contact.brand_ids == [BRAND]


@pytest.mark.parametrize(
    "harmless",
    [
        problem(429, "rate_limit", ("Retry-After", "1")),
        problem(409, "operation_in_progress", ("Retry-After", "1")),
    ],
    ids=["429", "busy"],
)
def test_a_request_that_was_turned_away_cannot_have_created_anything(
    face: Face, server: RoughServer, harmless: Behaviour
) -> None:
    server.play(harmless, EXISTS, answer(200, CONTACT))

    with pytest.raises(od.ContactExistsError):
        face.use(server.url, create)

    assert server.methods == ["POST", "POST"], "it is not read back"


def test_a_plain_contact_exists_is_not_read_back(face: Face, server: RoughServer) -> None:
    server.play(EXISTS)

    with pytest.raises(od.ContactExistsError) as caught:
        face.use(server.url, create)

    assert server.methods == ["POST"]
    assert caught.value.status_code == 409


@pytest.mark.parametrize(
    "answer_to_read",
    [problem(404, "not_found_error"), problem(403, "permission_error"), answer(200, b"<html>")],
    ids=["missing", "forbidden", "garbage"],
)
def test_a_read_back_that_fails_leaves_it_at_contact_exists(
    face: Face, server: RoughServer, answer_to_read: Behaviour
) -> None:
    server.play(reset(), EXISTS, answer_to_read)

    with pytest.raises(od.ContactExistsError) as caught:
        face.use(server.url, create)

    assert isinstance(caught.value.__cause__, od.DeployError)


def test_a_read_back_that_meets_the_deadline_says_so(face: Face, server: RoughServer) -> None:
    server.play(reset(), EXISTS, hang)

    with pytest.raises(od.DeadlineExceededError) as caught:
        face.use(server.url, create, retry=od.RetryPolicy(deadline=0.4, initial=0.01))

    assert caught.value.sent


UNREADABLE_CONFLICTS: dict[str, Behaviour] = {
    "cut off": raw(head(409, [("Content-Length", "500")]) + b'{"code":"contact_'),
    "nothing": answer(409, b""),
    "web page": answer(409, b"<html>"),
    "without a code": answer(409, {"title": "Conflict"}),
}
SUBSCRIBED = answer(200, {"brands": [{"id": BRAND, "name": "Brand"}]})
MISSING = problem(404, "not_found_error")


def upsert(client: Any) -> Any:
    return client.contacts.upsert(
        "alice@example.com", attributes={"first_name": "Alice"}, brand_ids=[BRAND]
    )


@pytest.mark.parametrize("conflict", UNREADABLE_CONFLICTS.values(), ids=list(UNREADABLE_CONFLICTS))
def test_an_upsert_goes_on_after_a_conflict_that_cannot_be_read(
    face: Face, server: RoughServer, conflict: Behaviour
) -> None:
    server.play(conflict, SUBSCRIBED, answer(200, CONTACT))

    assert face.use(server.url, upsert).email_md5 == ALICE
    assert server.methods == ["POST", "POST", "PATCH"]


def test_an_upsert_creates_once_more_if_the_conflict_was_not_that_the_contact_exists(
    face: Face, server: RoughServer, account: Account
) -> None:
    conflict = UNREADABLE_CONFLICTS["cut off"]
    server.play(conflict, MISSING, account.takes(answer(201, CONTACT)))

    assert face.use(server.url, upsert).email_md5 == ALICE
    assert account.effects == ["POST"]
    assert server.requests[2].json() == server.requests[0].json()


def test_an_upsert_changes_a_contact_that_another_made_meanwhile(
    face: Face, server: RoughServer
) -> None:
    conflict = UNREADABLE_CONFLICTS["cut off"]
    server.play(conflict, MISSING, EXISTS, SUBSCRIBED, answer(200, CONTACT))

    assert face.use(server.url, upsert).email_md5 == ALICE
    assert server.methods == ["POST", "POST", "POST", "POST", "PATCH"]


def test_an_upsert_gives_up_on_conflicts_that_cannot_be_read(
    face: Face, server: RoughServer
) -> None:
    conflict = UNREADABLE_CONFLICTS["cut off"]
    server.play(conflict, MISSING, conflict)

    with pytest.raises(od.ConflictError):
        face.use(server.url, upsert)


def test_an_upsert_without_retries_creates_only_once(face: Face, server: RoughServer) -> None:
    server.play(UNREADABLE_CONFLICTS["cut off"], MISSING)

    with pytest.raises(od.ConflictError) as caught:
        face.use(server.url, upsert, retry=od.RetryPolicy.none())

    assert isinstance(caught.value.__cause__, od.NotFoundError)


@pytest.mark.parametrize("code", ["conflict_error", "a_new_code"])
def test_an_upsert_ends_with_a_conflict_of_another_kind(
    face: Face, server: RoughServer, code: str
) -> None:
    server.play(problem(409, code))

    with pytest.raises(od.ConflictError):
        face.use(server.url, upsert)

    assert server.methods == ["POST"]


def test_an_upsert_of_a_contact_that_exists_and_is_not_found_says_so(
    face: Face, server: RoughServer
) -> None:
    server.play(EXISTS, MISSING)

    with pytest.raises(od.NotFoundError):
        face.use(server.url, upsert)


def test_a_lost_create_whose_repeat_meets_a_conflict_that_cannot_be_read_is_read_back(
    face: Face, server: RoughServer, account: Account
) -> None:
    found = {**CONTACT, "attributes": {"first_name": "Alice"}}
    server.play(account.takes(reset()), UNREADABLE_CONFLICTS["cut off"], answer(200, found))

    assert face.use(server.url, create).email_md5 == ALICE
    assert server.methods == ["POST", "POST", "GET"]


def test_a_create_does_not_guess_what_a_conflict_that_cannot_be_read_means(
    face: Face, server: RoughServer
) -> None:
    server.play(UNREADABLE_CONFLICTS["cut off"])

    with pytest.raises(od.ConflictError) as caught:
        face.use(server.url, create)

    assert caught.value.code is None
    assert server.methods == ["POST"]


@pytest.mark.parametrize("lost", LOST.values(), ids=list(LOST))
def test_a_remove_whose_answer_was_lost_after_it_arrived_succeeds(
    face: Face, server: RoughServer, account: Account, lost: Behaviour
) -> None:
    server.play(account.takes(lost), NOT_SUBSCRIBED)

    result = face.use(
        server.url, lambda c: c.subscriptions.remove(ALICE, BRAND), timeout=patience(lost)
    )

    assert result is None
    assert account.effects == ["DELETE"]
    assert server.methods == ["DELETE", "DELETE"]


@pytest.mark.parametrize("lost", LOST.values(), ids=list(LOST))
def test_a_remove_that_never_arrived_is_done_once(
    face: Face, server: RoughServer, account: Account, lost: Behaviour
) -> None:
    server.play(lost, account.takes(answer(204, None)))

    face.use(server.url, lambda c: c.subscriptions.remove(ALICE, BRAND), timeout=patience(lost))

    assert account.effects == ["DELETE"]


def test_a_remove_that_is_refused_at_once_is_refused(face: Face, server: RoughServer) -> None:
    server.play(NOT_SUBSCRIBED)

    with pytest.raises(od.InvalidRequestError):
        face.use(server.url, lambda c: c.subscriptions.remove(ALICE, BRAND))

    assert server.methods == ["DELETE"]


def test_a_remove_that_was_turned_away_and_then_refused_is_refused(
    face: Face, server: RoughServer
) -> None:
    server.play(problem(429, "x", ("Retry-After", "1")), NOT_SUBSCRIBED)

    with pytest.raises(od.InvalidRequestError):
        face.use(server.url, lambda c: c.subscriptions.remove(ALICE, BRAND))


def test_missing_ok_covers_a_missing_subscription_but_no_missing_contact(
    face: Face, server: RoughServer
) -> None:
    server.play(NOT_SUBSCRIBED, problem(404, "not_found_error"))

    def remove(client: Any) -> Any:
        return client.subscriptions.remove(ALICE, BRAND, missing_ok=True)

    assert face.use(server.url, remove) is None
    with pytest.raises(od.NotFoundError):
        face.use(server.url, remove)


def test_a_lost_remove_of_a_missing_contact_is_still_missing(
    face: Face, server: RoughServer
) -> None:
    server.play(reset(), problem(404, "not_found_error"))

    with pytest.raises(od.NotFoundError):
        face.use(server.url, lambda c: c.subscriptions.remove(ALICE, BRAND))


IDEMPOTENT = {
    "disable": (lambda c: c.contacts.disable(ALICE), answer(204, None)),
    "update": (lambda c: c.contacts.update(ALICE, {"first_name": None}), answer()),
    "add": (lambda c: c.subscriptions.add(ALICE, [BRAND]), answer(200, {"brands": []})),
    "list": (lambda c: c.subscriptions.list(ALICE), answer(200, {"brands": []})),
    "schema": (lambda c: c.contact_schema.get(), answer(200, {"attributes": []})),
}


@pytest.mark.parametrize("lost", LOST_AT_ONCE.values(), ids=list(LOST_AT_ONCE))
@pytest.mark.parametrize(("action", "good"), IDEMPOTENT.values(), ids=list(IDEMPOTENT))
def test_what_is_harmless_to_repeat_is_repeated(
    face: Face, server: RoughServer, lost: Behaviour, action: Any, good: Behaviour
) -> None:
    server.play(lost, good)

    face.use(server.url, action)

    first, second = server.requests
    assert (first.method, first.target, first.body) == (second.method, second.target, second.body)


def test_a_lost_add_in_the_middle_of_many_is_repeated_alone(
    face: Face, server: RoughServer
) -> None:
    ids = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(250)]
    done = answer(200, {"brands": [{"id": BRAND, "name": "Acme"}]})
    server.play(done, reset(), done)

    brands = face.use(server.url, lambda c: c.subscriptions.add(ALICE, [*ids, ids[0]]))

    sent = [request.json()["brandIds"] for request in server.requests]
    assert [len(chunk) for chunk in sent] == [100, 100, 100, 50]
    assert sent[1] == sent[2]
    assert [*sent[0], *sent[1], *sent[3]] == ids
    assert [brand.name for brand in brands] == ["Acme"]
