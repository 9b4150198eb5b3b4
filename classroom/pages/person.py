"""One person on the mediator's side: what they did, and every action on them alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlite_utils import Database
from starlette.requests import Request
from starlette.responses import Response

from classroom import exercises, guards, names, path, person
from classroom.attention import PACES
from classroom.domain import Learner, Session
from classroom.pages.actions import back
from classroom.pages.forms import posted, submission_id, text
from classroom.refusals import InvalidName, NotFound
from classroom.signing import new_token
from classroom.store import attempts, help, learners
from classroom.views import show


async def learner(request: Request) -> Response:
    """`GET …/learners/{learner_id}`: one person: answers in words, time, card, actions."""
    here, found = await guards.owned_learner(request)
    return await show_learner(request, here, found)


async def show_learner(
    request: Request, here: Session, found: Learner, error: str | None = None
) -> Response:
    maker = await request.state.broadcast.maker(here.id)
    maker.board(request.state.clock())
    standing, states = maker.room.standings[found.id], maker.states(found.id)
    library, secret = request.state.library, request.state.signer.shuffle_secret
    return show(
        request,
        "dashboard/learner.html",
        422 if error else 200,
        session=here,
        tile=maker.tile(found.id),
        learner=found,
        answers=person.answers(standing, states, library),
        last=person.last_answer(standing, states, library, secret),
        card=found.card.split("-"),
        why=maker.verdict(found.id).signals,
        thresholds=PACES[here.pace],
        error=error,
        to_see=person.to_see(standing, states, library),
        submission=new_token(),
    )


def on_learner(
    change: Callable[[Request, Session, Learner], Awaitable[object]],
) -> Callable[[Request], Awaitable[Response]]:
    """An action of the mediator on one person."""

    async def handler(request: Request) -> Response:
        here, found = await guards.owned_learner(request)
        await change(request, here, found)
        return await back(request, here, found.id)

    return handler


@on_learner
async def approve(request: Request, here: Session, found: Learner) -> None:
    await request.state.store.write(learners.approve, here.id, found.id, request.state.clock())


@on_learner
async def remove(request: Request, here: Session, found: Learner) -> None:
    await request.state.store.write(learners.remove, here.id, found.id, request.state.clock())


@on_learner
async def restore(request: Request, here: Session, found: Learner) -> None:
    await request.state.store.write(learners.restore, here.id, found.id)


@on_learner
async def visit(request: Request, here: Session, found: Learner) -> None:
    await request.state.store.write(help.visit, here.id, found.id, request.state.clock())


@on_learner
async def handled(request: Request, here: Session, found: Learner) -> None:
    await request.state.store.write(help.handled, here.id, found.id, request.state.clock())


async def rename(request: Request) -> Response:
    """`POST …/rename`: another name, another place. An unusable name changes nothing."""
    here, found = await guards.owned_learner(request)
    posted = await request.form()
    seat = names.clean_seat(text(posted, "seat"))
    try:
        name = names.clean(text(posted, "name"))
    except InvalidName as refusal:
        return await show_learner(request, here, found, refusal.code)
    await request.state.store.write(learners.rename, here.id, found.id, name, seat)
    return await back(request, here, found.id)


async def see(request: Request) -> Response:
    """`POST …/seen`: tick what was seen of something done for real; the call for it ends."""
    here, found = await guards.owned_learner(request)
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
    await state.store.write(keep_seen, here.id, found.id, given, state.clock())
    return await back(request, here, found.id)


def keep_seen(
    db: Database, session_id: int, learner_id: int, given: attempts.Submission, at: datetime
) -> None:
    """Keep what was seen; whoever looked is there, so the call and the visit are over."""
    attempts.add(db, session_id, learner_id, given, at)
    help.handled(db, session_id, learner_id, at)
