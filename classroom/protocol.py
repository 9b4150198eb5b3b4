"""HTTP as uvicorn speaks it, for visitors who send their request head in time and in measure.

Bodies are bounded by `middleware.BoundedBody`; a head that never ends would not reach it.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from classroom.settings import HEAD_MAX


class BoundedHead(HttpToolsProtocol):
    """Closes a connection whose next head is too slow (`seconds`) or too long."""

    def __init__(self, *args: Any, seconds: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seconds = seconds
        self._in_head = True
        self._went_on = False
        self._head_bytes = 0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_waiting()

    def data_received(self, data: bytes) -> None:
        if self._in_head and self._deadline is None:
            self._start_waiting()
        self._went_on = False
        super().data_received(data)
        # What came is a piece of head, unless a head or a message ended in it.
        if self._in_head and not self._went_on:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_MAX:
                self._give_up()

    def on_headers_complete(self) -> None:
        self._in_head, self._went_on = False, True
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head, self._went_on, self._head_bytes = True, True, 0
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _start_waiting(self) -> None:
        self._deadline = self.loop.call_later(self._seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._stop_waiting()
        if not self.transport.is_closing():
            self.transport.close()
