"""Contains all the data models used in inputs and outputs."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .attribute_type import AttributeType
    from .attributes import Attributes
    from .attributes_create import AttributesCreate
    from .attributes_patch import AttributesPatch
    from .brand import Brand
    from .brand_page import BrandPage
    from .brand_sort import BrandSort
    from .brand_summary import BrandSummary
    from .contact import Contact
    from .contact_create import ContactCreate
    from .contact_patch import ContactPatch
    from .contact_schema import ContactSchema
    from .deploy_unsubscribe_handling import DeployUnsubscribeHandling
    from .error_code import ErrorCode
    from .esp import Esp
    from .field_error import FieldError
    from .pagination import Pagination
    from .problem import Problem
    from .schema_attribute import SchemaAttribute
    from .subscribed_brand import SubscribedBrand
    from .subscription_add import SubscriptionAdd
    from .subscription_list import SubscriptionList
    from .third_party_unsubscribe_handling import ThirdPartyUnsubscribeHandling
    from .vertical import Vertical
else:
    _MODULES = {
        "AttributeType": ".attribute_type",
        "Attributes": ".attributes",
        "AttributesCreate": ".attributes_create",
        "AttributesPatch": ".attributes_patch",
        "Brand": ".brand",
        "BrandPage": ".brand_page",
        "BrandSort": ".brand_sort",
        "BrandSummary": ".brand_summary",
        "Contact": ".contact",
        "ContactCreate": ".contact_create",
        "ContactPatch": ".contact_patch",
        "ContactSchema": ".contact_schema",
        "DeployUnsubscribeHandling": ".deploy_unsubscribe_handling",
        "ErrorCode": ".error_code",
        "Esp": ".esp",
        "FieldError": ".field_error",
        "Pagination": ".pagination",
        "Problem": ".problem",
        "SchemaAttribute": ".schema_attribute",
        "SubscribedBrand": ".subscribed_brand",
        "SubscriptionAdd": ".subscription_add",
        "SubscriptionList": ".subscription_list",
        "ThirdPartyUnsubscribeHandling": ".third_party_unsubscribe_handling",
        "Vertical": ".vertical",
    }

    def __getattr__(name: str) -> Any:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(_MODULES[name], __name__), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_MODULES})


__all__ = (
    "AttributeType",
    "Attributes",
    "AttributesCreate",
    "AttributesPatch",
    "Brand",
    "BrandPage",
    "BrandSort",
    "BrandSummary",
    "Contact",
    "ContactCreate",
    "ContactPatch",
    "ContactSchema",
    "DeployUnsubscribeHandling",
    "ErrorCode",
    "Esp",
    "FieldError",
    "Pagination",
    "Problem",
    "SchemaAttribute",
    "SubscribedBrand",
    "SubscriptionAdd",
    "SubscriptionList",
    "ThirdPartyUnsubscribeHandling",
    "Vertical",
)
