"""How a client is set up, shared and closed."""

from __future__ import annotations

import asyncio
import copy
import pickle
import ssl
import sys
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import pytest
from optizmo_deploy import (
    AsyncDeployClient,
    ConfigurationError,
    ConnectionFailedError,
    DeployClient,
    RetryPolicy,
    __version__,
)

from tests.client.faces import KEY
from tests.client.rough_server import ALICE, CERTIFICATE, CONTACT, RoughServer, answer, hang, raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.client.faces import Face


def get(client: Any) -> Any:
    return client.contacts.get(ALICE)


def test_key_and_base_url_come_from_the_environment(
    face: Face, server: RoughServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.play(answer())
    monkeypatch.setenv("OPTIZMO_DEPLOY_API_KEY", "from-outside")
    monkeypatch.setenv("OPTIZMO_DEPLOY_BASE_URL", server.url + "/")

    face.use(None, get, api_key=None)  # type: ignore[arg-type]

    assert server.requests[0].headers["authorization"] == "Bearer from-outside"
    assert server.requests[0].target == f"/deploy/v1/contacts/{ALICE}"


def test_production_is_the_base_url_when_nothing_else_is_said(face: Face) -> None:
    client = face.make(None)  # type: ignore[arg-type]
    assert "https://api.optizmo.com/deploy'" in repr(client)


@pytest.mark.parametrize("outside", [None, ""])
def test_a_missing_key_is_a_configuration_error(
    face: Face, outside: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if outside is not None:
        monkeypatch.setenv("OPTIZMO_DEPLOY_API_KEY", outside)
    with pytest.raises(ConfigurationError, match="OPTIZMO_DEPLOY_API_KEY"):
        face.make("http://h", api_key=None)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"api_key": ""}, "no API key"),
    ({"api_key": "secret\n"}, "visible ASCII"),
    ({"api_key": "secret key"}, "visible ASCII"),
    ({"api_key": "\u0442\u0435\u0441\u0442"}, "visible ASCII"),
    ({"api_key": 5}, "must be a string"),
    ({"timeout": 0}, "timeout must be"),
    ({"timeout": -1}, "timeout must be"),
    ({"timeout": float("nan")}, "timeout must be"),
    ({"timeout": None}, "timeout must be"),
    ({"timeout": True}, "timeout must be"),
    ({"retry": 3}, "retry must be a RetryPolicy"),
    ({"headers": ["a"]}, "headers must be a mapping"),
    ({"headers": {"": "x"}}, "must be a token"),
    ({"headers": {"a b": "x"}}, "must be a token"),
    ({"headers": {5: "x"}}, "must be a token"),
    ({"headers": {"X-A": "x\r\nY: z"}}, "must be visible"),
    ({"headers": {"X-A": 5}}, "must be visible"),
    ({"headers": {"Authorization": "Basic secret"}}, "pass the key as api_key"),
    ({"headers": {"Content-Type": "text/plain"}}, "client's own"),
    ({"http_client": "nonsense"}, "http_client must be"),
]


@pytest.mark.parametrize(("options", "why"), WRONG, ids=[f"{o}" for o, _ in WRONG])
def test_what_cannot_be_used_is_a_configuration_error(
    face: Face, options: dict[str, Any], why: str
) -> None:
    with pytest.raises(ConfigurationError, match=why) as caught:
        face.make("http://h", **options)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.com",
        "/deploy",
        "ftp://api.example.com",
        "http://",
        "http://[",
        "https://user:secret@api.example.com",
        "https://api.example.com/?x=1",
        "https://api.example.com/#x",
        "http://h:99999",
        "http://h\n",
        5,
    ],
)
def test_an_unusable_base_url_is_a_configuration_error(face: Face, url: Any) -> None:
    with pytest.raises(ConfigurationError, match="base URL must") as caught:
        face.make(url)

    assert "secret" not in str(caught.value)


def test_an_unknown_library_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="'httpx' or 'aiohttp', not 'requests'"):
        AsyncDeployClient("k", http="requests")  # type: ignore[arg-type]


