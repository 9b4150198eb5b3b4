"""A clock that is set right in the middle of a workshop changes nothing but dates."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests.torture.room import WRITERS, Room, open_room, times
from tests.torture.tools import faketime

NEAR = timedelta(seconds=30)
SOON_S = 30
# In Paris the clock leaves 2:00 for 3:00 at the first, and 3:00 for 2:00 at the second.
SPRING = datetime(2027, 3, 28, 1, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 25, 1, tzinfo=UTC)


class Clock:
    """The time of one process, by a file that its C library reads again each second."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.env = {
            "LD_PRELOAD": faketime(),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": "Europe/Paris",
        }

    def set(self, to: datetime) -> None:
        """At once: a file half written would be another time."""
        draft = self.file.with_suffix(".draft")
        draft.write_text(f"{to.timestamp() - time.time():+.0f}\n", "ascii")
        draft.replace(self.file)


async def reaches(room: Room, moment: datetime) -> None:
    """Until the server dates its replies from that moment on, and not much later."""
    async with asyncio.timeout(SOON_S):
        while True:
            reply = await room.mediator.get("/healthz")
            late = parsedate_to_datetime(reply.headers["date"]) - moment
            if timedelta() <= late < NEAR:
                return


async def everyone_is_there(room: Room) -> None:
    """Everybody is on the dashboard, and each is still who they were."""
    names = {learner["name"] for learner in (await room.board())["learners"]}
    assert names == {f"Personne-{number}" for number in range(WRITERS)}
    assert (await room.mediator.get(room.dashboard)).status == 200
    for writer in room.writers:
        for page in (writer.home, writer.page):
            assert (await writer.wire.get(page)).status == 200


async def everyone_sees_their_answer(room: Room) -> None:
    """The reply to an answer shows that answer, not one that another date puts after it."""
    given = [writer.journal.sent[writer.keep()] for writer in room.writers]
    for reply, choice in zip(await room.each(htmx=True), given, strict=True):
        assert f'id="choice-{choice}" checked' in reply.text


async def live_through(data: Path, clock: Clock, change: datetime) -> None:
    start = change - timedelta(hours=3)
    clock.set(start)
    ahead, back = start + timedelta(hours=2), start - timedelta(days=1)
    async with open_room(data, env=clock.env) as room:
        for to in (ahead, back, change - timedelta(seconds=2)):
            async with room.writing() as heard:
                await times(heard, WRITERS)
                clock.set(to)
                await reaches(room, to)
                await times(heard, 2 * WRITERS)
            await everyone_is_there(room)
            await everyone_sees_their_answer(room)
        async with room.writing() as heard:
            await reaches(room, change)
            await times(heard, 2 * WRITERS)
        await everyone_is_there(room)
        await everyone_sees_their_answer(room)
        assert room.statuses.keys() == {200, 303}
        assert room.wrongs() == {}


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_answers_go_on_when_the_clock_jumps(tmp_path: Path, change: datetime) -> None:
    asyncio.run(live_through(tmp_path / "data", Clock(tmp_path / "clock"), change))
