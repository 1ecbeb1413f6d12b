"""Servers that accept what they must refuse, or refuse it wrongly."""

from __future__ import annotations

from typing import Any

from optizmo_deploy.sandbox.attributes import ContactSchema
from optizmo_deploy.sandbox.domain import Deploy
from optizmo_deploy.sandbox.problems import Problem, invalid_request

from tests.conformance.checks.contacts.contact_servers import Faults, Json, Server

FAULTS = Faults()


class Tolerant(Deploy):
    """Repairs bodies before they are checked."""

    def repaired(self, body: Any) -> Any:
        return body

    def check_create(self, body: Any) -> None:
        super().check_create(self.repaired(body) if isinstance(body, dict) else body)

    def create_contact(self, body: Any) -> Any:
        self.check_create(body)
        return super().create_contact(self.repaired(body))


def tolerating(name: str, repair: Any, *ids: str) -> None:
    """Add a server that takes what ``repair`` makes good."""

    def repaired(self: Deploy, body: Json) -> Json:
        return repair(self, dict(body))

    FAULTS.add(name, Server(deploy=type("Tolerating", (Tolerant,), {"repaired": repaired})), *ids)


def ids_of(body: Json) -> list[Any]:
    return body["brandIds"] if isinstance(body.get("brandIds"), list) else []


def with_ids(body: Json, ids: list[Any]) -> Json:
    left = {key: value for key, value in body.items() if key != "brandIds"}
    return {**left, "brandIds": ids} if ids else left


def known_only(deploy: Deploy, body: Json) -> Json:
    if not all(isinstance(brand_id, str) and len(brand_id) == 36 for brand_id in ids_of(body)):
        return body
    return (
        with_ids(body, [i for i in ids_of(body) if deploy.store.brand_names([i.lower()])])
        if ids_of(body)
        else body
    )


tolerating(
    "101 brands",
    lambda s, b: with_ids(b, ids_of(b)[:100]) if ids_of(b) else b,
    "createContact.101-brands",
)
tolerating(
    "no brands in a list",
    lambda s, b: with_ids(b, []) if b.get("brandIds") == [] else b,
    "createContact.empty-brands",
)
tolerating(
    "a brand twice",
    lambda s, b: (
        with_ids(b, [*dict.fromkeys(ids_of(b))])
        if all(isinstance(i, str) for i in ids_of(b)) and ids_of(b)
        else b
    ),
    "createContact.repeated-brand",
)
tolerating(
    "unknown brands",
    known_only,
    "createContact.unknown-brand",
    "createContact.unknown-brand-among-known",
)
tolerating(
    "unknown brands among known ones",
    lambda s, b: known_only(s, b) if len(ids_of(b)) > 1 else b,
    "createContact.unknown-brand-among-known",
)
tolerating(
    "ids that are no UUIDs",
    lambda s, b: (
        with_ids(b, [i for i in ids_of(b) if not isinstance(i, str) or len(i) == 36])
        if ids_of(b)
        else b
    ),
    "createContact.malformed-brand-id",
)
tolerating(
    "brandIds that is no array",
    lambda s, b: with_ids(b, []) if not isinstance(b.get("brandIds", []), list) else b,
    "createContact.brands-not-array",
)
tolerating(
    "ids that are no strings",
    lambda s, b: with_ids(b, [i for i in ids_of(b) if isinstance(i, str)]) if ids_of(b) else b,
    "createContact.brands-not-strings",
)
tolerating(
    "attributes that is no object",
    lambda s, b: {
        **b,
        "attributes": b["attributes"] if isinstance(b.get("attributes"), dict) else {},
    },
    "createContact.attributes-not-object",
)
tolerating(
    "no address", lambda s, b: {"email": "made.up@example.com", **b}, "createContact.no-email"
)


def with_address(body: Json, wrong: Any) -> Json:
    return {**body, "email": "made.up@example.com"} if wrong(body.get("email")) else body


