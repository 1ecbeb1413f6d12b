"""What tools see of the client classes: help, completion, and doubles made from their shape."""

from __future__ import annotations

import asyncio
import inspect
import pydoc
import re
from typing import Any
from unittest import mock

import pytest
from optizmo_deploy import AsyncDeployClient, BrandList, Contact, DeployClient
from optizmo_deploy.client._async.contacts import AsyncContacts
from optizmo_deploy.client._sync.contacts import Contacts

from tests.client.rough_server import ALICE, CONTACT

RESOURCES = ("brands", "bulk", "contact_schema", "contacts", "subscriptions", "with_response")
KINDS = [DeployClient, AsyncDeployClient]
CONTACT_MODEL = Contact.from_dict(CONTACT)


def works_with(client: DeployClient) -> str:
    return client.contacts.get(ALICE).email


async def works_with_async(client: AsyncDeployClient) -> str:
    return (await client.contacts.get(ALICE)).email


@pytest.mark.parametrize("kind", KINDS)
def test_the_class_knows_its_resources(kind: Any) -> None:
    assert set(RESOURCES) <= set(dir(kind))
    text = pydoc.plain(pydoc.render_doc(kind))
    for name in (*RESOURCES, "call", "with_options"):
        assert re.search(rf"^ \|  (async )?{name}\b", text, re.MULTILINE)
    assert kind.contacts in {Contacts, AsyncContacts}
    assert "Create a contact" in pydoc.plain(pydoc.render_doc(kind.contacts))
    assert list(inspect.signature(kind.contacts.get).parameters) == ["self", "contact", "options"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_instance_knows_them_too(kind: Any) -> None:
    client = kind("k", base_url="http://h")
    assert set(RESOURCES) <= set(dir(client))
    assert client.contacts is client.contacts
    assert client.with_response.contacts is client.with_response.contacts
    assert client.contacts is not client.with_response.contacts
    assert "Create a contact" in pydoc.plain(pydoc.render_doc(client.contacts))
    asyncio.run(client.aclose()) if kind is AsyncDeployClient else client.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "make",
    [
        lambda kind: mock.create_autospec(kind, instance=True),
        lambda kind: mock.create_autospec(kind)("k"),
        lambda kind: mock.create_autospec(kind("k", base_url="http://h")),
        lambda kind: mock.create_autospec(kind, instance=True, spec_set=True),
    ],
    ids=["instance", "class", "of an instance", "spec_set"],
)
def test_an_autospec_has_the_methods_with_their_signatures(kind: Any, make: Any) -> None:
    double = make(kind)
    double.contacts.get.return_value = CONTACT_MODEL
    if kind is DeployClient:
        assert works_with(double) == "alice@example.com"
    else:
        assert asyncio.run(works_with_async(double)) == "alice@example.com"
    double.contacts.get.assert_called_once_with(ALICE)
    with pytest.raises(TypeError):
        double.contacts.get()
    with pytest.raises(TypeError):
        double.subscriptions.add(ALICE, [], 5)
    with pytest.raises(AttributeError):
        double.contacts.fetch  # noqa: B018 - the error is what is tested
    with pytest.raises(AttributeError):
        double.contact  # noqa: B018
    assert double.with_response.contacts.get is not double.contacts.get
    double.bulk.disable([])
    with pytest.raises(TypeError):
        double.bulk.disable()


@pytest.mark.parametrize("kind", KINDS)
def test_a_mock_with_the_shape_of_a_client_has_its_resources(kind: Any) -> None:
    double = mock.Mock(spec=kind)
    for name in RESOURCES:
        getattr(double, name)
    double.contacts.get.return_value = 5
    assert double.contacts.get(ALICE) == 5
    with pytest.raises(AttributeError):
        double.contact  # noqa: B018 - the error is what is tested


def test_a_resource_can_be_patched_on_the_class_and_on_an_instance() -> None:
    with DeployClient("k", base_url="http://h") as client:
        with mock.patch.object(DeployClient, "contacts") as double:
            double.get.return_value = CONTACT_MODEL
            assert works_with(client) == "alice@example.com"
        assert type(client.contacts) is Contacts
        with mock.patch.object(client.contacts, "get", return_value=CONTACT_MODEL):
            assert works_with(client) == "alice@example.com"
        with mock.patch.object(client, "contacts") as double:
            double.get.return_value = CONTACT_MODEL
            assert works_with(client) == "alice@example.com"
        with mock.patch.object(Contacts, "get", return_value=CONTACT_MODEL):
            assert works_with(client) == "alice@example.com"
        assert type(client.contacts) is Contacts
        assert type(DeployClient.contacts) is type


def test_a_double_of_a_listing_has_its_methods() -> None:
    double = mock.create_autospec(DeployClient, instance=True)
    listing = mock.create_autospec(BrandList, instance=True)
    double.brands.list.return_value = listing
    listing.__iter__.return_value = iter([])
    assert list(double.brands.list(name="x")) == []
    listing.close()
    with pytest.raises(TypeError):
        listing.pages(1, 2)
