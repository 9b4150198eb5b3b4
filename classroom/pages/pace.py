"""When the dashboard asks to look at someone: the pace of a session, and each threshold of it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from classroom import guards
from classroom.attention import PACES, thresholds
from classroom.domain import Account, Session
from classroom.pages.actions import Undo, back, on_room
from classroom.pages.forms import posted, text
from classroom.refusals import BadResponse
from classroom.store import piloting
from classroom.views import show


async def index(request: Request) -> Response:
    """`GET /staff/sessions/{id}/pace`: every threshold, with the rule that it belongs to."""
    account, here = await guards.owned_session(request)
    limits = thresholds.of(here.pace, here.thresholds)
    return show_form(request, account, here, thresholds.typed(limits), {})


def show_form(
    request: Request,
    account: Account,
    here: Session,
    typed: dict[str, float] | dict[str, str],
    wrong: dict[str, str],
) -> Response:
    bounds = {bound.field: bound for bound in thresholds.EDITABLE}
    return show(
        request,
        "dashboard/pace.html",
        422 if wrong else 200,
        account=account,
        session=here,
        typed=typed,
        wrong=wrong,
        bounds=bounds,
    )


async def change(request: Request) -> Response:
    """`POST …/pace`: thresholds of this session alone. What cannot be is said beside it."""
    account, here = await guards.owned_session(request)
    form = await posted(request)
    typed = {bound.field: text(form, bound.field)[:20] for bound in thresholds.EDITABLE}
    kept, wrong = thresholds.read(typed, here.pace)
    if wrong:
        return show_form(request, account, here, typed, wrong)
    await request.state.store.write(piloting.set_pace, here.id, here.pace, kept)
    return await back(request, here, undo=before(here))


@on_room
async def choose(request: Request, here: Session) -> Undo:
    """`POST …/pace/choose`: one of the paces, with its own thresholds; or those of before."""
    form = await posted(request)
    pace = text(form, "pace")
    if pace not in PACES:
        raise BadResponse(reason="empty")
    kept = thresholds.checked(pace, text(form, "thresholds"))
    if kept is None:
        raise BadResponse(reason="malformed")
    await request.state.store.write(piloting.set_pace, here.id, pace, kept)
    return before(here)


def before(here: Session) -> Undo:
    return Undo("paced", "/pace/choose", {"pace": here.pace, "thresholds": here.thresholds})
