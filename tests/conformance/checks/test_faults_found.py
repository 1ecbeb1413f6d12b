"""One fault in front of the sandbox breaks the requirement it is about, and not its neighbours."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from optizmo_deploy.conformance.http.session import Wire
from optizmo_deploy.conformance.requirements.model import Profile, Status
from optizmo_deploy.conformance.server.client import Api

from tests.conformance.evaluation import evaluated

Answer, Asked = Any, Any
STATUS = {
    Status.PASS: "kept",
    Status.FAIL: "broken",
    Status.WARN: "broken",
    Status.NOT_REACHED: "not reached",
}
Fault = Callable[[Asked, Callable[[Asked], Answer]], Answer]


@pytest.fixture
def judge(
    serve: Callable[..., Any], relay: Any, sandbox: Any, settings_for: Callable[..., Any]
) -> Callable[..., dict[str, str]]:
    """Put a fault in front of the sandbox and return what became of some requirements."""

    def start(fault: Fault, *ids: str, **options: Any) -> dict[str, str]:
        double = serve(lambda asked: fault(asked, relay))
        settings = settings_for(
            double.url,
            timeout=20.0,
            profile=options.pop("profile", Profile.FULL),
            forbidden_api_key=sandbox.forbidden_api_key,
            provider_states_url=f"{sandbox.control_url}/states",
            **options,
        )
        wire = Wire(settings)
        api = Api(wire, settings)
        with contextlib.closing(wire):
            return {id_: STATUS[result.status] for id_, result in evaluated(api, ids).items()}

    return start


def is_(asked: Asked, method: str, ending: str = "") -> bool:
    path = asked.target.partition("?")[0]
    return asked.method == method and path.endswith(ending)


def with_key(asked: Asked, server: Callable[[Asked], Answer], key: str) -> Answer:
    kept = {k: v for k, v in asked.headers.items() if k.lower() != "authorization"}
    return server(
        type(asked)(asked.method, asked.target, {**kept, "Authorization": key}, asked.body)
    )


def query_of(asked: Asked) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(urlsplit(asked.target).query).items()}


def redone(asked: Asked, server: Callable[[Asked], Answer], **changes: Any) -> Answer:
    given = {
        "method": asked.method,
        "target": asked.target,
        "headers": asked.headers,
        "body": asked.body,
    }
    return server(type(asked)(**{**given, **changes}))


def edited(answer: Answer, change: Callable[[Any], Any]) -> Answer:
    answer.body = json.dumps(change(json.loads(answer.body))).encode()
    return answer


def test_an_honest_server_keeps_all(judge: Callable[..., dict[str, str]]) -> None:
    ids = (
        "patchContact.unknown-key",
        "patchContact.no-effect-without-key",
        "patchContact.no-effect-with-forbidden-key",
        "getContact.md5-with-line-feed",
        "patchContact.busy-changes-nothing",
        "listBrands.name-not-equal-matches",
        "getBrand.unknown-brand",
    )
    assert judge(lambda asked, server: server(asked), *ids) == dict.fromkeys(ids, "kept")


def test_one_operation_that_needs_no_key(
    judge: Callable[..., dict[str, str]], api_key: str
) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        lacks = not any(name.lower() == "authorization" for name in asked.headers)
        if lacks and is_(asked, "PATCH"):
            return with_key(asked, server, f"Bearer {api_key}")
        return server(asked)

    assert judge(
        fault,
        "getContact.no-key",
        "patchContact.no-key",
        "disableContact.no-key",
        "patchContact.unknown-key",
        "patchContact.no-effect-without-key",
    ) == {
        "getContact.no-key": "kept",
        "patchContact.no-key": "broken",
        "disableContact.no-key": "kept",
        "patchContact.unknown-key": "kept",
        "patchContact.no-effect-without-key": "broken",
    }


def test_a_refused_write_that_works_all_the_same(
    judge: Callable[..., dict[str, str]], api_key: str
) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        answer = server(asked)
        if answer.status in {401, 403} and is_(asked, "POST", "/disable"):
            with_key(asked, server, f"Bearer {api_key}")
        return answer

    verdicts = judge(
        fault,
        "disableContact.no-key",
        "disableContact.unknown-key",
        "patchContact.no-effect-without-key",
        "disableContact.no-effect-without-key",
        "patchContact.no-effect-with-forbidden-key",
        "disableContact.no-effect-with-forbidden-key",
    )
    assert {short for short, verdict in verdicts.items() if verdict == "broken"} == {
        "disableContact.no-effect-without-key",
        "disableContact.no-effect-with-forbidden-key",
    }


def test_a_longer_hash_is_cut_to_size_on_one_operation(
    judge: Callable[..., dict[str, str]],
) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        parts = asked.target.split("/")
        if is_(asked, "GET", "/subscriptions") and len(parts[3]) > 32:
            parts[3] = parts[3][:32]
            return redone(asked, server, target="/".join(parts))
        return server(asked)

    verdicts = judge(
        fault,
        "listContactSubscriptions.short-md5",
        "getContact.long-md5",
        "listContactSubscriptions.long-md5",
        "listContactSubscriptions.md5-with-line-feed",
    )
    assert verdicts == {
        "listContactSubscriptions.short-md5": "kept",
        "getContact.long-md5": "kept",
        "listContactSubscriptions.long-md5": "broken",
        "listContactSubscriptions.md5-with-line-feed": "broken",
    }


@pytest.mark.parametrize(("status", "verdict"), [(500, "broken"), (404, "broken"), (414, "kept")])
def test_a_very_long_hash(judge: Callable[..., dict[str, str]], status: int, verdict: str) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        answer = server(asked)
        if is_(asked, "PATCH") and len(asked.target) > 1000:
            answer.status = status
        return answer

    assert judge(
        fault, "getContact.long-md5", "patchContact.long-md5", "patchContact.non-hexadecimal-md5"
    ) == {
        "getContact.long-md5": "kept",
        "patchContact.long-md5": verdict,
        "patchContact.non-hexadecimal-md5": "kept",
    }


def test_upper_case_hash_that_is_unknown(judge: Callable[..., dict[str, str]]) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        if is_(asked, "POST", "/disable") and asked.target.split("/")[3].isupper():
            return redone(asked, server, target=f"/v1/contacts/{'0' * 32}/disable")
        return server(asked)

    assert judge(
        fault,
        "patchContact.upper-case-md5",
        "disableContact.upper-case-md5",
        "disableContact.mixed-case-md5",
    ) == {
        "patchContact.upper-case-md5": "kept",
        "disableContact.upper-case-md5": "broken",
        "disableContact.mixed-case-md5": "kept",
    }


def test_malformed_hash_with_a_pointer(judge: Callable[..., dict[str, str]]) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        answer = server(asked)
        if answer.status == 400 and is_(asked, "GET") and "/contacts/" in asked.target:
            return edited(
                answer, lambda body: {**body, "errors": [{**body["errors"][0], "pointer": "/x"}]}
            )
        return answer

    assert judge(
        fault,
        "getContact.short-md5",
        "getContact.malformed-md5-problem",
        "patchContact.malformed-md5-problem",
    ) == {
        "getContact.short-md5": "kept",
        "getContact.malformed-md5-problem": "broken",
        "patchContact.malformed-md5-problem": "kept",
    }


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (
            lambda answer: answer.headers.pop(
                "Retry-After", answer.headers.pop("retry-after", None)
            ),
            "patchContact.retry-after",
        ),
        (lambda answer: answer.headers.update({"retry-after": "soon"}), "patchContact.retry-after"),
        (
            lambda answer: edited(answer, lambda body: {**body, "code": "conflict_error"}),
            "patchContact.busy-account",
        ),
    ],
    ids=["no Retry-After", "Retry-After in words", "another code"],
)
def test_busy_answers(
    judge: Callable[..., dict[str, str]], change: Callable[[Answer], object], broken: str
) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        answer = server(asked)
        if answer.status == 409 and is_(asked, "PATCH"):
            change(answer)
        return answer

    verdicts = judge(
        fault,
        "createContact.busy-account",
        "patchContact.busy-account",
        "createContact.retry-after",
        "patchContact.retry-after",
        "patchContact.busy-changes-nothing",
        "getContact.unaffected-by-busy",
    )
    assert {short for short, verdict in verdicts.items() if verdict == "broken"} == {broken}


def test_busy_account_needs_provider_states(
    judge: Callable[..., dict[str, str]],
) -> None:
    honest = judge(
        lambda asked, server: server(asked), "createContact.busy-account", profile=Profile.WRITE
    )
    assert honest == {"createContact.busy-account": "not reached"}


def renamed(operator: str, other: str) -> Fault:
    def fault(asked: Asked, server: Any) -> Answer:
        return redone(
            asked, server, target=asked.target.replace(f"%5B{operator}%5D", f"%5B{other}%5D")
        )

    return fault


@pytest.mark.parametrize(
    ("operator", "other", "broken"),
    [
        ("starts_with", "contains", {"listBrands.name-starts-with-matches"}),
        ("contains", "ends_with", {"listBrands.name-contains-matches"}),
        (
            "starts_with_case_sensitive",
            "starts_with",
            {
                "listBrands.name-starts-with-case-sensitive-matches",
                "listBrands.name-starts-with-case-sensitive-respects-case",
            },
        ),
        (
            "ends_with",
            "ends_with_case_sensitive",
            {"listBrands.name-ends-with-matches", "listBrands.name-ends-with-ignores-case"},
        ),
    ],
)
def test_one_filter_that_acts_as_another(
    judge: Callable[..., dict[str, str]], operator: str, other: str, broken: set[str]
) -> None:
    ids = [
        f"listBrands.name-{place}{suffix}"
        for place in ("starts-with", "ends-with", "contains")
        for suffix in (
            "-matches",
            "-ignores-case",
            "-case-sensitive-matches",
            "-case-sensitive-respects-case",
        )
    ]
    verdicts = judge(renamed(operator, other), *ids, profile=Profile.READ)
    found = {short for short, verdict in verdicts.items() if verdict == "broken"}
    assert broken <= found
    own = f"listBrands.name-{operator.replace('_', '-')}"
    ends = ("-matches", "-ignores-case", "-respects-case")
    assert found <= {own + end for end in ends}, "only the operator's own"


def test_wildcards_in_one_filter(judge: Callable[..., dict[str, str]]) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        if query_of(asked).get("name[ends_with]") == "%":
            return redone(asked, server, target="/v1/brands")
        return server(asked)

    assert judge(
        fault,
        "listBrands.name-starts-with-is-literal",
        "listBrands.name-ends-with-is-literal",
        "listBrands.name-contains-is-literal",
        profile=Profile.READ,
    ) == {
        "listBrands.name-starts-with-is-literal": "kept",
        "listBrands.name-ends-with-is-literal": "broken",
        "listBrands.name-contains-is-literal": "kept",
    }


@pytest.mark.parametrize(
    ("page", "broken"),
    [
        (
            lambda brands, page, size: brands[(page - 1) * (size - 1) :][:size],
            {"listBrands.brand-on-one-page"},
        ),
        (
            lambda brands, page, size: brands[(page - 1) * size :][: size - (page == 2)],
            {"listBrands.page-length"},
        ),
        (
            lambda brands, page, size: brands[:size],
            {"listBrands.brand-on-one-page", "listBrands.pages-differ"},
        ),
    ],
    ids=["overlapping", "second page short", "always the first"],
)
def test_pages_cut_wrongly(
    judge: Callable[..., dict[str, str]],
    page: Callable[[list[Any], int, int], list[Any]],
    broken: set[str],
) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        given = query_of(asked)
        if given.get("pageSize") != "10" or set(given) - {"page", "pageSize"}:
            return server(asked)
        everything = json.loads(redone(asked, server, target="/v1/brands").body)["data"]
        cut = page(everything, int(given.get("page", 1)), 10)
        return edited(server(asked), lambda body: {**body, "data": cut})

    ids = (
        "listBrands.page-as-requested",
        "listBrands.page-length",
        "listBrands.page-length",
        "listBrands.brand-on-one-page",
        "listBrands.pages-differ",
    )
    verdicts = judge(fault, *ids, profile=Profile.READ)
    assert broken <= {short for short, verdict in verdicts.items() if verdict == "broken"}
    assert verdicts["listBrands.page-as-requested"] == "kept"


def test_refused_parameter_under_another_name(judge: Callable[..., dict[str, str]]) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        answer = server(asked)
        if answer.status == 400 and "pageSize" in query_of(asked):
            return edited(
                answer,
                lambda b: {**b, "errors": [{**e, "parameter": "page_size"} for e in b["errors"]]},
            )
        return answer

    verdicts = judge(
        fault,
        "listBrands.page-zero",
        "listBrands.page-size-9",
        "listBrands.unknown-sort",
        profile=Profile.READ,
    )
    assert verdicts == {
        "listBrands.page-zero": "kept",
        "listBrands.page-size-9": "broken",
        "listBrands.unknown-sort": "kept",
    }


@pytest.mark.parametrize(
    ("member", "broken"),
    [
        ("name", "getBrand.name-as-listed"),
        ("enabled", "getBrand.enabled-as-listed"),
        ("createdAt", None),
    ],
)
def test_brand_that_differs_from_the_list(
    judge: Callable[..., dict[str, str]], member: str, broken: str | None
) -> None:
    others = {"name": "another", "enabled": "flip", "createdAt": "2020-01-01T00:00:00Z"}

    def change(body: dict[str, Any]) -> dict[str, Any]:
        value = not body["enabled"] if member == "enabled" else others[member]
        return {**body, member: value}

    def fault(asked: Asked, server: Any) -> Answer:
        answer = server(asked)
        if answer.status == 200 and "/v1/brands/" in asked.target:
            return edited(answer, change)
        return answer

    verdicts = judge(
        fault,
        "getBrand.brand-of-path",
        "getBrand.name-as-listed",
        "getBrand.enabled-as-listed",
        "getBrand.stable",
        profile=Profile.READ,
    )
    assert {s for s, v in verdicts.items() if v == "broken"} == ({broken} if broken else set())


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (lambda items: [i for i in items if i["name"] != "Brand"], "getContactSchema.has-brand"),
        (
            lambda items: [{**i, "type": "text"} if i["name"] == "age" else i for i in items],
            "getContactSchema.known-types",
        ),
        (lambda items: [*items, items[-1]], "getContactSchema.unique-names"),
        (
            lambda items: [{"description": "", **i} for i in items],
            "getContactSchema.no-empty-description",
        ),
    ],
    ids=["no Brand", "unknown type", "one name twice", "empty description"],
)
def test_schema_faults(
    judge: Callable[..., dict[str, str]], change: Callable[[list[Any]], list[Any]], broken: str
) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        answer = server(asked)
        if is_(asked, "GET", "/contact-schema"):
            return edited(answer, lambda body: {"attributes": change(body["attributes"])})
        return answer

    ids = [
        f"getContactSchema.{name}"
        for name in (
            "has-email",
            "has-brand",
            "known-types",
            "unique-names",
            "no-empty-description",
            "stable-order",
        )
    ]
    verdicts = judge(fault, *ids, profile=Profile.READ)
    assert verdicts[broken] == "broken"
    assert sum(verdict == "broken" for verdict in verdicts.values()) == 1


def test_deep_json_that_breaks_one_operation(
    judge: Callable[..., dict[str, str]], a_problem: Callable[..., Answer]
) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        if is_(asked, "PATCH") and asked.body.count(b"[") > 1000:
            return a_problem(500, "api_error", asked.target)
        return server(asked)

    verdicts = judge(
        fault,
        "createContact.deep-body",
        "patchContact.deep-body",
        "addContactSubscriptions.deep-body",
        "patchContact.deep-unknown-member",
    )
    assert verdicts == {
        "createContact.deep-body": "kept",
        "patchContact.deep-body": "broken",
        "addContactSubscriptions.deep-body": "kept",
        "patchContact.deep-unknown-member": "broken",
    }


def test_text_beyond_the_basic_plane_is_lost(judge: Callable[..., dict[str, str]]) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        body = asked.body.decode("utf-8", "surrogateescape")
        poor = "".join("?" if ord(char) > 0xFFFF else char for char in body)
        return redone(asked, server, body=poor.encode("utf-8", "surrogateescape"))

    verdicts = judge(
        fault,
        "patchContact.stores-non-ascii-text",
        "patchContact.stores-special-text",
        "createContact.stores-non-ascii-text",
    )
    assert verdicts == {
        "patchContact.stores-non-ascii-text": "broken",
        "patchContact.stores-special-text": "kept",
        "createContact.stores-non-ascii-text": "broken",
    }


def test_without_a_create_nothing_passes_silently(
    judge: Callable[..., dict[str, str]], a_problem: Callable[..., Answer]
) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        if asked.method == "POST" and asked.target == "/v1/contacts":
            return a_problem(500, "api_error", asked.target)
        return server(asked)

    ids = (
        "getContact.unknown-key",
        "patchContact.no-effect-without-key",
        "getContact.upper-case-md5",
        "patchContact.busy-account",
        "patchContact.stores-non-ascii-text",
        "patchContact.broken-body-changes-nothing",
        "getContact.attributes-in-schema",
    )
    assert judge(fault, *ids) == dict.fromkeys(ids, "not reached")


def test_a_fault_in_a_single_brand(judge: Callable[..., dict[str, str]]) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        answer = server(asked)
        if asked.method == "GET" and b'"name":"Acme",' in answer.body and b"esps" in answer.body:
            return edited(answer, lambda brand: {**brand, "name": "Acne", "enabled": 1})
        return answer

    assert judge(
        fault,
        "getBrand.listed-brands-readable",
        "getBrand.brand-of-path",
        "getBrand.name-as-listed",
        "getBrand.unsubscribe-handling",
    ) == {
        "getBrand.listed-brands-readable": "kept",
        "getBrand.brand-of-path": "kept",
        # A brand of another shape than documented is compared with nothing.
        "getBrand.name-as-listed": "kept",
        "getBrand.unsubscribe-handling": "kept",
    }

    def renaming(asked: Asked, server: Any) -> Answer:
        answer = server(asked)
        if b'"name":"Acme",' in answer.body and b"esps" in answer.body:
            return edited(answer, lambda brand: {**brand, "name": "Acne"})
        return answer

    assert judge(
        renaming, "getBrand.brand-of-path", "getBrand.name-as-listed", "getBrand.enabled-as-listed"
    ) == {
        "getBrand.brand-of-path": "kept",
        "getBrand.name-as-listed": "broken",
        "getBrand.enabled-as-listed": "kept",
    }


def test_brands_that_none_can_read(judge: Callable[..., dict[str, str]]) -> None:
    def fault(asked: Asked, server: Any) -> Answer:
        answer = server(asked)
        return edited(answer, lambda _: None) if b"unsubscribeHandling" in answer.body else answer

    ids = (
        "getBrand.brand-of-path",
        "getBrand.name-as-listed",
        "getBrand.unsubscribe-handling",
        "getBrand.stable",
    )
    assert judge(fault, *ids) == dict.fromkeys(ids, "not reached")
