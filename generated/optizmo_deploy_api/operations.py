"""The facts of the contract that the classes do not hold: operations, limits and pinned values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a schema asks of a value, as JSON Schema keywords; None or empty where it asks nothing.

    Keywords that hold for one type only are about that type alone, as in JSON Schema. `forbidden`
    names the members that an object must not have.
    """

    types: tuple[str, ...] = ()
    format: str | None = None
    pattern: str | None = None
    enum: tuple[str | int, ...] = ()
    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    minimum: int | float | None = None
    maximum: int | float | None = None
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of an operation: its name on the wire, its name in Python, and its limits."""

    name: str
    python_name: str
    location: str
    required: bool
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation of the API.

    `module` is the module of this package that sends it. `idempotent` says that the documentation
    makes a repeat harmless. `success` and `failure` are the documented statuses.
    """

    id: str
    name: str
    method: str
    path: str
    tag: str
    module: str
    idempotent: bool
    has_body: bool
    success: tuple[int, ...]
    failure: tuple[int, ...]
    parameters: tuple[Parameter, ...] = ()

    def parameter(self, name: str) -> Parameter:
        """Return the parameter with this name on the wire.

        Raises:
            KeyError: The operation has no such parameter.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)


VERSION: Final = "1.0.0"
"""The version of the contract."""
SERVER_URL: Final = "https://api.optizmo.com/deploy"
"""The production server, below which every path lies."""

CREATE_CONTACT: Final = Operation(
    id="createContact",
    name="create_contact",
    method="POST",
    path="/v1/contacts",
    tag="contacts",
    module="api.contacts.create_contact",
    idempotent=False,
    has_body=True,
    success=(201,),
    failure=(400, 401, 403, 409, 429, 500),
    parameters=(),
)
GET_CONTACT: Final = Operation(
    id="getContact",
    name="get_contact",
    method="GET",
    path="/v1/contacts/{emailMd5}",
    tag="contacts",
    module="api.contacts.get_contact",
    idempotent=True,
    has_body=False,
    success=(200,),
    failure=(400, 401, 403, 404, 429, 500),
    parameters=(
        Parameter(
            name="emailMd5",
            python_name="email_md5",
            location="path",
            required=True,
            limits=Limits(types=("string",), pattern="^[A-Fa-f0-9]{32}$"),
        ),
    ),
)
PATCH_CONTACT: Final = Operation(
    id="patchContact",
    name="patch_contact",
    method="PATCH",
    path="/v1/contacts/{emailMd5}",
    tag="contacts",
    module="api.contacts.patch_contact",
    idempotent=True,
    has_body=True,
    success=(200,),
    failure=(400, 401, 403, 404, 409, 429, 500),
    parameters=(
        Parameter(
            name="emailMd5",
            python_name="email_md5",
            location="path",
            required=True,
            limits=Limits(types=("string",), pattern="^[A-Fa-f0-9]{32}$"),
        ),
    ),
)
DISABLE_CONTACT: Final = Operation(
    id="disableContact",
    name="disable_contact",
    method="POST",
    path="/v1/contacts/{emailMd5}/disable",
    tag="contacts",
    module="api.contacts.disable_contact",
    idempotent=True,
    has_body=False,
    success=(204,),
    failure=(400, 401, 403, 404, 409, 429, 500),
    parameters=(
        Parameter(
            name="emailMd5",
            python_name="email_md5",
            location="path",
            required=True,
            limits=Limits(types=("string",), pattern="^[A-Fa-f0-9]{32}$"),
        ),
    ),
)
LIST_CONTACT_SUBSCRIPTIONS: Final = Operation(
    id="listContactSubscriptions",
    name="list_contact_subscriptions",
    method="GET",
    path="/v1/contacts/{emailMd5}/subscriptions",
    tag="subscriptions",
    module="api.subscriptions.list_contact_subscriptions",
    idempotent=True,
    has_body=False,
    success=(200,),
    failure=(400, 401, 403, 404, 429, 500),
    parameters=(
        Parameter(
            name="emailMd5",
            python_name="email_md5",
            location="path",
            required=True,
            limits=Limits(types=("string",), pattern="^[A-Fa-f0-9]{32}$"),
        ),
    ),
)
ADD_CONTACT_SUBSCRIPTIONS: Final = Operation(
    id="addContactSubscriptions",
    name="add_contact_subscriptions",
    method="POST",
    path="/v1/contacts/{emailMd5}/subscriptions",
    tag="subscriptions",
    module="api.subscriptions.add_contact_subscriptions",
    idempotent=True,
    has_body=True,
    success=(200,),
    failure=(400, 401, 403, 404, 409, 429, 500),
    parameters=(
        Parameter(
            name="emailMd5",
            python_name="email_md5",
            location="path",
            required=True,
            limits=Limits(types=("string",), pattern="^[A-Fa-f0-9]{32}$"),
        ),
    ),
)
REMOVE_CONTACT_SUBSCRIPTION: Final = Operation(
    id="removeContactSubscription",
    name="remove_contact_subscription",
    method="DELETE",
    path="/v1/contacts/{emailMd5}/subscriptions/{brandId}",
    tag="subscriptions",
    module="api.subscriptions.remove_contact_subscription",
    idempotent=False,
    has_body=False,
    success=(204,),
    failure=(400, 401, 403, 404, 409, 429, 500),
    parameters=(
        Parameter(
            name="emailMd5",
            python_name="email_md5",
            location="path",
            required=True,
            limits=Limits(types=("string",), pattern="^[A-Fa-f0-9]{32}$"),
        ),
        Parameter(
            name="brandId",
            python_name="brand_id",
            location="path",
            required=True,
            limits=Limits(types=("string",), format="uuid"),
        ),
    ),
)
GET_CONTACT_SCHEMA: Final = Operation(
    id="getContactSchema",
    name="get_contact_schema",
    method="GET",
    path="/v1/contact-schema",
    tag="contact-schema",
    module="api.contact_schema.get_contact_schema",
    idempotent=True,
    has_body=False,
    success=(200,),
    failure=(401, 403, 429, 500),
    parameters=(),
)
LIST_BRANDS: Final = Operation(
    id="listBrands",
    name="list_brands",
    method="GET",
    path="/v1/brands",
    tag="brands",
    module="api.brands.list_brands",
    idempotent=True,
    has_body=False,
    success=(200,),
    failure=(400, 401, 403, 429, 500),
    parameters=(
        Parameter(
            name="page",
            python_name="page",
            location="query",
            required=False,
            limits=Limits(types=("integer",), minimum=1),
        ),
        Parameter(
            name="pageSize",
            python_name="page_size",
            location="query",
            required=False,
            limits=Limits(types=("integer",), minimum=10, maximum=200),
        ),
        Parameter(
            name="sort",
            python_name="sort",
            location="query",
            required=False,
            limits=Limits(types=("string",), enum=("name", "-name")),
        ),
        Parameter(
            name="enabled",
            python_name="enabled",
            location="query",
            required=False,
            limits=Limits(types=("boolean",)),
        ),
        Parameter(
            name="name",
            python_name="name",
            location="query",
            required=False,
            limits=Limits(types=("string",)),
        ),
        Parameter(
            name="name[equal]",
            python_name="name_equal",
            location="query",
            required=False,
            limits=Limits(types=("string",)),
        ),
        Parameter(
            name="name[not_equal]",
            python_name="name_not_equal",
            location="query",
            required=False,
            limits=Limits(types=("string",)),
        ),
        Parameter(
            name="name[starts_with]",
            python_name="name_starts_with",
            location="query",
            required=False,
            limits=Limits(types=("string",)),
        ),
        Parameter(
            name="name[ends_with]",
            python_name="name_ends_with",
            location="query",
            required=False,
            limits=Limits(types=("string",)),
        ),
        Parameter(
            name="name[contains]",
            python_name="name_contains",
            location="query",
            required=False,
            limits=Limits(types=("string",)),
        ),
        Parameter(
            name="name[starts_with_case_sensitive]",
            python_name="name_starts_with_case_sensitive",
            location="query",
            required=False,
            limits=Limits(types=("string",)),
        ),
        Parameter(
            name="name[ends_with_case_sensitive]",
            python_name="name_ends_with_case_sensitive",
            location="query",
            required=False,
            limits=Limits(types=("string",)),
        ),
        Parameter(
            name="name[contains_case_sensitive]",
            python_name="name_contains_case_sensitive",
            location="query",
            required=False,
            limits=Limits(types=("string",)),
        ),
    ),
)
GET_BRAND: Final = Operation(
    id="getBrand",
    name="get_brand",
    method="GET",
    path="/v1/brands/{brandId}",
    tag="brands",
    module="api.brands.get_brand",
    idempotent=True,
    has_body=False,
    success=(200,),
    failure=(400, 401, 403, 404, 429, 500),
    parameters=(
        Parameter(
            name="brandId",
            python_name="brand_id",
            location="path",
            required=True,
            limits=Limits(types=("string",), format="uuid"),
        ),
    ),
)

OPERATIONS: Final[Mapping[str, Operation]] = MappingProxyType(
    {
        operation.id: operation
        for operation in (
            CREATE_CONTACT,
            GET_CONTACT,
            PATCH_CONTACT,
            DISABLE_CONTACT,
            LIST_CONTACT_SUBSCRIPTIONS,
            ADD_CONTACT_SUBSCRIPTIONS,
            REMOVE_CONTACT_SUBSCRIPTION,
            GET_CONTACT_SCHEMA,
            LIST_BRANDS,
            GET_BRAND,
        )
    }
)
"""Every operation by its operationId."""
LIMITS: Final[Mapping[str, Limits]] = MappingProxyType(
    {
        "Attributes": Limits(types=("object",), forbidden=("Email", "Brand")),
        "AttributeValue": Limits(types=("string", "number", "boolean", "array")),
        "AttributesCreate": Limits(types=("object",), forbidden=("Email", "Brand")),
        "AttributeInput": Limits(types=("string", "number", "boolean", "array"), min_length=1),
        "AttributesPatch": Limits(types=("object",), forbidden=("Email", "Brand")),
        "AttributePatch": Limits(types=("string", "number", "boolean", "array", "null"), min_length=1),
        "BrandIdList": Limits(types=("array",), min_items=1, max_items=100, unique_items=True),
        "AttributeType": Limits(types=("string",), enum=("string", "email", "number", "boolean", "array")),
        "BrandSort": Limits(types=("string",), enum=("name", "-name")),
        "ErrorCode": Limits(
            types=("string",),
            enum=(
                "invalid_request_error",
                "authentication_error",
                "permission_error",
                "not_found_error",
                "conflict_error",
                "api_error",
                "contact_exists",
                "operation_in_progress",
            ),
        ),
    }
)
"""The limits of the named schemas that have any."""
PINNED: Final[Mapping[str, Mapping[str, str | int]]] = MappingProxyType(
    {
        "EmailAttribute": MappingProxyType({"name": "Email", "type": "email"}),
        "BrandAttribute": MappingProxyType({"name": "Brand", "type": "array"}),
        "InvalidRequestProblem": MappingProxyType(
            {
                "type": "https://docs.optizmo.com/deploy/error-codes#invalid_request_error",
                "status": 400,
                "code": "invalid_request_error",
            }
        ),
        "AuthenticationProblem": MappingProxyType(
            {
                "type": "https://docs.optizmo.com/deploy/error-codes#authentication_error",
                "status": 401,
                "code": "authentication_error",
            }
        ),
        "PermissionProblem": MappingProxyType(
            {
                "type": "https://docs.optizmo.com/deploy/error-codes#permission_error",
                "status": 403,
                "code": "permission_error",
            }
        ),
        "NotFoundProblem": MappingProxyType(
            {
                "type": "https://docs.optizmo.com/deploy/error-codes#not_found_error",
                "status": 404,
                "code": "not_found_error",
            }
        ),
        "ContactExistsProblem": MappingProxyType(
            {
                "type": "https://docs.optizmo.com/deploy/error-codes#contact_exists",
                "status": 409,
                "code": "contact_exists",
            }
        ),
        "OperationInProgressProblem": MappingProxyType(
            {
                "type": "https://docs.optizmo.com/deploy/error-codes#operation_in_progress",
                "status": 409,
                "code": "operation_in_progress",
            }
        ),
        "RateLimitProblem": MappingProxyType({"status": 429}),
        "ServerProblem": MappingProxyType(
            {
                "type": "https://docs.optizmo.com/deploy/error-codes#api_error",
                "status": 500,
                "code": "api_error",
            }
        ),
    }
)
"""The constant members of the named schemas that only narrow another one."""
