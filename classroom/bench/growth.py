"""Does an answer cost more when there is more around it: live sessions, years of past ones?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from sqlite_utils import Database

from classroom.bench.pace import rounds
from classroom.bench.room import House, seated
from classroom.bench.servers import Servers
from classroom.modules import Library
from classroom.store import accounts, made_up
from classroom.store.engine import open_store

LIVE = (10, 100, 1000)
STORED = (0, 1_000_000)
# Ten sessions of twenty people answer in every line; the others are around them.
MEASURED, PEOPLE, AROUND = 10, 20, 1
# The median of so many measures, each of so many answers a person.
TIMES, ANSWERS = 3, 6
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
            found = asyncio.run(grow(servers, live))
        steps += [{"attempts": attempts, **step} for step in found["steps"]]
        lost, doubled = lost + found["lost"], doubled + found["doubled"]
    costs = [step["cpu_s_per_1000_answers"] for step in steps]
    for step, cost in zip(steps, costs, strict=True):
        step["change"] = round(cost / costs[0] - 1, 3)
    flat = all(abs(step["change"]) <= BAR for step in steps)
    return {
        "workload": {
            "answering": MEASURED * PEOPLE,
            "dashboards": MEASURED,
            "answers": PEOPLE * MEASURED * ANSWERS * TIMES,
        },
        "steps": steps,
        "lost": lost,
        "doubled": doubled,
        "bars": {"change": BAR},
        "passed": {"change": flat, "kept": not lost and not doubled},
    }


async def grow(servers: Servers, live: tuple[int, ...]) -> dict[str, Any]:
    """More and more live sessions around ten whose people answer, ten new ones each time."""
    house = House(servers)
    await house.enter()
    steps: list[dict[str, float]] = []
    try:
        for count in live:
            while len(house.rooms) < count - MEASURED:
                await seated(house, await house.open(AROUND), AROUND, [])
            measured = [await house.open(PEOPLE) for _ in range(min(MEASURED, count))]
            for room in measured:
                await seated(house, room, PEOPLE, house.refs)
                await house.know(room)
                house.watch(room)
            seats = [seat for room in measured for seat in room.seats]
            # A first round for everyone, then what counts.
            await rounds(seats, 1)
            costs = []
            for _ in range(TIMES):
                with house.measured() as cost:
                    await rounds(seats, ANSWERS)
                costs.append(cost)
            steps.append({"live": count, **{name: median(c[name] for c in costs) for name in cost}})
        figures = house.compare()
        for room in house.rooms:
            await house.staff[0].post(f"{room.url}/close")
    finally:
        await house.leave()
    return {"steps": steps, "lost": figures["lost"], "doubled": figures["doubled"]}
