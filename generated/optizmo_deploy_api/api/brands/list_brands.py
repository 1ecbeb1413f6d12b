from typing import Any, cast

import httpx

from ... import errors, operations
from ...client import AuthenticatedClient, Client
from ...models.brand_page import BrandPage
from ...models.brand_sort import BrandSort
from ...models.problem import Problem
from ...types import Request, Response


def request(
    *,
    page: int | None = None,
    page_size: int | None = None,
    sort: BrandSort | None = None,
    enabled: bool | None = None,
    name: str | None = None,
    name_equal: str | None = None,
    name_not_equal: str | None = None,
    name_starts_with: str | None = None,
    name_ends_with: str | None = None,
    name_contains: str | None = None,
    name_starts_with_case_sensitive: str | None = None,
    name_ends_with_case_sensitive: str | None = None,
    name_contains_case_sensitive: str | None = None,
) -> Request[BrandPage]:
    """Build the request of `list_brands`, without sending it."""

    params: dict[str, Any] = {}

    params["page"] = page

    params["pageSize"] = page_size

    json_sort: str | None = None
    if sort is not None:
        json_sort = sort.value

    params["sort"] = json_sort

    params["enabled"] = enabled

    params["name"] = name

    params["name[equal]"] = name_equal

    params["name[not_equal]"] = name_not_equal

    params["name[starts_with]"] = name_starts_with

    params["name[ends_with]"] = name_ends_with

    params["name[contains]"] = name_contains

    params["name[starts_with_case_sensitive]"] = name_starts_with_case_sensitive

    params["name[ends_with_case_sensitive]"] = name_ends_with_case_sensitive

    params["name[contains_case_sensitive]"] = name_contains_case_sensitive

    params = {k: v for k, v in params.items() if v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/brands",
        "params": params,
    }

    return Request(operations.LIST_BRANDS, _kwargs, _read_success)


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> BrandPage | Problem | None:
    if response.status_code == 200:
        response_200 = BrandPage.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[BrandPage | Problem]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    page: int | None = None,
    page_size: int | None = None,
    sort: BrandSort | None = None,
    enabled: bool | None = None,
    name: str | None = None,
    name_equal: str | None = None,
    name_not_equal: str | None = None,
    name_starts_with: str | None = None,
    name_ends_with: str | None = None,
    name_contains: str | None = None,
    name_starts_with_case_sensitive: str | None = None,
    name_ends_with_case_sensitive: str | None = None,
    name_contains_case_sensitive: str | None = None,
) -> Response[BrandPage | Problem]:
    """List brands

     Lists the brands of the account page by page, disabled ones included. At most one name filter may be
    given; all
    filters take their value literally, without patterns. An unknown filter operator, a second name
    filter or a value out
    of range makes the request fail with status 400, naming the query parameter.

    Args:
        page (int | None): The number of the page, counted from 1. The first page is answered
            when it is absent.
        page_size (int | None): The number of brands on a page. The maximum applies when it is
            absent.
        sort (BrandSort | None): The order of the list, by name ascending or, with a minus,
            descending. Ascending when it is absent.
        enabled (bool | None): Lists only enabled (`true`) or only disabled (`false`) brands.
            Both when it is absent.
        name (str | None): Lists the brands with exactly this name; short for `name[equal]`.
        name_equal (str | None): Lists the brands with exactly this name.
        name_not_equal (str | None): Lists the brands with any other name.
        name_starts_with (str | None): Lists the brands whose name starts with this text, in
            either case.
        name_ends_with (str | None): Lists the brands whose name ends with this text, in either
            case.
        name_contains (str | None): Lists the brands whose name contains this text, in either
            case.
        name_starts_with_case_sensitive (str | None): Lists the brands whose name starts with
            exactly this text.
        name_ends_with_case_sensitive (str | None): Lists the brands whose name ends with exactly
            this text.
        name_contains_case_sensitive (str | None): Lists the brands whose name contains exactly
            this text.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BrandPage | Problem]
    """

    kwargs = request(
        page=page,
        page_size=page_size,
        sort=sort,
        enabled=enabled,
        name=name,
        name_equal=name_equal,
        name_not_equal=name_not_equal,
        name_starts_with=name_starts_with,
        name_ends_with=name_ends_with,
        name_contains=name_contains,
        name_starts_with_case_sensitive=name_starts_with_case_sensitive,
        name_ends_with_case_sensitive=name_ends_with_case_sensitive,
        name_contains_case_sensitive=name_contains_case_sensitive,
    ).kwargs

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    page: int | None = None,
    page_size: int | None = None,
    sort: BrandSort | None = None,
    enabled: bool | None = None,
    name: str | None = None,
    name_equal: str | None = None,
    name_not_equal: str | None = None,
    name_starts_with: str | None = None,
    name_ends_with: str | None = None,
    name_contains: str | None = None,
    name_starts_with_case_sensitive: str | None = None,
    name_ends_with_case_sensitive: str | None = None,
    name_contains_case_sensitive: str | None = None,
) -> BrandPage | Problem | None:
    """List brands

     Lists the brands of the account page by page, disabled ones included. At most one name filter may be
    given; all
    filters take their value literally, without patterns. An unknown filter operator, a second name
    filter or a value out
    of range makes the request fail with status 400, naming the query parameter.

    Args:
        page (int | None): The number of the page, counted from 1. The first page is answered
            when it is absent.
        page_size (int | None): The number of brands on a page. The maximum applies when it is
            absent.
        sort (BrandSort | None): The order of the list, by name ascending or, with a minus,
            descending. Ascending when it is absent.
        enabled (bool | None): Lists only enabled (`true`) or only disabled (`false`) brands.
            Both when it is absent.
        name (str | None): Lists the brands with exactly this name; short for `name[equal]`.
        name_equal (str | None): Lists the brands with exactly this name.
        name_not_equal (str | None): Lists the brands with any other name.
        name_starts_with (str | None): Lists the brands whose name starts with this text, in
            either case.
        name_ends_with (str | None): Lists the brands whose name ends with this text, in either
            case.
        name_contains (str | None): Lists the brands whose name contains this text, in either
            case.
        name_starts_with_case_sensitive (str | None): Lists the brands whose name starts with
            exactly this text.
        name_ends_with_case_sensitive (str | None): Lists the brands whose name ends with exactly
            this text.
        name_contains_case_sensitive (str | None): Lists the brands whose name contains exactly
            this text.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BrandPage | Problem
    """

    return sync_detailed(
        client=client,
        page=page,
        page_size=page_size,
        sort=sort,
        enabled=enabled,
        name=name,
        name_equal=name_equal,
        name_not_equal=name_not_equal,
        name_starts_with=name_starts_with,
        name_ends_with=name_ends_with,
        name_contains=name_contains,
        name_starts_with_case_sensitive=name_starts_with_case_sensitive,
        name_ends_with_case_sensitive=name_ends_with_case_sensitive,
        name_contains_case_sensitive=name_contains_case_sensitive,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    page: int | None = None,
    page_size: int | None = None,
    sort: BrandSort | None = None,
    enabled: bool | None = None,
    name: str | None = None,
    name_equal: str | None = None,
    name_not_equal: str | None = None,
    name_starts_with: str | None = None,
    name_ends_with: str | None = None,
    name_contains: str | None = None,
    name_starts_with_case_sensitive: str | None = None,
    name_ends_with_case_sensitive: str | None = None,
    name_contains_case_sensitive: str | None = None,
) -> Response[BrandPage | Problem]:
    """List brands

     Lists the brands of the account page by page, disabled ones included. At most one name filter may be
    given; all
    filters take their value literally, without patterns. An unknown filter operator, a second name
    filter or a value out
    of range makes the request fail with status 400, naming the query parameter.

    Args:
        page (int | None): The number of the page, counted from 1. The first page is answered
            when it is absent.
        page_size (int | None): The number of brands on a page. The maximum applies when it is
            absent.
        sort (BrandSort | None): The order of the list, by name ascending or, with a minus,
            descending. Ascending when it is absent.
        enabled (bool | None): Lists only enabled (`true`) or only disabled (`false`) brands.
            Both when it is absent.
        name (str | None): Lists the brands with exactly this name; short for `name[equal]`.
        name_equal (str | None): Lists the brands with exactly this name.
        name_not_equal (str | None): Lists the brands with any other name.
        name_starts_with (str | None): Lists the brands whose name starts with this text, in
            either case.
        name_ends_with (str | None): Lists the brands whose name ends with this text, in either
            case.
        name_contains (str | None): Lists the brands whose name contains this text, in either
            case.
        name_starts_with_case_sensitive (str | None): Lists the brands whose name starts with
            exactly this text.
        name_ends_with_case_sensitive (str | None): Lists the brands whose name ends with exactly
            this text.
        name_contains_case_sensitive (str | None): Lists the brands whose name contains exactly
            this text.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BrandPage | Problem]
    """

    kwargs = request(
        page=page,
        page_size=page_size,
        sort=sort,
        enabled=enabled,
        name=name,
        name_equal=name_equal,
        name_not_equal=name_not_equal,
        name_starts_with=name_starts_with,
        name_ends_with=name_ends_with,
        name_contains=name_contains,
        name_starts_with_case_sensitive=name_starts_with_case_sensitive,
        name_ends_with_case_sensitive=name_ends_with_case_sensitive,
        name_contains_case_sensitive=name_contains_case_sensitive,
    ).kwargs

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    page: int | None = None,
    page_size: int | None = None,
    sort: BrandSort | None = None,
    enabled: bool | None = None,
    name: str | None = None,
    name_equal: str | None = None,
    name_not_equal: str | None = None,
    name_starts_with: str | None = None,
    name_ends_with: str | None = None,
    name_contains: str | None = None,
    name_starts_with_case_sensitive: str | None = None,
    name_ends_with_case_sensitive: str | None = None,
    name_contains_case_sensitive: str | None = None,
) -> BrandPage | Problem | None:
    """List brands

     Lists the brands of the account page by page, disabled ones included. At most one name filter may be
    given; all
    filters take their value literally, without patterns. An unknown filter operator, a second name
    filter or a value out
    of range makes the request fail with status 400, naming the query parameter.

    Args:
        page (int | None): The number of the page, counted from 1. The first page is answered
            when it is absent.
        page_size (int | None): The number of brands on a page. The maximum applies when it is
            absent.
        sort (BrandSort | None): The order of the list, by name ascending or, with a minus,
            descending. Ascending when it is absent.
        enabled (bool | None): Lists only enabled (`true`) or only disabled (`false`) brands.
            Both when it is absent.
        name (str | None): Lists the brands with exactly this name; short for `name[equal]`.
        name_equal (str | None): Lists the brands with exactly this name.
        name_not_equal (str | None): Lists the brands with any other name.
        name_starts_with (str | None): Lists the brands whose name starts with this text, in
            either case.
        name_ends_with (str | None): Lists the brands whose name ends with this text, in either
            case.
        name_contains (str | None): Lists the brands whose name contains this text, in either
            case.
        name_starts_with_case_sensitive (str | None): Lists the brands whose name starts with
            exactly this text.
        name_ends_with_case_sensitive (str | None): Lists the brands whose name ends with exactly
            this text.
        name_contains_case_sensitive (str | None): Lists the brands whose name contains exactly
            this text.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BrandPage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            page=page,
            page_size=page_size,
            sort=sort,
            enabled=enabled,
            name=name,
            name_equal=name_equal,
            name_not_equal=name_not_equal,
            name_starts_with=name_starts_with,
            name_ends_with=name_ends_with,
            name_contains=name_contains,
            name_starts_with_case_sensitive=name_starts_with_case_sensitive,
            name_ends_with_case_sensitive=name_ends_with_case_sensitive,
            name_contains_case_sensitive=name_contains_case_sensitive,
        )
    ).parsed


def _read_success(data: Any) -> BrandPage:
    response_200 = BrandPage.from_dict(cast("dict[str, Any]", data))

    return response_200
