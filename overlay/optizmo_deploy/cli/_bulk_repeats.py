"""Counts the requests that the client repeats, and notices when it waits, from what it logs."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from optizmo_deploy.bulk.tally import Tally

__all__ = ["Repeats"]

_LOGGER = logging.getLogger("optizmo_deploy")
_AGAIN = "%s %s again in %.3f s"
_NO_NEW_ROWS = "bulk: no new rows for %.1f s, as the server asks"


class Repeats(logging.Handler):
    """Keeps the count of repeated requests of a job, and until when nothing is sent.

    Args:
        tally: The counts to keep.
    """

    def __init__(self, tally: Tally) -> None:
        super().__init__(logging.INFO)
        self._tally = tally
        self._level = logging.NOTSET

    def emit(self, record: logging.LogRecord) -> None:
        """Take note of a repeat or a pause; all else is ignored."""
        if record.msg not in {_AGAIN, _NO_NEW_ROWS} or not isinstance(record.args, tuple):
            return
        if record.msg == _AGAIN:
            self._tally.retries += 1
        pause = record.args[-1]
        if isinstance(pause, float):
            self._tally.waits_until = max(self._tally.waits_until, time.monotonic() + pause)

    def __enter__(self) -> Self:
        self._level = _LOGGER.level
        if not _LOGGER.isEnabledFor(logging.INFO):
            _LOGGER.setLevel(logging.INFO)
        _LOGGER.addHandler(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _LOGGER.removeHandler(self)
        _LOGGER.setLevel(self._level)
