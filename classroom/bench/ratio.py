"""Answers as fast as they are taken, beside the least that Starlette and one durable commit cost.

Both are asked by the same client, over the same connections, in the same run.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from classroom.bench.pace import CONNECTIONS, closed_loop
from classroom.bench.room import House, Seat, seated
from classroom.bench.servers import NotMeasurable, Servers
from classroom.measure import cost_of, percentiles
from classroom.visitor import Visitor

ROOMS, PEOPLE = 10, 40
TURNS = 3
BAR = 0.5


async def measure(servers: Servers, duration_s: float, folder: Path) -> dict[str, Any]:
    """Turns of both, one after the other; the ratio is the median of theirs."""
    house = House(servers)
    await house.enter()
    turns: list[dict[str, float]] = []
    try:
        for _ in range(ROOMS):
            room = await house.open(PEOPLE)
            await seated(house, room, PEOPLE, house.refs)
            await house.know(room)
        house.watch(house.rooms[0])
        seats = [seat for room in house.rooms for seat in room.seats]
        with bare(folder) as (pid, url):
            for turn in range(TURNS):
                least, least_us = await ask_bare(pid, url, seats, duration_s)
                with house.measured() as cost:
                    await closed_loop(seats, duration_s, turn)
                turns.append(
                    {
                        "bare_per_s": round(least, 1),
                        "bare_cpu_us": round(least_us),
                        "answers_per_s": cost["answers_per_s"],
                        "answer_cpu_us": round(cost["cpu_s_per_1000_answers"] * 1000),
                        "ratio": round(cost["answers_per_s"] / least, 3),
                    }
                )
    finally:
        await house.leave()
    ratio = median(turn["ratio"] for turn in turns)
    figures = house.compare()
    kept = not figures["lost"] and not figures["doubled"]
    return {
        "workload": {"connections": CONNECTIONS, "learners": len(seats), "duration_s": duration_s},
        "turns": turns,
        "ratio": ratio,
        "answer_ms": percentiles(house.journal.answers),
        **figures,
        "bars": {"ratio": BAR},
        "passed": {"ratio": ratio >= BAR, "kept": kept},
    }


@contextlib.contextmanager
def bare(folder: Path) -> Iterator[tuple[int, str]]:
    """The least: see `bare`. Its process and its address."""
    command = [sys.executable, "-m", "classroom.bench.bare", str(folder / "bare.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        try:
            said = running.stdout.readline()
            if not said:
                raise NotMeasurable("bench_no_server")
            yield running.pid, json.loads(said)["url"]
        finally:
            running.terminate()
            running.wait()


async def ask_bare(
    pid: int, url: str, seats: Sequence[Seat], duration_s: float
) -> tuple[float, float]:
    """Posts a second, and microseconds of processor for one."""
    body = f"submission={'x' * 22}&{seats[0].bodies[0][1]}"
    before, start = cost_of(pid), time.perf_counter()
    end, count = start + duration_s, 0

    async def connection() -> None:
        nonlocal count
        visitor = Visitor(url)
        while time.perf_counter() < end:
            await visitor.post_body("/", body)
            count += 1
        await visitor.close()

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    lasted = time.perf_counter() - start
    return count / lasted, (cost_of(pid).cpu_s - before.cpu_s) * 1e6 / max(1, count)
