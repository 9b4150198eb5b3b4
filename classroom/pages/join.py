"""Entering a session: the code, the name, the return card, and leaving."""

from __future__ import annotations

import secrets

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom import codes, devices, following, names
from classroom.domain import Learner
from classroom.guards import (
    LEARNER_COOKIE,
    SEAT_KEPT,
    known_seat,
    learner,
    seated,
    session,
    set_cookie,
)
from classroom.pages.forms import posted, text
from classroom.pictograms import NICKNAMES, PICTOGRAMS
from classroom.piloting import Held
from classroom.refusals import (
    InvalidName,
    MalformedCode,
    NotJoined,
    Refusal,
    Removed,
    SessionEnded,
    SessionFull,
    TooManyTries,
    UnknownCard,
    UnknownCode,
)
from classroom.signing import new_token, token_hash
from classroom.store import learners, lookups, screens, seats, sessions
from classroom.views import go, show


async def count_failure(request: Request) -> None:
    """Raises `TooManyTries` when failed look-ups come too fast; good ones always pass."""
    source = request.state.signer.digest("address", request.client.host if request.client else "")
    if await request.state.store.write(lookups.too_many, source, request.state.clock()):
        raise TooManyTries


async def index(request: Request) -> Response:
    """`GET /`: one field, one button, and the way back for who was here already."""
    return show(
        request,
        "join/index.html",
        error=None,
        typed="",
        resume=await resumable(request),
        return_code="",
    )


async def resumable(request: Request) -> dict[str, str] | None:
    """The live session where this browser already has a seat."""
    seat = await known_seat(request)
    if seat is None or seat[0].closed_at is not None or seat[1].removed_at is not None:
        return None
    here, me = seat
    return {"title": here.title, "name": me.name, "url": f"/s/{here.join_code}"}


async def enter(request: Request) -> Response:
    """`POST /join`: read the code kindly; a wrong one keeps what was typed."""
    typed = text(await posted(request), "code")
    try:
        here = await request.state.store.read(sessions.by_code, codes.read(typed))
        if here.closed_at is not None and here.status is Held.HELD:
            raise SessionEnded(join_code=here.join_code)
        return RedirectResponse(f"/s/{here.join_code}", 303)
    except (MalformedCode, UnknownCode, SessionEnded) as refusal:
        return await code_form(request, refusal, typed)


async def code_form(request: Request, refusal: Refusal, typed: str = "") -> Response:
    """The form again, with the reason."""
    status = 422
    try:
        await count_failure(request)
    except TooManyTries as slow_down:
        refusal, status = slow_down, 429
    return show(
        request,
        "join/index.html",
        status,
        error=refusal.code,
        typed=typed[:64],
        resume=None,
        return_code=refusal.facts.get("join_code", ""),
    )


async def link(request: Request) -> Response:
    """`GET /j/{link_token}`: the link in the QR code."""
    try:
        here = await request.state.store.read(sessions.by_link, request.path_params["link_token"])
        return RedirectResponse(f"/s/{here.join_code}", 303)
    except UnknownCode as refusal:
        return await code_form(request, refusal)


async def join(request: Request) -> Response:
    """`POST /s/{code}/learners`: take a seat under a first name."""
    here = await session(request)
    seat = await known_seat(request)
    if (
        seat is not None
        and seat[0].id == here.id
        and (seat[1].removed_at is None or seat[1].banned_at is not None)
    ):
        # The form was sent twice: the seat is already taken, by the same browser.
        return RedirectResponse(f"/s/{here.join_code}", 303)
    form = await posted(request)
    name, place = text(form, "nickname") or text(form, "name"), text(form, "seat")
    token = new_token()
    try:
        if here.closed_at is not None:
            raise SessionEnded
        taken = await request.state.store.write(
            seats.join,
            here.id,
            names.clean(name),
            names.clean_seat(place),
            token_hash(token),
            request.state.clock(),
            device(request, form),
        )
    except (InvalidName, SessionFull) as refusal:
        return show(
            request,
            "join/name.html",
            422,
            session=here,
            error=refusal.code,
            typed_name=name[:60],
            typed_seat=place[:24],
            nickname=secrets.choice(NICKNAMES),
            known=following.can_follow(here, seat),
            erased=False,
        )
    return welcome(request, here.join_code, taken, token)


