"""One live board a session, whatever the number of dashboards that look at it.

A board is read and drawn once for each change; what changes within 100 ms is one
change. A dashboard that cannot keep up is given the whole board again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from classroom.board import Board, BoardMaker
from classroom.live import EVERYONE, Hub
from classroom.modules import Library
from classroom.room import Room
from classroom.store.engine import Store
from classroom.store.presence import Sighting

COALESCE_S = 0.1
TICK_S = 5.0
QUEUE_MAX = 32


@dataclass(frozen=True, slots=True)
class Look:
    """How a board is looked at: in one view, whole or one zone of it."""

    view: str
    zone: str = ""


# Draws what differs between two boards for one look; None stands for an empty screen.
Draw = Callable[[Board | None, Board, Look], str]


class Follower:
    """The messages one dashboard has not been sent yet."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.queue: asyncio.Queue[str] = asyncio.Queue(QUEUE_MAX)
        self.behind = True

    def push(self, message: str) -> None:
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.behind = True


class LiveBoard:
    """The board of one session while somebody watches it."""

    def __init__(self, maker: BoardMaker, now: datetime) -> None:
        self.maker = maker
        self.board = maker.board(now)
        self.followers: set[Follower] = set()
        self.task: asyncio.Task[None] | None = None


class Broadcast:
    """Live boards by session, made when the first dashboard opens and dropped after the last."""

    def __init__(
        self, store: Store, hub: Hub, library: Library, clock: Callable[[], datetime], draw: Draw
    ) -> None:
        self._store, self._hub, self._library = store, hub, library
        self._clock, self._draw = clock, draw
        self._boards: dict[int, LiveBoard] = {}

    async def maker(self, session_id: int) -> BoardMaker:
        """A fresh maker, for a page drawn once."""
        room, seen = await self._store.read(whole, session_id, self._hub)
        self._hub.learn(seen)
        return BoardMaker(room, self._hub, self._library)

    async def follow(self, session_id: int, look: Look, heartbeat_s: float) -> AsyncIterator[str]:
        """The board of a session, whole at first, then what changes; "" after a quiet while.

        Ends when the board can no longer be read: the browser comes back for a fresh one.
        """
        live = self._boards.get(session_id)
        if live is None:
            live = LiveBoard(await self.maker(session_id), self._clock())
            live = self._boards.setdefault(session_id, live)
        follower = Follower(look)
        live.followers.add(follower)
        if live.task is None:
            live.task = asyncio.create_task(self._keep(session_id, live))
        try:
            while not live.task.done():
                yield await self._next(live, follower, heartbeat_s)
        finally:
            live.followers.discard(follower)
            if not live.followers or live.task.done():
                live.task.cancel()
                if self._boards.get(session_id) is live:
                    del self._boards[session_id]

    async def _next(self, live: LiveBoard, follower: Follower, heartbeat_s: float) -> str:
        if follower.behind:
            follower.behind = False
            while not follower.queue.empty():
                follower.queue.get_nowait()
            return self._draw(None, live.board, follower.look)
        try:
            async with asyncio.timeout(heartbeat_s):
                return await follower.queue.get()
        except TimeoutError:
            return ""

    async def _keep(self, session_id: int, live: LiveBoard) -> None:
        """Follow the hub; every few seconds look at the clock, which alone can raise a flag."""
        with self._hub.watch(session_id) as subscription:
            # Everyone: something may have happened between the first reading and now.
            changed = {EVERYONE, *live.maker.room.standings}
            while True:
                await self._redraw(live, changed)
                await asyncio.sleep(COALESCE_S)
                changed = await subscription.changes(TICK_S)

    async def _redraw(self, live: LiveBoard, changed: set[int]) -> None:
        seen = await self._store.read(refresh, live.maker.room, changed, self._hub)
        self._hub.learn(seen)
        everyone = not changed or EVERYONE in changed
        before = live.board
        live.board = live.maker.board(self._clock(), None if everyone else changed)
        for look in {follower.look for follower in live.followers}:
            if message := self._draw(before, live.board, look):
                for follower in live.followers:
                    if follower.look == look:
                        follower.push(message)


def whole(db: Database, session_id: int, hub: Hub) -> tuple[Room, Sequence[Sighting]]:
    """A session, and what other processes saw of it."""
    return Room(db, session_id), hub.look(db, session_id)


def refresh(db: Database, room: Room, changed: set[int], hub: Hub) -> Sequence[Sighting]:
    """Bring a room up to date; what other processes saw of it."""
    room.refresh(db, changed)
    return hub.look(db, room.session.id)
