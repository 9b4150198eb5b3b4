"""Links to one running session, for the mediator's phone or for a colleague."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom import guards, names, qr
from classroom.domain import Session
from classroom.pages.actions import on_room
from classroom.pages.forms import posted, text
from classroom.refusals import NotFound
from classroom.store import passes
from classroom.views import show

KEPT = timedelta(hours=12)
Handler = Callable[[Request], Awaitable[Response]]


def by_pass(handler: Handler) -> Handler:
    """The same page on the learners' listener, where a link alone opens it: no cookie of a
    mediator counts there."""

    async def passed(request: Request) -> Response:
        request.state.by_pass = True
        return await handler(request)

    return passed


def by_pass_alone(handler: Handler) -> Handler:
    """The same page where one listener serves everyone: a link opens it to who is not signed in."""

    async def passed(request: Request) -> Response:
        cookies = request.cookies
        request.state.by_pass = guards.STAFF_COOKIE not in cookies and guards.PASS_COOKIE in cookies
        return await handler(request)

    return passed


async def index(request: Request) -> Response:
    """`GET /staff/sessions/{id}/colleagues`: the links that were given, and a new one."""
    account, here = await guards.owned_session(request)
    given = await request.state.store.read(passes.of_session, here.id)
    return show(
        request,
        "dashboard/colleagues.html",
        account=account,
        session=here,
        given=[(one, link_of(request, one.id)) for one in given if one.revoked_at is None],
    )


def link_of(request: Request, pass_id: int) -> str:
    return f"{request.state.learner_url}pilot/{request.state.signer.pass_token(pass_id)}"


@on_room
async def give(request: Request, here: Session) -> None:
    """`POST …/colleagues`: a new link, to act or only to read."""
    form = await posted(request)
    label = text(form, "label").strip()
    cleaned = names.clean(label) if label else ""
    acts = text(form, "right") == "act"
    await request.state.store.write(passes.give, here.id, cleaned, acts, request.state.clock())


@on_room
async def revoke(request: Request, here: Session) -> None:
    """`POST …/colleagues/{pass_id}/revoke`: the link opens nothing any more."""
    pass_id = guards.known_number(request, "pass_id")
    await request.state.store.write(passes.revoke, here.id, pass_id, request.state.clock())


async def picture(request: Request) -> Response:
    """`GET …/colleagues/{pass_id}.svg`: a link as a QR code."""
    _, here = await guards.owned_session(request)
    pass_id = guards.known_number(request, "pass_id")
    given = await request.state.store.read(passes.of_session, here.id)
    if not any(one.id == pass_id and one.revoked_at is None for one in given):
        raise NotFound
    return Response(qr.link(link_of(request, pass_id)), media_type="image/svg+xml")


async def enter(request: Request) -> Response:
    """`GET /pilot/{token}`: this browser holds the link from now on. Raises `PassEnded`."""
    token = request.path_params["token"]
    found = await guards.pass_of(request, token)
    response = RedirectResponse(f"/staff/sessions/{found.session_id}", 303)
    guards.set_cookie(response, request, guards.PASS_COOKIE, token, KEPT)
    return response
