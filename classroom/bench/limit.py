"""How many sessions of twelve at once, before someone waits: the load grows until a bar breaks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from classroom.bench.pace import keep_pace
from classroom.bench.room import House, Room, Seat, seated
from classroom.bench.servers import Servers
from classroom.measure import percentiles
from classroom.runtime import handles

PEOPLE = 12
INTERVAL_S = 15.0
# Of one session: pages and a stream for each person, a dashboard, and some to spare.
HANDLES = 2 * PEOPLE + 2
FIRST, FINEST = 25, 25
# 99th percentiles, in milliseconds.
BARS = {"answer": 200.0, "dashboard": 1000.0}


def measure(
    start: Callable[[], AbstractContextManager[Servers]],
    duration_s: float,
    first: int = FIRST,
    most: int = 4000,
) -> dict[str, Any]:
    """Sessions are doubled until a bar breaks; then halfway between what held and what did not.
    Never more than the system lets one process hold connections for."""
    most = min(most, handles() // HANDLES)
    steps: list[dict[str, Any]] = []
    held, broke = 0, most + 1
    with start() as servers:
        count = first
        while True:
            steps.append(asyncio.run(load(servers, count, duration_s)))
            if steps[-1]["held"]:
                held = count
            else:
                broke = count
            count = min(held * 2, most) if broke > most else (held + broke) // 2
            if held == most or broke - held <= FINEST or steps[-1]["lost"] or steps[-1]["doubled"]:
                break
    lost, doubled = sum(s["lost"] for s in steps), sum(s["doubled"] for s in steps)
    return {
        "workload": {"people": PEOPLE, "interval_s": INTERVAL_S, "duration_s": duration_s},
        "steps": steps,
        "sessions": held,
        "learners": held * PEOPLE,
        "lost": lost,
        "doubled": doubled,
        "bars": BARS,
        "passed": {"kept": not lost and not doubled},
    }


async def load(servers: Servers, count: int, duration_s: float) -> dict[str, Any]:
    """`count` sessions, each with its people and its dashboard; they close at the end."""
    house = House(servers)
    await house.enter()
    try:
        for _ in range(count):
            await furnish(house, await house.open(PEOPLE))
        seats = [seat for room in house.rooms for seat in room.seats]
        end = time.perf_counter() + duration_s
        with house.measured() as cost:
            await asyncio.gather(*(keep_pace(seat, end, INTERVAL_S) for seat in seats))
        await asyncio.sleep(max(BARS.values()) / 1000)
        memory_mb = round(servers.cost().memory_kb / 1024)
        figures = house.compare()
        for room in house.rooms:
            await house.staff[0].post(f"{room.url}/close")
    finally:
        await house.leave()
    answers, shown = percentiles(house.journal.answers), percentiles(house.journal.shown)
    held = answers["p99"] <= BARS["answer"] and shown["p99"] <= BARS["dashboard"]
    return {
        "sessions": count,
        "learners": len(seats),
        **cost,
        "answer_ms": answers,
        "dashboard_ms": shown,
        "memory_mb": memory_mb,
        "held": held,
        "lost": figures["lost"],
        "doubled": figures["doubled"],
    }


async def furnish(house: House, room: Room) -> None:
    await seated(house, room, PEOPLE, house.refs[:2])
    await house.know(room)
    house.watch(room, len(house.rooms))
    seats: list[Seat] = room.seats
    for seat in seats:
        await seat.live()
