"""Questions to come back to: parked by a learner or by the mediator, settled by her."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom import guards, names, path
from classroom.domain import Session
from classroom.pages.actions import Undo, on_room
from classroom.pages.forms import posted, text
from classroom.piloting import Fate
from classroom.refusals import BadMessage, BadResponse, InvalidName, NotFound, SessionEnded
from classroom.store import learners, questions
from classroom.views import show

LENGTH_MAX = 300


def question_of(typed: str) -> str:
    """A question without what is not seen. Raises `BadMessage`."""
    try:
        return names.clean(typed, LENGTH_MAX)
    except InvalidName as refusal:
        raise BadMessage(most=LENGTH_MAX) from refusal


async def index(request: Request) -> Response:
    """`GET /staff/sessions/{id}/questions`: what was asked, by whom, and what becomes of it."""
    account, here = await guards.owned_session(request)
    read = request.state.store.read
    people = await read(learners.of_session, here.id)
    return show(
        request,
        "questions/index.html",
        account=account,
        session=here,
        questions=await read(questions.of_session, here.id),
        asked_by={learner.id: learner.name for learner in people},
        earlier=await read(questions.of_series, here.series_id, here.id) if here.series_id else [],
    )


@on_room
async def note(request: Request, here: Session) -> Undo:
    """`POST …/questions`: the mediator keeps a question that was asked aloud."""
    asked = question_of(text(await posted(request), "question"))
    now = request.state.clock()
    question_id = await request.state.store.write(questions.park, here.id, None, asked, now)
    return Undo("noted_question", f"/questions/{question_id}/drop")


@on_room
async def settle_earlier(request: Request, here: Session) -> None:
    """`POST …/questions/{question_id}/earlier`: one that an earlier session of the series kept."""
    fate = text(await posted(request), "fate")
    if fate not in list(Fate):
        raise BadResponse(reason="empty")
    if here.series_id is None:
        raise NotFound
    question_id = guards.known_number(request, "question_id")
    await request.state.store.write(
        questions.settle_of_series, here.series_id, question_id, Fate(fate)
    )


@on_room
async def drop(request: Request, here: Session) -> None:
    """`POST …/questions/{question_id}/drop`: what the mediator just noted."""
    question_id = guards.known_number(request, "question_id")
    await request.state.store.write(questions.drop, here.id, question_id)


@on_room
async def settle(request: Request, here: Session) -> Undo:
    """`POST …/questions/{question_id}`: answered, for next time, to direct elsewhere, or open."""
    fate = text(await posted(request), "fate")
    if fate not in list(Fate):
        raise BadResponse(reason="fate")
    question_id = guards.known_number(request, "question_id")
    before = await request.state.store.write(questions.settle, here.id, question_id, Fate(fate))
    return Undo("settled", f"/questions/{question_id}", {"fate": before.value})


async def ask(request: Request) -> Response:
    """`POST /s/{code}/questions`: a learner keeps a question for later."""
    here, me = await guards.learner(request)
    if here.closed_at is not None:
        raise SessionEnded
    asked = question_of(text(await posted(request), "question"))
    await request.state.store.write(questions.park, here.id, me.id, asked, request.state.clock())
    request.state.hub.publish(here.id, me.id)
    return RedirectResponse(path.home_url(here) + "#questions", 303)