def text(test: Any) -> Any:
    return lambda email: isinstance(email, str) and test(email)


tolerating(
    "no at sign",
    lambda s, b: with_address(b, text(lambda e: e and "@" not in e)),
    "createContact.email-without-at",
)
tolerating(
    "no domain",
    lambda s, b: with_address(b, text(lambda e: e.endswith("@"))),
    "createContact.email-without-part",
)
tolerating(
    "no local part",
    lambda s, b: with_address(b, text(lambda e: e.startswith("@"))),
    "createContact.email-without-part",
)
tolerating(
    "two at signs",
    lambda s, b: with_address(b, text(lambda e: e.count("@") > 1)),
    "createContact.email-with-two-at",
)
tolerating(
    "a space within",
    lambda s, b: with_address(b, text(lambda e: " " in e)),
    "createContact.email-with-two-at",
)
tolerating(
    "an empty address",
    lambda s, b: with_address(b, text(lambda e: not e)),
    "createContact.empty-email",
)
tolerating(
    "an address that is no string",
    lambda s, b: with_address(b, lambda e: e is not None and not isinstance(e, str)),
    "createContact.email-not-string",
)


def schema_without(name: str, skipped: Any, *ids: str) -> None:
    """Add a server that looks over some attributes when it checks them."""

    def errors(self: ContactSchema, values: Json, *, removable: bool) -> Any:
        checked = {key: value for key, value in values.items() if not skipped(self, key, value)}
        return ContactSchema.errors(self, checked, removable=removable)

    FAULTS.add(name, Server(schema=type("Lenient", (ContactSchema,), {"errors": errors})), *ids)


def is_known(schema: ContactSchema, key: str) -> bool:
    return key.partition(":")[0] in {attribute.name for attribute in schema.attributes}


schema_without(
    "unknown attributes",
    lambda s, k, v: not is_known(s, k),
    "createContact.unknown-attribute",
    "patchContact.unknown-attribute",
    "patchContact.null-unknown-attribute",
)
schema_without(
    "members as attributes",
    lambda s, k, v: k == "enabled",
    "createContact.unknown-attribute",
    "patchContact.unknown-attribute",
)
schema_without(
    "derived entries",
    lambda s, k, v: ":" in k,
    "createContact.derived-attribute",
    "createContact.derived-email-attribute",
    "patchContact.derived-attribute",
    "patchContact.derived-email-attribute",
    "patchContact.null-derived-attribute",
)
schema_without(
    "unknown attributes after the first",
    lambda s, k, v: not is_known(s, k) and k.startswith("conf"),
    "createContact.unknown-attribute",
)


def first_error(self: ContactSchema, values: Json, *, removable: bool) -> Any:
    return ContactSchema.errors(self, dict([*values.items()][:1]), removable=removable)


def last_error(self: ContactSchema, values: Json, *, removable: bool) -> Any:
    return ContactSchema.errors(self, dict([*values.items()][-1:]), removable=removable)


FAULTS.add(
    "first attribute checked",
    Server(schema=type("First", (ContactSchema,), {"errors": first_error})),
    "createContact.bad-attribute-among-good",
    "patchContact.bad-attribute-among-good",
)
FAULTS.add(
    "last attribute checked",
    Server(schema=type("Last", (ContactSchema,), {"errors": last_error})),
    "createContact.bad-attribute-among-good",
    "patchContact.bad-attribute-among-good",
)


def bodies_without(name: str, skipped: Any, *ids: str) -> None:
    """Add a server that drops some attributes unchecked."""

    def check_body(self: Deploy, operation_id: str, body: Any, **options: Any) -> None:
        if isinstance(body, dict) and isinstance(body.get("attributes"), dict):
            kept = {k: v for k, v in body["attributes"].items() if not skipped(self, k, v)}
            body = {**body, "attributes": kept}
        Deploy.check_body(self, operation_id, body, **options)

    FAULTS.add(name, Server(deploy=type("Dropping", (Deploy,), {"check_body": check_body})), *ids)


