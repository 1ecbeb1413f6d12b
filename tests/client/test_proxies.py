"""Proxies, certificates and limits: of the environment, and as arguments of a client."""

from __future__ import annotations

import base64
import ssl
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from optizmo_deploy import ConfigurationError, ConnectionFailedError, DeployClient, RetryPolicy
from optizmo_deploy.client.adapters import proxies
from optizmo_deploy.client.adapters.no_proxy import is_exempt
from optizmo_deploy.client.adapters.options import HTTPX_PROXIES
from optizmo_deploy.client.adapters.proxies import proxy_for

from tests.client.faces import KEY
from tests.client.rough_server import ALICE, CERTIFICATE, RoughServer, answer, hang, raw

if TYPE_CHECKING:
    from tests.client.faces import Face

NONE = RetryPolicy.none()
PASSWORD = "s3cret"


def get(client: Any) -> Any:
    return client.contacts.get(ALICE)


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for scheme in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{scheme}_proxy", raising=False)
        monkeypatch.delenv(f"{scheme.upper()}_PROXY", raising=False)


EXEMPT = [
    ("example.com", "example.com", 443),
    ("example.com", "api.example.com", 443),
    (".example.com", "api.example.com", 443),
    (".example.com", "example.com", 443),
    ("*.example.com", "api.example.com", 443),
    ("EXAMPLE.com", "Api.Example.COM.", 443),
    ("other, example.com", "example.com", 443),
    ("other example.com", "example.com", 443),
    ("example.com:8443", "api.example.com", 8443),
    ("*", "anything", 1),
    ("127.0.0.1", "127.0.0.1", 80),
    ("127.0.0.1:80", "127.0.0.1", 80),
    ("10.0.0.0/8", "10.1.2.3", 80),
    ("192.168.1.77/24", "192.168.1.1", 80),
    ("::1", "::1", 80),
    ("[::1]", "::1", 80),
    ("[::1]:8080", "::1", 8080),
    ("fd00::/8", "fd12::1", 80),
    ("0:0:0:0:0:0:0:1", "::1", 80),
    ("localhost", "localhost", 80),
]
NOT_EXEMPT = [
    ("", "example.com", 443),
    (",", "example.com", 443),
    (".", "example.com", 443),
    ("ample.com", "example.com", 443),
    ("example.com", "example.com.evil.example", 443),
    ("api.example.com", "example.com", 443),
    ("example.com:8443", "example.com", 443),
    ("127.0.0.1:8080", "127.0.0.1", 80),
    ("10.0.0.0/8", "11.1.2.3", 80),
    ("10.0.0.0/8", "fd12::1", 80),
    ("10.0.0.0/8", "ten.example", 80),
    ("not/a/network", "10.1.2.3", 80),
    ("[::1]:8080", "::1", 80),
    ("::2", "::1", 80),
    ("::1", "localhost", 80),
    ("127.0.0.1", "localhost", 80),
    ("example.com:port", "example.com", 80),
    ("1.2.3", "1.2.3.4", 80),
]


@pytest.mark.parametrize(("no_proxy", "host", "port"), EXEMPT)
def test_no_proxy_exempts(no_proxy: str, host: str, port: int) -> None:
    assert is_exempt(host, port, no_proxy)


@pytest.mark.parametrize(("no_proxy", "host", "port"), NOT_EXEMPT)
def test_no_proxy_does_not_exempt(no_proxy: str, host: str, port: int) -> None:
    assert not is_exempt(host, port, no_proxy)


@given(st.text(), st.sampled_from(["example.com", "10.0.0.1", "::1"]), st.integers(1, 65535))
@example("[]", "example.com", 80)
@example("[", "::1", 80)
def test_nothing_in_no_proxy_is_an_error(no_proxy: str, host: str, port: int) -> None:
    assert is_exempt(host, port, no_proxy) in {True, False}


def environment_proxy(base_url: str) -> str | None:
    proxy = proxy_for(base_url, None, HTTPX_PROXIES)
    return str(proxy.url) if proxy else None


def test_the_proxy_of_the_environment_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment_proxy("https://api.example.com/deploy") is None
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    monkeypatch.setenv("no_proxy", "direct.example,127.0.0.1:8443")

    assert environment_proxy("https://api.example.com/deploy") == "http://proxy.example:3128"
    assert environment_proxy("http://api.example.com/deploy") is None
    assert environment_proxy("https://direct.example/deploy") is None
    assert environment_proxy("https://127.0.0.1:8443/deploy") is None
    assert environment_proxy("https://127.0.0.1/deploy") == "http://proxy.example:3128"
    monkeypatch.setenv("ALL_PROXY", "https://p.example")
    assert environment_proxy("http://api.example.com/deploy") == "https://p.example"


