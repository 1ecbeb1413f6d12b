"""The event loop of the server, whose timers no test can stop by freezing the time.

Libraries such as freezegun replace `time.monotonic`, by which asyncio's own event loops measure.
uvloop asks the operating system; the loop here asks a copy of the module `time` of its own.
"""

from __future__ import annotations

import asyncio
import sys
from importlib.machinery import BuiltinImporter
from importlib.util import module_from_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["new_event_loop"]

_Base: Any = asyncio.SelectorEventLoop
if sys.platform == "win32":
    _Base = asyncio.ProactorEventLoop


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Return uvloop's event loop, or one of asyncio's where uvloop is not installed."""
    try:
        import uvloop  # noqa: PLC0415 - not everywhere
    except ImportError:
        return _Loop()
    return uvloop.new_event_loop()


def _real_monotonic() -> Callable[[], float]:
    spec = BuiltinImporter.find_spec("time")
    if spec is None or spec.loader is None:
        raise RuntimeError("this Python has no built-in module time")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    monotonic: Callable[[], float] = module.monotonic
    return monotonic


class _Loop(_Base):  # type: ignore[misc]
    def __init__(self) -> None:
        _Base.__init__(self)
        self._monotonic = _real_monotonic()

    def time(self) -> float:
        return self._monotonic()
