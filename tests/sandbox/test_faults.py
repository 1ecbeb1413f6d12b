from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from optizmo_deploy.sandbox import ArgumentError
from optizmo_deploy.sandbox.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optizmo_deploy.sandbox import FaultMatch, Sandbox

TEST = "93942e96f5acd83e2e047ad8fe03114d"
CONTACT = f"/v1/contacts/{TEST}"


@pytest.fixture
def plain(deploy_sandbox: Sandbox) -> Iterator[Any]:
    """A client that does not mind what it gets."""
    headers = {"Authorization": f"Bearer {deploy_sandbox.api_key}"}
    with httpx.Client(base_url=deploy_sandbox.url, headers=headers, verify=False) as client:
        yield client


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (403, "permission_error"),
        (404, "not_found_error"),
        (409, "conflict_error"),
        (418, "invalid_request_error"),
        (429, "invalid_request_error"),
        (500, "api_error"),
        (503, "api_error"),
        (599, "api_error"),
    ],
)
def test_a_status_is_responded_to_with_its_usual_code_and_no_effect(
    plain: Any, control: httpx.Client, status: int, code: Any
) -> None:
    assert control.post("/faults", json={"status": status, "count": 1}).is_success
    rejected = plain.post(f"{CONTACT}/disable")
    assert rejected.status_code == rejected.json()["status"] == status
    assert rejected.json()["code"] == code
    assert rejected.json()["instance"] == f"/deploy{CONTACT}/disable"
    assert "x-rate-limit-limit" in rejected.headers
    assert plain.get(CONTACT).json()["enabled"] is True


def test_the_problem_can_be_given_in_detail(plain: Any, deploy_sandbox: Sandbox) -> None:
    deploy_sandbox.fail(status=503, code="never_seen", detail="Back soon", retry_after=17)
    response = plain.get(CONTACT)
    assert response.json()["code"] == "never_seen"
    assert response.json()["detail"] == "Back soon"
    assert response.headers["retry-after"] == "17"


