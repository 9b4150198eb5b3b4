"""An answer that comes five times, two at once, has one effect and one reply."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from classroom.visitor import Reply
from tests.torture import ROUNDS, sabotage
from tests.torture.room import CHOICES, WRITERS, Writer, open_room
from tests.torture.sabotage import sabotaged

# Of each writer.
ANSWERS = 6


async def five_times(writer: Writer) -> list[Reply]:
    """An impatient browser, or a network that carries everything twice."""
    other = writer.wire.again()
    await other.get("/healthz")
    submission = writer.keep()
    replies = []
    for _ in range(2):
        both = (writer.send(submission, over=wire, htmx=True) for wire in (writer.wire, other))
        replies += await asyncio.gather(*both)
    replies.append(await writer.answer(htmx=True))
    await other.close()
    return replies


async def repeat(
    data: Path, program: Sequence[str] = ("classroom",)
) -> tuple[dict[str, set[str]], list[list[Reply]]]:
    """Twenty people at once; the wrongs, and the replies to each submission."""
    async with open_room(data, program=program) as room:
        replies: list[list[Reply]] = []
        for _ in range(ANSWERS):
            replies += await asyncio.gather(*(five_times(writer) for writer in room.writers))
        return room.wrongs(), replies


@pytest.mark.parametrize("_", ROUNDS)
def test_five_times_two_at_once_is_one_effect_and_one_reply(tmp_path: Path, _: int) -> None:
    wrongs, replies = asyncio.run(repeat(tmp_path))
    assert wrongs == {}
    assert len(replies) == WRITERS * ANSWERS
    for five in replies:
        assert {reply.status for reply in five} == {200}
        assert len({reply.body for reply in five}) == 1


def test_a_database_without_the_key_is_noticed(tmp_path: Path) -> None:
    """It looks at what came before, which two at once get past."""
    wrongs, _ = asyncio.run(repeat(tmp_path, sabotaged(sabotage.keyless)))
    assert wrongs.keys() == {"doubled"}


async def sent_again_changed(data: Path) -> None:
    async with open_room(data) as room:
        for writer in room.writers:
            submission = writer.keep()
            first = await writer.answer(htmx=True)
            given = writer.journal.sent[submission]
            other = str((int(given) + 1) % CHOICES)
            refused = await writer.wire.post(
                f"{writer.page}/attempts", f"submission={submission}&choice={other}"
            )
            assert refused.status == 422
            assert 'data-code="submission_reused"' in refused.text
            assert (await writer.send(submission, htmx=True)).body == first.body
        assert room.wrongs() == {}


def test_another_answer_under_the_same_number_is_refused_and_changes_nothing(
    tmp_path: Path,
) -> None:
    asyncio.run(sent_again_changed(tmp_path))
