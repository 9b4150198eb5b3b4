"""Changing the plan while it runs: an activity put in, asked for at once, or left out."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from classroom import guards, path
from classroom.domain import Learner, Session
from classroom.modules import Library
from classroom.pages.actions import Undo, on_learner, on_room
from classroom.pages.forms import posted, text
from classroom.piloting import ChangeAct
from classroom.refusals import BadResponse, NobodyChosen, NotFound
from classroom.store import changes, learners
from classroom.views import show


async def index(request: Request) -> Response:
    """`GET /staff/sessions/{id}/changes`: an activity for the room, and what was changed."""
    account, here = await guards.owned_session(request)
    people = await request.state.store.read(learners.of_session, here.id)
    return show(
        request,
        "dashboard/changes.html",
        account=account,
        session=here,
        people=[one for one in people if one.removed_at is None],
        names={one.id: one.name for one in people},
        choices=choices(here, request.state.library),
        chosen=request.query_params.get("learner", ""),
        asked=request.query_params.get("exercise", ""),
    )


def choices(here: Session, library: Library) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every exercise there is, by module; those of the session first, under an empty title."""
    mine = path.available(here, library)
    groups = [("", [(ref, library.exercise(ref).title) for ref in mine])]
    for module in library.modules:
        refs = [(f"{module.id}/{one.id}", one.title) for one in module.exercises]
        groups.append((module.title, [(ref, title) for ref, title in refs if ref not in mine]))
    return [(title, found) for title, found in groups if found]


@on_room
async def add(request: Request, here: Session) -> Undo:
    """`POST …/changes`: an exercise for everyone or for some, now or after the one under way."""
    form = await posted(request)
    ref, act = text(form, "exercise"), text(form, "act")
    if not request.state.library.has(ref):
        raise NotFound
    if act not in (ChangeAct.NOW, ChangeAct.NEXT):
        raise BadResponse(reason="empty")
    people = await request.state.store.read(learners.of_session, here.id)
    return await keep(request, here, for_whom(form, people), ref, ChangeAct(act))


def for_whom(form: FormData, people: list[Learner]) -> list[int | None]:
    """Everyone, or those who were ticked. Raises `NobodyChosen`."""
    if text(form, "whom") != "some":
        return [None]
    ticked = {value for value in form.getlist("learner") if isinstance(value, str)}
    found: list[int | None] = [one.id for one in people if str(one.id) in ticked]
    if not found:
        raise NobodyChosen
    return found


async def keep(
    request: Request, here: Session, whom: list[int | None], ref: str, act: ChangeAct
) -> Undo:
    state = request.state
    devices = state.library.devices(ref)
    ids = await state.store.write(changes.add, here.id, whom, ref, act, devices, state.clock())
    listed = " ".join(map(str, ids))
    return Undo("changed", "/changes/withdraw", {"ids": listed}, state.library.title(ref))


@on_room
async def withdraw(request: Request, here: Session) -> None:
    """`POST …/changes/withdraw`: as if these changes had not been made."""
    ids = text(await posted(request), "ids").split()
    if not ids or not all(one.isascii() and one.isdigit() and len(one) < 19 for one in ids):
        raise BadResponse(reason="malformed")
    now = request.state.clock()
    await request.state.store.write(changes.withdraw, here.id, list(map(int, ids)), now)


@on_learner
async def for_one(request: Request, here: Session, found: Learner) -> Undo:
    """`POST …/learners/{learner_id}/changes`: put an exercise into one path, or leave it out."""
    form = await posted(request)
    ref, act = text(form, "exercise"), text(form, "act")
    if not request.state.library.has(ref):
        raise NotFound
    if act not in list(ChangeAct):
        raise BadResponse(reason="empty")
    return await keep(request, here, [found.id], ref, ChangeAct(act))