def test_a_drop_before_the_effect_leaves_no_trace_but_in_the_journal(
    plain: Any, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.fail(drop="before", count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        plain.post(f"{CONTACT}/disable")
    assert plain.get(CONTACT).json()["enabled"] is True
    (request,) = deploy_sandbox.requests("disableContact")
    assert request.status is None


def test_a_drop_after_the_effect_hides_only_the_answer(plain: Any, deploy_sandbox: Sandbox) -> None:
    deploy_sandbox.fail(drop="after", count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        plain.post(f"{CONTACT}/disable")
    assert plain.get(CONTACT).json()["enabled"] is False


def test_garbage_is_no_json_and_no_text(plain: Any, deploy_sandbox: Sandbox) -> None:
    deploy_sandbox.fail(garbage=True, count=1)
    response = plain.get(CONTACT)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    with pytest.raises(ValueError, match=r"codec|JSON|Expecting"):
        response.json()
    assert plain.get(CONTACT).json()["email"] == "test@email.com"


def test_a_truncated_body_ends_before_its_announced_length(
    plain: Any, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.fail(truncated=True, count=1)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        plain.get(CONTACT)
    assert plain.get(CONTACT).status_code == 200


def test_garbage_and_truncation_can_come_with_a_status(plain: Any, deploy_sandbox: Sandbox) -> None:
    deploy_sandbox.fail(status=502, garbage=True, count=1)
    response = plain.get(CONTACT)
    assert response.status_code == 502
    assert b"garbage" in response.content


def test_a_delay_alone_only_delays(plain: Any, deploy_sandbox: Sandbox) -> None:
    deploy_sandbox.fail(delay=0.05, count=1)
    start = time.perf_counter()
    assert plain.get(CONTACT).status_code == 200
    assert time.perf_counter() - start >= 0.05


def test_a_fault_strikes_its_operation_and_method_only(plain: Any, deploy_sandbox: Sandbox) -> None:
    fault = deploy_sandbox.fail(
        status=500, match={"operation": ["getContact", "getBrand"], "method": "get"}
    )
    assert plain.get(CONTACT).status_code == 500
    assert plain.head(CONTACT).status_code == 200
    assert plain.get("/v1/brands").status_code == 200
    assert plain.get("/v1/brands/x").status_code == 500
    assert fault.hits == 2


def test_a_fault_may_spare_requests_first_and_end_by_itself(
    plain: Any, deploy_sandbox: Sandbox
) -> None:
    deploy_sandbox.fail(status=500, skip=1, count=2)
    codes = [plain.get(CONTACT).status_code for _ in range(5)]
    assert codes == [200, 500, 500, 200, 200]


def test_the_first_fault_that_matches_counts(plain: Any, deploy_sandbox: Sandbox) -> None:
    deploy_sandbox.fail(status=503, count=1)
    deploy_sandbox.fail(status=500, count=1)
    assert [plain.get(CONTACT).status_code for _ in range(3)] == [503, 500, 200]


def test_faults_are_listed_with_their_hits_and_cleared(plain: Any, control: httpx.Client) -> None:
    response = control.post("/faults", json={"status": 500, "match": {"operation": "getContact"}})
    assert response.json()["hits"] == 0
    plain.get(CONTACT)
    (listed,) = control.get("/faults").json()["faults"]
    assert listed == {**response.json(), "hits": 1}
    assert control.delete("/faults").status_code == 204
    assert plain.get(CONTACT).status_code == 200


def test_faults_do_not_touch_the_control(control: httpx.Client, deploy_sandbox: Sandbox) -> None:
    deploy_sandbox.fail(drop="before")
    assert control.get("/faults").status_code == 200
    deploy_sandbox.clear_faults()
    assert control.get("/faults").json() == {"faults": []}


@given(seed=st.integers(0, 2**32), probability=st.floats(0, 1))
def test_chance_repeats_itself_with_the_same_seed(seed: Any, probability: Any) -> None:
    def strikes() -> Any:
        fault = Fault(status=500, probability=probability, seed=seed)
        return [fault.applies("getContact", "GET") for _ in range(50)]

    first = strikes()
    assert first == strikes()
    if probability in {0, 1}:
        assert set(first) == {probability == 1}


def test_chance_strikes_about_as_often_as_asked() -> None:
    fault = Fault(status=500, probability=0.3, seed=1)
    struck = sum(fault.applies(None, "GET") for _ in range(2000))
    assert 500 < struck < 700
    assert struck == fault.hits


ANN, BOB = "Ann@example.com", "bob@example.com"
ANN_MD5 = hashlib.md5(ANN.lower().encode()).hexdigest()


@pytest.mark.parametrize("contact", [ANN, ANN.upper(), ANN_MD5, ANN_MD5.upper()])
def test_a_fault_matches_the_contact_that_a_request_is_about(
    plain: httpx.Client, deploy_sandbox: Sandbox, contact: str
) -> None:
    for email in (ANN, BOB):
        assert plain.post("/v1/contacts", json={"email": email}).status_code == 201
    fault = deploy_sandbox.fail(status=503, match={"contact": contact})
    bob = hashlib.md5(BOB.encode()).hexdigest()
    for path in (f"/v1/contacts/{bob}", "/v1/brands", "/v1/nothing", "/v1/contacts/x"):
        assert plain.get(path).status_code in {200, 400, 404}
    assert plain.post("/v1/contacts", json={"email": BOB}).status_code == 409
    assert plain.post("/v1/contacts", content=b"{").status_code == 400
    assert fault.hits == 0
    assert plain.post("/v1/contacts", json={"email": ANN.swapcase()}).status_code == 503
    assert plain.get(f"/v1/contacts/{ANN_MD5}").status_code == 503
    assert plain.get(f"/v1/contacts/{ANN_MD5.upper()}/subscriptions").status_code == 503
    assert plain.delete(f"/v1/contacts/{ANN_MD5}/subscriptions/{ANN_MD5}").status_code == 503
    assert fault.hits == 4


def test_a_fault_for_one_contact_and_one_operation_is_for_both(
    plain: httpx.Client, deploy_sandbox: Sandbox
) -> None:
    match: FaultMatch = {"contact": "test@email.com", "operation": ["getContact"], "method": "get"}
    deploy_sandbox.fail(drop="before", match=match, count=1)
    path = "/v1/contacts/93942e96f5acd83e2e047ad8fe03114d"
    assert plain.get(f"{path}/subscriptions").status_code == 200
    with pytest.raises(httpx.RemoteProtocolError):
        plain.get(path)
    shown = httpx.get(f"{deploy_sandbox.control_url}/faults").json()["faults"][0]
    assert shown["match"]["contact"] == path.rpartition("/")[2]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"status": 500, "match": {"contact": "nobody"}}, "an e-mail address or an emailMd5"),
        ({"status": 500, "match": {"contct": "a@b.c"}}, "did you mean 'contact'?"),
        ({"status": 500, "match": {"operation": "creatContact"}}, "did you mean 'createContact'?"),
        ({"status": 500, "retry_afer": 1}, "did you mean 'retry_after'?"),
    ],
)
def test_a_misspelled_fault_names_the_nearest_right_word(
    deploy_sandbox: Sandbox, fault: dict[str, object], words: str
) -> None:
    response = httpx.post(f"{deploy_sandbox.control_url}/faults", json=fault)
    assert response.status_code == 400
    assert words in response.json()["error"]


@pytest.mark.parametrize("name", ["acount busy", "Account Busy", "contact exist"])
def test_a_misspelled_state_names_the_nearest_right_one(deploy_sandbox: Sandbox, name: str) -> None:
    with pytest.raises(ArgumentError, match=f"no state '{name}'; did you mean '(account|contact)"):
        deploy_sandbox.state(name)
