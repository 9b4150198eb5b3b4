"""What the mediator says and shows to the room: messages, the wall, the end of the session."""

from __future__ import annotations

from datetime import timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from classroom import guards, names, path
from classroom.domain import Learner, Session
from classroom.exercises import game
from classroom.modules import Library
from classroom.pages.actions import Undo, on_learner, on_room
from classroom.pages.forms import posted, text
from classroom.piloting import Wifi
from classroom.refusals import BadMessage, BadResponse, InvalidName, NotFound
from classroom.store import learners, piloting
from classroom.views import show

MESSAGE_MAX = 200
WIFI_MAX = 64
MOVES_MIN = (-15, -5, 5, 15)


async def wall(request: Request) -> Response:
    """`GET /staff/sessions/{id}/wall`: the link to the wall, and all that it can show."""
    account, here = await guards.owned_session(request)
    return show(
        request,
        "dashboard/wall.html",
        account=account,
        session=here,
        choices=choices(here, request.state.library),
        wall_url=wall_url(request, here),
        learner_url=request.state.learner_url,
    )


def wall_url(request: Request, here: Session) -> str:
    return f"/wall/{request.state.signer.wall_token(here.id)}"


def choices(here: Session, library: Library) -> list[tuple[str, str]]:
    """The exercises that can be shown on the board, with their titles: games are played."""
    found = [(ref, library.exercise(ref)) for ref in path.available(here, library)]
    return [(ref, one.title) for ref, one in found if not isinstance(one, game.Definition)]


def message_of(typed: str) -> str:
    """A message without what is not seen; empty takes it away. Raises `BadMessage`."""
    if not typed.strip():
        return ""
    try:
        return names.clean(typed, MESSAGE_MAX)
    except InvalidName as refusal:
        raise BadMessage(most=MESSAGE_MAX) from refusal


@on_room
async def say(request: Request, here: Session) -> Undo:
    """`POST …/message`: write to everyone, or take the message away."""
    message = message_of(text(await posted(request), "message"))
    await request.state.store.write(piloting.say, here.id, message)
    did = "said" if message else "unsaid"
    return Undo(did, "/message", {"message": here.message})


@on_room
async def show_exercise(request: Request, here: Session) -> Undo:
    """`POST …/show`: put an exercise on the wall, with its answer or not."""
    form = await posted(request)
    ref = text(form, "exercise")
    if ref and ref not in dict(choices(here, request.state.library)):
        raise NotFound
    await request.state.store.write(
        piloting.show, here.id, ref or None, text(form, "answer") == "yes"
    )
    before = {"exercise": here.shown or "", "answer": "yes" if here.shown_answer else ""}
    return Undo("shown", "/show", before)


@on_room
async def give_wifi(request: Request, here: Session) -> Undo:
    """`POST …/wifi`: the network to show on the wall; without a name, none."""
    form = await posted(request)
    name, password = (text(form, key).strip() for key in ("wifi_name", "wifi_password"))
    if max(len(name), len(password)) > WIFI_MAX or not (name + password).isprintable():
        raise BadMessage(most=WIFI_MAX)
    await request.state.store.write(
        piloting.give_wifi, here.id, Wifi(name, password) if name else None
    )
    before = here.wifi or Wifi("", "")
    named = {"wifi_name": before.name, "wifi_password": before.password}
    return Undo("shown", "/wifi", named)


@on_room
async def move_end(request: Request, here: Session) -> Undo | None:
    """`POST …/end`: the session ends some minutes sooner or later than planned."""
    moved = text(await posted(request), "minutes")
    if moved not in map(str, MOVES_MIN):
        raise BadResponse(reason="minutes")
    board = (await request.state.broadcast.maker(here.id)).board(request.state.clock())
    if board.clock is None:
        return None
    ends_at = board.clock.ends_at + timedelta(minutes=int(moved))
    await request.state.store.write(piloting.end_at, here.id, ends_at)
    return Undo("moved_end", "/end", {"minutes": str(-int(moved))})


@on_learner
async def write_to(request: Request, here: Session, found: Learner) -> Undo:
    """`POST …/learners/{learner_id}/message`: write to one person."""
    message = message_of(text(await posted(request), "message"))
    await request.state.store.write(learners.say, here.id, found.id, message)
    return Undo("said", f"/learners/{found.id}/message", {"message": found.message})


NOTE_MAX = 2000


@on_room
async def note(request: Request, here: Session) -> Undo:
    """`POST …/note`: what the mediator writes down about the session, for mediators alone."""
    await request.state.store.write(piloting.note, here.id, note_of(await posted(request)))
    return Undo("noted", "/note", {"note": here.note})


@on_learner
async def note_on(request: Request, here: Session, found: Learner) -> Undo:
    """`POST …/learners/{learner_id}/note`: the same about one person."""
    noted = note_of(await posted(request))
    await request.state.store.write(learners.note, here.id, found.id, noted)
    return Undo("noted", f"/learners/{found.id}/note", {"note": found.note})


def note_of(form: FormData) -> str:
    """Lines as they were typed. Raises `BadMessage`."""
    typed = text(form, "note").replace("\r\n", "\n").strip()
    if len(typed) > NOTE_MAX or not typed.replace("\n", "").isprintable():
        raise BadMessage(most=NOTE_MAX)
    return typed
