"""Sessions of the past, read again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from classroom import guards
from classroom.store import sessions
from classroom.views import show


async def index(request: Request) -> Response:
    """`GET /staff/history`: closed sessions, newest first."""
    account = await guards.staff(request)
    past = await request.state.store.read(sessions.listed, account.organisation_id, live=False)
    return show(request, "history/index.html", account=account, sessions=past)


async def session(request: Request) -> Response:
    """`GET /staff/history/{id}`: one session: who did what, exercise by exercise."""
    account, here = await guards.owned_session(request)
    now = request.state.clock()
    maker = await request.state.broadcast.maker(here.id)
    lasted = (here.closed_at or now) - here.opened_at
    return show(
        request,
        "history/session.html",
        account=account,
        session=here,
        board=maker.board(now),
        duration_min=round(lasted.total_seconds() / 60),
    )
