"""Working through the exercises: the path, one exercise, an answer."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlite_utils import Database
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom import exercises, following, forgetting, guards, intervals, path, trail
from classroom.domain import Act, Attempt, Learner, Live, Session
from classroom.exercises.base import Shuffle
from classroom.pages.forms import posted, submission_id
from classroom.pictograms import NICKNAMES
from classroom.piloting import ParkedQuestion
from classroom.refusals import NotFound, NotJoined, SeatErased, SessionEnded, SubmissionReused
from classroom.signing import new_token
from classroom.store import attempts, help, learners, questions, screens
from classroom.trail import Trail
from classroom.views import go, show, wants_fragment


async def index(request: Request) -> Response:
    """`GET /s/{code}`: the path of exercises, or the name form for who has no seat yet."""
    try:
        here, me = await guards.seated(request)
    except NotJoined as refusal:
        return await newcomer(request, erased=isinstance(refusal, SeatErased))
    if me.removed_at is not None:
        return show(request, "learn/removed.html", session=here, learner=me)
    standing, live, asked = await request.state.store.read(read_path, here, me)
    states = standing.progress(request.state.library)
    request.state.hub.presence(me.id).open(None, request.state.clock())
    following = path.next_ref(here.plan, states, wanted=path.wanted(here, me))
    return show(
        request,
        "learn/index.html",
        session=here,
        learner=me,
        added=path.added(here, request.state.library, states),
        steps=path.steps(here, request.state.library, states),
        done_count=sum(state.is_done for state in states.values()),
        total=len(states),
        finished=path.is_finished(here.plan, states),
        next_url=path.exercise_url(here, following) if following else "",
        live=live,
        questions=asked,
    )


def read_path(
    db: Database, here: Session, me: Learner
) -> tuple[path.Standing, Live, list[ParkedQuestion]]:
    return (
        path.read(db, here, me),
        learners.live(db, here.id, me.id),
        questions.of_learner(db, here.id, me.id),
    )


async def newcomer(request: Request, *, erased: bool) -> Response:
    here = await guards.session(request)
    if here.closed_at is not None:
        return show(
            request,
            "join/index.html",
            410,
            error=SessionEnded.code,
            typed="",
            resume=None,
            return_code=here.join_code,
        )
    return show(
        request,
        "join/name.html",
        session=here,
        error=None,
        typed_name="",
        typed_seat="",
        nickname=secrets.choice(NICKNAMES),
        known=following.can_follow(here, await guards.known_seat(request)),
        erased=erased,
    )


def reference(request: Request) -> str:
    """The exercise in the path, as `module-id/exercise-id`."""
    return f"{request.path_params['module']}/{request.path_params['exercise']}"


async def exercise(request: Request) -> Response:
    """`GET /s/{code}/exercises/{module}/{exercise}`."""
    here, me = await guards.learner(request)
    on = available(request, here)
    done = await request.state.store.read(trail.read, me.id, on)
    if me.device not in request.state.library.devices(on) and not done.attempts:
        return await elsewhere(request, here, me, on)
    request.state.hub.presence(me.id).open(on, request.state.clock())
    answered = "answered" in request.query_params
    return await show_exercise(request, here, me, done, new_token(), answered=answered)


async def elsewhere(request: Request, here: Session, me: Learner, on: str) -> Response:
    """An exercise for another device: the same for this one, or the next one."""
    library = request.state.library
    standing = await request.state.store.read(path.read, here, me)
    states = standing.progress(library)
    other = library.alternative(on)
    following = path.next_ref(here.plan, states)
    return show(
        request,
        "learn/elsewhere.html",
        session=here,
        learner=me,
        title=library.exercise(on).title,
        devices=library.devices(on),
        other_title=library.exercise(other).title if other in states else "",
        other_url=path.exercise_url(here, other) if other in states else "",
        next_url=path.exercise_url(here, following) if following else "",
        live=await request.state.store.read(learners.live, here.id, me.id),
    )


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
        kept = await state.store.write(keep, here.id, me.id, graded, state.clock())
        attempt, partners = kept
        if attempt.passed:
            await forget(request, me, on)
        for learner_id in (me.id, *partners):
            state.hub.publish(here.id, learner_id)
    elif attempt.digest != digest:
        raise SubmissionReused
    if not wants_fragment(request):
        place = exercises.landing(state.library.exercise(on), attempt.record)
        return RedirectResponse(f"{path.exercise_url(here, on)}?answered=1#{place}", 303)
    following = state.signer.digest("next", submission)
    return await show_exercise(request, here, me, done.until(attempt), following, answered=True)


def keep(
    db: Database, session_id: int, learner_id: int, given: attempts.Submission, at: datetime
) -> tuple[Attempt, list[int]]:
    """Keep an attempt and the call it makes, together; whoever shares the screen passed too.
    Returns the attempt and those people."""
    attempt = attempts.add(db, session_id, learner_id, given, at)
    partners = screens.partners(db, learner_id) if attempt.passed else []
    for partner_id in partners:
        attempts.add(db, session_id, partner_id, attempts.shared(given), at)
    if given.calls:
        help.ask(db, session_id, learner_id, given.exercise, at)
    return attempt, partners


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


async def onward(request: Request) -> Response:
    """`GET /s/{code}/onward/{module}/{exercise}`: what comes after an exercise."""
    here, me = await guards.learner(request)
    return await move_on(request, here, me)


async def move_on(request: Request, here: Session, me: Learner) -> Response:
    """To the next exercise that is not done, or to the path when none is left."""
    standing = await request.state.store.read(path.read, here, me)
    states, wanted = standing.progress(request.state.library), path.wanted(here, me)
    following = path.next_ref(here.plan, states, reference(request), wanted)
    return go(request, path.exercise_url(here, following) if following else path.home_url(here))
