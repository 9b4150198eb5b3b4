"""The dashboard of a session: live, and every action on the room or on one person."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from jinja2 import Environment
from sse_starlette import ServerSentEvent
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from classroom import forgetting, guards, tallying, wall
from classroom.board import Board
from classroom.broadcast import Draw, Look
from classroom.domain import Session
from classroom.modules import Library
from classroom.names import LENGTH_MAX
from classroom.pages.actions import Undo, on_room
from classroom.pages.forms import moment, posted, text
from classroom.piloting import Held
from classroom.refusals import Refusal
from classroom.settings import HEARTBEAT_S
from classroom.signing import Signer
from classroom.store import help, learners, places, sessions
from classroom.store.rows import stamp
from classroom.stream import send_live
from classroom.views import go, partial_swap, show

VIEWS = ("tiles", "plan", "matrix", "funnel")


# From here on the dashboard opens on exercises, not on people.
MANY = 60


def asked_view(request: Request) -> str:
    asked = request.query_params.get("view", "")
    return asked if asked in VIEWS else ""


def asked_zone(request: Request) -> str:
    return request.query_params.get("zone", "")[:LENGTH_MAX]


def default_view(board: Board) -> str:
    """A room of hundreds is not seen one by one."""
    return "funnel" if len(board.tiles) >= MANY else VIEWS[0]


async def index(request: Request) -> Response:
    """`GET /staff/sessions/{id}`: the dashboard while live, the account of it once closed."""
    account, here = await guards.owned_session(request)
    if here.status is not Held.HELD:
        if getattr(request.state, "guest", None):
            guards.must_be_held(here)
        return RedirectResponse(f"/staff/sessions/{here.id}/details", 303)
    if here.erased_at is not None:
        return go(request, f"/staff/history/{here.id}")
    maker = await request.state.broadcast.maker(here.id)
    board = whole = maker.board(request.state.clock())
    if zone := asked_zone(request):
        board = whole.within(zone)
    placing = request.query_params.get("place", "")
    return show(
        request,
        "dashboard/index.html",
        account=account,
        session=here,
        board=board,
        rooms=await request.state.store.read(places.rooms, here.organisation_id),
        placing=next((t for t in board.tiles if str(t.learner_id) == placing), None),
        learner_url=request.state.learner_url,
        wall_url=f"/wall/{request.state.signer.wall_token(here.id)}",
        view=asked_view(request) or default_view(whole),
        zone=zone,
    )


async def progress(request: Request) -> Response:
    """`GET …/progress.json`: the board as data."""
    _, here = await guards.owned_session(request)
    board = (await request.state.broadcast.maker(here.id)).board(request.state.clock())
    return JSONResponse(
        {
            "session": here.id,
            "code": here.join_code,
            "join_url": f"{request.state.learner_url}j/{here.link_token}",
            "at": board.updated_at.isoformat(),
            "learners": [
                {
                    "id": tile.learner_id,
                    "name": tile.name,
                    "device": tile.device,
                    "state": tile.state,
                    "reason": tile.signal or None,
                    "since": tile.since.isoformat() if tile.since else None,
                    "exercise": tile.exercise_title or None,
                    "done": tile.done,
                    "evidence": dict(tile.evidence),
                    "tries": tile.tries,
                }
                for tile in board.tiles
            ],
        }
    )


async def events(request: Request) -> Response:
    """`GET …/events`: the board whole, then what changes; the right to see is checked again
    at every heartbeat."""
    account, here = await guards.owned_session(request)
    owner = f"staff-{account.id}-{here.id}"
    request.state.hub.refuse_excess(owner)
    return await send_live(request, board_messages(request, owner, here))


async def board_messages(
    request: Request, owner: str, here: Session
) -> AsyncGenerator[ServerSentEvent, None]:
    state = request.state
    checked_at = state.clock()
    look = Look(asked_view(request) or VIEWS[0], asked_zone(request))
    with state.hub.admit(owner):
        async for message in state.broadcast.follow(here.id, look, HEARTBEAT_S / 2):
            if (state.clock() - checked_at).total_seconds() >= HEARTBEAT_S:
                try:
                    await guards.owned_session(request)
                except Refusal:
                    # The browser comes back and is told why.
                    return
                checked_at = state.clock()
            if message:
                yield ServerSentEvent(message, retry=1000)
            else:
                yield ServerSentEvent("", event="beat")


def drawer(templates: Environment, learner_url: str, library: Library, signer: Signer) -> Draw:
    """Draws what differs between two boards; a tile is drawn once, whoever looks."""

    def piece(template: str, target: str, **context: object) -> str:
        html = templates.get_template(f"{template}.html").render(context)
        return partial_swap(target, html)

    def draw_wall(before: Board | None, now: Board) -> str:
        seen, last = wall.of(now), wall.of(before) if before else None
        if seen == last:
            return ""
        wall_url = f"/wall/{signer.wall_token(now.session.id)}"
        common = {"wall": seen, "wall_url": wall_url, "learner_url": learner_url}
        exercise = wall.exercise(seen, library, signer.shuffle_secret)
        if last and last.exercise_shown == seen.exercise_shown:
            return piece("wall/_board", "wall-board", exercise=exercise, **common)
        return piece("wall/_wall", "wall", exercise=exercise, **common)

    def draw(before: Board | None, now: Board, look: Look) -> str:
        view = look.view
        if view == "wall":
            return draw_wall(before, now)
        if look.zone:
            before, now = before and before.within(look.zone), now.within(look.zone)
        parts = []
        session_id = now.session.id
        common = {
            "session": now.session,
            "board": now,
            "learner_url": learner_url,
            "wall_url": f"/wall/{signer.wall_token(session_id)}",
            "view": view,
            "zone": look.zone,
        }
        if before is None or strip_of(before) != strip_of(now):
            parts.append(piece("dashboard/_strip", "strip", **common))
        if before is None or before.clock != now.clock:
            parts.append(piece("dashboard/_clock", "clock", **common))
        if before is None or (before.attention, before.crowds) != (now.attention, now.crowds):
            parts.append(piece("dashboard/_attention", "attention", **common))
        if before is None or before.zones != now.zones:
            parts.append(piece("dashboard/_zones", "zones", **common))
        if before is None or before.waiting != now.waiting:
            parts.append(piece("dashboard/_waiting", "waiting", **common))
        if before is None or before.removed != now.removed:
            parts.append(piece("dashboard/_removed", "removed", **common))
        if before is None or layout(before, view) != layout(now, view):
            parts.append(piece(f"dashboard/_{view}", view, **common))
            return "".join(parts)
        if view == "matrix" and before.exercises != now.exercises:
            names = ("matrix_head", "matrix_foot", "matrix_titles")
            parts += [
                piece(f"dashboard/_{name}", name.replace("_", "-"), **common) for name in names
            ]
        if view == "funnel":
            return "".join(parts)
        line = "row" if view == "matrix" else "tile"
        for old, tile in zip(before.tiles, now.tiles, strict=True):
            if old is not tile and old != tile:
                target = f"{line}-{tile.learner_id}"
                parts.append(
                    piece(f"dashboard/_{line}", target, tile=tile, session_id=session_id, **common)
                )
        return "".join(parts)

    return draw


def strip_of(board: Board) -> tuple[object, ...]:
    return board.strip, board.session, board.questions


def layout(board: Board, view: str) -> object:
    """What the whole of a view is drawn again for, not its lines alone."""
    if view == "funnel":
        return board.exercises, len(board.tiles)
    people = [(tile.learner_id, board.zones and tile.zone) for tile in board.tiles]
    return (people, board.cells) if view == "plan" else people


@on_room
async def pause(request: Request, here: Session) -> Undo:
    await request.state.store.write(sessions.pause, here.id, request.state.clock())
    return Undo("paused", "/resume")


@on_room
async def resume(request: Request, here: Session) -> Undo:
    await request.state.store.write(sessions.resume, here.id, request.state.clock())
    return Undo("resumed", "/pause")


@on_room
async def lock(request: Request, here: Session) -> Undo:
    await request.state.store.write(sessions.lock, here.id, request.state.clock())
    return Undo("locked", "/unlock")


@on_room
async def unlock(request: Request, here: Session) -> Undo:
    await request.state.store.write(sessions.unlock, here.id)
    return Undo("unlocked", "/lock")


@on_room
async def approve_all(request: Request, here: Session) -> Undo:
    now = request.state.clock()
    await request.state.store.write(learners.approve, here.id, None, now)
    return Undo("approved", "/unapprove", {"at": stamp(now)})


@on_room
async def unapprove(request: Request, here: Session) -> None:
    """`POST …/unapprove`: those who were let in at that moment wait again."""
    at = moment(text(await posted(request), "at"))
    await request.state.store.write(learners.unapprove, here.id, at)


@on_room
async def unhandle(request: Request, here: Session) -> None:
    """`POST …/unhandle`: what was handled at that moment was not."""
    at = moment(text(await posted(request), "at"))
    await request.state.store.write(help.unhandle, here.id, at)


@on_room
async def explained(request: Request, here: Session) -> Undo:
    """`POST …/explained`: what several people were stuck on was explained to all of them."""
    ref, now = text(await posted(request), "exercise"), request.state.clock()
    maker = await request.state.broadcast.maker(here.id)
    maker.board(now)
    seen = [s.learner for s in maker.room.standings.values() if s.learner.removed_at is None]
    groups = [group for group in maker.crowds(seen) if group.exercise == ref]
    stuck = [learner_id for group in groups for learner_id in group.learner_ids]
    await request.state.store.write(help.all_handled, here.id, stuck, now, request.state.by)
    return Undo("explained", "/unhandle", {"at": stamp(now)})


async def close(request: Request) -> Response:
    """`POST …/close`: the session ends; it can be reopened."""
    _, here = await guards.owned_session(request)
    if here.status is not Held.HELD:
        return go(request, f"/staff/sessions/{here.id}/details")
    await request.state.store.write(sessions.close, here.id, request.state.clock())
    await request.state.store.write(forgetting.in_session, request.state.library, here.id)
    await request.state.store.write(
        tallying.keep, request.state.library, here.id, request.state.clock()
    )
    request.state.hub.publish(here.id)
    return go(request, f"/staff/sessions/{here.id}")


async def reopen(request: Request) -> Response:
    """`POST …/reopen`: undo a close."""
    _, here = await guards.owned_session(request)
    if here.status is not Held.HELD:
        return go(request, f"/staff/sessions/{here.id}/details")
    await request.state.store.write(sessions.reopen, here.id, request.state.clock())
    request.state.hub.publish(here.id)
    return go(request, f"/staff/sessions/{here.id}")
