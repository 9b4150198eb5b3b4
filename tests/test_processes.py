"""Several processes on one PostgreSQL are one instance, whichever answers, and one may die."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from classroom.answering import answer_form, fill, key_of
from classroom.modules import Library
from classroom.visitor import Refused, Visitor
from tests.cluster import Databases
from tests.process import Process
from tests.proxy import balanced

LIBRARY = Library.shipped()
REF = "scams/three-clues"
WAIT_S = 20


@dataclass
class Pair:
    """Two servers on one database, and the address of a balancer before each listener."""

    url: str
    servers: list[Process]
    staff: str = ""
    learners: str = ""


@pytest.fixture
def pair(databases: Databases, tmp_path: Path) -> Iterator[Pair]:
    url = databases.fresh()
    options = ("--database-url", url, "--keys", str(tmp_path / "keys"))
    servers = [Process(tmp_path / name, *options) for name in ("one", "two")]
    yield Pair(url, servers)
    for server in servers:
        server.stop()


@contextlib.asynccontextmanager
async def reachable(pair: Pair) -> AsyncIterator[Pair]:
    def ports(name: str) -> list[int]:
        return [urlsplit(getattr(server, name)).port or 0 for server in pair.servers]

    async with balanced(ports("staff_url")) as staff, balanced(ports("learner_url")) as learners:
        pair.staff, pair.learners = f"http://localhost:{staff}", f"http://127.0.0.1:{learners}"
        yield pair


class Restless(Visitor):
    """A visitor who takes a new connection for every request, so that nothing is sticky."""

    async def _ask(self, method: str, path: str, body: bytes = b"") -> Any:
        try:
            return await super()._ask(method, path, body)
        finally:
            await self.close()


@dataclass
class Mediator:
    pair: Pair
    visitor: Visitor
    session: str = ""
    code: str = ""

    @classmethod
    async def come(cls, pair: Pair) -> Mediator:
        self = cls(pair, Restless(pair.staff))
        link = pair.servers[0].staff_url
        await self.visitor.get("/staff?" + urlsplit(link).query)
        self.session = (await self.visitor.post("/staff/sessions", [("plan", "scams")])).location
        self.code = (await self.board())["code"]
        return self

    async def board(self, server: Process | None = None) -> dict[str, Any]:
        """The board, as one server or as any of them tells it."""
        asked = self.visitor
        if server:
            asked = Restless(server.staff_url.partition("/staff")[0])
            asked.cookies = self.visitor.cookies
        reply = await asked.get(f"{self.session}/progress.json")
        board: dict[str, Any] = json.loads(reply.body)
        return board

    async def do(self, action: str) -> None:
        await self.visitor.post(f"{self.session}/{action}")

    async def until(self, seen: Any, server: Process | None = None) -> None:
        async with asyncio.timeout(WAIT_S):
            while not seen(await self.board(server)):
                await asyncio.sleep(0.05)


@dataclass
class Person:
    """A learner whose stream reconnects as a browser's does."""

    code: str
    name: str
    visitor: Visitor
    heard: list[str] = field(default_factory=list)
    journal: list[str] = field(default_factory=list)

    @classmethod
    async def come(cls, pair: Pair, code: str, name: str) -> Person:
        self = cls(code, name, Restless(pair.learners))
        await self.visitor.post(f"/s/{code}/learners", [("name", name)])
        return self

    async def follow(self) -> None:
        while True:
            with contextlib.suppress(OSError, EOFError, Refused):
                async for message in self.visitor.stream(f"/s/{self.code}/events"):
                    self.heard.append(message.decode())
            await asyncio.sleep(0.2)

    async def answer(self, right: bool) -> None:
        """Answer once, as often as it takes until it is acknowledged."""
        url = f"/s/{self.code}/exercises/{REF}"
        fields: list[tuple[str, str]] = []
        async with asyncio.timeout(WAIT_S):
            while True:
                with contextlib.suppress(OSError, EOFError):
                    fields = fields or fill(
                        answer_form((await self.visitor.get(url)).text),
                        key_of(LIBRARY.exercise(REF)),
                        0.0 if right else 1.0,
                        random.Random(1),
                    )
                    await self.visitor.post(f"{url}/attempts", fields)
                    self.journal.append(dict(fields)["submission"])
                    return
                await asyncio.sleep(0.1)


