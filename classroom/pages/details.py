"""What is said of a session beside its plan; one to come is begun, moved or given up."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom import guards, outline, preparing
from classroom.domain import Account, Session
from classroom.pages.actions import Undo, on_room
from classroom.pages.forms import posted, text
from classroom.piloting import Held
from classroom.preparing import Details
from classroom.signing import new_token
from classroom.store import agenda, sessions
from classroom.views import show


async def index(request: Request) -> Response:
    """`GET /staff/sessions/{id}/details`."""
    account, here = await guards.owned_session(request)
    return await page(request, account, here, preparing.as_typed(details_of(here)))


def details_of(here: Session) -> Details:
    at = here.opened_at if here.status is Held.PLANNED else None
    return Details(at, here.place, here.public, here.partner, here.expected)


async def page(
    request: Request,
    account: Account,
    here: Session,
    values: dict[str, str],
    *,
    wrong: dict[str, str] | None = None,
    moving: dict[str, str] | None = None,
) -> Response:
    return show(
        request,
        "sessions/details.html",
        422 if wrong else 200,
        account=account,
        session=here,
        values=values,
        wrong=wrong or {},
        moving=moving,
        offered=await request.state.store.read(agenda.offered, here.organisation_id),
        missing=outline.missing(request.state.library, here.plan),
        learner_url=request.state.learner_url,
        wall_url=f"/wall/{request.state.signer.wall_token(here.id)}",
    )


async def keep(request: Request) -> Response:
    """`POST …/details`: nothing is kept as long as something is wrong."""
    account, here = await guards.owned_session(request)
    form = await posted(request)
    typed = {field: text(form, field) for field in preparing.FIELDS}
    details, wrong = preparing.read(typed, request.state.clock())
    if here.status is Held.PLANNED and details.at is None and not wrong:
        wrong = {"day": "missing"}
    if wrong:
        return await page(request, account, here, typed, wrong=wrong)
    await request.state.store.write(agenda.describe, here.id, details)
    return RedirectResponse(f"/staff/sessions/{here.id}/details", 303)


async def start(request: Request) -> Response:
    """`POST …/start`: the session begins, now; a second time it has begun already."""
    _, here = await guards.owned_session(request)
    await request.state.store.write(agenda.start, here.id, request.state.clock())
    request.state.hub.publish(here.id)
    return RedirectResponse(f"/staff/sessions/{here.id}", 303)


async def postpone(request: Request) -> Response:
    """`POST …/postpone`: to another day, under the same code."""
    account, here = await guards.owned_session(request)
    form, now = await posted(request), request.state.clock()
    typed = dict.fromkeys(preparing.FIELDS, "")
    typed |= {"day": text(form, "day"), "hour": text(form, "hour")}
    details, wrong = preparing.read(typed, now)
    if wrong or details.at is None:
        values = preparing.as_typed(details_of(here))
        wrong = wrong or {"day": "missing"}
        return await page(request, account, here, values, wrong=wrong, moving=typed)
    later = await request.state.store.write(agenda.postpone, here.id, details.at, now, new_token())
    return RedirectResponse(f"/staff/sessions/{later}/details", 303)


@on_room
async def cancel(request: Request, here: Session) -> Undo:
    """`POST …/cancel`."""
    await request.state.store.write(agenda.cancel, here.id, request.state.clock())
    return Undo("cancelled", "/reinstate")


@on_room
async def reinstate(request: Request, here: Session) -> Undo:
    """`POST …/reinstate`: planned again, for the same day."""
    code = await request.state.store.read(sessions.fresh_code, request.state.clock())
    await request.state.store.write(agenda.reinstate, here.id, code)
    return Undo("reinstated", "/cancel")
