"""Client, sandbox and conformance suite for the OPTIZMO Deploy API, made from one contract.

    from optizmo_deploy import DeployClient

    with DeployClient() as client:
        contact = client.contacts.get("alice@example.com")

Names are imported when they are first used, so that importing the package costs next to nothing.
"""

from typing import TYPE_CHECKING, Any

from optizmo_deploy._version import __version__

if TYPE_CHECKING:
    from optizmo_deploy_api.models import (
        Attributes,
        AttributeType,
        Brand,
        BrandSummary,
        Contact,
        DeployUnsubscribeHandling,
        Esp,
        Pagination,
        SchemaAttribute,
        SubscribedBrand,
        ThirdPartyUnsubscribeHandling,
        Vertical,
    )
    from optizmo_deploy_api.models import BrandPage as Page

    from optizmo_deploy.client._async.client import AsyncDeployClient
    from optizmo_deploy.client._async.listing import AsyncBrandList, AsyncPages
    from optizmo_deploy.client._sync.client import DeployClient
    from optizmo_deploy.client._sync.listing import BrandList, Pages
    from optizmo_deploy.client.arguments.identity import email_md5
    from optizmo_deploy.client.contact_schema import ContactSchema
    from optizmo_deploy.client.core.retry_policy import RetryPolicy
    from optizmo_deploy.client.errors import (
        ApiError,
        AuthenticationError,
        ConfigurationError,
        ConflictError,
        ConnectionFailedError,
        ContactExistsError,
        DeadlineExceededError,
        DeployError,
        InvalidArgumentError,
        InvalidRequestError,
        InvalidResponseError,
        NotFoundError,
        OperationInProgressError,
        PermissionDeniedError,
        RateLimitError,
        ServerError,
    )
    from optizmo_deploy.client.field_error import FieldError
    from optizmo_deploy.client.response import Headers, RateLimit, Response
else:
    _HOMES = {
        "optizmo_deploy.client._async.client": "AsyncDeployClient",
        "optizmo_deploy.client._async.listing": "AsyncBrandList AsyncPages",
        "optizmo_deploy.client._sync.client": "DeployClient",
        "optizmo_deploy.client._sync.listing": "BrandList Pages",
        "optizmo_deploy.client.contact_schema": "ContactSchema",
        "optizmo_deploy.client.errors": """
            ApiError AuthenticationError ConfigurationError ConflictError ConnectionFailedError
            ContactExistsError DeadlineExceededError DeployError InvalidArgumentError
            InvalidRequestError InvalidResponseError NotFoundError OperationInProgressError
            PermissionDeniedError RateLimitError ServerError
        """,
        "optizmo_deploy.client.field_error": "FieldError",
        "optizmo_deploy.client.arguments.identity": "email_md5",
        "optizmo_deploy.client.core.retry_policy": "RetryPolicy",
        "optizmo_deploy.client.response": "Headers RateLimit Response",
        "optizmo_deploy_api.models": """
            AttributeType Attributes Brand BrandSummary Contact DeployUnsubscribeHandling Esp
            Pagination SchemaAttribute SubscribedBrand ThirdPartyUnsubscribeHandling Vertical
        """,
    }
    _HOME = {name: (home, name) for home, names in _HOMES.items() for name in names.split()}
    _HOME["Page"] = ("optizmo_deploy_api.models", "BrandPage")

    def __getattr__(name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - only when a name is asked for

        home, name_there = _HOME[name]
        value = globals()[name] = getattr(import_module(home), name_there)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_HOME})


__all__ = [
    "ApiError",
    "AsyncBrandList",
    "AsyncDeployClient",
    "AsyncPages",
    "AttributeType",
    "Attributes",
    "AuthenticationError",
    "Brand",
    "BrandList",
    "BrandSummary",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "Contact",
    "ContactExistsError",
    "ContactSchema",
    "DeadlineExceededError",
    "DeployClient",
    "DeployError",
    "DeployUnsubscribeHandling",
    "Esp",
    "FieldError",
    "Headers",
    "InvalidArgumentError",
    "InvalidRequestError",
    "InvalidResponseError",
    "NotFoundError",
    "OperationInProgressError",
    "Page",
    "Pages",
    "Pagination",
    "PermissionDeniedError",
    "RateLimit",
    "RateLimitError",
    "Response",
    "RetryPolicy",
    "SchemaAttribute",
    "ServerError",
    "SubscribedBrand",
    "ThirdPartyUnsubscribeHandling",
    "Vertical",
    "__version__",
    "email_md5",
]
