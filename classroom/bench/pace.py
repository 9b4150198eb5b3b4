"""How people answer under measure: at their usual pace, or as fast as they are taken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from classroom.bench.room import Seat

CONNECTIONS = 32
CALL_S = 0.5


async def keep_pace(seat: Seat, end: float, interval_s: float) -> None:
    """An answer each interval until `end`; after a right one, the next exercise."""
    due = time.perf_counter() + seat.house.rng.uniform(0, interval_s)
    while due < end:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await seat.answer()
        await seat.go_on()
        due += interval_s


async def call_in_turn(seats: Sequence[Seat], end: float) -> None:
    """One person after another calls for help, until `end`."""
    for seat in seats:
        if time.perf_counter() > end - CALL_S:
            break
        await seat.call(CALL_S)


async def closed_loop(seats: Sequence[Seat], duration_s: float, turn: int = 0) -> None:
    """Each connection answers again as soon as it is answered, now for one person, now another."""
    end = time.perf_counter() + duration_s

    async def connection(rank: int) -> None:
        mine = seats[rank::CONNECTIONS]
        place = turn
        while time.perf_counter() < end:
            await mine[place % len(mine)].answer()
            place += 1

    at_once = min(CONNECTIONS, len(seats))
    await asyncio.gather(*(connection(rank) for rank in range(at_once)))


async def rounds(seats: Sequence[Seat], count: int) -> None:
    """Everyone answers `count` times, as fast as they are taken."""

    async def connection(rank: int) -> None:
        for _ in range(count):
            for seat in seats[rank::CONNECTIONS]:
                await seat.answer()

    at_once = min(CONNECTIONS, len(seats))
    await asyncio.gather(*(connection(rank) for rank in range(at_once)))
