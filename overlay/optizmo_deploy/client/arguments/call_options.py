"""What can be set for a single call."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optizmo_deploy.client.arguments.settings import Settings
    from optizmo_deploy.client.core.retry_policy import RetryPolicy

__all__ = ["CallOptions", "with_call_options"]


class CallOptions(TypedDict, total=False):
    """The keyword arguments that every method takes; None is as good as absent.

    Attributes:
        timeout: Seconds for one attempt.
        retry: When to repeat a request, and for how long.
        headers: More header fields, added to those that the client sends.
    """

    timeout: float | None
    retry: RetryPolicy | None
    headers: Mapping[str, str] | None


def with_call_options(settings: Settings, options: CallOptions) -> Settings:
    """Return the settings for one call.

    Raises:
        ConfigurationError: An option cannot be used.
        TypeError: There is no such option.
    """
    if not options:
        return settings
    for name in options:
        if name not in CallOptions.__annotations__:
            raise TypeError(f"unexpected keyword argument {name!r}")
    return settings.changed(**options)