def test_the_settings_of_the_operating_system_count_without_variables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proxies, "getproxies", lambda: {"http": "http://system.example:1"})
    monkeypatch.setattr(proxies, "proxy_bypass", lambda host: host == "direct.example")

    assert environment_proxy("http://api.example.com") == "http://system.example:1"
    assert environment_proxy("http://direct.example") is None
    monkeypatch.setattr(proxies, "getproxies", lambda: {"http": "gopher://x"})
    with pytest.raises(ConfigurationError, match="the proxy of this system is not the URL"):
        environment_proxy("http://api.example.com")


UNUSABLE = [
    f"http://user:{PASSWORD}#@127.0.0.1:3128",
    f"http://user:1#{PASSWORD}@127.0.0.1:3128",
    f"http://user:{PASSWORD}/x@127.0.0.1:3128",
    f"http://user:{PASSWORD}?x@127.0.0.1:3128",
    f"gopher://user:{PASSWORD}@h:1",
    f"http://user:{PASSWORD}@",
    f"http://user:{PASSWORD}@h:99999999",
    f"http://user:{PASSWORD}@a..b:1",
    f"socks://user:{PASSWORD}@127.0.0.1:1080/",
    f"socks4://user:{PASSWORD}@127.0.0.1:1080",
]


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("proxy", UNUSABLE)
def test_an_unusable_proxy_of_the_environment_is_named_without_its_password(
    face: Face, name: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, proxy)

    with pytest.raises(ConfigurationError, match=f"environment variable {name} is") as caught:
        face.make("http://api.example.com")

    trace = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    shown = "".join(trace.format())
    ours = shown[shown.index("/optizmo_deploy/") :]
    assert PASSWORD not in str(caught.value)
    assert PASSWORD not in ours


