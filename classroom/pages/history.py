"""Sessions of the past, read again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from classroom import guards, helped
from classroom.store import erasures, sessions
from classroom.views import show

ON_A_PAGE = 50


async def index(request: Request) -> Response:
    """`GET /staff/history`: closed sessions, newest first, a page of them at a time."""
    account = await guards.staff(request)
    page = asked_page(request)
    past = await request.state.store.read(
        sessions.listed,
        account.organisation_id,
        live=False,
        most=ON_A_PAGE + 1,
        skip=(page - 1) * ON_A_PAGE,
    )
    return show(
        request,
        "history/index.html",
        account=account,
        sessions=past[:ON_A_PAGE],
        page=page,
        has_older=len(past) > ON_A_PAGE,
    )


def asked_page(request: Request) -> int:
    """The page in the address; the first one when there is none, or none that makes sense."""
    asked = request.query_params.get("page", "")
    return max(1, int(asked[:6])) if asked.isascii() and asked.isdigit() else 1


async def session(request: Request) -> Response:
    """`GET /staff/history/{id}`: one session: who did what, exercise by exercise."""
    account, here = await guards.owned_session(request)
    now = request.state.clock()
    maker = await request.state.broadcast.maker(here.id)
    board = maker.board(now)
    library = request.state.library
    help_had = helped.summary(
        helped.history(standing, maker.states(learner_id), library)
        for learner_id, standing in maker.room.standings.items()
    )
    lasted = (here.closed_at or now) - here.opened_at
    return show(
        request,
        "history/session.html",
        account=account,
        session=here,
        board=board,
        help_had=help_had,
        kept=await request.state.store.read(erasures.kept, here.id),
        duration_min=round(lasted.total_seconds() / 60),
    )
