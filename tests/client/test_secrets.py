"""The key is nowhere to be found, and addresses and hashes are in no log and no text of ours."""

from __future__ import annotations

import logging
import pickle
import traceback
from typing import TYPE_CHECKING

import optizmo_deploy as od
import pytest
from optizmo_deploy import RetryPolicy
from optizmo_deploy.client.core.effects import Secret

from tests.client.faces import KEY
from tests.client.rough_server import ALICE, BRAND, CONTACT, answer, head, problem, raw, reset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.client.faces import Face
    from tests.client.rough_server import Behaviour, RoughServer

EMAIL = "alice.planted@example.com"
MD5 = od.email_md5(EMAIL)
PLANTED = (KEY, EMAIL, MD5)


def in_a_header(status: int, name: str) -> Behaviour:
    behaviour = answer(status, b"", (name, f"http://h.example/v1/contacts/{MD5}?k={KEY}"))
    behaviour.__doc__ = "The server repeats the key in a header."
    return behaviour


ECHO = f"Bearer {KEY} is wrong".encode()
MISHAPS: dict[str, Behaviour] = {
    "a dropped connection": reset(),
    "half a body": raw(head(200, [("Content-Length", "500")]) + b"{"),
    "not HTTP": raw(b"nonsense\r\n\r\n"),
    "a redirect": in_a_header(302, "Location"),
    "an error": problem(404, "not_found_error"),
    "an error that repeats the key": problem(401, "authentication_error", detail=ECHO.decode()),
    "a header that repeats the key": in_a_header(500, "X-Echo"),
    "a body that repeats the key": answer(200, ECHO),
    "an unfit success": answer(200, {"email": 5}),
    "a success": answer(200, {**CONTACT, "email": EMAIL, "emailMd5": MD5}),
}


def everything(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    queue: list[BaseException | None] = [error]
    while queue:
        one = queue.pop()
        if one is not None and one not in seen:
            seen.append(one)
            queue += [one.__cause__, one.__context__]
            yield one


@pytest.mark.parametrize("mishap", MISHAPS.values(), ids=list(MISHAPS))
def test_nothing_planted_comes_up(
    face: Face, server: RoughServer, caplog: pytest.LogCaptureFixture, mishap: Behaviour
) -> None:
    server.play(mishap)
    shown: list[str] = []
    pickled: list[bytes] = []
    with caplog.at_level(logging.DEBUG):
        try:
            face.use(
                server.url,
                lambda c: c.contacts.get(EMAIL),
                api_key=KEY,
                retry=RetryPolicy(max_attempts=2),
            )
        except od.DeployError as error:
            for one in everything(error):
                trace = traceback.TracebackException.from_exception(one)
                shown += [str(one), repr(one), *trace.format()]
            pickled.append(pickle.dumps(error))
            response = getattr(error, "response", None)
            shown.append(repr(response))
            if response is not None:
                pickled.append(response.content)
                pickled.append(str(response.headers.raw).encode())
    # httpcore traces the headers of answers, in the words of the server.
    theirs = ("httpcore.http11",) if "header" in (mishap.__doc__ or "") else ()
    logged = "\n".join(
        f"{record.getMessage()} {record.__dict__}"
        for record in caplog.records
        if record.name not in theirs
    )

    assert "optizmo_deploy" in {record.name for record in caplog.records}
    for text in PLANTED:
        assert text not in logged
        assert not any(text in one for one in shown)
    assert not any(KEY.encode() in one for one in pickled)


def test_the_log_says_what_happened(
    face: Face, server: RoughServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.play(reset(), problem(429, "x", ("Retry-After", "3")), answer(204, None))

    with caplog.at_level(logging.DEBUG, "optizmo_deploy"):
        face.use(server.url, lambda c: c.subscriptions.remove(EMAIL, BRAND))

    lines = [r.getMessage() for r in caplog.records if r.name == "optizmo_deploy"]
    path = "/v1/contacts/{emailMd5}/subscriptions/{brandId}"
    assert lines[0].startswith(f"DELETE {path}: the connection failed")
    assert "(attempt 1, " in lines[0]
    assert lines[1] == f"DELETE {path} again in 0.250 s"
    assert lines[2].startswith(f"DELETE {path}: 429 (attempt 2, ")
    assert lines[-1].startswith(f"DELETE {path}: 204 (attempt 3, ")


def test_pacing_is_logged(
    face: Face, server: RoughServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.play(
        problem(
            429,
            "x",
            ("Retry-After", "3"),
            ("x-rate-limit-remaining", "0"),
            ("x-rate-limit-reset", "5"),
        ),
        answer(),
    )
    with caplog.at_level(logging.DEBUG, "optizmo_deploy"):
        face.use(server.url, lambda c: c.contacts.get(ALICE))

    assert any(r.getMessage().startswith("pacing: ") for r in caplog.records)
    assert sum(face.waits.waits) == pytest.approx(5, abs=0.2)


def test_a_client_does_not_show_its_key(face: Face) -> None:
    client = face.make("http://h", headers={"X-Token": "another-secret"})
    settings = client._runner.settings

    for value in (client, settings, client.with_options(timeout=1), client.with_response):
        assert KEY not in repr(value)
        assert "another-secret" not in repr(value)


def test_a_secret_hides_in_local_variables() -> None:
    key = Secret(KEY)
    headers = {"authorization": Secret(f"Bearer {key}")}
    with pytest.raises(KeyError) as caught:
        headers["nothing"]
    trace = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    text = "".join(trace.format())
    assert headers["authorization"] == f"Bearer {KEY}"
    assert "'***'" in text
    assert KEY not in text


def test_the_local_variables_of_a_failure_hide_the_key(face: Face, server: RoughServer) -> None:
    server.play(problem(404, "not_found_error"))

    with pytest.raises(od.NotFoundError) as caught:
        face.use(server.url, lambda c: c.contacts.get(EMAIL))

    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    ours = [f for f in frames.stack if "/optizmo_deploy/" in f.filename]
    assert ours
    assert not any(KEY in value for frame in ours for value in (frame.locals or {}).values())
