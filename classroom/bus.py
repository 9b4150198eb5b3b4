"""The bus between processes: PostgreSQL's `LISTEN` and `NOTIFY`.

What it carries is who changed, gathered for a twentieth of a second, so that a process
says at most about twenty things a second whatever the load. A connection that was lost
may have missed some: every local stream then draws anew.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Callable
from datetime import datetime

import psycopg
import structlog
from sqlite_utils import Database

from classroom.live import Hub
from classroom.refusals import NotStored
from classroom.store import presence
from classroom.store.engine import Store
from classroom.store.presence import Sighting

log = structlog.get_logger()

GATHER_S = 0.05
BEAT_S = 5.0
RETRY_S = 1.0
# PostgreSQL takes at most 8,000 bytes; past that, "the whole session" says enough.
LEARNERS_MAX = 200
SAID_MAX = 7000


class PostgresBus:
    """Started with the application; `process` tells this process from the others."""

    def __init__(self, url: str, store: Store, hub: Hub, clock: Callable[[], datetime]) -> None:
        self._url, self._store, self._hub, self._clock = url, store, hub, clock
        self.process = secrets.token_urlsafe(9)
        self._changed: dict[int, set[int]] = {}
        self._wake = asyncio.Event()
        self._told_at = clock()

    def announce(self, session_id: int, learner_id: int) -> None:
        self._changed.setdefault(session_id, set()).add(learner_id)
        self._wake.set()

    def look(self, db: Database, session_id: int, learner_id: int | None) -> list[Sighting]:
        """Part of a reading: what other processes saw of a session, or of one learner."""
        return presence.elsewhere(db, self.process, session_id, learner_id, self._clock())

    async def run(self) -> None:
        """Speak and listen until cancelled; at the end say what is still to be said."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._speak())
                group.create_task(self._listen())
        finally:
            await self._tell()

    async def _speak(self) -> None:
        while True:
            try:
                async with asyncio.timeout(BEAT_S):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            if not await self._tell():
                self._wake.set()
                await asyncio.sleep(RETRY_S)
            await asyncio.sleep(GATHER_S)

    async def _tell(self) -> bool:
        now, changed = self._clock(), self._changed
        self._changed = {}
        seen = self._hub.changes_since(self._told_at)
        try:
            for said in sentences(self.process, changed) or [""]:
                await self._store.write(presence.tell, self.process, seen, said, now)
                seen = []
        except NotStored:
            for session_id, learners in changed.items():
                self._changed.setdefault(session_id, set()).update(learners)
            return False
        self._told_at = now
        return True

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True
                ) as conn:
                    await conn.execute("listen classroom")
                    self._hub.everyone_changed()
                    async for notice in conn.notifies():
                        self._hear(notice.payload)
            except psycopg.Error as error:
                log.warning("bus_lost", reason=type(error).__name__)
            await asyncio.sleep(RETRY_S * random.uniform(0.5, 1.5))

    def _hear(self, said: str) -> None:
        process, _, rest = said.partition(" ")
        if process == self.process:
            return
        for part in rest.split(" "):
            session_id, _, learners = part.partition(":")
            for learner_id in learners.split(","):
                self._hub.tell(int(session_id), int(learner_id))


def sentences(process: str, changed: dict[int, set[int]]) -> list[str]:
    """`process session:learner,learner session:learner`, cut where it grows too long."""
    said: list[str] = []
    for session_id, learners in changed.items():
        some = sorted(learners) if len(learners) <= LEARNERS_MAX else [0]
        part = f" {session_id}:{','.join(map(str, some))}"
        if said and len(said[-1]) + len(part) <= SAID_MAX:
            said[-1] += part
        else:
            said.append(process + part)
    return said