def device(request: Request, form: FormData) -> str:
    return devices.chosen(text(form, "device"), request.headers.get("user-agent", ""))


def welcome(request: Request, code: str, taken: Learner, token: str) -> Response:
    """Tell the room and give this browser its seat."""
    # Seen from now on: the board must not take a newcomer for someone lost long ago.
    request.state.hub.presence(taken.id).open(None, request.state.clock())
    request.state.hub.publish(taken.session_id, taken.id)
    response = RedirectResponse(f"/s/{code}", 303)
    set_cookie(response, request, LEARNER_COOKIE, token, SEAT_KEPT)
    return response


async def card(request: Request) -> Response:
    """`GET /s/{code}/card`: the return card, to note or to print."""
    here, me = await learner(request)
    return show(
        request,
        "learn/card.html",
        session=here,
        learner=me,
        pictograms=me.card.split("-"),
        address=request.url.netloc,
    )


async def card_form(request: Request) -> Response:
    """`GET /s/{code}/return`: I already have a card."""
    here = await session(request)
    return show(
        request,
        "join/card.html",
        session=here,
        error=None,
        typed_name="",
        pictograms=PICTOGRAMS,
        picked=("", "", ""),
    )


async def use_card(request: Request) -> Response:
    """`POST /s/{code}/return`: find one's seat again on another machine."""
    here = await session(request)
    form = await posted(request)
    name = text(form, "name")
    picked = tuple(text(form, f"picture{n}") for n in (1, 2, 3))
    token = new_token()
    try:
        taken = await request.state.store.write(
            following.by_card,
            request.state.library,
            here,
            name[:200],
            "-".join(picked)[:60],
            token_hash(token),
            request.state.clock(),
            device(request, form),
        )
        return welcome(request, here.join_code, taken, token)
    except (UnknownCard, SessionFull) as refused:
        refusal: Refusal = refused
    if isinstance(refusal, UnknownCard):
        try:
            await count_failure(request)
        except TooManyTries as slow_down:
            refusal = slow_down
    return show(
        request,
        "join/card.html",
        429 if isinstance(refusal, TooManyTries) else 422,
        session=here,
        error=refusal.code,
        typed_name=name[:60],
        pictograms=PICTOGRAMS,
        picked=picked,
    )


async def follow(request: Request) -> Response:
    """`POST /s/{code}/follow`: « C'est vous ? », to who was in an earlier session of the series."""
    here, seat = await session(request), await known_seat(request)
    if here.closed_at is not None:
        raise SessionEnded
    if seat is not None and seat[0].id == here.id:
        # The form was sent twice.
        return RedirectResponse(f"/s/{here.join_code}", 303)
    earlier = following.can_follow(here, seat)
    if earlier is None:
        raise NotJoined(join_code=here.join_code)
    form, token = await posted(request), new_token()
    mine = await request.state.store.write(
        following.follow,
        request.state.library,
        here,
        earlier,
        token_hash(token),
        request.state.clock(),
        device(request, form),
    )
    return welcome(request, here.join_code, mine, token)


async def leave(request: Request) -> Response:
    """`POST /s/{code}/leave`: « Changer de personne »: the next one sees nothing of this one."""
    here = await session(request)
    seat = await known_seat(request)
    if seat is not None and seat[1].banned_at is not None:
        # Else the same browser would sit down again under another name.
        raise Removed(join_code=here.join_code)
    token = request.cookies.get(LEARNER_COOKIE, "")
    await request.state.store.write(screens.forget_device, token_hash(token))
    response = go(request, "/" if here.closed_at else f"/s/{here.join_code}")
    response.delete_cookie(LEARNER_COOKIE)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


async def come_back(request: Request) -> Response:
    """`POST /s/{code}/come-back`: a person who was removed takes their seat again."""
    here, found = await seated(request)
    if here.closed_at is not None:
        raise SessionEnded
    if found.banned_at is not None:
        raise Removed(join_code=here.join_code)
    await request.state.store.write(learners.come_back, here.id, found.id)
    request.state.hub.publish(here.id, found.id)
    return go(request, f"/s/{here.join_code}")
