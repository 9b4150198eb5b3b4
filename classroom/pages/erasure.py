"""Erasing by hand: one's own traces, one person, a whole session. None of it can be undone."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom import guards
from classroom.guards import LEARNER_COOKIE
from classroom.refusals import SessionOpen
from classroom.views import UNDO_COOKIE, go, show


async def mine(request: Request) -> Response:
    """`GET /s/{code}/erase`: what goes, and one button. Who was taken out may ask too."""
    here, me = await guards.seated(request)
    return show(request, "erasure/mine.html", session=here, learner=me)


async def erase_mine(request: Request) -> Response:
    """`POST /s/{code}/erase`: « Effacer mes traces »."""
    _, me = await guards.seated(request)
    await request.state.eraser.person(me.id, "learner")
    response = go(request, "/erased")
    response.delete_cookie(LEARNER_COOKIE)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


async def done(request: Request) -> Response:
    """`GET /erased`: what went. Whatever this device still keeps of a seat goes too."""
    return show(request, "erasure/done.html")


async def session(request: Request) -> Response:
    """`GET /staff/history/{id}/erase`: what goes and what stays."""
    account, here = await guards.owned_session(request)
    return show(request, "erasure/session.html", account=account, session=here)


async def erase_session(request: Request) -> Response:
    """`POST /staff/history/{id}/erase`: the people of a closed session. Raises `SessionOpen`."""
    _, here = await guards.owned_session(request, even_erased=True)
    if here.closed_at is None:
        raise SessionOpen
    await request.state.eraser.session(here.id)
    return RedirectResponse(f"/staff/history/{here.id}", 303)


async def person(request: Request) -> Response:
    """`GET …/learners/{learner_id}/erase`: what goes and what stays."""
    account, here, found = await guards.owned_learner(request)
    return show(request, "erasure/person.html", account=account, session=here, learner=found)


async def erase_person(request: Request) -> Response:
    """`POST …/learners/{learner_id}/erase`: one person, in all sessions of the series."""
    _, here, found = await guards.owned_learner(request)
    await request.state.eraser.person(found.id, "mediator")
    place = "history" if here.closed_at else "sessions"
    response = RedirectResponse(f"/staff/{place}/{here.id}", 303)
    # It would take back what was done to somebody who is no more.
    response.delete_cookie(UNDO_COOKIE, f"/staff/sessions/{here.id}")
    return response
