"""How a client has its resources, such as `client.contacts`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BulkProperty", "ResourceProperty", "copy_attributes"]

T = TypeVar("T")


class ResourceProperty(Generic[T]):
    """A resource of a client, made when it is first used; of the class, the resource's class.

    That the class has it as well is how `help`, `dir` and `unittest.mock` know the methods of the
    resource.

    Args:
        kind: The class of the resource, whose first argument is the runner.
        options: More arguments for it.
    """

    def __init__(self, kind: Callable[..., T], **options: Any) -> None:
        self._kind = kind
        self._options = options

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, client: None, owner: type) -> type[T]: ...

    @overload
    def __get__(self, client: object, owner: type) -> T: ...

    def __get__(self, client: object | None, owner: type) -> type[T] | T:
        if client is None:
            return cast("type[T]", self._class())
        holder = cast("Any", client)
        resources: dict[str, T] = holder._resources  # noqa: SLF001 - a descriptor is a part of its class
        if self._name not in resources:
            resources[self._name] = self._make(holder)
        return resources[self._name]

    def _class(self) -> Callable[..., T]:
        return self._kind

    def _make(self, client: Any) -> T:
        return self._kind(client._runner, **self._options)  # noqa: SLF001


class BulkProperty(ResourceProperty[T]):
    """`client.bulk`, whose class is imported when it is needed, because few programs do.

    Args:
        kind: The name of the class.
    """

    def __init__(self, kind: str) -> None:
        self._kind_name = kind

    def _class(self) -> Callable[..., T]:
        return cast(
            "Callable[..., T]", getattr(import_module("optizmo_deploy.bulk"), self._kind_name)
        )

    def _make(self, client: Any) -> T:
        return self._class()(client, client._runner.settings.retry)  # noqa: SLF001


def copy_attributes(source: object, target: object) -> None:
    """Give an object the attributes of another one of its class, those in slots included."""
    state: object = object.__getstate__(source)  # a dictionary, or it and one of slots
    parts = cast("tuple[dict[str, Any], ...]", state if isinstance(state, tuple) else (state,))
    for part in parts:
        for name, value in (part or {}).items():
            object.__setattr__(target, name, value)
