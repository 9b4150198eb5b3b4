"""Simulated learners, through the pages and forms that real ones use.

They read the library to know what is right and are wrong as often as their temper
says; they know nothing of how the server shuffles or grades.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import secrets
from dataclasses import dataclass, replace

from classroom.answering import answer_form, fill, key_of
from classroom.modules import Library
from classroom.server import Links
from classroom.signing import new_token
from classroom.visitor import Refused, Reply, Visitor

NAMES = """
Fatima Jean-Pierre Moussa Yvette Linh Amina Gérard Mireille Ibrahim Svetlana Lucette Karim
Josiane Fatoumata Manuel Ginette Ahmed Thérèse Mariama Bernard Ewa Zohra Raymond Parvati
Odette Samba Paulette Rachida Gheorghe Colette Abdoulaye Nicole Maria Roger Aïcha Denise
Tuan Solange Hakim Marie-Claude
""".split()  # noqa: SIM905
# The first people of a room: with them every state shows within three minutes.
HABITS = ("early", "stuck", "calls", "drops", "sleeps", "waits")
ARRIVALS_S = 20.0
REPORT_S = 15.0
POSTS_MAX = 60
DEMO_PLAN = "scams"


@dataclass(frozen=True, slots=True)
class Person:
    """A temper. `pace_s` is the usual time before an answer, `errors` how often a part of it
    is wrong at first, `calls` how often a wrong answer makes them call."""

    name: str
    seat: str
    pace_s: float
    errors: float
    calls: float
    habit: str = ""


def people(count: int, rng: random.Random) -> list[Person]:
    """A room: the habits first, then ordinary people, quick and slow."""
    room = []
    names = rng.sample(NAMES, len(NAMES))
    for rank in range(count):
        again = rank // len(names)
        name = names[rank % len(names)] + (f" {again + 1}" if again else "")
        person = Person(
            name,
            seat=str(rank + 1),
            pace_s=rng.uniform(9, 35),
            errors=rng.betavariate(2, 5),
            calls=rng.choice((0.0, 0.0, 0.1, 0.3)),
            habit=HABITS[rank] if rank < len(HABITS) else "",
        )
        if person.habit == "early":
            person = replace(person, pace_s=2.0, errors=0.0, calls=0.0)
        elif person.habit == "stuck":
            person = replace(person, pace_s=10.0, errors=1.0, calls=0.0)
        elif person.habit == "calls":
            person = replace(person, pace_s=12.0, errors=0.6, calls=0.0)
        room.append(person)
    return room


ONWARD = re.compile(r'<a[^>]*id="onward"[^>]*?href="([^"]+)"')


class Learner:
    """One person at one machine. Times are divided by `speed`."""

    def __init__(
        self, person: Person, url: str, code: str, library: Library, seed: int, speed: float
    ) -> None:
        self.person, self.code, self.library, self.speed = person, code, library, speed
        self.rng = random.Random(seed)
        self.visitor = Visitor(url)
        self.home = f"/s/{code}"
        self.exercise = ""
        self.visible = True
        self.errors = person.errors
        self.is_calling = False
        self.resumed = asyncio.Event()
        self.resumed.set()

    async def run(self) -> None:
        """Come, work, stay until cancelled."""
        await self.wait(self.rng.uniform(0, ARRIVALS_S))
        await self.join()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.follow())
            group.create_task(self.report())
            await self.work()

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)

    async def join(self) -> None:
        await self.visitor.get("/")
        await self.wait(self.rng.uniform(1, 4))
        await self.visitor.post("/join", [("code", self.code)])
        await self.visitor.get(self.home)
        await self.wait(self.rng.uniform(1, 4))
        taken = [("name", self.person.name), ("seat", self.person.seat)]
        await self.visitor.post(f"{self.home}/learners", taken)

    async def follow(self) -> None:
        """Keep the stream open; someone who drops out is away for a while."""
        while True:
            away = self.person.habit == "drops"
            with contextlib.suppress(TimeoutError, OSError, Refused):
                async with asyncio.timeout(40 / self.speed if away else None):
                    await self.listen()
            self.resumed.set()
            await self.wait(self.rng.uniform(120, 200) if away else 2)

    async def listen(self) -> None:
        async with contextlib.aclosing(self.visitor.stream(f"{self.home}/events")) as messages:
            async for message in messages:
                self.hear(message)

    def hear(self, message: bytes) -> None:
        """The room is paused or goes on; a call that was dealt with makes things clearer."""
        if b'id="live"' not in message:
            return
        if b'data-paused="yes"' in message:
            self.resumed.clear()
        else:
            self.resumed.set()
        calling = b'data-state="call"' in message
        if self.is_calling and not calling:
            self.errors = min(self.errors, 0.1)
        self.is_calling = calling

    async def report(self) -> None:
        """Say what is on the screen, as a page does; a sleeping tab says it went, then nothing."""
        for turn in range(1, 1_000_000):
            self.visible = not (self.person.habit == "sleeps" and turn % 10 in range(3, 8))
            with contextlib.suppress(OSError, Refused):
                await self.tell()
            await self.wait(REPORT_S)

    async def tell(self) -> None:
        told = [("exercise", self.exercise), ("visible", str(int(self.visible))), ("idle_s", "0")]
        await self.visitor.post(f"{self.home}/presence", told)

    async def think(self) -> None:
        await self.wait(self.person.pace_s * self.rng.uniform(0.5, 1.5))
        await self.resumed.wait()

    async def work(self) -> None:
        """Every exercise in order, then stay on the path page."""
        page = await self.visitor.get(self.home)
        link = rf'href="({self.home}/exercises/[^"?#]+)"'
        urls = list(dict.fromkeys(re.findall(link, page.text)))
        if self.person.habit == "waits":
            await self.wait(240)
        for rank, url in enumerate(urls):
            with contextlib.suppress(OSError, Refused):
                await self.take(url)
                if self.person.habit == "calls" and rank == 1:
                    await self.call()
        self.exercise = ""
        await self.visitor.get(self.home)

    async def take(self, url: str) -> None:
        """One exercise, until it is done or its solution was read."""
        self.exercise = url.partition("/exercises/")[2]
        key = key_of(self.library.exercise(self.exercise))
        page = await self.visitor.get(url)
        await self.tell()
        for _ in range(POSTS_MAX):
            await self.think()
            fields = answer_form(page.text)
            page = await self.visitor.post(
                f"{url}/attempts", fill(fields, key, self.errors, self.rng)
            )
            onward = ONWARD.search(page.text)
            if onward and onward[1] != url:
                return
            if onward:
                page = await self.visitor.get(url)
            elif 'id="solution"' in page.text:
                await self.leave(url)
                return
            elif 'data-state="watch"' in page.text:
                page = await self.hesitate(url, page)

    async def hesitate(self, url: str, page: Reply) -> Reply:
        """After a wrong answer: call, open a hint, or just try again."""
        if self.rng.random() < self.person.calls:
            await self.call()
        if f'action="{url}/hints"' in page.text and self.rng.random() < 0.3:
            return await self.visitor.post(f"{url}/hints", [("submission", new_token())])
        return page

    async def leave(self, url: str) -> None:
        """The solution is shown: whoever is stuck stares at it, others read and go on."""
        await self.wait(150 if self.person.habit == "stuck" else self.person.pace_s)
        if self.person.habit == "stuck":
            self.errors = 0.3
        await self.visitor.post(f"{url}/continue", [("submission", new_token())])

    async def call(self) -> None:
        await self.visitor.post(f"{self.home}/help", [("exercise", self.exercise)])


async def workshop(
    learner_url: str,
    code: str,
    count: int,
    *,
    seed: int = 0,
    speed: float = 1.0,
    language: str = "fr",
) -> None:
    """`count` people in the session of `code`, until cancelled; `speed` 2 is twice as fast.

    Nobody's trouble with the server stops the others.
    """
    rng = random.Random(seed)
    library = Library.shipped(language)
    room = [
        Learner(person, learner_url, code, library, rng.getrandbits(32), speed)
        for person in people(count, rng)
    ]
    try:
        await asyncio.gather(*(learner.run() for learner in room), return_exceptions=True)
    finally:
        for learner in room:
            await learner.visitor.close()


async def demo(links: Links, *, count: int) -> None:
    """Open a session as a mediator does and fill it."""
    staff = Visitor(links.staff_url)
    await staff.get(f"/staff?token={links.staff_token}")
    opened = await staff.post("/staff/sessions", [("plan", DEMO_PLAN), ("mediator_name", "Karim")])
    board = await staff.get(f"{opened.location}/progress.json")
    await staff.close()
    code = json.loads(board.body)["code"]
    await workshop(links.near_url, code, count, seed=secrets.randbits(32))
