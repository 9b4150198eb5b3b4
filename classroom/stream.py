"""Event streams that cost little while nothing happens: one task more than the request's own.

sse-starlette frames the messages; its response would keep three tasks more for each open
page, a quarter of what a connected person weighs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from sse_starlette import ServerSentEvent
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

# What goes first to a browser, and from time to time when there is nothing to say.
BEAT = ServerSentEvent(comment="")


async def send_live(request: Request, messages: AsyncGenerator[ServerSentEvent, None]) -> Response:
    """The messages as they come. With `once` in the query the first one alone, as a reply that
    ends: what a page asks for again and again where a proxy on the way keeps streams back."""
    if "once" not in request.query_params:
        return EventStream(messages, request.state.hub.is_closing)
    async with aclosing(messages):
        first = await anext(messages)
    return HTMLResponse(first.data or "", headers={"Cache-Control": "no-store"})


class EventStream(Response):
    """Sends messages until they end, the reader leaves, or `is_closing` and the task is
    cancelled. No proxy on the way may hold it back."""

    media_type = "text/event-stream"

    def __init__(
        self, messages: AsyncGenerator[ServerSentEvent, None], is_closing: Callable[[], bool]
    ) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"})
        del self.headers["content-length"]
        self.messages, self.is_closing = messages, is_closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if scope["method"] != "HEAD":
            await self._pump(receive, send)
        await send({"type": "http.response.body", "body": b""})

    async def _pump(self, receive: Receive, send: Send) -> None:
        here = asyncio.current_task()
        assert here is not None

        async def leave() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            here.cancel()

        leaving = asyncio.create_task(leave())
        try:
            async with aclosing(self.messages) as messages:
                async for message in messages:
                    body = message.encode()
                    await send({"type": "http.response.body", "body": body, "more_body": True})
        except asyncio.CancelledError:
            if not (leaving.done() or self.is_closing()):
                raise
            here.uncancel()
        finally:
            leaving.cancel()
