"""Working through the exercises: the path, one exercise, an answer."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlite_utils import Database
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom import exercises, forgetting, guards, intervals, path, trail
from classroom.domain import Act, Attempt, Learner, Session
from classroom.exercises.base import Shuffle
from classroom.pages.forms import posted, submission_id
from classroom.pictograms import NICKNAMES
from classroom.refusals import NotFound, NotJoined, SessionEnded, SubmissionReused
from classroom.signing import new_token
from classroom.store import attempts, help, learners
from classroom.trail import Trail
from classroom.views import go, show, wants_fragment


async def index(request: Request) -> Response:
    """`GET /s/{code}`: the path of exercises, or the name form for who has no seat yet."""
    try:
        here, me = await guards.seated(request)
    except NotJoined:
        return await newcomer(request)
    if me.removed_at is not None:
        return show(request, "learn/removed.html", session=here, learner=me)
    standing = await request.state.store.read(path.read, here, me)
    states = standing.progress(request.state.library)
    request.state.hub.presence(me.id).open(None, request.state.clock())
    following = path.next_ref(states)
    return show(
        request,
        "learn/index.html",
        session=here,
        learner=me,
        steps=path.steps(here, request.state.library, states),
        done_count=sum(state.is_done for state in states.values()),
        total=len(states),
        next_url=path.exercise_url(here, following) if following else "",
        live=await request.state.store.read(learners.live, here.id, me.id),
    )


async def newcomer(request: Request) -> Response:
    here = await guards.session(request)
    if here.closed_at is not None:
        return show(request, "join/index.html", 410, error=SessionEnded.code, typed="", resume=None)
    return show(
        request,
        "join/name.html",
        session=here,
        error=None,
        typed_name="",
        typed_seat="",
        nickname=secrets.choice(NICKNAMES),
    )


async def card(request: Request) -> Response:
    """`GET /s/{code}/card`: the return card, to note or to print."""
    here, me = await guards.learner(request)
    return show(
        request,
        "learn/card.html",
        session=here,
        learner=me,
        pictograms=me.card.split("-"),
        address=request.url.netloc,
    )


def reference(request: Request) -> str:
    """The exercise in the path, as `module-id/exercise-id`."""
    return f"{request.path_params['module']}/{request.path_params['exercise']}"


async def exercise(request: Request) -> Response:
    """`GET /s/{code}/exercises/{module}/{exercise}`."""
    here, me = await guards.learner(request)
    on = available(request, here)
    done = await request.state.store.read(trail.read, me.id, on)
    request.state.hub.presence(me.id).open(on, request.state.clock())
    answered = "answered" in request.query_params
    return await show_exercise(request, here, me, done, new_token(), answered=answered)


def available(request: Request, here: Session) -> str:
    """The exercise in the path, when the session has it. Raises `NotFound`."""
    ref = reference(request)
    if ref not in path.available(here, request.state.library):
        raise NotFound
    return ref


async def show_exercise(
    request: Request, here: Session, me: Learner, done: Trail, submission: str, *, answered: bool
) -> Response:
    library, secret = request.state.library, request.state.signer.shuffle_secret
    state = done.progress(library)
    served = int(request.state.clock().timestamp())
    page = trail.exercise_page(
        here, me, state, library, secret, submission, answered=answered, served=served
    )
    if wants_fragment(request):
        return show(request, "learn/_exercise.html", ex=page)
    live = await request.state.store.read(learners.live, here.id, me.id)
    return show(request, "learn/exercise.html", session=here, learner=me, ex=page, live=live)


async def answer(request: Request) -> Response:
    """`POST …/attempts`: read, grade, keep, tell, show.

    The same submission again gets the same reply and has no second effect.
    """
    here, me = await guards.learner(request)
    on, form, state = available(request, here), await posted(request), request.state
    submission = submission_id(form)
    digest = state.signer.digest(on, *fields(form))
    done = await state.store.read(trail.read, me.id, on)
    attempt = done.attempt(submission)
    if attempt is None:
        seen = state.hub.presence(me.id)
        seen.open(on, state.clock())
        seen.last_input_at = state.clock()
        graded = grade(request, here, me, done, form, submission, digest)
        attempt = await state.store.write(keep, here.id, me.id, graded, state.clock())
        if attempt.passed:
            await forget(request, me, on)
        state.hub.publish(here.id, me.id)
    elif attempt.digest != digest:
        raise SubmissionReused
    if not wants_fragment(request):
        place = exercises.landing(state.library.exercise(on), attempt.record)
        return RedirectResponse(f"{path.exercise_url(here, on)}?answered=1#{place}", 303)
    following = state.signer.digest("next", submission)
    return await show_exercise(request, here, me, done.until(attempt), following, answered=True)


def keep(
    db: Database, session_id: int, learner_id: int, given: attempts.Submission, at: datetime
) -> Attempt:
    """Keep an attempt and the call it makes, together."""
    attempt = attempts.add(db, session_id, learner_id, given, at)
    if given.calls:
        help.ask(db, session_id, learner_id, given.exercise, at)
    return attempt


def fields(form: FormData) -> list[str]:
    """The answer itself, in one order: what tells two answers apart."""
    posted = sorted((k, v) for k, v in form.multi_items() if isinstance(v, str))
    return [part for pair in posted if pair[0] != "submission" for part in pair]


def grade(
    request: Request,
    here: Session,
    me: Learner,
    done: Trail,
    form: FormData,
    submission: str,
    digest: str,
) -> attempts.Submission:
    """Grade one post. Raises `BadResponse`."""
    state = request.state
    definition = state.library.exercise(done.exercise)
    shuffle = Shuffle(state.signer.shuffle_secret, me.id, done.exercise)
    log = done.progress(state.library).log
    turn = exercises.play(definition, form, shuffle, log, open_seconds(request, form))
    return attempts.Submission(
        id=submission,
        exercise=done.exercise,
        definition=exercises.definition_hash(definition),
        digest=digest,
        record=turn.record,
        score=turn.outcome.score if turn.outcome else None,
        passed=turn.outcome.passed if turn.outcome else False,
        active_s=active_seconds(request, here, me),
        calls=turn.calls,
    )


def open_seconds(request: Request, form: FormData) -> float | None:
    """Seconds since the page was made, when it says so: an answer may have waited on the device."""
    served = form.get("served")
    if not (isinstance(served, str) and served.isascii() and served.isdigit() and len(served) < 12):
        return None
    return float(request.state.clock().timestamp()) - int(served)


def active_seconds(request: Request, here: Session, me: Learner) -> int | None:
    """Seconds of use of the exercise on the screen, without pauses and hidden tabs."""
    presence = request.state.hub.presence(me.id)
    if presence.opened_at is None:
        return None
    away = (*here.pauses, *presence.hidden)
    return round(intervals.active_seconds(presence.opened_at, request.state.clock(), away))


async def forget(request: Request, me: Learner, on: str) -> None:
    """What was typed in a simulation goes when it is passed, left, or begun again."""
    library = request.state.library
    if exercises.keeps_typed_text(library.exercise(on)):
        await request.state.store.write(forgetting.on_exercise, library, me.id, on)


async def act(request: Request, kind: Act) -> tuple[Session, Learner]:
    """Keep one act on the exercise in the path, once for each submission, and tell the room."""
    here, me = await guards.learner(request)
    submission = submission_id(await posted(request))
    on, now = available(request, here), request.state.clock()
    request.state.hub.presence(me.id).last_input_at = now
    if kind is not Act.HINT:
        await forget(request, me, on)
    await request.state.store.write(
        attempts.add_activity, here.id, me.id, on, kind, submission, now
    )
    request.state.hub.publish(here.id, me.id)
    return here, me


async def hint(request: Request) -> Response:
    """`POST …/hints`: show one more hint."""
    return await redraw(request, *await act(request, Act.HINT))


async def redo(request: Request) -> Response:
    """`POST …/redo`: « Refaire »: a fresh round, tries counted anew."""
    return await redraw(request, *await act(request, Act.REDO))


async def redraw(request: Request, here: Session, me: Learner) -> Response:
    if not wants_fragment(request):
        return RedirectResponse(path.exercise_url(here, reference(request)), 303)
    done = await request.state.store.read(trail.read, me.id, reference(request))
    return await show_exercise(request, here, me, done, new_token(), answered=False)


async def go_on(request: Request) -> Response:
    """`POST …/continue`: leave the exercise after its solution."""
    return await move_on(request, *await act(request, Act.CONTINUE))


async def skip(request: Request) -> Response:
    """`POST …/skip`: « Passer pour l'instant »."""
    return await move_on(request, *await act(request, Act.SKIP))


async def move_on(request: Request, here: Session, me: Learner) -> Response:
    """To the next exercise that is not done, or to the path when none is left."""
    standing = await request.state.store.read(path.read, here, me)
    following = path.next_ref(standing.progress(request.state.library), reference(request))
    return go(request, path.exercise_url(here, following) if following else path.home_url(here))
