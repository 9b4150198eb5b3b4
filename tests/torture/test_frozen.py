"""A server that stands still for a while, as a laptop that sleeps, goes on by itself."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import pytest

from classroom.visitor import Visitor
from tests.torture import ROUNDS
from tests.torture.room import WRITERS, open_room, times
from tests.torture.wire import Wire

FROZEN_S = 3
# Less than that: every answer is abandoned and sent again on another connection meanwhile.
PATIENCE_S = 0.8
HEARD_S = 20


@contextlib.asynccontextmanager
async def stream(wire: Wire, path: str) -> AsyncIterator[AsyncGenerator[bytes, None]]:
    """An open stream of this browser, its first message read."""
    visitor = Visitor(wire.url)
    visitor.cookies = wire.cookies
    async with contextlib.aclosing(visitor.stream(path)) as messages:
        await anext(messages)
        yield messages


async def shown(messages: AsyncGenerator[bytes, None], sign: bytes) -> None:
    """Until a stream has sent it."""
    async with asyncio.timeout(HEARD_S):
        async for message in messages:
            if sign in message:
                return
    raise AssertionError("the stream has ended")


async def freeze(data: Path) -> None:
    async with open_room(data) as room, contextlib.AsyncExitStack() as open_streams:
        follow = open_streams.enter_async_context
        seats = [await follow(stream(w.wire, f"{room.home}/events")) for w in room.writers]
        board = await follow(stream(room.mediator, f"{room.dashboard}/events"))
        for writer in room.writers:
            writer.wire.patience_s = PATIENCE_S
        async with room.writing() as heard:
            await times(heard, WRITERS)
            room.server.process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(FROZEN_S)
            assert all(writer.kept for writer in room.writers)
            room.server.process.send_signal(signal.SIGCONT)
            await times(heard, 10 * WRITERS)
        assert room.statuses.keys() == {303}
        await room.settle()
        assert room.wrongs() == {}
        paused = await room.mediator.post(f"{room.dashboard}/pause")
        assert paused.status == 303
        for messages in (*seats, board):
            await shown(messages, b'data-paused="yes"')


@pytest.mark.parametrize("_", ROUNDS)
def test_a_frozen_server_loses_nothing_and_its_streams_go_on(tmp_path: Path, _: int) -> None:
    asyncio.run(freeze(tmp_path))