def states(board: dict[str, Any]) -> dict[str, Any]:
    return {who["name"]: (who["state"], who["done"], who["tries"]) for who in board["learners"]}


async def workshop(pair: Pair) -> None:
    mediator = await Mediator.come(pair)
    people = [await Person.come(pair, mediator.code, name) for name in ("Ana", "Bo", "Chloé")]
    following = [asyncio.create_task(person.follow()) for person in people]
    try:
        for person in people:
            await person.answer(right=False)
        await mediator.until(lambda b: [w["tries"] for w in b["learners"]] == [1, 1, 1])

        await mediator.do("pause")
        await heard_by_all(people, "Regardez le tableau")
        await mediator.do("resume")

        pair.servers[0].kill()
        for person in people:
            await person.answer(right=True)
        survivor = pair.servers[1]
        await mediator.until(lambda b: [w["done"] for w in b["learners"]] == [1, 1, 1], survivor)
        await mediator.until(lambda b: all(w["state"] == "working" for w in b["learners"]))
    finally:
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
    await mediator.until(lambda b: b["learners"][0]["name"] == "Ana")
    check_journals(pair.url, people)


async def heard_by_all(people: list[Person], words: str) -> None:
    async with asyncio.timeout(WAIT_S):
        while not all(any(words in message for message in p.heard) for p in people):
            await asyncio.sleep(0.05)


def check_journals(url: str, people: list[Person]) -> None:
    """Every acknowledged answer is there, once."""
    with psycopg.connect(url) as db:
        rows = db.execute(
            "select learner.name, submission from attempt join learner on learner.id = learner_id"
        ).fetchall()
    for person in people:
        assert len(person.journal) == 2
        kept = [submission for name, submission in rows if name == person.name]
        assert sorted(kept) == sorted(person.journal)


def test_a_workshop_goes_on_when_one_of_two_processes_dies(pair: Pair) -> None:
    async def run() -> None:
        async with reachable(pair):
            await workshop(pair)

    asyncio.run(run())


async def both_sides(pair: Pair) -> None:
    mediator = await Mediator.come(pair)
    ana = await Person.come(pair, mediator.code, "Ana")
    following = asyncio.create_task(ana.follow())
    try:
        await ana.answer(right=False)
        for server in pair.servers:
            await mediator.until(lambda b: b["learners"][0]["tries"] == 1, server)
        one, two = [states(await mediator.board(server)) for server in pair.servers]
        assert one == two == {"Ana": ("working", 0, 1)}
        await ana.visitor.post(f"/s/{mediator.code}/help")
        for server in pair.servers:
            await mediator.until(lambda b: b["learners"][0]["state"] == "call", server)
        await ana.visitor.post(f"/s/{mediator.code}/help/cancel")
        learner_id = (await mediator.board())["learners"][0]["id"]
        await mediator.do(f"learners/{learner_id}/remove")
        await heard_by_all([ana], "Vous avez quitté la séance")
        with pytest.raises(Refused, match="403"):
            await ana.visitor.post(f"/s/{mediator.code}/help")
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


def test_each_process_shows_what_happens_at_the_other(pair: Pair) -> None:
    async def run() -> None:
        async with reachable(pair):
            await both_sides(pair)

    asyncio.run(run())


def test_failed_codes_are_counted_together(pair: Pair) -> None:
    async def run() -> list[int]:
        statuses = []
        async with reachable(pair):
            guesser = Restless(pair.learners)
            # Two processes that count apart would take 120 and more.
            for _ in range(80):
                try:
                    await guesser.post("/join", [("code", "000000")])
                except Refused as refused:
                    statuses.append(refused.status)
        return statuses

    statuses = asyncio.run(run())
    assert statuses[:60] == [422] * 60
    assert statuses[-1] == 429


def test_processes_end_in_order_with_streams_open(pair: Pair) -> None:
    async def run() -> None:
        async with reachable(pair):
            mediator = await Mediator.come(pair)
            people = [await Person.come(pair, mediator.code, n) for n in ("Ana", "Bo")]
            following = [asyncio.create_task(person.follow()) for person in people]
            await heard_by_all(people, 'id="live"')
            for server in pair.servers:
                assert await asyncio.to_thread(server.stop, timeout_s=4) == 0
            for task in following:
                task.cancel()
            await asyncio.gather(*following, return_exceptions=True)

    asyncio.run(run())
