"""Who sits where: the plan of a room, and the zones of a large one, read from the places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from classroom.domain import Learner
from classroom.names import NO_PLACE
from classroom.store.places import Place
from classroom.tile import Tile

# The plan of a room: how many places side by side, how many rows at least.
COLUMNS, ROWS_MIN = 6, 4
# Beyond this a room is looked at by zones.
ZONED = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the room: its seat, empty where none is known, and who sits there, by id."""

    x: int
    y: int
    seat: str
    learner_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a large room: how many people sit there, and how many of them need someone."""

    name: str
    people: int
    needy: int


def cells(known: Sequence[Place], seen: Sequence[Learner]) -> tuple[tuple[Cell, ...], ...]:
    """The plan of the room, one row wider than what is taken."""
    seats = {(place.x, place.y): place.seat for place in known}
    height = max([ROWS_MIN, *(place.y + 2 for place in known)])
    sitting: dict[str, list[int]] = {}
    for learner in seen:
        sitting.setdefault(learner.seat, []).append(learner.id)

    def cell(x: int, y: int) -> Cell:
        seat = seats.get((x, y), "")
        return Cell(x, y, seat, tuple(sitting.get(seat, ())) if seat else ())

    return tuple(tuple(cell(x, y) for x in range(COLUMNS)) for y in range(height))


def order(zone: str) -> tuple[bool, int, str]:
    """Numbers as they count, then letters, then those whose place is not known."""
    number = re.match("[0-9]+", zone)
    return zone == NO_PLACE, int(number[0]) if number else 10**9, zone


def zones(tiles: Sequence[Tile], needy: Sequence[Tile]) -> tuple[Zone, ...]:
    """None for a room that one person can look over, or whose places say nothing."""
    people = Counter(tile.zone for tile in tiles)
    if len(tiles) <= ZONED or len(people) < 2:
        return ()
    waiting = Counter(tile.zone for tile in needy)
    return tuple(Zone(name, people[name], waiting[name]) for name in sorted(people, key=order))
