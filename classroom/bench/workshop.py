"""A full room at its usual pace: arrivals, answers, dashboards, what a person costs."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import asdict, dataclass
from typing import Any

from classroom.bench.pace import call_in_turn, keep_pace
from classroom.bench.room import House, Seat
from classroom.bench.servers import Servers
from classroom.measure import percentiles

ARRIVALS_PER_S = 6.0  # 60 people in 10 s
SETTLE_S = 2.0

# The bars: 95th percentiles in milliseconds.
BARS = {"answer": 25.0, "dashboard": 250.0, "call": 1000.0, "join": 50.0}
# Between processes a change travels by the database as well.
BARS_OF_MANY = {**BARS, "dashboard": 400.0}


@dataclass(frozen=True, slots=True)
class Workload:
    """Each learner answers every `interval_s`, for `duration_s`. Learners are spread over the
    sessions; each session has so many dashboards."""

    learners: int
    sessions: int
    dashboards: int
    duration_s: float
    interval_s: float


async def measure(servers: Servers, work: Workload) -> dict[str, Any]:
    """The figures, and which bars they pass (`kept`: nothing lost)."""
    house = House(servers)
    await house.enter()
    try:
        figures = await load(house, work)
    finally:
        await house.leave()
    bars = BARS if len(servers.each) == 1 else BARS_OF_MANY
    figures |= {"unseen": house.unseen(), **house.compare()}
    passed = {name: figures[f"{name}_ms"]["p95"] <= bar for name, bar in bars.items()}
    passed["kept"] = not figures["lost"] and not figures["doubled"]
    return {
        "workload": asdict(work),
        "processes": len(servers.each),
        "database": servers.engine,
        "measured_cost": servers.ours,
        **figures,
        "bars": bars,
        "passed": passed,
    }


async def load(house: House, work: Workload) -> dict[str, Any]:
    idle = house.servers.cost()
    for session in range(work.sessions):
        room = await house.open(math.ceil(work.learners / work.sessions))
        for rank in range(work.dashboards):
            house.watch(room, session + rank)
    seats = [house.seat(house.rooms[n % work.sessions]) for n in range(work.learners)]
    await asyncio.gather(*(come(seat, rank) for rank, seat in enumerate(seats)))
    await asyncio.sleep(SETTLE_S)
    memory_kb = house.servers.cost().memory_kb - idle.memory_kb
    for room in house.rooms:
        await house.know(room)
    end = time.perf_counter() + work.duration_s
    with house.measured() as cost:
        answering = (keep_pace(seat, end, work.interval_s) for seat in seats)
        await asyncio.gather(call_in_turn(seats, end), *answering)
    await asyncio.sleep(SETTLE_S)
    journal = house.journal
    return {
        "join_ms": percentiles(journal.joins),
        "answer_ms": percentiles(journal.answers),
        "dashboard_ms": percentiles(journal.shown),
        "call_ms": percentiles(journal.called),
        **cost,
        "memory_idle_mb": round(idle.memory_kb / len(house.servers.each) / 1024, 1),
        "memory_learner_kb": round(memory_kb / work.learners, 1),
    }


async def come(seat: Seat, rank: int) -> None:
    await asyncio.sleep(rank / ARRIVALS_PER_S)
    await seat.join()
    await seat.live()
    await seat.prepare(seat.house.refs)
    await seat.tell()