bodies_without(
    "Email as an attribute",
    lambda s, k, v: k == "Email",
    "createContact.email-attribute",
    "patchContact.email-attribute",
    "patchContact.null-predefined-attribute",
)
bodies_without(
    "Brand as an attribute",
    lambda s, k, v: k == "Brand",
    "createContact.brand-attribute",
    "patchContact.brand-attribute",
    "patchContact.null-predefined-attribute",
)
bodies_without(
    "known names in other cases",
    lambda s, k, v: k == "FIRST_NAME",
    "createContact.similar-attribute-name",
    "patchContact.similar-attribute-name",
)
bodies_without(
    "empty strings",
    lambda s, k, v: v == "" and k != "work_email",
    *(
        "createContact.empty-string",
        "createContact.empty-string",
        "patchContact.empty-string",
        "patchContact.empty-string",
    ),
)
bodies_without(
    "empty numbers",
    lambda s, k, v: v == "" and k in {"age", "score", "vip", "interests"},
    "createContact.empty-string",
    "patchContact.empty-string",
)
bodies_without(
    "empty addresses",
    lambda s, k, v: v == "" and k == "work_email",
    "createContact.empty-string",
    "patchContact.empty-string",
)


def pointing(name: str, edit: Any, *ids: str) -> None:
    """Add a server that edits every pointer."""

    def apply(problem: Problem) -> None:
        for error in problem.errors:
            if "pointer" in error:
                error["pointer"] = edit(error["pointer"])

    FAULTS.problems(name, apply, *ids)


ATTRIBUTE_POINTERS = tuple(f"CREATE-{number}" for number in range(60, 65)) + tuple(
    f"PATCH-{number}" for number in range(44, 49)
)
pointing(
    "pointers without a slash",
    lambda p: p[1:],
    "createContact.rejected-brands-pointer",
    "createContact.email-pointer",
    "addContactSubscriptions.rejected-brands-pointer",
    "addContactSubscriptions.unknown-brand-pointer",
    *ATTRIBUTE_POINTERS,
)
pointing(
    "pointers to the name",
    lambda p: "/" + p.rpartition("/")[2],
    "createContact.unknown-attribute-pointer",
    "createContact.predefined-attribute-pointer",
    "createContact.derived-attribute-pointer",
    "createContact.empty-string-pointer",
    "patchContact.unknown-attribute-pointer",
)
pointing(
    "pointers not escaped",
    lambda p: p.replace("~1", "/").replace("~0", "~"),
    "createContact.escaped-pointer",
    "patchContact.escaped-pointer",
)
pointing(
    "pointers escaped by halves",
    lambda p: p.replace("~0", "~"),
    "createContact.escaped-pointer",
    "patchContact.escaped-pointer",
)
pointing(
    "pointers to an item",
    lambda p: p + "/0" if p == "/brandIds" else p,
    "addContactSubscriptions.unknown-brand-pointer",
)


@FAULTS.deploy(
    "createContact.rejected-brands-create-nothing",
    "createContact.rejected-attribute-creates-nothing",
)
class RefusedCreatesLeaveContacts(Deploy):
    def create_contact(self, body: Any) -> Any:
        try:
            return super().create_contact(body)
        except Problem as problem:
            if problem.status == 400 and isinstance(body, dict) and "@" in str(body.get("email")):
                with self.store.transaction():
                    self.store.add_contact(self.new_contact({"email": str(body["email"])}))
            raise


@FAULTS.deploy("createContact.possible-after-rejection")
class RefusedCreatesReserveAddresses(Deploy):
    def create_contact(self, body: Any) -> Any:
        reserved = self.__dict__.setdefault("reserved", set())
        if body.get("email") in reserved and len(body) == 1:
            raise invalid_request("The address is reserved")
        try:
            return super().create_contact(body)
        except Problem:
            reserved.add(str(body.get("email")))
            raise
