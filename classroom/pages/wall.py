"""The projector: whoever has its link sees the code, the time and the progress of all together."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from sse_starlette import ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from classroom import qr, wall
from classroom.broadcast import Look
from classroom.domain import Session
from classroom.refusals import NotFound
from classroom.settings import HEARTBEAT_S
from classroom.store import sessions
from classroom.stream import BEAT, send_live
from classroom.views import show


async def shown(request: Request) -> Session:
    """The session of the link. Raises `NotFound`."""
    session_id = request.state.signer.wall_session(request.path_params["token"])
    if session_id is None:
        raise NotFound
    found: Session = await request.state.store.read(sessions.reload, session_id)
    return found


async def index(request: Request) -> Response:
    """`GET /wall/{token}`."""
    here, state = await shown(request), request.state
    seen = wall.of((await state.broadcast.maker(here.id)).board(state.clock()))
    return show(
        request,
        "wall/index.html",
        wall=seen,
        exercise=wall.exercise(seen, state.library, state.signer.shuffle_secret),
        wall_url=request.url.path,
        learner_url=state.learner_url,
    )


async def events(request: Request) -> Response:
    """`GET /wall/{token}/events`: what the wall shows, drawn when it changes."""
    here = await shown(request)
    request.state.hub.refuse_excess(f"wall-{here.id}")
    return await send_live(request, messages(request, here))


async def messages(request: Request, here: Session) -> AsyncGenerator[ServerSentEvent, None]:
    with request.state.hub.admit(f"wall-{here.id}"):
        async for message in request.state.broadcast.follow(here.id, Look("wall"), HEARTBEAT_S):
            yield ServerSentEvent(message, retry=1000) if message else BEAT


async def join_qr(request: Request) -> Response:
    """`GET /wall/{token}/qr.svg`: the unguessable link that joins, as a picture."""
    here = await shown(request)
    if here.closed_at is not None:
        raise NotFound
    return picture(qr.link(f"{request.state.learner_url}j/{here.link_token}"))


async def wifi_qr(request: Request) -> Response:
    """`GET /wall/{token}/wifi.svg`: the network of the room, as a picture."""
    here = await shown(request)
    if here.wifi is None or here.closed_at is not None:
        raise NotFound
    return picture(qr.wifi(here.wifi))


def picture(svg: bytes) -> Response:
    return Response(svg, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})
