"""A session with its server, its mediator and people who answer over and over."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from classroom.exercises.choice import Definition
from classroom.modules import Library
from classroom.signing import new_token
from classroom.visitor import Reply
from tests.process import Process
from tests.torture.journal import Journal, wrongs
from tests.torture.wire import Wire

WRITERS = 20
PLAN = "scams"
ENOUGH_S = 60.0


def plain_choice() -> tuple[str, int]:
    """An exercise that one number answers, and how many choices it has."""
    library = Library.shipped()
    plan = next(plan for plan in library.plans if plan.id == PLAN)
    for ref in plan.exercises:
        match library.exercise(ref):
            case Definition(choices=choices) if choices:
                return ref, len(choices)
    raise AssertionError(f"{PLAN} has no plain choice")


EXERCISE, CHOICES = plain_choice()


class Writer:
    """One learner. What was not acknowledged is kept, and sent again under the same number."""

    def __init__(self, wire: Wire, home: str, seed: int) -> None:
        self.wire, self.home = wire, home
        self.page = f"{home}/exercises/{EXERCISE}"
        self.journal = Journal()
        self.kept = ""
        self.statuses: Counter[int] = Counter()
        self._rng = random.Random(seed)

    async def join(self, name: str) -> None:
        reply = await self.wire.post(f"{self.home}/learners", f"name={name}")
        assert reply.status == 303, reply.text

    def keep(self) -> str:
        """The number of the answer that is waiting; a new answer when none is."""
        if not self.kept:
            self.kept = new_token()
            self.journal.sent[self.kept] = str(self._rng.randrange(CHOICES))
        return self.kept

    async def send(self, submission: str, *, over: Wire | None = None, htmx: bool = False) -> Reply:
        """Post one answer, on one's own connection or over another."""
        body = f"submission={submission}&choice={self.journal.sent[submission]}"
        reply = await (over or self.wire).post(f"{self.page}/attempts", body, htmx=htmx)
        self.statuses[reply.status] += 1
        if reply.status in (200, 303):
            self.journal.acknowledged.add(submission)
        return reply

    async def answer(self, *, htmx: bool = False) -> Reply:
        """Send what is kept, or a new answer; an acknowledged one is kept no more."""
        reply = await self.send(self.keep(), htmx=htmx)
        if self.kept in self.journal.acknowledged:
            self.kept = ""
        return reply

    async def go_on(self, enough: Callable[[], bool], heard: asyncio.Semaphore) -> None:
        """Answer until it is enough, whatever happens to the connection."""
        while not enough():
            with contextlib.suppress(OSError):
                await self.answer()
                if not self.kept:
                    heard.release()


class Room:
    """One data folder and the starts of its server, one session, its mediator and its writers."""

    def __init__(self, data: Path, program: Sequence[str], env: Mapping[str, str] | None) -> None:
        self.data, self.program, self.env = data, program, env
        self.writers: list[Writer] = []
        self.server = self._process()
        self.mediator = Wire(f"http://{urlsplit(self.server.staff_url).netloc}")

    async def fill(self, count: int) -> None:
        """The mediator follows the printed link and opens a session; people come in."""
        link = urlsplit(self.server.staff_url)
        assert (await self.mediator.get(f"{link.path}?{link.query}")).status == 303
        opened = await self.mediator.post("/staff/sessions", f"plan={PLAN}")
        self.dashboard = opened.location
        self.home = f"/s/{(await self.board())['code']}"
        for number in range(count):
            writer = Writer(Wire(self.server.learner_url), self.home, number)
            await writer.join(f"Personne-{number}")
            self.writers.append(writer)

    async def close(self) -> None:
        for writer in self.writers:
            await writer.wire.close()
        await self.mediator.close()
        if self.server.process.poll() is None:
            self.server.kill()

    def _process(self) -> Process:
        return Process(self.data, program=self.program, env=self.env)

    async def board(self) -> dict[str, Any]:
        """The dashboard as data."""
        reply = await self.mediator.get(f"{self.dashboard}/progress.json")
        assert reply.status == 200, reply.text
        board: dict[str, Any] = json.loads(reply.body)
        return board

    async def restart(self) -> float:
        """Start again on the same folder; the seconds until somebody got an answer."""
        begun = time.perf_counter()
        self.server = self._process()
        for writer in self.writers:
            await writer.wire.close()
            writer.wire.url = self.server.learner_url
        await self.mediator.close()
        self.mediator.url = f"http://{urlsplit(self.server.staff_url).netloc}"
        assert (await self.writers[0].wire.get("/healthz")).status == 200
        return time.perf_counter() - begun

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[asyncio.Semaphore]:
        """Everybody answers for as long as this lasts; what is given counts what was heard."""
        over, heard = asyncio.Event(), asyncio.Semaphore(0)
        going = [asyncio.create_task(w.go_on(over.is_set, heard)) for w in self.writers]
        try:
            yield heard
        finally:
            over.set()
            await asyncio.gather(*going)

    async def each(self, *, htmx: bool = False) -> list[Reply]:
        """One answer of everybody, at once."""
        return list(await asyncio.gather(*(writer.answer(htmx=htmx) for writer in self.writers)))

    async def settle(self) -> None:
        """Everybody sends what they have kept, and is heard."""
        await asyncio.gather(*(writer.answer() for writer in self.writers if writer.kept))
        assert not [writer for writer in self.writers if writer.kept]

    def wrongs(self) -> dict[str, set[str]]:
        return wrongs(self.data, (writer.journal for writer in self.writers), EXERCISE)

    @property
    def statuses(self) -> Counter[int]:
        """Of every answer to an answer."""
        return sum((writer.statuses for writer in self.writers), Counter())

    @property
    def acknowledged(self) -> int:
        return sum(len(writer.journal.acknowledged) for writer in self.writers)


@contextlib.asynccontextmanager
async def open_room(
    data: Path,
    *,
    program: Sequence[str] = ("classroom",),
    env: Mapping[str, str] | None = None,
) -> AsyncIterator[Room]:
    """A room of `WRITERS` people; its server is gone afterwards, whatever has become of it."""
    room = Room(data, program, env)
    try:
        await room.fill(WRITERS)
        yield room
    finally:
        await room.close()


async def times(heard: asyncio.Semaphore, count: int) -> None:
    """Until so many answers were acknowledged from now on."""
    async with asyncio.timeout(ENOUGH_S):
        while not heard.locked():
            await heard.acquire()
        for _ in range(count):
            await heard.acquire()
