"""The right error response under the wrong status, or no error response where one belongs."""

from __future__ import annotations

from attrs import evolve

from mutants.catalogue import Category
from mutants.faults import (
    ALL,
    WITH_MD5,
    edit_response,
    md5_of,
    of_code,
    problem,
    redo,
    restatus,
    succeed,
)
from mutants.gateway import Request, Response, Server

# --- conflicts
CONTACT_EXISTS = of_code("contact_exists")


async def _existing(request: Request, server: Server, _: Response) -> Response:
    return await server(request.to(f"/v1/contacts/{md5_of(request.member('email'))}"))


def _made_up(request: Request, _: Response) -> Response:
    contact = {
        "email": "somebody@example.com",
        "emailMd5": request.md5,
        "attributes": {},
        "brandIds": [],
        "enabled": True,
        "createdAt": "2026-06-12T00:00:00Z",
    }
    return Response(200).with_json(contact)


CATEGORY = Category("status codes")
CATEGORY.rows(
    # --- a contact that does not exist
    ("missing-contact-204", "getContact responds with 204 for an unknown contact.",
     succeed("getContact", 404, 204, None), "read"),
    ("missing-contact-null", "getContact responds with 200 and null for an unknown contact.",
     edit_response("getContact", lambda _q, _: evolve(Response(200), body=b"null"), 404), "read"),
    ("missing-contact-410", "Every operation responds with 410 for an unknown contact.",
     restatus(WITH_MD5, 404, 410, "not_found_error"), "read"),
    *((f"missing-contact-400-on-{name}", f"{operation} responds with 400 for an unknown contact.",
       restatus(operation, 404, 400), "read" if name in {"get", "list"} else "write")
      for name, operation in (("get", "getContact"), ("patch", "patchContact"),
                              ("disable", "disableContact"), ("list", "listContactSubscriptions"),
                              ("add", "addContactSubscriptions"),
                              ("remove", "removeContactSubscription"))),
    ("missing-contact-has-no-subscriptions",
     "listContactSubscriptions returns an empty list for an unknown contact.",
     succeed("listContactSubscriptions", 404, 200, {"brands": []}), "read"),
    ("missing-contact-disabled", "disableContact responds with 204 for an unknown contact.",
     succeed("disableContact", 404, 204, None)),
    ("missing-contact-unsubscribed",
     "removeContactSubscription responds with 204 for an unknown contact.",
     succeed("removeContactSubscription", 404, 204, None)),
    ("missing-contact-subscribed",
     "addContactSubscriptions responds with 200 and an empty list for an unknown contact.",
     succeed("addContactSubscriptions", 404, 200, {"brands": []})),
    ("missing-contact-patched",
     "patchContact returns 200 with a made-up contact for an unknown one.",
     edit_response("patchContact", _made_up, 404)),
    ("missing-contact-500", "removeContactSubscription fails with 500 for an unknown contact.",
     restatus("removeContactSubscription", 404, 500)),
    # --- validation
    ("validation-422-on-create", "createContact responds with 422 for an invalid body.",
     restatus("createContact", 400, 422, "invalid_request_error")),
    ("validation-422-on-patch", "patchContact responds with 422 for an invalid body.",
     restatus("patchContact", 400, 422, "invalid_request_error")),
    ("validation-422-everywhere", "Every operation responds with 422 for what is not valid.",
     restatus(ALL, 400, 422, "invalid_request_error"), "read"),
    ("validation-406-on-brands", "listBrands responds with 406 for an invalid query.",
     restatus("listBrands", 400, 406, "invalid_request_error"), "read"),
    ("unknown-brand-404-on-add", "addContactSubscriptions responds with 404 for an unknown brand.",
     restatus("addContactSubscriptions", 400, 404,
              when=lambda _, r: "Unknown brand" in str(r.json()))),
    ("unknown-brand-409-on-create", "createContact responds with 409 for an unknown brand.",
     restatus("createContact", 400, 409,
              when=lambda q, r: bool(q.member("brandIds")) and "/brandIds" in str(r.json()))),
    ("not-subscribed-404",
     "removeContactSubscription responds with 404 for every brand it cannot remove.",
     restatus("removeContactSubscription", 400, 404, when=lambda q, _: len(q.md5) == 32)),
    ("brand-id-500", "getBrand fails with 500 for what is not a UUID.",
     restatus("getBrand", 400, 500), "read"),
    ("missing-brand-400", "getBrand responds with 400 for an unknown brand.",
     restatus("getBrand", 404, 400), "read"),
    ("missing-brand-200", "getBrand responds with 200 and an empty object for an unknown brand.",
     succeed("getBrand", 404, 200, {}), "read"),
    ("missing-brand-403", "getBrand responds with 403 for an unknown brand.",
     restatus("getBrand", 404, 403), "read"),
    ("existing-contact-400", "createContact responds with 400 for an address that is taken.",
     restatus("createContact", 409, 400, when=CONTACT_EXISTS)),
    ("existing-contact-422", "createContact responds with 422 for an address that is taken.",
     restatus("createContact", 409, 422, "contact_exists", when=CONTACT_EXISTS)),
    ("existing-contact-conflict-error", "A taken address has the code conflict_error.",
     restatus("createContact", 409, 409, "conflict_error", when=CONTACT_EXISTS)),
    ("existing-contact-200",
     "createContact returns 200 with the contact that has the address already.",
     redo("createContact", _existing, 409, CONTACT_EXISTS)),
    # --- others
    ("not-found-500", "A 404 becomes a 500 on every operation.", restatus(ALL, 404, 500), "read"),
    ("disable-202", "disableContact of an unknown contact responds with 202.",
     edit_response("disableContact", lambda _q, _: Response(202, headers=()), 404)),
    ("create-redirects", "createContact redirects with 303 to the contact it created.",
     edit_response("createContact",
                   lambda _, r: Response(303,
                                         (("location",
                                           f"/deploy/v1/contacts/{r.json()['emailMd5']}"),)))),
    ("get-redirects-upper-case", "getContact redirects an upper-case hash to the lower-case one.",
     edit_response("getContact",
                   lambda q, _: Response(301, (("location", f"/deploy/v1/contacts/{q.md5}"),)),
                   when=lambda q, _: q.params["emailMd5"] != q.md5)),
    ("busy-400", "A busy account responds with 400.",
     restatus(ALL, 409, 400, when=of_code("operation_in_progress")), "full"),
    ("patch-404-as-401", "patchContact responds with 401 for an unknown contact.",
     edit_response("patchContact", lambda q, _: problem(q, 401, "credentials required"), 404)),
    ("missing-contact-made-up", "getContact returns 200 with a made-up contact for an unknown one.",
     edit_response("getContact", _made_up, 404), "read"),
    ("existing-contact-in-other-case-200",
     "createContact returns 200 with the contact that has the address in lower case already.",
     redo("createContact", _existing, 409,
          lambda q, r: CONTACT_EXISTS(q, r) and q.member("email") != q.member("email").lower())),
)  # fmt: skip
