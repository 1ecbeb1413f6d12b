"""Data in a file: what survives a restart, a kill and another process."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from optizmo_deploy.sandbox import Sandbox, StoreError, builtin_account
from optizmo_deploy.sandbox.store import Contact, Store

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

TEST = "93942e96f5acd83e2e047ad8fe03114d"
ACME = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
COMMAND = [sys.executable, "-m", "optizmo_deploy", "sandbox"]


@contextmanager
def process(database: Any) -> Generator[Any]:
    """Run the command on a database; yield the process and its ready line."""
    server = subprocess.Popen([*COMMAND, "--database", str(database)], stdout=subprocess.PIPE)
    assert server.stdout is not None
    try:
        yield server, json.loads(server.stdout.readline())
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


@contextmanager
def client(url: Any, key: Any = "sandbox-key") -> Generator[Any]:
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=url, headers=headers, verify=False) as http:
        yield http


def test_data_survives_a_restart_and_a_reset_undoes_it(tmp_path: Path) -> None:
    database = tmp_path / "sandbox.db"
    with Sandbox(database=database) as sandbox, client(sandbox.url) as http:
        created = http.post("/v1/contacts", json={"email": "a@b.c", "brandIds": [ACME]}).json()
        http.post(f"/v1/contacts/{TEST}/disable")
    with Sandbox(database=database) as sandbox, client(sandbox.url) as http:
        assert http.get(f"/v1/contacts/{created['emailMd5']}").json() == created
        assert http.get(f"/v1/contacts/{TEST}").json()["enabled"] is False
        sandbox.reset()
        assert http.get(f"/v1/contacts/{created['emailMd5']}").status_code == 404
    with Sandbox(database=database) as sandbox, client(sandbox.url) as http:
        assert http.get(f"/v1/contacts/{TEST}").json()["enabled"] is True


def test_a_database_is_not_mixed_with_another_account(tmp_path: Path) -> None:
    database = tmp_path / "sandbox.db"
    Sandbox(database=database).stop()
    other = builtin_account().__class__(keys={"k": None})
    with pytest.raises(StoreError, match="another account"):
        Sandbox(other, database=database)
    Sandbox(database=database, api_key="another-key-alone-is-fine").stop()


def test_a_file_of_something_else_is_rejected_and_left_as_it_is(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE precious (x)")
    connection.close()
    text = tmp_path / "notes.txt"
    text.write_text("This is no database, but it is long enough to look like one.\n" * 50)
    for path in (foreign, text):
        before = path.read_bytes()
        with pytest.raises(StoreError, match=str(path)):
            Sandbox(database=path)
        assert path.read_bytes() == before


def test_a_file_of_another_version_is_rejected(tmp_path: Path) -> None:
    database = tmp_path / "sandbox.db"
    Sandbox(database=database).stop()
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="another version"):
        Sandbox(database=database)


@pytest.mark.parametrize("path", ["missing/sandbox.db", "."])
def test_a_path_that_can_be_no_file_is_rejected(tmp_path: Path, path: Any) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        Sandbox(database=tmp_path / path)


def test_a_transaction_that_fails_leaves_nothing() -> None:
    store = Store()

    def fail() -> None:
        with store.transaction():
            store.add_contact(Contact("0" * 32, "a@b.c", "2026-01-01T00:00:00Z"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.count_contacts() == 0
    with store.transaction():
        assert store.add_contact(Contact("0" * 32, "a@b.c", "2026-01-01T00:00:00Z"))
        assert not store.add_contact(Contact("0" * 32, "x@y.z", "2026-01-01T00:00:00Z"))
    stored = store.contact("0" * 32)
    assert stored is not None
    assert stored.email == "a@b.c"
    store.close()


def test_two_processes_may_write_to_one_file(tmp_path: Path) -> None:
    database = tmp_path / "sandbox.db"
    with process(database) as (_, one), process(database) as (_, two):

        def create(line: Any, start: Any) -> None:
            with client(line["url"]) as http:
                for number in range(start, start + 100, 2):
                    body: dict[str, Any] = {"email": f"{number}@example.com"}
                    assert http.post("/v1/contacts", json=body).status_code == 201
                body = {
                    "brandIds": [brand["id"] for brand in http.get("/v1/brands").json()["data"]][
                        :60
                    ]
                }
                assert http.post(f"/v1/contacts/{TEST}/subscriptions", json=body).is_success

        threads = [threading.Thread(target=create, args=pair) for pair in ((one, 0), (two, 1))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with client(one["url"]) as http, client(two["url"]) as other:
            digests = [hashlib.md5(b"%d@example.com" % number).hexdigest() for number in range(100)]
            assert all(http.get(f"/v1/contacts/{digest}").is_success for digest in digests)
            path = f"/v1/contacts/{TEST}"
            assert http.get(path).json() == other.get(path).json()


class Worker(threading.Thread):
    """Writes over one connection until the server dies, and remembers what was acknowledged.

    `done` has the last acknowledged state of each contact, `doubt` those whose last request went
    without a response: either state is right.
    """

    def __init__(self, url: Any, number: Any, requests: Any) -> None:
        super().__init__()
        self.host, self.port = url.removeprefix("http://").partition("/")[0].split(":")
        self.random = random.Random(number)
        self.prefix = f"worker-{number}"
        self.requests = requests
        self.answered = 0
        self.done: dict[str, Any] = {}
        self.doubt: dict[str, Any] = {}
        self.wrong: list[Any] = []

    def run(self) -> None:
        connection = HTTPConnection(self.host, int(self.port), timeout=10)
        try:
            for number in range(self.requests):
                self.step(connection, number)
                self.answered += 1
        except (OSError, HTTPException):
            pass  # the server was killed
        finally:
            connection.close()

    def step(self, connection: Any, number: Any) -> None:
        kind = self.random.choices(["create", "patch", "disable", "read"], [4, 3, 1, 2])[0]
        if not self.done or kind == "create":
            email = f"{self.prefix}-{number}@example.com"
            digest = hashlib.md5(email.encode()).hexdigest()
            body = {"email": email, "attributes": {"age": number}, "brandIds": [ACME]}
            self.write(connection, digest, {"age": number, "enabled": True}, "POST", "", body)
            return
        digest = self.random.choice(list(self.done))
        state = self.done[digest]
        if kind == "patch":
            body = {"attributes": {"age": number}}
            self.write(connection, digest, {**state, "age": number}, "PATCH", f"/{digest}", body)
        elif kind == "disable":
            self.write(
                connection, digest, {**state, "enabled": False}, "POST", f"/{digest}/disable"
            )
        else:
            response = self.send(connection, "GET", f"/{digest}")
            if shown(json.loads(response[1])) != state:
                self.wrong.append((digest, state, response))

    def write(self, connection: Any, digest: Any, state: Any, *request: Any) -> None:
        before = self.done.pop(digest, None)
        self.doubt[digest] = (before, state)
        status, content = self.send(connection, *request)
        if status not in {200, 201, 204}:
            self.wrong.append((request, status, content))
        del self.doubt[digest]
        self.done[digest] = state

    def send(self, connection: Any, method: Any, path: Any, body: Any = None) -> Any:
        headers = {"Authorization": "Bearer sandbox-key", "Content-Type": "application/json"}
        content = json.dumps(body) if body is not None else None
        connection.request(method, "/deploy/v1/contacts" + path, content, headers)
        response = connection.getresponse()
        return response.status, response.read()


def shown(contact: Any) -> Any:
    assert contact["brandIds"] == [ACME], "half a contact"
    return {"age": contact["attributes"]["age"], "enabled": contact["enabled"]}


# The whole load of 24,000 requests takes about half a minute: OPTIZMO_DEPLOY_LOAD=24000.
LOAD = int(os.environ.get("OPTIZMO_DEPLOY_LOAD", "4000"))


def test_no_acknowledged_write_is_lost_when_the_server_is_killed_under_load(tmp_path: Path) -> None:
    database = tmp_path / "sandbox.db"
    moment = random.Random().uniform(0.2, 0.9)
    with process(database) as (server, line):
        workers = [Worker(line["url"], number, LOAD // 32) for number in range(32)]
        for worker in workers:
            worker.start()
        while sum(worker.answered for worker in workers) < moment * LOAD:
            time.sleep(0.002)
        server.send_signal(signal.SIGKILL)
        for worker in workers:
            worker.join()
    assert [worker.wrong for worker in workers if worker.wrong] == []
    done = {digest: state for worker in workers for digest, state in worker.done.items()}
    doubt = {digest: states for worker in workers for digest, states in worker.doubt.items()}
    assert len(done) > LOAD // 20
    with process(database) as (_, line), client(line["url"]) as http:
        for digest, state in done.items():
            assert shown(http.get(f"/v1/contacts/{digest}").json()) == state, f"killed at {moment}"
        for digest, states in doubt.items():
            response = http.get(f"/v1/contacts/{digest}")
            assert (shown(response.json()) if response.is_success else None) in states
