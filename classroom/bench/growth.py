"""Does an answer cost more when there is more around it: live sessions, years of past ones?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from classroom.bench.pace import closed_loop
from classroom.bench.room import House, seated
from classroom.bench.servers import Servers
from classroom.modules import Library
from classroom.store import accounts, made_up
from classroom.store.engine import open_store

LIVE = (10, 100, 1000)
STORED = (0, 1_000_000)
# The same number of people answer, however many sessions they sit in.
PEOPLE, ANSWERING = 4, 40
DASHBOARDS = 10
BAR = 0.15


def fill(database: Path | str, attempts: int) -> None:
    """Years of past sessions, with so many attempts in all."""
    count = attempts // (made_up.PEOPLE * made_up.ANSWERS)
    plan = Library.shipped().plans[0]

    def add(db: Database) -> None:
        made_up.past(db, accounts.local(db, datetime.now(UTC)), plan, count)

    store = open_store(database)
    try:
        store.write_now(add)
    finally:
        store.close()


def measure(
    start: Callable[[], AbstractContextManager[Servers]],
    database: Path | str,
    duration_s: float,
    live: tuple[int, ...] = LIVE,
    stored: tuple[int, ...] = STORED,
) -> dict[str, Any]:
    """Each number of live sessions, with each number of stored attempts."""
    steps: list[dict[str, float]] = []
    lost = doubled = 0
    for attempts in stored:
        if attempts:
            fill(database, attempts)
        with start() as servers:
            found = asyncio.run(grow(servers, duration_s, live))
        steps += [{"attempts": attempts, **step} for step in found["steps"]]
        lost, doubled = lost + found["lost"], doubled + found["doubled"]
    costs = [step["cpu_s_per_1000_answers"] for step in steps]
    for step, cost in zip(steps, costs, strict=True):
        step["change"] = round(cost / costs[0] - 1, 3)
    flat = all(abs(step["change"]) <= BAR for step in steps)
    return {
        "workload": {"answering": ANSWERING, "dashboards": DASHBOARDS, "duration_s": duration_s},
        "steps": steps,
        "lost": lost,
        "doubled": doubled,
        "bars": {"change": BAR},
        "passed": {"change": flat, "kept": not lost and not doubled},
    }


async def grow(servers: Servers, duration_s: float, live: tuple[int, ...]) -> dict[str, Any]:
    """More and more live sessions; people of sessions old and new answer, dashboards open."""
    house = House(servers)
    await house.enter()
    steps: list[dict[str, float]] = []
    try:
        for count in live:
            while len(house.rooms) < count:
                room = await house.open(PEOPLE)
                await seated(house, room, PEOPLE, house.refs[:2])
                await house.know(room)
                if len(house.rooms) <= min(DASHBOARDS, live[0]):
                    house.watch(room)
            # Always those ten of whom there is a dashboard: what is around them is what changes.
            seats = [seat for room in house.rooms[: live[0]] for seat in room.seats][:ANSWERING]
            await closed_loop(seats, duration_s / 4)
            with house.measured() as cost:
                await closed_loop(seats, duration_s)
            steps.append({"live": count, **cost})
        figures = house.compare()
        for room in house.rooms:
            await house.staff[0].post(f"{room.url}/close")
    finally:
        await house.leave()
    return {"steps": steps, "lost": figures["lost"], "doubled": figures["doubled"]}
