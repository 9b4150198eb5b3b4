"""The measure anyone can repeat: a server on a new folder, a full room, what it costs.

The load runs here, the server in its own process. What the clients know to be kept
is compared with the database: one answer lost or doubled is a failure.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from classroom.answering import Key, answer_form, fill, key_of
from classroom.measure import cost_of, machine, percentiles
from classroom.modules import Library
from classroom.simulate import NAMES, REPORT_S
from classroom.visitor import Visitor

ARRIVALS_PER_S = 6.0  # 60 people in 10 s
WRONG = 0.4
# One answer in so many is sent again, as after a reply that never came.
REPEATED = 20
SETTLE_S = 2.0
START_S = 20.0
TILE = re.compile(rb'(?:hx-target="#|\bid=")tile-(\d+)"')

# The bars: 95th percentiles in milliseconds, or counts.
BARS = {"answer": 25.0, "dashboard": 250.0, "join": 50.0}


@dataclass(frozen=True, slots=True)
class Workload:
    """Each learner answers every `interval_s`, for `duration_s`."""

    learners: int
    dashboards: int
    duration_s: float
    interval_s: float


@dataclass(slots=True)
class Room:
    """What is shared by everyone in the run. Latencies are in seconds."""

    learner_url: str
    staff: Visitor
    session: str
    code: str = ""
    refs: Sequence[str] = ()
    keys: dict[str, Key] = field(default_factory=dict)
    joins: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    pending: list[dict[int, float]] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    sent: set[tuple[int, str]] = field(default_factory=set)
    kept: set[tuple[int, str]] = field(default_factory=set)
    unseen: int = 0
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def keep(self, work: Coroutine[Any, Any, None]) -> None:
        """Run beside the rest until `leave`."""
        self.tasks.append(asyncio.create_task(work))

    async def leave(self) -> None:
        """Stop what runs beside; raises what went wrong there."""
        broken = [task for task in self.tasks if task.done()]
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for task in broken:
            task.result()


@contextlib.contextmanager
def server(data: Path) -> Iterator[tuple[int, str, str]]:
    """A server on a folder: its process id, the link for staff, the address for learners."""
    command = [sys.executable, "-m", "classroom", "serve", "--data", str(data), "--json"]
    command += ["--host", "127.0.0.1", "--port", "0", "--learner-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            links = json.loads(process.stdout.readline() or "{}")
            if not links:
                raise RuntimeError("server did not start")
            yield process.pid, links["staff_url"], links["learner_url"]
        finally:
            process.terminate()
            process.wait(START_S)


class Client:
    """One learner who answers at a steady rhythm."""

    def __init__(self, room: Room, name: str, rng: random.Random) -> None:
        self.room, self.name, self.rng = room, name, rng
        self.visitor = Visitor(room.learner_url)
        self.home = f"/s/{room.code}"
        self.place = rng.randrange(len(room.refs))
        self.page = ""

    @property
    def ref(self) -> str:
        return self.room.refs[self.place]

    async def join(self) -> None:
        """Everything from the first page to the first exercise, the stream open."""
        await self.visitor.get("/")
        await self.visitor.post("/join", [("code", self.room.code)])
        await self.visitor.get(self.home)
        start = time.perf_counter()
        await self.visitor.post(f"{self.home}/learners", [("name", self.name), ("seat", "")])
        self.room.joins.append(time.perf_counter() - start)
        await self.visitor.get(self.home)
        self.room.keep(self.listen())
        await self.open()
        self.room.keep(self.report())

    async def listen(self) -> None:
        async for _ in self.visitor.stream(f"{self.home}/events"):
            pass

    async def report(self) -> None:
        while True:
            await asyncio.sleep(REPORT_S)
            await self.tell()

    async def tell(self) -> None:
        told = [("exercise", self.ref), ("visible", "1"), ("idle_s", "0")]
        await self.visitor.post(f"{self.home}/presence", told)

    async def open(self) -> None:
        self.page = (await self.visitor.get(f"{self.home}/exercises/{self.ref}")).text
        await self.tell()

    async def work(self, end: float, interval_s: float) -> None:
        """An answer each interval until `end`; after a right one, the next exercise."""
        due = time.perf_counter() + self.rng.uniform(0, interval_s)
        while due < end:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await self.answer()
            due += interval_s

    async def answer(self) -> None:
        fields = fill(answer_form(self.page), self.room.keys[self.ref], WRONG, self.rng)
        me, submission = self.room.ids[self.name], dict(fields)["submission"]
        url = f"{self.home}/exercises/{self.ref}/attempts"
        start = time.perf_counter()
        for pending in self.room.pending:
            self.room.unseen += me in pending
            pending[me] = start
        self.room.sent.add((me, submission))
        reply = await self.visitor.post(url, fields)
        self.room.answers.append(time.perf_counter() - start)
        self.room.kept.add((me, submission))
        self.page = reply.text
        if self.rng.randrange(REPEATED) == 0:
            await self.visitor.post(url, fields)
        if 'id="onward"' in self.page or 'id="solution"' in self.page:
            self.place = (self.place + 1) % len(self.room.refs)
            await self.open()


async def watch(room: Room, pending: dict[int, float]) -> None:
    """One dashboard: how long after an answer was sent does its tile come."""
    async for message in room.staff.stream(f"{room.session}/events"):
        now = time.perf_counter()
        for found in TILE.findall(message):
            if sent := pending.pop(int(found), None):
                room.shown.append(now - sent)


def steady(library: Library) -> tuple[str, list[str]]:
    """The ready-made plan with most exercises answered whole, and these: each answer to one is
    a try, which shows on the dashboard."""

    def whole(ref: str) -> bool:
        exercise = library.exercise(ref)
        in_steps = getattr(exercise, "one_by_one", False) or getattr(exercise, "questions", ())
        return exercise.kind not in ("lesson", "survey") and not in_steps

    plans = {plan.id: [ref for ref in plan.exercises if whole(ref)] for plan in library.plans}
    return max(plans.items(), key=lambda plan: len(plan[1]))


async def open_session(staff_url: str, learner_url: str, capacity: int) -> Room:
    """Sign in by the link and open a session."""
    staff = Visitor(staff_url)
    await staff.get("/" + staff_url.split("/", 3)[3])
    library = Library.shipped()
    plan, refs = steady(library)
    opened = await staff.post("/staff/sessions", [("plan", plan), ("capacity", str(capacity))])
    room = Room(learner_url, staff, opened.location, refs=refs)
    room.keys = {ref: key_of(library.exercise(ref)) for ref in refs}
    room.code = json.loads((await staff.get(f"{room.session}/progress.json")).body)["code"]
    return room


async def load(pid: int, room: Room, work: Workload) -> dict[str, Any]:
    """Arrivals, then answers; figures of both."""
    rng = random.Random(1)
    names = [f"{NAMES[rank % len(NAMES)]} {rank + 1}" for rank in range(work.learners)]
    clients = [Client(room, name, random.Random(rng.random())) for name in names]
    idle = cost_of(pid)
    room.pending = [{} for _ in range(work.dashboards)]
    for pending in room.pending:
        room.keep(watch(room, pending))
    try:
        await asyncio.gather(*(come(client, rank) for rank, client in enumerate(clients)))
        await asyncio.sleep(SETTLE_S)
        seated = cost_of(pid)
        board = json.loads((await room.staff.get(f"{room.session}/progress.json")).body)
        room.ids = {learner["name"]: learner["id"] for learner in board["learners"]}
        before, end = cost_of(pid), time.perf_counter() + work.duration_s
        await asyncio.gather(*(client.work(end, work.interval_s) for client in clients))
        after = cost_of(pid)
        await asyncio.sleep(SETTLE_S)
    finally:
        await room.leave()
        for visitor in (room.staff, *(client.visitor for client in clients)):
            await visitor.close()
    answers = len(room.answers)
    return {
        "join_ms": percentiles(room.joins),
        "answer_ms": percentiles(room.answers),
        "dashboard_ms": percentiles(room.shown),
        "unseen": room.unseen + sum(len(pending) for pending in room.pending),
        "cpu_s_per_1000_answers": round((after.cpu_s - before.cpu_s) * 1000 / max(answers, 1), 2),
        "memory_idle_mb": round(idle.memory_kb / 1024, 1),
        "memory_learner_kb": round((seated.memory_kb - idle.memory_kb) / work.learners, 1),
    }


async def come(client: Client, rank: int) -> None:
    await asyncio.sleep(rank / ARRIVALS_PER_S)
    await client.join()


def compare(database: Path, room: Room) -> dict[str, int]:
    """The journals of the clients beside the database."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        rows = db.execute("select learner_id, submission from attempt").fetchall()
    stored = set(rows)
    return {
        "acknowledged": len(room.kept),
        "lost": len(room.kept - stored),
        "doubled": len(rows) - len(stored) + len(stored - room.sent),
    }


def measure(work: Workload) -> dict[str, Any]:
    """The machine, the workload, the figures, and which bars they pass (`kept`: nothing lost)."""
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (pid, staff, url):

        async def measured() -> dict[str, Any]:
            room = await open_session(staff, url, work.learners)
            figures = await load(pid, room, work)
            return {**figures, **compare(Path(folder) / "classroom.db", room)}

        figures = asyncio.run(measured())
    passed = {name: figures[f"{name}_ms"]["p95"] <= bar for name, bar in BARS.items()}
    passed["kept"] = not figures["lost"] and not figures["doubled"]
    return {
        "machine": machine(),
        "workload": asdict(work),
        **figures,
        "bars": BARS,
        "passed": passed,
    }
