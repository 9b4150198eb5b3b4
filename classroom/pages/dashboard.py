"""The dashboard of a session: live, and every action on the room or on one person."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable

from jinja2 import Environment
from sse_starlette import ServerSentEvent
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from classroom import forgetting, guards
from classroom.board import Board
from classroom.broadcast import Draw
from classroom.domain import Session
from classroom.pages.actions import back
from classroom.settings import HEARTBEAT_S
from classroom.store import learners, sessions
from classroom.stream import EventStream
from classroom.views import go, partial_swap, show

VIEWS = ("tiles", "matrix")


def asked_view(request: Request) -> str:
    asked = request.query_params.get("view", "")
    return asked if asked in VIEWS else VIEWS[0]


async def index(request: Request) -> Response:
    """`GET /staff/sessions/{id}`: the dashboard while live, the account of it once closed."""
    account, here = await guards.owned_session(request)
    maker = await request.state.broadcast.maker(here.id)
    return show(
        request,
        "dashboard/index.html",
        account=account,
        session=here,
        board=maker.board(request.state.clock()),
        learner_url=request.state.learner_url,
        view=asked_view(request),
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
                    "state": tile.state,
                    "reason": tile.signal or None,
                    "since": tile.since.isoformat() if tile.since else None,
                    "exercise": tile.exercise_title or None,
                    "done": tile.done,
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
    return EventStream(board_messages(request, owner, here), request.state.hub.is_closing)


async def board_messages(
    request: Request, owner: str, here: Session
) -> AsyncGenerator[ServerSentEvent, None]:
    state = request.state
    checked_at = state.clock()
    with state.hub.admit(owner):
        async for message in state.broadcast.follow(here.id, asked_view(request), HEARTBEAT_S / 2):
            if (state.clock() - checked_at).total_seconds() >= HEARTBEAT_S:
                await guards.owned_session(request)
                checked_at = state.clock()
            if message:
                yield ServerSentEvent(message, retry=1000)
            else:
                yield ServerSentEvent("", event="beat")


def drawer(templates: Environment, learner_url: str) -> Draw:
    """Draws what differs between two boards; a tile is drawn once, whoever looks."""

    def piece(template: str, target: str, **context: object) -> str:
        html = templates.get_template(f"dashboard/{template}.html").render(context)
        return partial_swap(target, html)

    def draw(before: Board | None, now: Board, view: str) -> str:
        parts = []
        session_id = now.session.id
        common = {"session": now.session, "board": now, "learner_url": learner_url, "view": view}
        if before is None or before.strip != now.strip or before.session != now.session:
            parts.append(piece("_strip", "strip", **common))
        if before is None or before.attention != now.attention:
            parts.append(piece("_attention", "attention", **common))
        if before is None or before.waiting != now.waiting:
            parts.append(piece("_waiting", "waiting", **common))
        if before is None or before.removed != now.removed:
            parts.append(piece("_removed", "removed", **common))
        if before is None or people(before) != people(now):
            parts.append(piece(f"_{view}", view, **common))
            return "".join(parts)
        if view == "matrix" and before.exercises != now.exercises:
            names = ("matrix_head", "matrix_foot", "matrix_titles")
            parts += [piece(f"_{name}", name.replace("_", "-"), **common) for name in names]
        line = "tile" if view == "tiles" else "row"
        for old, tile in zip(before.tiles, now.tiles, strict=True):
            if old is not tile and old != tile:
                target = f"{line}-{tile.learner_id}"
                parts.append(piece(f"_{line}", target, tile=tile, session_id=session_id, **common))
        return "".join(parts)

    return draw


def people(board: Board) -> list[int]:
    return [tile.learner_id for tile in board.tiles]


def on_room(
    change: Callable[[Request, Session], Awaitable[object]],
) -> Callable[[Request], Awaitable[Response]]:
    """An action of the mediator on the whole session."""

    async def handler(request: Request) -> Response:
        _, here = await guards.owned_session(request)
        await change(request, here)
        return await back(request, here)

    return handler


@on_room
async def pause(request: Request, here: Session) -> None:
    await request.state.store.write(sessions.pause, here.id, request.state.clock())


@on_room
async def resume(request: Request, here: Session) -> None:
    await request.state.store.write(sessions.resume, here.id, request.state.clock())


@on_room
async def lock(request: Request, here: Session) -> None:
    await request.state.store.write(sessions.lock, here.id, request.state.clock())


@on_room
async def unlock(request: Request, here: Session) -> None:
    await request.state.store.write(sessions.unlock, here.id)


@on_room
async def approve_all(request: Request, here: Session) -> None:
    await request.state.store.write(learners.approve, here.id, None, request.state.clock())


async def close(request: Request) -> Response:
    """`POST …/close`: the session ends; it can be reopened."""
    _, here = await guards.owned_session(request)
    await request.state.store.write(sessions.close, here.id, request.state.clock())
    await request.state.store.write(forgetting.in_session, request.state.library, here.id)
    request.state.hub.publish(here.id)
    return go(request, f"/staff/sessions/{here.id}")


async def reopen(request: Request) -> Response:
    """`POST …/reopen`: undo a close."""
    _, here = await guards.owned_session(request)
    await request.state.store.write(sessions.reopen, here.id, request.state.clock())
    request.state.hub.publish(here.id)
    return go(request, f"/staff/sessions/{here.id}")
