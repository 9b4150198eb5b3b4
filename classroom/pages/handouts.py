"""What is printed of a session: sheets to take home, the list to sign, cards to cut."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from classroom import guards, handouts
from classroom.domain import Account, Session
from classroom.path import read as read_path
from classroom.refusals import NotFound
from classroom.store import agenda, orientations
from classroom.views import show

KINDS = ("sheets", "attendance", "cards")
# Lines to sign for whoever is not known yet.
BLANK, BLANK_ALONE = 4, 16


async def index(request: Request) -> Response:
    """`GET /staff/sessions/{id}/handouts`: what there is to print."""
    account, here = await guards.owned_session(request)
    return show(
        request,
        "handouts/index.html",
        account=account,
        session=here,
        orientations=await request.state.store.read(
            orientations.of_organisation, here.organisation_id
        ),
    )


async def one(request: Request) -> Response:
    """`GET …/handouts/{kind}`: one kind, as it is printed."""
    account, here = await guards.owned_session(request)
    kind = request.path_params["kind"]
    if kind not in KINDS:
        raise NotFound
    maker = await request.state.broadcast.maker(here.id)
    sheets = handouts.of_room(maker.room, request.state.library)
    return show(
        request,
        f"handouts/{kind}.html",
        account=account,
        session=here,
        sheets=sheets,
        blank=BLANK if sheets else max(BLANK_ALONE, here.expected or 0),
        **await common(request, here, account),
    )


async def common(request: Request, here: Session, account: Account | None = None) -> dict[str, Any]:
    """What is on each sheet: how to come back, when, and whom to turn to."""
    read = request.state.store.read
    ahead = await read(agenda.planned, here.organisation_id) if here.series_id else []
    following = [one for one in ahead if one.series_id == here.series_id and one.id != here.id]
    ticked = {v for v in request.query_params.getlist("to") if v.isascii() and v.isdigit()}
    listed = await read(orientations.of_organisation, here.organisation_id) if account else []
    return {
        "address": request.state.learner_url,
        "following": following[0] if following else None,
        "orientations": [one for one in listed if str(one.id) in ticked],
    }


async def own(request: Request) -> Response:
    """`GET /s/{code}/sheet`: one's own sheet."""
    here, me = await guards.learner(request)
    standing = await request.state.store.read(read_path, here, me)
    return show(
        request,
        "handouts/own.html",
        session=here,
        learner=me,
        sheet=handouts.of_person(standing, request.state.library),
        **await common(request, here),
    )