def test_a_missing_aiohttp_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "optizmo_deploy.client.adapters.aiohttp", raising=False)
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'optizmo-deploy\[aiohttp\]'"):
        AsyncDeployClient("k", http="aiohttp")


def test_clients_of_another_kind_are_refused() -> None:
    with httpx.Client() as blocking:
        with pytest.raises(ConfigurationError, match=r"httpx\.AsyncClient, not Client"):
            AsyncDeployClient("k", http_client=blocking)  # type: ignore[arg-type]
        with pytest.raises(ConfigurationError, match=r"aiohttp\.ClientSession, not Client"):
            AsyncDeployClient("k", http="aiohttp", http_client=blocking)  # type: ignore[arg-type]


def test_every_request_says_who_it_is_from(face: Face, server: RoughServer) -> None:
    server.play(answer())

    face.use(server.url, get, headers={"X-Request-Source": "tests"})

    headers = server.requests[0].headers
    assert headers["user-agent"].startswith(f"optizmo-deploy/{__version__} ")
    assert headers["accept"] == "application/json, application/problem+json"
    assert headers["x-request-source"] == "tests"
    assert headers["authorization"] == f"Bearer {KEY}"
    assert "content-type" not in headers
    assert headers["host"] == f"127.0.0.1:{server.port}"


def test_the_user_agent_can_be_changed(face: Face, server: RoughServer) -> None:
    server.play(answer())
    face.use(server.url, get, headers={"USER-AGENT": "mine"})
    assert server.requests[0].headers["user-agent"] == "mine"


def test_a_post_without_a_body_says_so(face: Face, server: RoughServer) -> None:
    server.play(answer(204, None))
    face.use(server.url, lambda c: c.contacts.disable(ALICE))
    assert server.requests[0].headers["content-length"] == "0"


def test_options_make_a_child_that_leaves_its_parent_alone(face: Face, server: RoughServer) -> None:
    server.play(answer(500, b""), answer())

    async def run(client: Any) -> Any:
        child = client.with_options(
            retry=RetryPolicy.none(), headers={"X-B": "2"}, timeout=7
        ).with_options(headers={"x-a": "3"})
        with pytest.raises(Exception, match="500"):
            await child.contacts.get(ALICE)
        await child.aclose()
        return await client.contacts.get(ALICE)

    def run_blocking(client: Any) -> Any:
        child = client.with_options(
            retry=RetryPolicy.none(), headers={"X-B": "2"}, timeout=7
        ).with_options(headers={"x-a": "3"})
        with pytest.raises(Exception, match="500"):
            child.contacts.get(ALICE)
        child.close()
        return client.contacts.get(ALICE)

    face.use(server.url, run if face.is_async else run_blocking, headers={"X-A": "1"})

    first, second = (request.headers for request in server.requests)
    assert (first["x-a"], first["x-b"]) == ("3", "2")
    assert (second["x-a"], second.get("x-b")) == ("1", None)
    assert server.connections == 1, "they share their connections"


def test_options_are_checked(face: Face) -> None:
    client = face.make("http://h")
    for options in ({"timeout": -1}, {"retry": 5}, {"headers": {"authorization": "x"}}):
        with pytest.raises(ConfigurationError):
            client.with_options(**options)


def test_a_copy_is_a_child_and_a_pickle_is_refused(face: Face) -> None:
    client = face.make("http://h")

    child = copy.copy(client)
    assert type(child) is type(client)
    assert child is not client
    for value in (client, client.contacts, client.with_response, client.brands.list(), client.bulk):
        for refused in (pickle.dumps, copy.deepcopy):
            with pytest.raises(TypeError, match="cannot be pickled"):
                refused(value)


def test_a_subclass_stays_what_it_is() -> None:
    class Mine(DeployClient):
        pass

    with Mine("k", base_url="http://h") as client:
        assert type(client.with_options(timeout=1)) is Mine


