from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors, operations
from ...client import AuthenticatedClient, Client
from ...models.brand import Brand
from ...models.problem import Problem
from ...types import Request, Response


def request(
    brand_id: str,
) -> Request[Brand]:
    """Build the request of `get_brand`, without sending it."""

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/brands/{brand_id}".format(
            brand_id=quote(str(brand_id), safe=""),
        ),
    }

    return Request(operations.GET_BRAND, _kwargs, _read_success)


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Brand | Problem | None:
    if response.status_code == 200:
        response_200 = Brand.from_dict(response.json())

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

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

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
) -> Response[Brand | Problem]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    brand_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Brand | Problem]:
    """Get a brand

     Reads one brand with its sending settings.

    Args:
        brand_id (str): The id of a brand.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Brand | Problem]
    """

    kwargs = request(
        brand_id=brand_id,
    ).kwargs

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    brand_id: str,
    *,
    client: AuthenticatedClient,
) -> Brand | Problem | None:
    """Get a brand

     Reads one brand with its sending settings.

    Args:
        brand_id (str): The id of a brand.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Brand | Problem
    """

    return sync_detailed(
        brand_id=brand_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    brand_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Brand | Problem]:
    """Get a brand

     Reads one brand with its sending settings.

    Args:
        brand_id (str): The id of a brand.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Brand | Problem]
    """

    kwargs = request(
        brand_id=brand_id,
    ).kwargs

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    brand_id: str,
    *,
    client: AuthenticatedClient,
) -> Brand | Problem | None:
    """Get a brand

     Reads one brand with its sending settings.

    Args:
        brand_id (str): The id of a brand.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Brand | Problem
    """

    return (
        await asyncio_detailed(
            brand_id=brand_id,
            client=client,
        )
    ).parsed


def _read_success(data: Any) -> Brand:
    response_200 = Brand.from_dict(cast("dict[str, Any]", data))

    return response_200
