"""Where the seats of a room are: dragged once, kept for the next session there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from classroom.store.rows import many


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the plan of a room, from its top left corner, and the seat in it."""

    seat: str
    x: int
    y: int


OF_ROOM = """
select seat, x, y from place
where organisation_id = :organisation_id and room = :room order by y, x
"""
ROOMS = """
select distinct room from place where organisation_id = :organisation_id order by room
"""
CLEAR = """
delete from place where organisation_id = :organisation_id and room = :room
  and (seat = :seat or (x = :x and y = :y))
"""
ADD = """
insert into place (organisation_id, room, seat, x, y)
values (:organisation_id, :room, :seat, :x, :y)
"""


def of_room(db: Database, organisation_id: int, room: str) -> tuple[Place, ...]:
    found = many(db, OF_ROOM, organisation_id=organisation_id, room=room)
    return tuple(Place(**row) for row in found)


def rooms(db: Database, organisation_id: int) -> list[str]:
    """The names of the rooms whose seats are known."""
    return [row["room"] for row in many(db, ROOMS, organisation_id=organisation_id)]


def seat_of(seats: Sequence[str], known: Sequence[Place], own: str, x: int, y: int) -> str:
    """The seat of whoever sits in a cell: that of the cell, else their own, else the first number
    that nobody has. `seats` are those of the others."""
    there = next((place.seat for place in known if (place.x, place.y) == (x, y)), "")
    if there or own:
        return there or own
    taken = {*seats, *(place.seat for place in known)}
    return next(str(n) for n in range(1, len(taken) + 2) if str(n) not in taken)


def put(db: Database, organisation_id: int, room: str, place: Place) -> None:
    """A seat stands in one cell, and a cell holds one seat."""
    cell = {"organisation_id": organisation_id, "room": room}
    cell |= {"seat": place.seat, "x": place.x, "y": place.y}
    db.execute(CLEAR, cell)
    db.execute(ADD, cell)
