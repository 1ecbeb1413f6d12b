"""Creates that must be refused for their brands."""

from __future__ import annotations

from optizmo_deploy.conformance.fixtures.creates import CREATES, adds_nothing
from optizmo_deploy.conformance.fixtures.rejections import Case
from optizmo_deploy.conformance.inputs.brand_ids import BRAND_LISTS, BrandList
from optizmo_deploy.conformance.requirements.registry import check

_REFUSED = {
    "DEPLOY-CREATE-18": "too many",
    "DEPLOY-CREATE-19": "none",
    "DEPLOY-CREATE-20": "twice",
    "DEPLOY-CREATE-21": "unknown",
    "DEPLOY-CREATE-22": "unknown among known",
    "DEPLOY-CREATE-23": "malformed",
    "DEPLOY-CREATE-24": "no array",
    "DEPLOY-CREATE-25": "no strings",
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
check("DEPLOY-CREATE-26")(CREATES.points(_ALL))
check("DEPLOY-CREATE-27")(adds_nothing(_ALL))
