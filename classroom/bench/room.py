"""A room under measure: sessions, people who answer, dashboards that watch, a journal of it all."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from classroom.answering import answer_form, fill, key_of
from classroom.bench.servers import Servers
from classroom.modules import Library
from classroom.signing import new_token
from classroom.simulate import NAMES, REPORT_S
from classroom.store import attempts
from classroom.store.engine import read_beside
from classroom.visitor import Visitor

# One answer in so many is sent again, as after a reply that never came.
REPEATED = 20
TILE = re.compile(rb'(?:hx-target="#|\bid=")tile-(\d+)"')
CALL = re.compile(rb'\bid="need-(\d+)" data-state="call"')
AT_ONCE = 16
# Always the same, so that figures can be compared from one version to the next.
PLAN = "stay-safe"
WHOLE = ("choice", "text_entry", "cloze", "order", "match", "categorize")


@dataclass(slots=True)
class Journal:
    """What the clients know. Latencies are in seconds; `unseen` counts answers that no
    dashboard showed before the same person's next."""

    joins: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    called: list[float] = field(default_factory=list)
    unseen: int = 0
    sent: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Screen:
    """What one dashboard is still to show: who answered, who called, and when."""

    answers: dict[int, float] = field(default_factory=dict)
    calls: dict[int, float] = field(default_factory=dict)


@dataclass(slots=True)
class Room:
    """One session, and the dashboards on it."""

    code: str
    url: str
    id: int
    seats: list[Seat] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)


class House:
    """All rooms of one measure, and what runs beside them until `leave`."""

    def __init__(self, servers: Servers, seed: int = 1) -> None:
        self.servers, self.journal, self.rng = servers, Journal(), random.Random(seed)
        self.library = Library.shipped()
        self.refs = steady(self.library)
        self.staff: list[Visitor] = []
        self.doors: list[str] = []
        self.rooms: list[Room] = []
        self._beside: list[asyncio.Task[None]] = []
        self._client_cpu_s = 0.0

    async def enter(self) -> None:
        """Sign in at every process, by its link."""
        for server in self.servers.each:
            staff = Visitor(server.staff_url)
            await staff.get("/" + server.staff_url.split("/", 3)[3])
            self.staff.append(staff)
            self.doors.append(server.learner_url)

    async def open(self, capacity: int) -> Room:
        """Open one more session."""
        staff = self.staff[len(self.rooms) % len(self.staff)]
        chosen = [("plan", PLAN), ("capacity", str(capacity))]
        url = (await staff.post("/staff/sessions", chosen)).location
        board = json.loads((await staff.get(f"{url}/progress.json")).body)
        if not self.doors[0]:
            # Whatever address learners type, this machine is measured and nothing else.
            self.doors = [f"http://127.0.0.1:{urlsplit(board['join_url']).port or 80}/"]
        return self.furnish(Room(board["code"], url, board["session"]))

    def furnish(self, room: Room) -> Room:
        """Take a session that is open already into the measure."""
        self.rooms.append(room)
        return room

    def seat(self, room: Room) -> Seat:
        """One more person, on one of the processes; nothing is sent yet."""
        seat = Seat(self, room, len(room.seats))
        room.seats.append(seat)
        return seat

    async def know(self, room: Room) -> None:
        """Learn under which number each person stands on the dashboard."""
        staff = self.staff[0]
        board = json.loads((await staff.get(f"{room.url}/progress.json")).body)
        ids = {learner["name"]: learner["id"] for learner in board["learners"]}
        for seat in room.seats:
            seat.id = ids[seat.name]

    def watch(self, room: Room, rank: int = 0) -> None:
        """Open one more dashboard on a room."""
        screen = Screen()
        room.screens.append(screen)
        self.keep(self._watch(self.staff[rank % len(self.staff)], room, screen))

    async def _watch(self, staff: Visitor, room: Room, screen: Screen) -> None:
        async for message in staff.stream(f"{room.url}/events"):
            now = time.perf_counter()
            for found in TILE.findall(message):
                if sent := screen.answers.pop(int(found), None):
                    self.journal.shown.append(now - sent)
            for found in CALL.findall(message):
                if sent := screen.calls.pop(int(found), None):
                    self.journal.called.append(now - sent)

    def keep(self, work: Coroutine[Any, Any, None]) -> None:
        """Run beside the rest until `leave`."""
        self._beside.append(asyncio.create_task(work))

    async def leave(self) -> None:
        """Stop what runs beside; raises what went wrong there."""
        broken = [task for task in self._beside if task.done()]
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        seats = (seat for room in self.rooms for seat in room.seats)
        for visitor in (*self.staff, *(seat.visitor for seat in seats)):
            await visitor.close()
        for task in broken:
            task.result()

    def unseen(self) -> int:
        """Answers and calls that a dashboard never showed by themselves."""
        screens = [screen for room in self.rooms for screen in room.screens]
        still = sum(len(screen.answers) + len(screen.calls) for screen in screens)
        return self.journal.unseen + still

    def compare(self) -> dict[str, int]:
        """The journal beside the database."""
        stored = [
            submission
            for room in self.rooms
            for submission in read_beside(self.servers.database, attempts.submissions, room.id)
        ]
        journal, once = self.journal, set(stored)
        return {
            "acknowledged": len(journal.kept),
            "lost": len(journal.kept - once),
            "doubled": len(stored) - len(once) + len(once - journal.sent),
        }

    @contextmanager
    def measured(self) -> Iterator[dict[str, float]]:
        """Fills in what the answers given meanwhile cost: processor time of the servers and of
        this process in seconds for 1,000 of them, and answers a second."""
        figures: dict[str, float] = {}
        before, mine = self.servers.cost(), time.process_time()
        count, start = len(self.journal.answers), time.perf_counter()
        yield figures
        lasted = time.perf_counter() - start
        answers = max(1, len(self.journal.answers) - count)
        spent = self.servers.cost().cpu_s - before.cpu_s
        figures["cpu_s_per_1000_answers"] = round(spent * 1000 / answers, 3)
        client = (time.process_time() - mine) * 1000 / answers
        figures["client_cpu_s_per_1000_answers"] = round(client, 3)
        figures["answers_per_s"] = round(answers / lasted, 1)