def test_a_closed_client_says_so(face: Face, server: RoughServer) -> None:
    server.play(answer())

    async def run(client: Any) -> Any:
        await client.contacts.get(ALICE)
        await client.aclose()
        return await client.contacts.get(ALICE)

    def run_blocking(client: Any) -> Any:
        client.contacts.get(ALICE)
        client.close()
        return client.contacts.get(ALICE)

    with pytest.raises(ConfigurationError, match="closed"):
        face.use(server.url, run if face.is_async else run_blocking)

    assert len(server.requests) == 1


def test_an_httpx_client_of_the_callers_is_used_and_left_open(server: RoughServer) -> None:
    server.play(answer(200, CONTACT, ("Set-Cookie", "session=1")))
    with httpx.Client(headers={"X-Corp": "yes"}, auth=("user", "password")) as mine:
        with DeployClient("k", base_url=server.url, http_client=mine) as client:
            client.contacts.get(ALICE)
            mine.headers["X-Corp"] = "still"
            client.contacts.get(ALICE)
            client.contacts.update(ALICE, {"a": "b"})
        assert not mine.is_closed
        assert mine.get(server.url).status_code == 200

    first, second, third, _ = (request.headers for request in server.requests)
    assert (first["x-corp"], second["x-corp"]) == ("yes", "still")
    assert first["authorization"] == "Bearer k"
    assert "cookie" not in first
    assert second["cookie"] == "session=1", "the caller's client keeps cookies, as it does"
    assert third["content-type"] == "application/json"
    assert server.requests[2].json() == {"attributes": {"a": "b"}}


def test_an_own_client_keeps_no_cookies(face: Face, server: RoughServer) -> None:
    server.play(answer(500, b"", ("Set-Cookie", "session=1; Path=/")), answer())

    face.use(server.url, get)

    assert len(server.requests) == 2
    assert "cookie" not in server.requests[1].headers


def test_an_asynchronous_httpx_client_of_the_callers_is_used_and_left_open(
    server: RoughServer,
) -> None:
    server.play(answer())

    async def run() -> None:
        async with httpx.AsyncClient(headers={"X-Corp": "yes"}) as mine:
            async with AsyncDeployClient("k", base_url=server.url, http_client=mine) as client:
                await client.contacts.get(ALICE)
            assert not mine.is_closed

    asyncio.run(run())
    assert server.requests[0].headers["x-corp"] == "yes"


def test_an_aiohttp_session_of_the_callers_is_used_and_left_open(server: RoughServer) -> None:
    server.play(answer(), raw(b""))
    calls = []

    async def note(request: Any, handler: Any) -> Any:
        calls.append(request.method)
        return await handler(request)

    async def run() -> None:
        async with aiohttp.ClientSession(
            headers={"X-Corp": "yes"}, raise_for_status=True, middlewares=[note]
        ) as mine:
            client = AsyncDeployClient(
                "k", base_url=server.url, http="aiohttp", http_client=mine, retry=RetryPolicy.none()
            )
            async with client:
                await client.contacts.get(ALICE)
                with pytest.raises(ConnectionFailedError) as caught:
                    await client.contacts.get(ALICE)
                assert caught.value.sent
            assert not mine.closed

    asyncio.run(run())
    assert server.requests[0].headers["x-corp"] == "yes"
    assert len(server.requests) == 2, "aiohttp does not repeat by itself"
    assert calls == ["GET", "GET"]


def test_an_aiohttp_session_with_credentials_is_refused() -> None:
    async def run() -> None:
        with pytest.warns(DeprecationWarning, match="auth"):
            session = aiohttp.ClientSession(auth=aiohttp.BasicAuth("user", "password"))
        async with session:
            with pytest.raises(ConfigurationError, match="credentials"):
                AsyncDeployClient("k", http="aiohttp", http_client=session)

    asyncio.run(run())


class Endless(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield b" "


def test_the_callers_client_is_bounded_while_a_body_does_not_end() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Endless()))
    with (
        httpx.Client(transport=transport) as mine,
        DeployClient(
            "k", base_url="http://h", http_client=mine, timeout=0.1, retry=RetryPolicy.none()
        ) as client,
        pytest.raises(ConnectionFailedError, match="in time"),
    ):
        client.contacts.get(ALICE)


