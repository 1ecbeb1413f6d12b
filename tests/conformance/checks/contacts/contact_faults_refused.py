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


tolerating("101 brands", lambda s, b: with_ids(b, ids_of(b)[:100]) if ids_of(b) else b, "CREATE-18")
tolerating(
    "no brands in a list",
    lambda s, b: with_ids(b, []) if b.get("brandIds") == [] else b,
    "CREATE-19",
)
tolerating(
    "a brand twice",
    lambda s, b: (
        with_ids(b, [*dict.fromkeys(ids_of(b))])
        if all(isinstance(i, str) for i in ids_of(b)) and ids_of(b)
        else b
    ),
    "CREATE-20",
)
tolerating("unknown brands", known_only, "CREATE-21", "CREATE-22")
tolerating(
    "unknown brands among known ones",
    lambda s, b: known_only(s, b) if len(ids_of(b)) > 1 else b,
    "CREATE-22",
)
tolerating(
    "ids that are no UUIDs",
    lambda s, b: (
        with_ids(b, [i for i in ids_of(b) if not isinstance(i, str) or len(i) == 36])
        if ids_of(b)
        else b
    ),
    "CREATE-23",
)
tolerating(
    "brandIds that is no array",
    lambda s, b: with_ids(b, []) if not isinstance(b.get("brandIds", []), list) else b,
    "CREATE-24",
)
tolerating(
    "ids that are no strings",
    lambda s, b: with_ids(b, [i for i in ids_of(b) if isinstance(i, str)]) if ids_of(b) else b,
    "CREATE-25",
)
tolerating(
    "attributes that is no object",
    lambda s, b: {
        **b,
        "attributes": b["attributes"] if isinstance(b.get("attributes"), dict) else {},
    },
    "CREATE-59",
)
tolerating("no address", lambda s, b: {"email": "made.up@example.com", **b}, "CREATE-69")


def with_address(body: Json, wrong: Any) -> Json:
    return {**body, "email": "made.up@example.com"} if wrong(body.get("email")) else body


def text(test: Any) -> Any:
    return lambda email: isinstance(email, str) and test(email)


tolerating(
    "no at sign", lambda s, b: with_address(b, text(lambda e: e and "@" not in e)), "CREATE-70"
)
tolerating("no domain", lambda s, b: with_address(b, text(lambda e: e.endswith("@"))), "CREATE-71")
tolerating(
    "no local part", lambda s, b: with_address(b, text(lambda e: e.startswith("@"))), "CREATE-71"
)
tolerating(
    "two at signs", lambda s, b: with_address(b, text(lambda e: e.count("@") > 1)), "CREATE-72"
)
tolerating("a space within", lambda s, b: with_address(b, text(lambda e: " " in e)), "CREATE-72")
tolerating("an empty address", lambda s, b: with_address(b, text(lambda e: not e)), "CREATE-73")
tolerating(
    "an address that is no string",
    lambda s, b: with_address(b, lambda e: e is not None and not isinstance(e, str)),
    "CREATE-74",
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
    "unknown attributes", lambda s, k, v: not is_known(s, k), "CREATE-51", "PATCH-35", "PATCH-58"
)
schema_without("members as attributes", lambda s, k, v: k == "enabled", "CREATE-51", "PATCH-35")
schema_without(
    "derived entries",
    lambda s, k, v: ":" in k,
    "CREATE-54",
    "CREATE-55",
    "PATCH-38",
    "PATCH-39",
    "PATCH-60",
)
schema_without(
    "unknown attributes after the first",
    lambda s, k, v: not is_known(s, k) and k.startswith("conf"),
    "CREATE-51",
)


def first_error(self: ContactSchema, values: Json, *, removable: bool) -> Any:
    return ContactSchema.errors(self, dict([*values.items()][:1]), removable=removable)


def last_error(self: ContactSchema, values: Json, *, removable: bool) -> Any:
    return ContactSchema.errors(self, dict([*values.items()][-1:]), removable=removable)


FAULTS.add(
    "first attribute checked",
    Server(schema=type("First", (ContactSchema,), {"errors": first_error})),
    "CREATE-58",
    "PATCH-42",
)
FAULTS.add(
    "last attribute checked",
    Server(schema=type("Last", (ContactSchema,), {"errors": last_error})),
    "CREATE-58",
    "PATCH-42",
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
    "Email as an attribute", lambda s, k, v: k == "Email", "CREATE-52", "PATCH-36", "PATCH-59"
)
bodies_without(
    "Brand as an attribute", lambda s, k, v: k == "Brand", "CREATE-53", "PATCH-37", "PATCH-59"
)
bodies_without(
    "known names in other cases", lambda s, k, v: k == "FIRST_NAME", "CREATE-88", "PATCH-64"
)
bodies_without(
    "empty strings",
    lambda s, k, v: v == "" and k != "work_email",
    *("CREATE-56", "CREATE-93", "PATCH-40", "PATCH-71"),
)
bodies_without(
    "empty numbers",
    lambda s, k, v: v == "" and k in {"age", "score", "vip", "interests"},
    "CREATE-86",
    "PATCH-62",
)
bodies_without(
    "empty addresses", lambda s, k, v: v == "" and k == "work_email", "CREATE-57", "PATCH-41"
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
    "CREATE-26",
    "CREATE-75",
    "SUBSCRIBE-19",
    "SUBSCRIBE-22",
    *ATTRIBUTE_POINTERS,
)
pointing(
    "pointers to the name",
    lambda p: "/" + p.rpartition("/")[2],
    "CREATE-61",
    "CREATE-62",
    "CREATE-63",
    "CREATE-64",
    "PATCH-45",
)
pointing(
    "pointers not escaped",
    lambda p: p.replace("~1", "/").replace("~0", "~"),
    "CREATE-65",
    "PATCH-49",
)
pointing("pointers escaped by halves", lambda p: p.replace("~0", "~"), "CREATE-65", "PATCH-49")
pointing("pointers to an item", lambda p: p + "/0" if p == "/brandIds" else p, "SUBSCRIBE-22")


@FAULTS.deploy("CREATE-27", "CREATE-67")
class RefusedCreatesLeaveContacts(Deploy):
    def create_contact(self, body: Any) -> Any:
        try:
            return super().create_contact(body)
        except Problem as problem:
            if problem.status == 400 and isinstance(body, dict) and "@" in str(body.get("email")):
                with self.store.transaction():
                    self.store.add_contact(self.new_contact({"email": str(body["email"])}))
            raise


@FAULTS.deploy("CREATE-68")
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
