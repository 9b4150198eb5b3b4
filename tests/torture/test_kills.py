"""kill -9 under twenty writers, over and over: all that was acknowledged is there, once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.torture import KILLS, sabotage
from tests.torture.conftest import Tally
from tests.torture.room import open_room, times
from tests.torture.sabotage import sabotaged

# A folder lives through so many kills; then another begins, so that histories stay short.
ROUND = 25
HEARD_MAX = 80
BACK_MAX_S = 10
# Between the last acknowledgement and the kill: a moment of its own in the life of a commit.
AFTER_MAX_S = 0.02


async def torment(
    data: Path, kills: int, tally: Tally, program: Sequence[str] = ("classroom",), seed: int = 0
) -> dict[str, set[str]]:
    """The wrongs that were done to submissions, as soon as there are any."""
    rng = random.Random(seed)
    async with open_room(data, program=program) as room:
        for _ in range(kills):
            async with room.writing() as heard:
                await times(heard, rng.randint(1, HEARD_MAX))
                await asyncio.sleep(rng.uniform(0, AFTER_MAX_S))
                room.server.kill()
            tally.back_s.append(await room.restart())
            if found := room.wrongs():
                return found
        await room.settle()
        assert room.statuses.keys() == {303}
        assert room.acknowledged == sum(len(writer.journal.sent) for writer in room.writers)
        tally.acknowledged += room.acknowledged
        return room.wrongs()


@pytest.mark.parametrize("seed", range(-(-KILLS // ROUND)))
def test_every_acknowledged_answer_survives_kill_9_once(
    tmp_path: Path, tally: Tally, seed: int
) -> None:
    kills = min(ROUND, KILLS - seed * ROUND)
    assert asyncio.run(torment(tmp_path, kills, tally, seed=seed)) == {}
    assert max(tally.back_s) < BACK_MAX_S


@pytest.mark.parametrize(
    ("kind", "wrong"), [(sabotage.early, "lost"), (sabotage.forgetful, "doubled")]
)
def test_the_journals_notice(tmp_path: Path, kind: Callable[[], None], wrong: str) -> None:
    """A store that acknowledges before its commit, and one that keeps what comes twice."""
    found = asyncio.run(torment(tmp_path, ROUND, Tally(), sabotaged(kind)))
    assert found.keys() == {wrong}
