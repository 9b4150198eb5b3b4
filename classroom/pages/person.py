"""One person on the mediator's side: what they did, and every action on them alone."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database
from starlette.requests import Request
from starlette.responses import Response

from classroom import exercises, guards, helped, names, path, person, trail
from classroom.domain import Learner, Session
from classroom.pages.actions import Undo, back, on_learner
from classroom.pages.forms import moment, posted, submission_id, text
from classroom.refusals import InvalidName, NotFound
from classroom.room import Room
from classroom.signing import new_token
from classroom.store import attempts, help, learners
from classroom.store.rows import stamp
from classroom.views import show


async def learner(request: Request) -> Response:
    """`GET …/learners/{learner_id}`: one person: answers in words, time, card, actions."""
    _, here, found = await guards.owned_learner(request)
    return await show_learner(request, here, found)


async def show_learner(
    request: Request, here: Session, found: Learner, error: str | None = None
) -> Response:
    maker = await request.state.broadcast.maker(here.id)
    maker.board(request.state.clock())
    standing, states = maker.room.standings[found.id], maker.states(found.id)
    library, secret = request.state.library, request.state.signer.shuffle_secret
    tile = maker.tile(found.id)
    easier, harder = person.neighbours(states, library, found, tile.exercise)
    return show(
        request,
        "dashboard/learner.html",
        422 if error else 200,
        session=here,
        tile=tile,
        easier=easier,
        harder=harder,
        helped=helped.history(standing, states, library),
        left_out=person.left_out(standing, library),
        hosts=hosts(maker.room, found),
        learner=found,
        answers=person.answers(standing, states, library),
        last=person.last_answer(standing, states, library, secret),
        replay=person.replay(
            standing,
            states,
            library,
            request.query_params.get("replay", ""),
            request.query_params.get("step", ""),
        ),
        card=found.card.split("-"),
        why=maker.verdict(found.id).signals,
        thresholds=maker.limits,
        error=error,
        to_see=person.to_see(standing, states, library),
        submission=new_token(),
    )


def hosts(room: Room, found: Learner) -> list[Learner]:
    """Those whose screen this person could share: in the room, each on a screen of their own."""
    people = [standing.learner for standing in room.standings.values()]
    sharing = {one.with_id for one in people if one.with_id and one.removed_at is None}
    if found.id in sharing:
        return []
    free = [one for one in people if one.removed_at is None and one.with_id is None]
    return [one for one in free if one.id != found.id and one.id not in sharing]


@on_learner
async def approve(request: Request, here: Session, found: Learner) -> Undo:
    now = request.state.clock()
    await request.state.store.write(learners.approve, here.id, found.id, now)
    return Undo("approved", "/unapprove", {"at": stamp(now)})


@on_learner
async def remove(request: Request, here: Session, found: Learner) -> Undo:
    """`POST …/remove`: take someone out; with `for_good`, they cannot come back by themselves."""
    for_good = text(await posted(request), "for_good") == "yes"
    take_out = learners.ban if for_good else learners.remove
    await request.state.store.write(take_out, here.id, found.id, request.state.clock())
    return Undo("removed", f"/learners/{found.id}/restore", about=found.name)


@on_learner
async def restore(request: Request, here: Session, found: Learner) -> Undo:
    await request.state.store.write(learners.restore, here.id, found.id)
    again = {"for_good": "yes" if found.banned_at else ""}
    return Undo("restored", f"/learners/{found.id}/remove", again, found.name)


@on_learner
async def visit(request: Request, here: Session, found: Learner) -> Undo | None:
    now, by = request.state.clock(), request.state.by
    if not await request.state.store.write(help.visit, here.id, found.id, now, by):
        return None
    return Undo("going", f"/learners/{found.id}/stay", about=found.name)


@on_learner
async def stay(request: Request, here: Session, found: Learner) -> None:
    """`POST …/stay`: nobody goes there after all."""
    await request.state.store.write(help.stay, found.id)


@on_learner
async def handled(request: Request, here: Session, found: Learner) -> Undo:
    now, by = request.state.clock(), request.state.by
    await request.state.store.write(help.handled, here.id, found.id, now, by)
    return Undo("handled", "/unhandle", {"at": stamp(now)}, found.name)


async def rename(request: Request) -> Response:
    """`POST …/rename`: another name, another place. An unusable name changes nothing."""
    _, here, found = await guards.owned_learner(request)
    form = await posted(request)
    seat = names.clean_seat(text(form, "seat"))
    try:
        name = names.clean(text(form, "name"))
    except InvalidName as refusal:
        return await show_learner(request, here, found, refusal.code)
    await request.state.store.write(learners.rename, here.id, found.id, name, seat)
    before = {"name": found.name, "seat": found.seat}
    undo = Undo("renamed", f"/learners/{found.id}/rename", before, name)
    return await back(request, here, found.id, undo)


async def see(request: Request) -> Response:
    """`POST …/seen`: tick what was seen of something done for real; the call for it ends."""
    account, here, found = await guards.owned_learner(request)
    form, state = await posted(request), request.state
    ref = text(form, "exercise")
    if ref not in path.available(here, state.library):
        raise NotFound
    exercise, submission = state.library.exercise(ref), submission_id(form)
    turn = exercises.look(exercise, form)
    given = attempts.Submission(
        id=submission,
        exercise=ref,
        definition=exercises.definition_hash(exercise),
        digest=state.signer.digest(ref, *map(str, turn.record["seen"])),
        record=turn.record,
        score=turn.outcome.score if turn.outcome else None,
        passed=turn.outcome is not None,
    )
    by, now = account.name or here.mediator_name, state.clock()
    await state.store.write(keep_seen, here.id, found.id, given, now, by)
    way = {"exercise": ref, "submission": submission, "at": stamp(now)}
    undo = Undo("seen", f"/learners/{found.id}/unsee", way, found.name)
    return await back(request, here, found.id, undo)


@on_learner
async def unsee(request: Request, here: Session, found: Learner) -> None:
    """`POST …/unsee`: what was ticked at that moment was not seen. Raises `NotFound`."""
    form, state = await posted(request), request.state
    submission, at = submission_id(form), moment(text(form, "at"))
    done = await state.store.read(trail.read, found.id, text(form, "exercise"))
    ticked = done.attempt(submission)
    if ticked is None or "seen" not in ticked.record:
        raise NotFound
    await state.store.write(forget_seen, here.id, found.id, submission, at)


def forget_seen(
    db: Database, session_id: int, learner_id: int, submission: str, at: datetime
) -> None:
    attempts.take_back(db, learner_id, submission)
    help.unhandle(db, session_id, at)


def keep_seen(
    db: Database,
    session_id: int,
    learner_id: int,
    given: attempts.Submission,
    at: datetime,
    by: str,
) -> None:
    """Keep what was seen; whoever looked is there, so the call and the visit are over."""
    attempts.add(db, session_id, learner_id, given, at)
    help.handled(db, session_id, learner_id, at, by)
