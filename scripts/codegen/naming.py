"""Names parameters and members as a Python programmer would, where the generator does not.

The generator's own names split a word before a digit (`emailMd5` becomes `email_md_5`) and drop
brackets without a trace (`name[not_equal]` becomes `namenot_equal`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import PythonIdentifier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openapi_python_client.config import Config
    from openapi_python_client.parser import GeneratorData


class _Named(Protocol):
    name: UntrustedString
    python_name: PythonIdentifier

    def set_python_name(self, new_name: UntrustedString, config: Config) -> None: ...


def snake_case(name: str) -> str:
    """Return the words of a wire name in lower case, joined by underscores."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|\W+", "_", name)
    return re.sub("__+", "_", words).strip("_").lower()


def rename(data: GeneratorData, config: Config) -> list[tuple[str, str]]:
    """Give better names to all parameters and members.

    Returns what collapses to one name: the class or operation, as Python names it, and which.
    """
    collisions: list[tuple[str, str]] = []
    for model in data.models:
        members = [*(model.required_properties or []), *(model.optional_properties or [])]
        collisions += _rename_together(members, config, model.class_info.name)
    for collection in data.endpoint_collections_by_tag.values():
        for endpoint in collection.endpoints:
            path = endpoint.path.get_untrusted_value()
            before = [
                (parameter, str(parameter.python_name)) for parameter in endpoint.path_parameters
            ]
            parameters = [
                *endpoint.path_parameters,
                *endpoint.query_parameters,
                *endpoint.header_parameters,
                *endpoint.cookie_parameters,
            ]
            collisions += _rename_together(parameters, config, endpoint.name)
            for parameter, old in before:
                path = path.replace(f"{{{old}}}", f"{{{parameter.python_name}}}")
            endpoint.path = UntrustedString(path)
    return collisions


def _rename_together(things: Iterable[_Named], config: Config, owner: str) -> list[tuple[str, str]]:
    names: dict[str, str] = {}
    collisions: list[tuple[str, str]] = []
    for thing in things:
        name = thing.name.get_untrusted_value()
        if thing.python_name == PythonIdentifier(name, config.field_prefix):
            # otherwise the generator has resolved a conflict, and its choice must stand
            thing.set_python_name(UntrustedString(snake_case(name)), config)
        python_name = str(thing.python_name)
        if python_name in names:
            problem = f"{names[python_name]} and {name} would both be {python_name}"
            collisions.append((owner, problem))
        names[python_name] = name
    return collisions