def test_a_socks_proxy_that_cannot_be_used_names_the_remedy(
    face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    remedy = "use http='httpx'" if face.name == "aiohttp" else r"pip install 'httpx\[socks\]'"

    with pytest.raises(ConfigurationError, match=f"ALL_PROXY is a SOCKS proxy.*{remedy}"):
        face.make("http://api.example.com")


def test_a_socks_proxy_is_used_where_it_can_be(
    server: RoughServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked in the language of SOCKS; a server that hangs meets the timeout."""
    pytest.importorskip("socksio")
    server.play(hang)
    proxy = f"socks5://127.0.0.1:{server.port}"
    with (
        DeployClient(
            KEY, base_url="http://h.example", proxy=proxy, timeout=0.5, retry=NONE
        ) as client,
        pytest.raises(ConnectionFailedError, match=r"in time through the proxy 127\.0") as caught,
    ):
        client.contacts.get(ALICE)
    assert not caught.value.sent


@pytest.mark.parametrize("kind", [str, httpx.URL, httpx.Proxy])
def test_a_proxy_may_be_an_argument(
    face: Face, server: RoughServer, kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the place of the environment's, and gets the user name and password."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.play(answer())
    proxy = kind(f"http://user:{PASSWORD}@127.0.0.1:{server.port}")

    face.use("http://api.example.com/deploy", get, proxy=proxy)

    (request,) = server.requests
    assert request.target == f"http://api.example.com/deploy/v1/contacts/{ALICE}"
    credentials = base64.b64encode(f"user:{PASSWORD}".encode()).decode()
    assert request.headers["proxy-authorization"] == f"Basic {credentials}"
    assert request.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"proxy": "nonsense"}, "proxy is not the URL of a proxy"),
        ({"proxy": 5}, "proxy must be a URL or an httpx.Proxy, not int"),
        ({"verify": "/no/such/file"}, "verify is '/no/such/file': it cannot be read"),
        ({"verify": __file__}, "no certificates in PEM format"),
        ({"verify": None}, "verify must be True, False, a path"),
        ({"verify": 5}, "verify must be True, False, a path"),
        ({"limits": 5}, "limits must be httpx.Limits, not int"),
    ],
)
def test_connections_that_cannot_be_made_are_a_configuration_error(
    face: Face, options: dict[str, Any], why: str
) -> None:
    with pytest.raises(ConfigurationError, match=why):
        face.make("http://h", **options)


def test_connections_of_the_callers_client_are_the_callers(face: Face) -> None:
    kinds: dict[str, Any] = {"sync": httpx.Client, "httpx": httpx.AsyncClient}
    if face.name == "aiohttp":
        pytest.skip("a session can only be made in an event loop; the check is the same")
    mine = kinds[face.name]()
    options: list[dict[str, Any]] = [
        {"proxy": "http://h:1"},
        {"verify": False},
        {"limits": httpx.Limits()},
    ]
    for option in options:
        with pytest.raises(ConfigurationError, match=r"set .* on your http_client"):
            face.make("http://h", http_client=mine, **option)
    client = face.make("http://h", proxy="http://127.0.0.1:1")
    assert client.with_options(http_client=mine) is not None


@pytest.fixture
def tls_server() -> Any:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with RoughServer(answer(), tls=context) as server:
        yield server


@pytest.mark.parametrize("form", ["context", "file", "path", "unchecked"])
def test_what_certificates_are_checked_with_may_be_an_argument(
    face: Face, tls_server: RoughServer, form: str
) -> None:
    verify: dict[str, Any] = {
        "context": ssl.create_default_context(cafile=CERTIFICATE),
        "file": str(CERTIFICATE),
        "path": Path(CERTIFICATE),
        "unchecked": False,
    }
    assert face.use(tls_server.url, get, verify=verify[form]).email_md5 == ALICE


def test_a_directory_of_certificates_may_be_an_argument(
    face: Face, tls_server: RoughServer, tmp_path: Path
) -> None:
    with pytest.raises(ConnectionFailedError, match="certificate cannot be trusted"):
        face.use(tls_server.url, get, verify=tmp_path)


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_of_the_environment_that_cannot_be_read_are_named(
    face: Face, variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv(variable, str(tmp_path / "missing.pem"))
    if variable == "SSL_CERT_DIR":
        face.make("http://h")  # OpenSSL looks into it when it meets a certificate
        return
    with pytest.raises(ConfigurationError, match=f"environment variable {variable} is .*missing"):
        face.make("http://h")


def test_certificates_are_read_once(face: Face) -> None:
    clients = [face.make("http://h") for _ in range(200)]
    assert len(clients) == 200  # each read would take about 20 ms


def test_a_proxy_that_cannot_be_reached_is_named(face: Face) -> None:
    with RoughServer(answer()) as gone:
        port = gone.port
    with pytest.raises(ConnectionFailedError) as caught:
        face.use("http://api.example.com", get, proxy=f"http://127.0.0.1:{port}", retry=NONE)

    assert f"the connection to the proxy 127.0.0.1:{port} failed: Connection refused" in str(
        caught.value
    )
    assert not caught.value.sent


def test_a_proxy_whose_name_does_not_exist_is_named(face: Face) -> None:
    with pytest.raises(ConnectionFailedError, match=r"the name of the proxy p.invalid:1") as caught:
        face.use("http://api.example.com", get, proxy="http://p.invalid:1")

    assert caught.value.attempts == 1


@pytest.mark.parametrize(("status", "attempts"), [(407, 1), (403, 1), (429, 4), (502, 4), (599, 4)])
def test_a_tunnel_is_tried_again_where_that_can_help(
    face: Face, server: RoughServer, status: int, attempts: int
) -> None:
    server.play(answer(status, b"no", ("Connection", "close")))
    proxy = f"http://user:{PASSWORD}@127.0.0.1:{server.port}"

    with pytest.raises(ConnectionFailedError) as caught:
        face.use("https://api.example.com/deploy", get, proxy=proxy)

    text = str(caught.value)
    assert f"the proxy 127.0.0.1:{server.port} responded to CONNECT with {status}" in text
    assert PASSWORD not in text
    assert ("not repeated" in text) is (attempts == 1)
    assert (caught.value.sent, caught.value.attempts) == (False, attempts)
    assert server.methods == ["CONNECT"] * attempts


def test_a_tunnel_of_the_callers_client_that_is_rejected_is_one(server: RoughServer) -> None:
    server.play(raw(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"))
    with (
        httpx.Client(proxy=f"http://127.0.0.1:{server.port}") as mine,
        DeployClient(KEY, base_url="https://h.example", http_client=mine) as client,
        pytest.raises(ConnectionFailedError, match="the proxy of http_client responded"),
    ):
        client.contacts.get(ALICE)
    assert len(server.requests) == 1
