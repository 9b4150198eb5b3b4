"""What is acknowledged is on the disk: kill -9 cannot show it, the order of system calls does."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.torture import ROUNDS, sabotage, tools, trace
from tests.torture.room import open_room, times
from tests.torture.sabotage import sabotaged

ANSWERS = 200


async def acknowledged_too_soon(
    folder: Path, answers: int, program: Sequence[str] = ("classroom",)
) -> tuple[int, int]:
    """How many answers were acknowledged, and how many of them before they were on the disk."""
    told = folder / "trace"
    async with open_room(folder / "data", program=program) as room:
        with tools.traced(room.server, "-o", str(told), *trace.OPTIONS, trace.CALLS):
            async with room.writing() as heard:
                await times(heard, answers)
        acknowledged = [s for writer in room.writers for s in writer.journal.acknowledged]
    return len(acknowledged), len(trace.too_soon(told, acknowledged))


@pytest.mark.parametrize("_", ROUNDS)
def test_the_commit_is_synchronised_before_the_reply(tmp_path: Path, _: int) -> None:
    acknowledged, too_soon = asyncio.run(acknowledged_too_soon(tmp_path, ANSWERS))
    assert acknowledged >= ANSWERS
    assert too_soon == 0


def test_a_store_that_does_not_wait_for_the_disk_is_noticed(tmp_path: Path) -> None:
    acknowledged, too_soon = asyncio.run(
        acknowledged_too_soon(tmp_path, 20, sabotaged(sabotage.lazy))
    )
    assert too_soon == acknowledged
