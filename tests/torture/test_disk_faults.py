"""A disk that refuses: it is said, nothing is acknowledged that is not kept, it recovers alone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from classroom.visitor import Reply
from tests.torture import ROUNDS, sabotage
from tests.torture.room import WRITERS, Room, open_room, times
from tests.torture.sabotage import sabotaged
from tests.torture.tools import failing, small_disk

DISK = "2m"
# What is left of blocks already given to the WAL takes a few answers more.
TRIES_MAX = 5
Harm = Callable[[Room], AbstractContextManager[None]]


@contextmanager
def full(room: Room) -> Iterator[None]:
    """Somebody's film takes the rest of the disk."""
    film = room.data.parent / "film"
    with open(film, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
    yield
    film.unlink()


def unwritable(room: Room) -> AbstractContextManager[None]:
    """Every write to the database fails, as on a worn card."""
    return failing(room.server, "pwrite64", "EIO")


def unsynchronised(room: Room) -> AbstractContextManager[None]:
    """Writes pass, and what makes them last fails."""
    return failing(room.server, "fdatasync", "EIO")


HARMS = pytest.mark.parametrize("harm", [full, unwritable, unsynchronised])


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", DISK) as place:
        yield place


def says_not_yet(reply: Reply) -> bool:
    return (
        reply.status == 503
        and reply.headers["retry-after"].isdigit()
        and "n'est pas encore enregistrée" in reply.text
    )


async def refuse(room: Room, harm: Harm) -> list[Reply]:
    """Answers until the disk takes none, then what is said of one more of everybody."""
    await room.each()
    with harm(room):
        for _ in range(TRIES_MAX):
            if not any(reply.status == 303 for reply in await room.each()):
                assert (await room.mediator.get("/readyz")).status == 503
                break
        replies = [*await room.each(), *await room.each(htmx=True)]
        assert (await room.writers[0].wire.get(room.writers[0].page)).status == 200
        assert len((await room.board())["learners"]) == WRITERS
    return replies


async def refuse_and_recover(disk: Path, harm: Harm) -> None:
    async with open_room(disk / "data") as room:
        assert all(says_not_yet(reply) for reply in await refuse(room, harm))
        assert room.statuses.keys() == {303, 503}
        assert room.wrongs() == {}
        await room.settle()
        await room.each()
        room.server.kill()
        await room.restart()
        assert room.wrongs() == {}


@HARMS
def test_a_refused_write_is_told_read_around_and_taken_later(disk: Path, harm: Harm) -> None:
    asyncio.run(refuse_and_recover(disk, harm))


async def refuse_and_die(disk: Path, harm: Harm, program: Sequence[str]) -> dict[str, set[str]]:
    async with open_room(disk / "data", program=program) as room:
        await refuse(room, harm)
        room.server.kill()
        await room.restart()
        return room.wrongs()


@HARMS
def test_a_store_that_acknowledges_what_the_disk_refused_is_noticed(disk: Path, harm: Harm) -> None:
    wrongs = asyncio.run(refuse_and_die(disk, harm, sabotaged(sabotage.deaf)))
    assert wrongs.keys() == {"lost"}


async def stumble(data: Path, call: str, when: str) -> None:
    """Some calls fail among twenty writers, and the server dies among them."""
    async with open_room(data) as room:
        async with room.writing() as heard:
            with failing(room.server, call, "EIO", when):
                await times(heard, 5 * WRITERS)
                room.server.kill()
        await room.restart()
        assert room.statuses.keys() == {303, 503}
        assert room.wrongs() == {}
        await room.settle()
        assert room.wrongs() == {}


@pytest.mark.parametrize("_", ROUNDS)
@pytest.mark.parametrize(("call", "when"), [("pwrite64", "7+17"), ("fdatasync", "2+3")])
def test_a_disk_that_fails_now_and_then_loses_nothing(
    tmp_path: Path, call: str, when: str, _: int
) -> None:
    asyncio.run(stumble(tmp_path, call, when))
