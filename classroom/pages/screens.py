"""Who works on which screen: two people on one, a machine given back, many taken out at once."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from classroom import guards
from classroom.domain import Learner, Session
from classroom.pages.actions import Undo, on_learner, on_room
from classroom.pages.forms import moment, posted, text
from classroom.refusals import NobodyChosen, NotFound
from classroom.store import learners, screens
from classroom.store.rows import stamp
from classroom.views import show


@on_learner
async def pair(request: Request, here: Session, found: Learner) -> Undo:
    """`POST …/learners/{learner_id}/pair`: work on the screen of another person."""
    host = text(await posted(request), "host")
    if not (host.isascii() and host.isdigit() and len(host) < 19):
        raise NotFound
    await request.state.store.write(screens.pair, here.id, found.id, int(host))
    request.state.hub.publish(here.id)
    return Undo("paired", f"/learners/{found.id}/part", about=found.name)


@on_learner
async def part(request: Request, here: Session, found: Learner) -> Undo | None:
    """`POST …/learners/{learner_id}/part`: a screen of one's own again."""
    await request.state.store.write(screens.part, here.id, found.id)
    request.state.hub.publish(here.id)
    if found.with_id is None:
        return None
    host = {"host": str(found.with_id)}
    return Undo("parted", f"/learners/{found.id}/pair", host, found.name)


@on_learner
async def release(request: Request, here: Session, found: Learner) -> Undo:
    """`POST …/learners/{learner_id}/release`: the machine is free; the card opens another."""
    now = request.state.clock()
    await request.state.store.write(screens.release, found.id, now)
    again = {"at": stamp(now)}
    return Undo("released", f"/learners/{found.id}/take-again", again, found.name)


@on_learner
async def take_again(request: Request, here: Session, found: Learner) -> None:
    """`POST …/learners/{learner_id}/take-again`: the machine given back at that moment."""
    at = moment(text(await posted(request), "at"))
    await request.state.store.write(screens.take_again, found.id, at)


async def arrivals(request: Request) -> Response:
    """`GET /staff/sessions/{id}/arrivals`: everyone, the latest first, to take several out."""
    account, here = await guards.owned_session(request)
    people = await request.state.store.read(learners.of_session, here.id)
    here_now = [one for one in reversed(people) if one.removed_at is None]
    return show(request, "dashboard/arrivals.html", account=account, session=here, people=here_now)


@on_room
async def remove_some(request: Request, here: Session) -> Undo:
    """`POST …/arrivals`: take several people out; they may come back."""
    form, now = await posted(request), request.state.clock()
    ticked = {value for value in form.getlist("learner") if isinstance(value, str)}
    people = await request.state.store.read(learners.of_session, here.id)
    ids = [one.id for one in people if str(one.id) in ticked and one.removed_at is None]
    if not ids:
        raise NobodyChosen
    await request.state.store.write(learners.remove_all, here.id, ids, now)
    return Undo("removed_some", "/arrivals/restore", {"at": stamp(now)}, str(len(ids)))


@on_room
async def restore_some(request: Request, here: Session) -> None:
    """`POST …/arrivals/restore`: those who were taken out at that moment are back."""
    at = moment(text(await posted(request), "at"))
    await request.state.store.write(learners.restore_all, here.id, at)
