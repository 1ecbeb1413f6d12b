"""Large accounts, a bounded journal, and databases that are locked or damaged."""

from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from optizmo_deploy.sandbox import Account, ArgumentError, Deploy, Sandbox, StoreError
from optizmo_deploy.sandbox.journal import CAPACITY, MAX_BYTES, Journal
from optizmo_deploy.sandbox.message import Request

from tests.sandbox.web import web

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optizmo_deploy.sandbox.brand_query import BrandQuery

MD5 = "93942e96f5acd83e2e047ad8fe03114d"


def brands(count: int) -> list[dict[str, Any]]:
    return [
        {"id": str(uuid.UUID(int=number)), "name": f"Brand {number * 7919 % 100_003}"}
        for number in range(count)
    ]


def document(count: int) -> dict[str, Any]:
    return {"keys": [{"key": "a-key", "rights": "all"}], "brands": brands(count)}


def client_of(sandbox: Sandbox) -> httpx.Client:
    headers = {"Authorization": f"Bearer {sandbox.api_key}"}
    return httpx.Client(base_url=sandbox.url, headers=headers, verify=False, timeout=60)


def test_a_page_of_100000_brands_is_read_without_going_through_all_of_them(
    tmp_path: Path,
) -> None:
    looked_at: list[str] = []

    class Watched(Deploy):
        def is_listed(self, brand: tuple[str, str, bool], query: BrandQuery) -> bool:
            looked_at.append(brand[0])
            return super().is_listed(brand, query)

        def brand_order(self, brand: tuple[str, str, bool]) -> tuple[str, ...]:
            looked_at.append(brand[0])
            return super().brand_order(brand)

    file = tmp_path / "account.json"
    file.write_text(json.dumps(document(100_000)))
    with Sandbox(file, deploy=Watched) as sandbox, client_of(sandbox) as client:
        looked_at.clear()  # sorting them is part of the start
        for query in ("page=1", "page=1000", "page=7&sort=-name"):
            page = client.get(f"/v1/brands?pageSize=100&{query}").json()
            assert len(page["data"]) == 100
            assert page["pagination"]["totalCount"] == 100_000
        assert looked_at == []
        client.get("/v1/brands?name[contains]=99")
        assert len(looked_at) == 100_000
        client.get("/v1/brands?name[contains]=99&page=2")
        assert len(looked_at) == 100_000


def test_a_large_account_can_be_set_over_http(deploy_sandbox: Sandbox) -> None:
    response = web.post(
        f"{deploy_sandbox.control_url}/reset", json={"account": document(20_000)}, timeout=120
    )
    assert response.status_code == 204
    with client_of(deploy_sandbox) as client:
        listed = client.get("/v1/brands").json()
        assert listed["pagination"]["totalCount"] == 20_000


