"""Each of our own checks of the contract finds a mistake that was planted for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from check_contract import problems

from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PACKAGE = ROOT / "generated" / "optizmo_deploy_api"
CONTACTS = "/paths/~1v1~1contacts"
BRANDS = "/paths/~1v1~1brands"


def get(document: dict[str, Any], path: str, method: str = "get") -> Any:
    return document["paths"][path][method]


def ok(document: dict[str, Any], path: str) -> Any:
    return get(document, path)["responses"]["200"]


def test_the_contract_has_no_problem() -> None:
    assert problems(ROOT / "openapi" / "deploy-v1.yaml", PACKAGE) == []


def _link_to_unknown_operation(document: dict[str, Any]) -> None:
    ok(document, "/v1/brands")["links"]["getBrand"]["operationId"] = "readBrand"


def _link_with_unknown_parameter(document: dict[str, Any]) -> None:
    link = ok(document, "/v1/brands")["links"]["getBrand"]
    link["parameters"]["brand"] = "$response.body#/data/0/id"


def _link_without_needed_parameter(document: dict[str, Any]) -> None:
    ok(document, "/v1/brands")["links"]["getBrand"]["parameters"] = {}


def _link_from_nowhere(document: dict[str, Any]) -> None:
    link = ok(document, "/v1/brands")["links"]["getBrand"]
    link["parameters"]["brandId"] = "$response.body#/brands/0/id"


def _link_from_a_foreign_parameter(document: dict[str, Any]) -> None:
    links = document["components"]["responses"]["SubscriptionList"]["links"]
    links["removeContactSubscription"]["parameters"]["emailMd5"] = "$request.path.contact"


def _content_in_a_204(document: dict[str, Any]) -> None:
    answer = get(document, "/v1/contacts/{emailMd5}/disable", "post")["responses"]["204"]
    answer["content"] = ok(document, "/v1/brands")["content"]


def _wrong_response_example(document: dict[str, Any]) -> None:
    media = ok(document, "/v1/brands")["content"]["application/json"]
    media["examples"]["page"]["value"]["data"][1]["id"] = "nonsense"


def _wrong_request_example(document: dict[str, Any]) -> None:
    body = get(document, "/v1/contacts", "post")["requestBody"]["content"]["application/json"]
    body["examples"]["minimal"]["value"] = {"email": "nobody"}


def _wrong_component_example(document: dict[str, Any]) -> None:
    del document["components"]["examples"]["DisabledContact"]["value"]["enabled"]


def _wrong_parameter_example(document: dict[str, Any]) -> None:
    document["components"]["parameters"]["PageSize"]["example"] = 500


def _wrong_header_example(document: dict[str, Any]) -> None:
    document["components"]["headers"]["RetryAfter"]["example"] = "soon"


def _wrong_schema_default(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Vertical"]["properties"]["id"]["default"] = "7"


def _wrong_schema_example(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["BrandSort"]["examples"] = ["name", "id"]


def _unused_example(document: dict[str, Any]) -> None:
    document["components"]["examples"]["Stray"] = {"value": 1}


def _missing_response_example(document: dict[str, Any]) -> None:
    del ok(document, "/v1/brands")["content"]["application/json"]["examples"]


def _missing_request_example(document: dict[str, Any]) -> None:
    body = get(document, "/v1/contacts", "post")["requestBody"]["content"]["application/json"]
    body["examples"] = {}


def _missing_schema(document: dict[str, Any]) -> None:
    del ok(document, "/v1/brands")["content"]["application/json"]["schema"]


def _broken_schema(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Vertical"]["properties"]["id"]["minimum"] = "a"


def _unknown_assumption(document: dict[str, Any]) -> None:
    get(document, "/v1/brands")["x-assumption"] = ["A1", "A99"]


def _unused_assumption(document: dict[str, Any]) -> None:
    document["x-assumptions"]["A99"] = "Something that bites nowhere."


def _empty_assumption(document: dict[str, Any]) -> None:
    document["x-assumptions"]["A1"] = " "


def _unmarked_operation(document: dict[str, Any]) -> None:
    del get(document, "/v1/brands")["x-idempotent"]


def _vague_operation(document: dict[str, Any]) -> None:
    get(document, "/v1/brands")["x-idempotent"] = "mostly"


def _open_operation(document: dict[str, Any]) -> None:
    del get(document, "/v1/brands")["security"]


def _unknown_security(document: dict[str, Any]) -> None:
    get(document, "/v1/brands")["security"] = [{"basicAuth": []}]


def _dropped_operation(document: dict[str, Any]) -> None:
    get(document, "/v1/brands")["operationId"] = "listAllBrands"


LISTED = f"{BRANDS}/get/responses/200"
LIST_LINK = f"{LISTED}/links/getBrand: "
LIST_BODY = f"{LISTED}/content/application~1json"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_link_to_unknown_operation, f"{LIST_LINK}there is no operation 'readBrand'"),
        (_link_with_unknown_parameter, f"{LIST_LINK}getBrand has no parameter 'brand'"),
        (_link_without_needed_parameter, f"{LIST_LINK}getBrand needs the parameter 'brandId'"),
        (_link_from_nowhere, f"{LIST_LINK}brandId is taken from $response.body#/brands/0/id"),
        (_link_from_a_foreign_parameter, "emailMd5 is taken from $request.path.contact"),
        (_content_in_a_204, "~1disable/post/responses/204: an answer of status 204 has no body"),
        (
            _wrong_response_example,
            f"{LIST_BODY}/examples/page: the schema refuses it at /data/1/id",
        ),
        (_wrong_request_example, "/examples/minimal: the schema refuses it at /email"),
        (_wrong_component_example, '/examples/disabled: the schema refuses it: "enabled" is a req'),
        (_wrong_parameter_example, "/parameters/PageSize/example: the schema refuses it: 500 is"),
        (_wrong_header_example, "/headers/RetryAfter/example: the schema refuses it"),
        (_wrong_schema_default, "/Vertical/properties/id/default: the schema refuses it"),
        (_wrong_schema_example, "/components/schemas/BrandSort/examples/1: the schema refuses it"),
        (_unused_example, "/components/examples/Stray: no schema is tried on this example"),
        (_missing_response_example, f"{LIST_BODY}: this body has no example"),
        (_missing_request_example, f"{CONTACTS}/post/requestBody/content/application~1json: this"),
        (_missing_schema, f"{LIST_BODY}: this body has no schema"),
        (_broken_schema, "the schema itself is not valid"),
        (_unknown_assumption, f"{BRANDS}/get/x-assumption: the assumption A99 is not explained"),
        (_unused_assumption, "/x-assumptions/A99: no part of the contract is marked with it"),
        (_empty_assumption, "/x-assumptions/A1: it says nothing"),
        (_unmarked_operation, f"{BRANDS}/get: x-idempotent must be true or false"),
        (_vague_operation, f"{BRANDS}/get: x-idempotent must be true or false"),
        (_open_operation, f"{BRANDS}/get: it has no security of its own"),
        (_unknown_security, f"{BRANDS}/get/security: there is no security scheme basicAuth"),
        (_dropped_operation, f"{BRANDS}/get: the generated package has no listAllBrands"),
    ],
    ids=lambda value: value.__name__[1:] if callable(value) else "",
)
def test_a_planted_mistake_is_found(
    change: Callable[[dict[str, Any]], None],
    expected: str,
    document: dict[str, Any],
    write: Callable[..., Path],
) -> None:
    change(document)
    found = problems(write(document), PACKAGE)
    assert any(expected in line for line in found), found
    assert all("contract.yaml: /" in line for line in found)


def test_a_date_without_quotes_is_found(write: Callable[..., Path]) -> None:
    text = (ROOT / "openapi" / "deploy-v1.yaml").read_text(encoding="utf-8")
    found = problems(write(text.replace("'2026-06-12T00:00:00Z'", "2026-06-12T00:00:00Z")), PACKAGE)
    assert "/components/examples/Contact/value/createdAt: YAML reads this as a date" in found[0]


def test_an_operation_whose_module_is_gone_is_found(tmp_path: Path) -> None:
    source = (PACKAGE / "operations.py").read_text(encoding="utf-8")
    (tmp_path / "operations.py").write_text(source, encoding="utf-8")
    found = problems(ROOT / "openapi" / "deploy-v1.yaml", tmp_path)
    assert len(found) == 10
    assert "the generated package has no createContact" in found[0]


def test_the_program_prints_what_it_finds_and_fails(
    script: Any, write: Callable[..., Path], document: dict[str, Any]
) -> None:
    clean = script("check_contract.py")
    assert (clean.returncode, clean.stderr) == (0, "")
    assert clean.stdout.endswith("openapi/deploy-v1.yaml: no problem found\n")
    _unmarked_operation(document)
    found = script("check_contract.py", "--contract", write(document))
    assert found.returncode == 1
    assert found.stdout == (
        "contract.yaml: /paths/~1v1~1brands/get: x-idempotent must be true or false\n"
    )
    malformed = script("check_contract.py", "--contract", write("a: [", "broken.yaml"))
    assert malformed.returncode == 1
    assert malformed.stdout.startswith("broken.yaml:2:1: while parsing")
    assert len(malformed.stdout.splitlines()) == 1
