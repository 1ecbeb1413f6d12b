"""Reset, busy, clock, journal, provider states and rate limits, over HTTP and from Python."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from optizmo_deploy.sandbox import Sandbox

if TYPE_CHECKING:
    from tests.sandbox.conftest import Api

TEST = "93942e96f5acd83e2e047ad8fe03114d"
ACME = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
CONTACT = f"/v1/contacts/{TEST}"
UNUSED = "00000000-0000-4000-8000-000000000000"


def change_everything(api: Api) -> Any:
    return [
        api.post("/v1/contacts", json={"email": "new@example.com"}),
        api.patch(CONTACT, json={"attributes": {"age": 1}}),
        api.post(f"{CONTACT}/disable"),
        api.post(f"{CONTACT}/subscriptions", json={"brandIds": [ACME]}),
        api.delete(f"{CONTACT}/subscriptions/{ACME}"),
    ]


def read_everything(api: Api) -> Any:
    return [
        api.get(CONTACT),
        api.get(f"{CONTACT}/subscriptions"),
        api.get("/v1/contact-schema"),
        api.get("/v1/brands"),
        api.get(f"/v1/brands/{ACME}"),
    ]


def test_a_reset_puts_everything_back(api: Api, control: httpx.Client) -> None:
    before = [response.json() for response in read_everything(api)]
    assert all(response.is_success for response in change_everything(api))
    control.post("/busy", json={"seconds": 60})
    control.post("/faults", json={"status": 500})
    control.post("/clock", json={"advance": 3600, "stopped": True})
    assert control.post("/reset").status_code == 204
    assert [response.json() for response in read_everything(api)] == before
    assert api.create("new@example.com")["enabled"] is True
    assert len(control.get("/requests").json()["requests"]) == 6
    assert abs(control.get("/clock").json()["unix"] - time.time()) < 10


def test_a_reset_is_fast_enough_for_every_test(deploy_sandbox: Sandbox) -> None:
    def seconds() -> Any:
        start = time.perf_counter()
        deploy_sandbox.reset()
        return time.perf_counter() - start

    # The median, because this machine may do other things at the same time.
    assert statistics.median(seconds() for _ in range(51)) < 0.002


def test_a_busy_account_rejects_changes_and_no_reads(api: Api, control: httpx.Client) -> None:
    assert control.post("/busy", json={"seconds": 30}).status_code == 204
    for response in change_everything(api):
        assert response.status_code == 409
        assert response.json()["code"] == "operation_in_progress"
        assert response.json()["title"] == "Conflict"
        assert response.headers["retry-after"] == "30"
    assert all(response.status_code == 200 for response in read_everything(api))


def test_busy_ends_when_its_time_is_over(api: Api, control: httpx.Client) -> None:
    control.post("/clock", json={"stopped": True})
    control.post("/busy", json={"seconds": 2.5})
    assert api.post(f"{CONTACT}/disable").headers["retry-after"] == "3"
    control.post("/clock", json={"advance": 1.6})
    assert api.post(f"{CONTACT}/disable").headers["retry-after"] == "1"
    control.post("/clock", json={"advance": 0.9})
    assert api.post(f"{CONTACT}/disable").status_code == 204


def test_busy_of_no_seconds_ends_it(api: Api, deploy_sandbox: Sandbox) -> None:
    deploy_sandbox.busy(30)
    assert api.post(f"{CONTACT}/disable").status_code == 409
    deploy_sandbox.busy(0)
    assert api.post(f"{CONTACT}/disable").status_code == 204


def test_the_clock_can_be_set_stopped_and_started(control: httpx.Client) -> None:
    response = control.post(
        "/clock", json={"set": "2030-01-02T03:04:05.678Z", "stopped": True}
    ).json()
    assert response == {"now": "2030-01-02T03:04:05.678Z", "unix": 1893553445.678, "stopped": True}
    assert control.get("/clock").json() == response
    assert (
        control.post("/clock", json={"advance": -5.678}).json()["now"] == "2030-01-02T03:04:00.000Z"
    )
    started = control.post("/clock", json={"stopped": False}).json()
    assert started["stopped"] is False
    assert 1893553440 <= started["unix"] < 1893553460


def test_the_journal_tells_what_a_client_sent_without_its_keys(
    api: Api, control: httpx.Client, deploy_sandbox: Sandbox
) -> None:
    api.post("/v1/contacts?trace=1", json={"email": "a@b.c"}, headers={"X-Twice": "1"})
    httpx.get(
        f"{deploy_sandbox.url}/v1/brands?key=sandbox-key", headers={"Authorization": "secret-key"}
    )
    httpx.get(f"{deploy_sandbox.url}/nowhere", headers={"Authorization": "Bearer secret-key"})
    httpx.get(
        f"{deploy_sandbox.url}{CONTACT}", headers={"Authorization": "Bearer sandbox-forbidden-key"}
    )
    response = control.get("/requests")
    assert "secret-key" not in response.text
    assert "sandbox-key" not in response.text
    assert "sandbox-forbidden-key" not in response.text
    created, brands, nowhere, forbidden = response.json()["requests"]
    assert created["number"] == 1
    assert created["operation"] == "createContact"
    assert created["method"] == "POST"
    assert created["path"] == "/deploy/v1/contacts"
    assert created["query"] == "trace=1"
    assert created["headers"]["x-twice"] == "1"
    assert created["headers"]["authorization"] == "Bearer ***"
    assert created["body"] == '{"email":"a@b.c"}'
    assert created["status"] == 201
    assert created["key"] == "api_key"
    assert (brands["query"], brands["key"], brands["status"]) == ("key=***", None, 401)
    assert (nowhere["operation"], nowhere["key"], nowhere["status"]) == (None, "unknown", 404)
    assert (forbidden["key"], forbidden["status"]) == ("forbidden_api_key", 403)


def test_the_journal_can_be_read_from_python(api: Api, deploy_sandbox: Sandbox) -> None:
    api.create("a@b.c", attributes={"first_name": "Ann"})
    api.get(CONTACT)
    (request,) = deploy_sandbox.requests("createContact")
    assert request.json() == {"email": "a@b.c", "attributes": {"first_name": "Ann"}}
    assert "sandbox-key" not in repr(deploy_sandbox.requests())
    deploy_sandbox.clear_requests()
    assert deploy_sandbox.requests() == []


def test_the_journal_can_be_narrowed_and_cleared(api: Api, control: httpx.Client) -> None:
    api.get(CONTACT)
    api.head(CONTACT)
    api.get("/v1/brands")
    requests = control.get("/requests", params={"operation": "getContact"}).json()["requests"]
    assert [request["method"] for request in requests] == ["GET", "HEAD"]
    assert control.delete("/requests").status_code == 204
    assert control.get("/requests").json() == {"requests": [], "forgotten": 0}


def test_the_journal_forgets_the_oldest(
    deploy_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optizmo_deploy.sandbox.journal.CAPACITY", 3)
    with httpx.Client(base_url=deploy_sandbox.url, verify=False) as client:
        for number in range(5):
            client.get(f"/{number}")
    paths = [request.path for request in deploy_sandbox.requests()]
    assert paths == ["/deploy/2", "/deploy/3", "/deploy/4"]
    assert httpx.get(f"{deploy_sandbox.control_url}/requests").json()["forgotten"] == 2


def state(control: httpx.Client, name: Any, /, action: Any = "setup", **params: Any) -> Any:
    document = {"state": name, "action": action, "params": params}
    return control.post("/states", json=document)


def test_the_state_busy_is_set_up_and_torn_down(api: Api, control: httpx.Client) -> None:
    assert state(control, "account busy", seconds=7).is_success
    assert api.post(f"{CONTACT}/disable").headers["retry-after"] == "7"
    assert state(control, "account busy", "teardown", seconds=7).is_success
    assert api.post(f"{CONTACT}/disable").status_code == 204


def test_the_state_of_an_exceeded_rate_limit_rejects_everything(
    api: Api, control: httpx.Client
) -> None:
    assert state(control, "rate limit exceeded", seconds=9).is_success
    response = api.get(CONTACT)
    assert response.status_code == 429
    assert response.headers["retry-after"] == "9"
    assert response.headers["x-rate-limit-remaining"] == "0"
    assert state(control, "rate limit exceeded", "teardown").is_success
    assert api.get(CONTACT).status_code == 200


def test_the_state_failing_is_a_fault(api: Api, control: httpx.Client) -> None:
    assert state(control, "failing", status=500, match={"operation": "getBrand"}).is_success
    assert api.get(f"/v1/brands/{ACME}").status_code == 500
    assert api.get(CONTACT).status_code == 200
    assert state(control, "failing", "teardown").is_success
    assert api.get(f"/v1/brands/{ACME}").status_code == 200


def test_states_of_contacts_are_undone(api: Api, control: httpx.Client) -> None:
    before = api.get(CONTACT).json()
    params = {"email": "Test@email.com", "enabled": False, "attributes": {"age": 3}, "brandIds": []}
    assert state(control, "contact exists", **params).is_success
    assert api.get(CONTACT).json() == {
        **before,
        "email": "Test@email.com",
        "attributes": {"age": 3},
        "brandIds": [],
        "enabled": False,
        "createdAt": "2026-01-01T00:00:00Z",
    }
    assert state(control, "contact exists", "teardown", **params).is_success
    assert api.get(CONTACT).json() == before
    assert state(control, "contact missing", email="TEST@email.com").is_success
    assert api.get(CONTACT).status_code == 404
    assert state(control, "contact missing", "teardown").is_success
    assert api.get(CONTACT).json() == before


def test_states_of_brands_are_undone(api: Api, control: httpx.Client) -> None:
    before = api.get("/v1/brands").json()
    assert state(control, "brand deleted", id=ACME.upper()).is_success
    assert state(control, "brand exists", id=UNUSED, name="Brand new", enabled=False).is_success
    assert api.get(f"/v1/brands/{ACME}").status_code == 404
    assert api.get(f"/v1/brands/{UNUSED}").json()["name"] == "Brand new"
    assert state(control, "brand deleted", "teardown").is_success
    assert state(control, "brand exists", "teardown").is_success
    assert api.get("/v1/brands").json() == before


def test_setting_a_state_up_again_does_not_lose_what_was_before(
    api: Api, control: httpx.Client
) -> None:
    before = api.get(CONTACT).json()
    for _ in range(2):
        assert state(control, "contact missing", emailMd5=TEST).is_success
    assert state(control, "contact missing", "teardown", emailMd5=TEST).is_success
    assert api.get(CONTACT).json() == before


def test_tearing_down_what_was_never_set_up_is_done_at_once(control: httpx.Client) -> None:
    assert state(control, "account busy", "teardown").is_success


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/reset", b"{", "Expecting"),
        ("/reset", b"[]", "JSON object"),
        ("/reset", b'{"everything": true}', "unknown: everything"),
        ("/reset", b'{"rate_limit": "fast"}', "10/s"),
        ("/reset", b'{"account": {}}', "keys"),
        ("/busy", b'{"seconds": -1}', "seconds"),
        ("/busy", b'{"seconds": "1"}', "seconds must be a number"),
        ("/busy", b'{"seconds": true}', "seconds must be a number"),
        ("/clock", b'{"set": "tomorrow"}', "date-time"),
        ("/clock", b'{"set": "2030-01-01T00:00:00"}', "time zone"),
        ("/states", b"{}", "state is missing"),
        ("/states", b'{"state": "on fire"}', "account busy"),
        ("/states", b'{"state": "account busy", "action": "stop"}', "teardown"),
        ("/states", b'{"state": "account busy", "params": {"x": 1}}', "params.x"),
        ("/states", b'{"state": "contact exists", "params": {"email": "x"}}', "/email"),
        ("/states", b'{"state": "contact exists", "params": {}}', "email"),
        ("/states", b'{"state": "brand exists", "params": {"id": "x"}}', "/brands/0"),
        ("/states", b'{"state": "brand deleted"}', "params.id is missing"),
        ("/faults", b"{}", "needs one of"),
        ("/faults", b'{"status": 200}', "400 to 599"),
        ("/faults", b'{"status": 500, "drop": "during"}', "before"),
        ("/faults", b'{"status": 500, "probability": 2}', "between 0 and 1"),
        ("/faults", b'{"status": 500, "match": {"operation": "x"}}', "no operation 'x'"),
        ("/faults", b'{"status": 500, "match": {"path": "x"}}', "match.path"),
        ("/faults", b'{"status": 500, "once": true}', "unknown: once"),
    ],
)
def test_a_control_request_that_makes_no_sense_is_rejected_in_words(
    api: Api, control: httpx.Client, path: str, body: Any, words: str
) -> None:
    response = control.post(path, content=body)
    assert response.status_code == 400
    assert words in response.json()["error"]
    assert api.get(CONTACT).status_code == 200


def test_an_unknown_control_or_method_is_rejected_with_those_there_are(
    control: httpx.Client,
) -> None:
    assert control.get("/nothing").status_code == 404
    assert "reset" in control.get("/nothing").json()["error"]
    assert control.get("/reset").status_code == 405
    assert "POST" in control.get("/reset").json()["error"]
    assert control.get("").json()["controls"]["faults"] == ["GET", "POST", "DELETE"]


def test_the_control_is_not_below_the_api(api: Api) -> None:
    assert api.post("/reset").status_code == 404
    assert api.post("/control/reset").status_code == 404


@pytest.mark.deploy_sandbox(rate_limit="3/s")
def test_over_the_rate_limit_everything_is_rejected_until_the_window_ends(
    api: Api, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.clock.stop()
    responses = [api.get(CONTACT) for _ in range(4)]
    assert [response.status_code for response in responses] == [200, 200, 200, 429]
    assert [response.headers["x-rate-limit-limit"] for response in responses] == ["3"] * 4
    assert [response.headers["x-rate-limit-remaining"] for response in responses] == [
        "2",
        "1",
        "0",
        "0",
    ]
    assert [response.headers["x-rate-limit-reset"] for response in responses] == ["1"] * 4
    assert responses[3].headers["retry-after"] == "1"
    deploy_sandbox.clock.advance(0.99)
    assert api.get(CONTACT).status_code == 429
    deploy_sandbox.clock.advance(0.02)
    assert api.get(CONTACT).headers["x-rate-limit-remaining"] == "2"


@pytest.mark.deploy_sandbox(rate_limit="2/m")
def test_a_rejected_request_has_no_effect_and_each_key_has_its_own_window(
    api: Api, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.clock.stop()
    deploy_sandbox.clock.advance(0)
    assert api.get(CONTACT).headers["x-rate-limit-reset"] == "60"
    deploy_sandbox.clock.advance(20)
    assert api.get(CONTACT).headers["x-rate-limit-reset"] == "40"
    assert api.post(f"{CONTACT}/disable").status_code == 429
    other = {"Authorization": "Bearer sandbox-read-only-key"}
    assert api.get(CONTACT, headers=other).json()["enabled"] is True
    nobody = {"Authorization": "Bearer wrong"}
    codes = [api.get(CONTACT, headers=nobody).status_code for _ in range(3)]
    assert codes == [401, 401, 429]


@pytest.mark.deploy_sandbox(rate_limit="1/h")
def test_moving_the_clock_back_opens_a_new_window(api: Api, deploy_sandbox: Sandbox) -> None:
    assert api.get(CONTACT).status_code == 200
    assert api.get(CONTACT).status_code == 429
    deploy_sandbox.clock.advance(-7200)
    assert api.get(CONTACT).status_code == 200


@pytest.mark.parametrize("rate", ["", "0/s", "1", "1/d", "-1/s", "1/s ", "\u0661/s", "1e3/s"])
def test_a_rate_that_is_none_is_rejected(deploy_sandbox: Sandbox, rate: Any) -> None:
    if rate:
        with pytest.raises(ValueError, match="is not a rate"):
            deploy_sandbox.reset(rate_limit=rate)
    else:
        deploy_sandbox.reset(rate_limit=rate)


def test_latency_delays_every_answer() -> None:
    with Sandbox(latency=0.05) as sandbox:
        start = time.perf_counter()
        assert httpx.get(f"{sandbox.url}/v1/brands").status_code == 401
        assert time.perf_counter() - start >= 0.05