def test_a_control_request_that_is_too_large_is_rejected(
    deploy_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optizmo_deploy.sandbox.asgi.MAX_CONTROL_BODY", 1000)
    response = web.post(f"{deploy_sandbox.control_url}/reset", content=b" " * 1001)
    assert response.status_code == 413
    assert "1000 bytes" in response.json()["error"]


def names(client: httpx.Client, query: str = "") -> list[str]:
    return [brand["name"] for brand in client.get(f"/v1/brands?{query}").json()["data"]]


def test_a_list_is_made_afresh_when_a_brand_changes(deploy_sandbox: Sandbox) -> None:
    changes: list[tuple[Callable[[], object], int]] = [
        (lambda: deploy_sandbox.state("brand exists", id=str(uuid.UUID(int=1)), name="Acme"), 1),
        (lambda: deploy_sandbox.state("brand exists", id=str(uuid.UUID(int=2)), name="Acme"), 2),
        (lambda: deploy_sandbox.state("brand exists", "teardown"), 0),
        (lambda: deploy_sandbox.reset(Account(keys={"sandbox-key": None})), -1),
    ]
    with client_of(deploy_sandbox) as client:
        before = names(client, "name=Acme")
        for change, more in changes:
            change()
            assert len(names(client, "name=Acme")) == len(before) + more
            assert names(client, "sort=-name") == names(client)[::-1]


def test_a_list_is_made_afresh_when_another_process_changes_a_brand(tmp_path: Path) -> None:
    file = tmp_path / "data.db"
    with Sandbox(database=file) as one, Sandbox(database=file) as two, client_of(one) as client:
        before = names(client, "name=Acme")
        two.state("brand deleted", id="497f6eca-6276-4993-bfeb-53cbbbba6f08")
        assert len(names(client, "name=Acme")) == len(before) - 1
        two.reset()
        assert names(client, "name=Acme") == before


def test_a_sandbox_keeps_few_lists_however_many_are_asked_for() -> None:
    deploys: list[Deploy] = []

    class Watched(Deploy):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            deploys.append(self)

    with Sandbox(deploy=Watched) as sandbox, client_of(sandbox) as client:
        for number in range(100):
            client.get(f"/v1/brands?name[contains]={number}")
        assert names(client, "name=Acme")
        assert len(deploys[0]._lists) <= 16


def size(request: Request) -> int:
    fields = sum(len(name) + len(value) for name, value in request.headers)
    return len(request.body) + len(request.path) + len(request.query) + fields


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "/", "", [(b"x-long", b"x" * 60_000)]),
        Request("GET", "/", "q=" + "x" * 60_000),
        Request("GET", "/" + "x" * 60_000),
        Request("POST", "/", "", [], b"x" * 500_000),
        Request("GET", "/", "", [(b"x-%d" % number, b"") for number in range(1000)]),
    ],
    ids=["header", "query", "path", "body", "many header fields"],
)
def test_the_journal_is_bounded_in_bytes(request_: Request) -> None:
    journal = Journal()
    for _ in range(CAPACITY):
        journal.record(0.0, request_, 404)
    kept = CAPACITY - journal.forgotten
    assert 0 < kept < CAPACITY
    assert kept * size(request_) <= MAX_BYTES
    fields = kept * len(request_.headers)
    assert fields * 100 <= MAX_BYTES  # a field takes memory beyond its characters


