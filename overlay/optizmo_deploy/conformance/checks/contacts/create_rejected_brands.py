"""Creates that must be refused for their brands."""

from __future__ import annotations

from optizmo_deploy.conformance.fixtures.creates import CREATES, adds_nothing
from optizmo_deploy.conformance.fixtures.rejections import Case
from optizmo_deploy.conformance.inputs.brand_ids import BRAND_LISTS, BrandList
from optizmo_deploy.conformance.requirements.registry import check

_REFUSED = {
    "createContact.101-brands": "too many",
    "createContact.empty-brands": "none",
    "createContact.repeated-brand": "twice",
    "createContact.unknown-brand": "unknown",
    "createContact.unknown-brand-among-known": "unknown among known",
    "createContact.malformed-brand-id": "malformed",
    "createContact.brands-not-array": "no array",
    "createContact.brands-not-strings": "no strings",
}


def _case(brands: BrandList) -> Case:
    return Case(
        brands.what,
        lambda api: {"brandIds": brands.make(api)},
        lambda _: ["/brandIds"],
        within=True,
    )


_CASES = {id_: [_case(brands) for brands in BRAND_LISTS[kind]] for id_, kind in _REFUSED.items()}
_ALL = [case for cases in _CASES.values() for case in cases]

for _id, _cases in _CASES.items():
    check(_id)(CREATES.refuses(_cases))
check("createContact.rejected-brands-pointer")(CREATES.points(_ALL))
check("createContact.rejected-brands-create-nothing")(adds_nothing(_ALL))