class Seat:
    """One person. Answers are prepared beforehand: no page is read while they are measured."""

    def __init__(self, house: House, room: Room, rank: int) -> None:
        self.house, self.room = house, room
        self.name = f"{NAMES[rank % len(NAMES)]} {rank + 1}"
        self.id, self.given, self.place = 0, 0, 0
        self.visitor = Visitor(house.doors[rank % len(house.doors)])
        # Streams may go to another process than posts: no process knows a learner better.
        self.stream = Visitor(house.doors[(rank + 1) % len(house.doors)])
        self.stream.cookies = self.visitor.cookies
        self.home = f"/s/{room.code}"
        self.refs: Sequence[str] = ()
        self.bodies: list[tuple[str, str]] = []

    async def join(self) -> None:
        """Everything from the first page to the seat; what the last post took is noted."""
        await self.visitor.get("/")
        await self.visitor.post("/join", [("code", self.room.code)])
        await self.visitor.get(self.home)
        start = time.perf_counter()
        await self.visitor.post(f"{self.home}/learners", [("name", self.name), ("seat", "")])
        self.house.journal.joins.append(time.perf_counter() - start)

    async def prepare(self, refs: Sequence[str]) -> None:
        """Read these exercises once and prepare two answers to each, a wrong and a right one."""
        self.refs, self.bodies = refs, []
        for ref in refs:
            form = answer_form((await self.visitor.get(f"{self.home}/exercises/{ref}")).text)
            key = key_of(self.house.library.exercise(ref))
            for errors in (1.0, 0.0):
                filled = fill(form, key, errors, self.house.rng)
                kept = [(name, value) for name, value in filled if name != "submission"]
                self.bodies.append((ref, urlencode(kept)))

    async def live(self) -> None:
        """The page is open: its stream, and what it reports of itself."""
        self.house.keep(self._listen())
        self.house.keep(self._report())

    async def _listen(self) -> None:
        async for _ in self.stream.stream(f"{self.home}/events"):
            pass

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(REPORT_S * self.house.rng.uniform(0.9, 1.1))
            await self.tell()

    async def tell(self) -> None:
        on = self.refs[self.place] if self.refs else ""
        told = [("exercise", on), ("visible", "1"), ("idle_s", "0")]
        await self.visitor.post(f"{self.home}/presence", told)

    async def answer(self) -> float:
        """The next prepared answer; the seconds until it was acknowledged."""
        ref, fields = self.bodies[self.given % len(self.bodies)]
        self.given += 1
        submission, journal = new_token(), self.house.journal
        url, body = f"{self.home}/exercises/{ref}/attempts", f"submission={submission}&{fields}"
        start = time.perf_counter()
        for screen in self.room.screens:
            journal.unseen += self.id in screen.answers
            screen.answers[self.id] = start
        journal.sent.add(submission)
        await self.visitor.post_body(url, body)
        took = time.perf_counter() - start
        journal.answers.append(took)
        journal.kept.add(submission)
        if self.house.rng.randrange(REPEATED) == 0:
            await self.visitor.post_body(url, body)
        return took

    async def call(self, kept_s: float) -> None:
        """Ask for help, and take it back after a while."""
        start = time.perf_counter()
        for screen in self.room.screens:
            screen.calls[self.id] = start
        await self.visitor.post(f"{self.home}/help", [])
        await asyncio.sleep(kept_s)
        await self.visitor.post(f"{self.home}/help/cancel", [])

    async def go_on(self) -> None:
        """Open the next exercise, once the last answer was the right one."""
        if self.given % 2 == 0:
            self.place = (self.place + 1) % len(self.refs)
            await self.visitor.get(f"{self.home}/exercises/{self.refs[self.place]}")
            await self.tell()


def steady(library: Library) -> list[str]:
    """Those exercises of `PLAN` that are answered whole: each answer to one is a try, which shows
    on the dashboard."""

    def whole(ref: str) -> bool:
        exercise = library.exercise(ref)
        in_steps = getattr(exercise, "one_by_one", False) or getattr(exercise, "questions", ())
        return exercise.kind not in ("lesson", "survey", "simulation") and not in_steps

    plan = next(plan for plan in library.plans if plan.id == PLAN)
    return [ref for ref in plan.exercises if whole(ref)]


async def seated(house: House, room: Room, count: int, refs: Sequence[str]) -> None:
    """`count` people in a room, each with answers to these exercises ready."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(seat: Seat) -> None:
        async with turn:
            await seat.join()
            await seat.prepare(refs)

    await asyncio.gather(*(one(house.seat(room)) for _ in range(count)))