def test_errors_of_a_mock_transport_become_ours() -> None:
    failures: list[tuple[Exception, bool]] = [
        (httpx.ConnectError("x"), False),
        (httpx.ConnectTimeout("x"), False),
        (httpx.PoolTimeout("x"), False),
        (httpx.ReadTimeout("x"), True),
        (httpx.RemoteProtocolError("x"), True),
        (httpx.WriteError("x"), True),
        (httpx.ProxyError("x"), False),
    ]
    for failure, sent in failures:

        def handler(_: httpx.Request, failure: Exception = failure) -> httpx.Response:
            raise failure

        mine = httpx.Client(transport=httpx.MockTransport(handler))
        with DeployClient(
            "k", base_url="http://h", http_client=mine, retry=RetryPolicy.none()
        ) as client:
            with pytest.raises(ConnectionFailedError) as caught:
                client.contacts.get(ALICE)
            assert caught.value.sent is sent


def test_a_hook_of_the_callers_that_reads_a_broken_body_gets_its_own_error(
    server: RoughServer,
) -> None:
    server.play(answer(200, b"oops", ("Content-Encoding", "gzip")))
    mine = httpx.Client(event_hooks={"response": [lambda response: response.read()]})
    with (
        mine,
        DeployClient("k", base_url=server.url, http_client=mine) as client,
        pytest.raises(httpx.DecodingError),
    ):
        client.contacts.get(ALICE)

    async def run() -> None:
        async def read(response: httpx.Response) -> None:
            await response.aread()

        async with httpx.AsyncClient(event_hooks={"response": [read]}) as other:
            client = AsyncDeployClient("k", base_url=server.url, http_client=other)
            with pytest.raises(httpx.DecodingError):
                await client.contacts.get(ALICE)

    asyncio.run(run())


def test_an_untrusted_certificate_is_named(face: Face) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with RoughServer(answer(), tls=context) as server:
        with pytest.raises(ConnectionFailedError, match="certificate cannot be trusted") as caught:
            face.use(server.url, get, retry=RetryPolicy.none())
        assert not caught.value.sent
        assert server.requests == []


def test_a_certificate_of_ones_own_can_be_trusted(
    face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with RoughServer(answer(), tls=context) as server:
        assert face.use(server.url, get).email_md5 == ALICE


def test_tls_that_is_none_is_named(face: Face, server: RoughServer) -> None:
    server.play(answer())
    with pytest.raises(ConnectionFailedError) as caught:
        face.use(server.url.replace("http", "https"), get, retry=RetryPolicy.none(), timeout=5)

    assert not caught.value.sent


def test_a_proxy_of_the_environment_is_used(
    face: Face, server: RoughServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.play(answer())
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.port}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.port}")

    face.use("http://api.example.com/deploy", get)

    (request,) = server.requests
    assert request.target == f"http://api.example.com/deploy/v1/contacts/{ALICE}"


def test_a_proxy_is_passed_by_where_the_environment_says_so(
    face: Face, server: RoughServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.play(answer())
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")

    assert face.use(server.url, get).email_md5 == ALICE


def test_a_proxy_that_refuses_a_tunnel_has_not_passed_anything_on(
    face: Face, server: RoughServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.play(answer(407, b"no"))
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.port}")

    with pytest.raises(ConnectionFailedError) as caught:
        face.use("https://api.example.com/deploy", get, retry=RetryPolicy.none())

    assert not caught.value.sent
    assert [request.method for request in server.requests] == ["CONNECT"]
    assert "authorization" not in server.requests[0].headers


def test_a_proxy_that_hangs_has_not_passed_anything_on(
    face: Face, server: RoughServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.play(hang)
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.port}")

    with pytest.raises(ConnectionFailedError, match="no connection was made in time") as caught:
        face.use("https://api.example.com/deploy", get, retry=RetryPolicy.none(), timeout=0.5)

    assert not caught.value.sent
