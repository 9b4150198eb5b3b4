"""The plan of a room: its name, and who sits where."""

from __future__ import annotations

from sqlite_utils import Database
from starlette.requests import Request

from classroom import names
from classroom.domain import Learner, Session
from classroom.pages.actions import Undo, on_learner, on_room
from classroom.pages.forms import posted, text
from classroom.refusals import BadMessage, BadResponse
from classroom.seating import COLUMNS
from classroom.store import learners, piloting, places
from classroom.store.places import Place

NAME_MAX = 60


@on_room
async def name(request: Request, here: Session) -> Undo:
    """`POST …/room`: the room the session is in; the places of its seats are known again."""
    typed = " ".join(text(await posted(request), "room").split())
    if len(typed) > NAME_MAX or not typed.isprintable():
        raise BadMessage(most=NAME_MAX)
    await request.state.store.write(piloting.sit_in, here.id, typed)
    return Undo("sat_in", "/room", {"room": here.room})


@on_learner
async def place(request: Request, here: Session, found: Learner) -> Undo | None:
    """`POST …/learners/{learner_id}/place`: this person sits in a cell of the plan."""
    form = await posted(request)
    x, y = (text(form, key) for key in ("x", "y"))
    if not all(one.isascii() and one.isdigit() and len(one) < 3 for one in (x, y)):
        raise BadResponse(reason="malformed")
    if int(x) >= COLUMNS:
        raise BadResponse(reason="malformed")
    before = await request.state.store.write(sit, here, found, int(x), int(y))
    request.state.hub.publish(here.id)
    if before is None:
        return None
    cell = {"x": str(before.x), "y": str(before.y)}
    return Undo("placed", f"/learners/{found.id}/place", cell, found.name)


def sit(db: Database, here: Session, found: Learner, x: int, y: int) -> Place | None:
    """Take a place; where the person sat before."""
    known = places.of_room(db, here.organisation_id, here.room)
    others = [one.seat for one in learners.of_session(db, here.id) if one.id != found.id]
    seat = names.clean_seat(places.seat_of(others, known, found.seat, x, y))
    places.put(db, here.organisation_id, here.room, Place(seat, x, y))
    learners.rename(db, here.id, found.id, found.name, seat)
    return next((one for one in known if one.seat == found.seat), None)