def test_the_latest_requests_stay_in_a_full_journal(deploy_sandbox: Sandbox) -> None:
    with client_of(deploy_sandbox) as client:
        for _ in range(40):
            client.post("/v1/nothing", content=b"x" * 500_000)
    kept = web.get(f"{deploy_sandbox.control_url}/requests").json()
    assert kept["forgotten"] > 0
    assert kept["requests"][-1]["number"] == 40


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database that a sandbox has used."""
    file = tmp_path / "data.db"
    with Sandbox(database=file):
        pass
    return file


def begin(database: Path) -> sqlite3.Connection:
    other = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_a_lock_makes_one_request_wait_and_no_other(database: Path) -> None:
    with Sandbox(database=database) as sandbox, client_of(sandbox) as client:
        with closing(begin(database)) as other:
            statuses: list[int] = []

            def create() -> None:
                body = {"email": "late@example.com"}
                statuses.append(client.post("/v1/contacts", json=body).status_code)

            thread = threading.Thread(target=create)
            thread.start()
            time.sleep(0.2)
            for _ in range(20):
                assert client.get(f"/v1/contacts/{MD5}").status_code == 200
                assert web.get(f"{sandbox.origin}/health").status_code == 200
            assert statuses == []
            other.execute("ROLLBACK")
            thread.join(60)
        assert statuses == [201]
        assert len(sandbox.requests("createContact")) == 1


def test_a_control_waits_for_a_lock_too(database: Path) -> None:
    with Sandbox(database=database) as sandbox, client_of(sandbox) as client:
        with closing(begin(database)) as other:
            timer = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
            timer.start()
            sandbox.state("contact missing", emailMd5=MD5)
            timer.join()
        assert client.get(f"/v1/contacts/{MD5}").status_code == 404
        with closing(begin(database)) as other:
            timer = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
            timer.start()
            assert web.post(f"{sandbox.control_url}/reset").status_code == 204
            timer.join()
        assert client.get(f"/v1/contacts/{MD5}").status_code == 200


def test_a_request_counts_once_however_often_it_is_tried(database: Path) -> None:
    with Sandbox(database=database, rate_limit="2/h") as sandbox, client_of(sandbox) as client:
        with closing(begin(database)) as other:
            timer = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
            timer.start()
            response = client.post(f"/v1/contacts/{MD5}/disable")
            timer.join()
        assert response.status_code == 204
        assert response.headers["x-rate-limit-remaining"] == "1"


def test_a_lock_that_does_not_end_is_an_error_in_one_line(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optizmo_deploy.sandbox.database_lock.LOCK_TIMEOUT", 0.2)
    with Sandbox(database=database) as sandbox, client_of(sandbox) as client:
        with closing(begin(database)):
            response = client.post(f"/v1/contacts/{MD5}/disable")
            assert response.status_code == 500
            problem = response.json()
            assert problem["code"] == "api_error"
            assert problem["detail"] == f"the database {database} is locked by another process"
            error = web.post(f"{sandbox.control_url}/reset").json()["error"]
            assert "is locked by another process" in error
            with pytest.raises(StoreError, match="is locked by another process"):
                sandbox.reset()
        assert client.post(f"/v1/contacts/{MD5}/disable").status_code == 204


def start_command(database: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "optizmo_deploy", "sandbox", "--database", str(database)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def change_version(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 7")


def overwrite_middle(database: Path) -> None:
    content = bytearray(database.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 200] = b"\xff" * 200
    database.write_bytes(content)


def make_folder(database: Path) -> None:
    database.unlink()
    database.mkdir()


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "another version": (change_version, "was written by another version of the sandbox"),
    "no database": (lambda file: file.write_text("hello" * 1000), "not an SQLite database"),
    "cut off": (lambda file: file.write_bytes(file.read_bytes()[:5000]), "is damaged"),
    "overwritten": (overwrite_middle, "is damaged"),
    "a folder": (make_folder, "is a directory"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_that_cannot_be_used_is_one_clear_line(database: Path, damage: str) -> None:
    make, words = DAMAGES[damage]
    make(database)
    before = database.read_bytes() if database.is_file() else b""
    done = start_command(database)
    assert done.returncode in {1, 2}
    assert words in done.stderr
    assert str(database) in done.stderr
    assert "Traceback" not in done.stderr
    if done.returncode == 1:
        assert len(done.stderr.splitlines()) == 1
        assert database.read_bytes() == before


def test_a_file_in_a_folder_that_does_not_exist_is_one_clear_line(tmp_path: Path) -> None:
    done = start_command(tmp_path / "missing" / "data.db")
    assert done.returncode == 1
    assert done.stderr.endswith(f"the folder {tmp_path / 'missing'} does not exist\n")


def test_a_file_that_stays_locked_at_the_start_is_one_clear_line(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optizmo_deploy.sandbox.store._START_TIMEOUT", 0.1)
    with closing(begin(database)), pytest.raises(StoreError) as caught:
        Sandbox(database=database)
    assert str(caught.value) == f"the database {database} is locked by another process"


def test_a_file_that_is_damaged_while_it_is_used_is_one_line_in_the_log(
    database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Deploy):
        def get_contact_schema(self) -> dict[str, Any]:
            self.store._execute("SELECT * FROM nothing")
            raise AssertionError

    with Sandbox(database=database, deploy=Broken) as sandbox, client_of(sandbox) as client:
        caplog.set_level(logging.ERROR)
        response = client.get("/v1/contact-schema")
        assert response.status_code == 500
        assert str(database) in response.json()["detail"]
        (record,) = caplog.records
        assert record.exc_info is None
        assert client.get(f"/v1/contacts/{MD5}").status_code == 200


@pytest.mark.parametrize("name", ["getContct", "getcontact", "nothing-like-it"])
def test_requests_of_an_operation_that_does_not_exist_are_an_error(
    deploy_sandbox: Sandbox, name: str
) -> None:
    with pytest.raises(ArgumentError, match=f"there is no operation '{name}'") as caught:
        deploy_sandbox.requests(name)
    assert "getContact" in str(caught.value)
    response = web.get(f"{deploy_sandbox.control_url}/requests", params={"operation": name})
    assert response.status_code == 400
