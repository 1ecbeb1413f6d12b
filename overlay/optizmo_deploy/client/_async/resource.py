"""What the resources of a client have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optizmo_deploy.client.core.retry_loop import attempts

if TYPE_CHECKING:
    from collections.abc import Callable

    from optizmo_deploy.client._async.runner import AsyncRunner
    from optizmo_deploy.client.arguments.call_options import CallOptions
    from optizmo_deploy.client.core.call_context import CallContext
    from optizmo_deploy.client.core.calls import Call
    from optizmo_deploy.client.core.effects import Flow
    from optizmo_deploy.client.response import Response

__all__ = ["AsyncResource"]


class AsyncResource:
    """Carries out calls, and returns their results, or their responses with the results in them.

    Args:
        runner: Carries out the flows of the client.
        with_response: Whether to return the responses.
    """

    def __init__(self, runner: AsyncRunner, *, with_response: bool = False) -> None:
        self._runner = runner
        self._with_response = with_response

    async def _send(self, call: Call[Any], options: CallOptions) -> Any:
        return await self._run(lambda context: attempts(call, context), options)

    async def _run(
        self, flow: Callable[[CallContext], Flow[Response[Any]]], options: CallOptions
    ) -> Any:
        runner = self._runner
        response = await runner.run(flow(runner.context(options)))
        return response if self._with_response else response.parsed
