"""Who asks: load what a request may see, or refuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlite_utils import Database
from starlette.requests import Request
from starlette.responses import Response

from classroom.domain import Account, Learner, Plan, Session
from classroom.live import Hub
from classroom.piloting import Held, Pass
from classroom.refusals import (
    NotForRole,
    NotFound,
    NotJoined,
    NotStarted,
    PassEnded,
    ReadOnly,
    Removed,
    SeatErased,
    SessionCancelled,
    SessionErased,
    SignInNeeded,
    UnknownCode,
)
from classroom.signing import token_hash
from classroom.staffing import Role
from classroom.store import accounts, audit, learners, passes, plans, screens, sessions
from classroom.store.presence import Sighting

LEARNER_COOKIE = "learner"
PASS_COOKIE = "pass"
STAFF_COOKIE = "staff"
SEAT_KEPT = timedelta(days=30)
SIGN_IN_KEPT = timedelta(days=30)
# On a server: twelve hours, and one without a page open.
SERVER_SIGN_IN_KEPT, SERVER_IDLE = timedelta(hours=12), timedelta(hours=1)
TOUCHED_EVERY = timedelta(minutes=1)


def set_cookie(
    response: Response,
    request: Request,
    name: str,
    token: str,
    kept: timedelta,
    path: str = "/",
) -> None:
    """A cookie that scripts cannot read, for a path and below; `Secure` wherever the page itself
    is."""
    response.set_cookie(
        name,
        token,
        max_age=int(kept.total_seconds()),
        path=path,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


async def session(request: Request) -> Session:
    """The session of the code in the path. Raises `UnknownCode`, `NotStarted`,
    `SessionCancelled`."""
    code = request.path_params["code"]
    if not (code.isascii() and code.isdigit() and len(code) <= 8):
        raise UnknownCode
    found: Session = await request.state.store.read(sessions.by_code, code)
    must_be_held(found)
    return found


def must_be_held(here: Session) -> None:
    """Raises `NotStarted`, `SessionCancelled`."""
    if here.status is Held.PLANNED:
        raise NotStarted(at=here.opened_at, join_code=here.join_code)
    if here.status is Held.CANCELLED:
        raise SessionCancelled


def seat_of(
    db: Database, token: str, hub: Hub
) -> tuple[Session, Learner, Sequence[Sighting]] | None:
    """The seat of a device and the session it is in, whatever its state; and what other
    processes saw of the learner."""
    found = learners.by_device(db, token_hash(token))
    if found is None:
        return None
    here = sessions.reload(db, found.session_id)
    return here, found, hub.look(db, here.id, found.id)


async def known_seat(request: Request) -> tuple[Session, Learner] | None:
    """The seat of whoever's browser this is, in whatever session."""
    token, hub = request.cookies.get(LEARNER_COOKIE), request.state.hub
    found = await request.state.store.read(seat_of, token, hub) if token else None
    if found is None:
        return None
    here, me, seen = found
    hub.learn(seen)
    return here, me


async def seated(request: Request) -> tuple[Session, Learner]:
    """The session in the path and the visitor's seat in it, removed or not. The code of a closed
    session may have been given again since: the seat decides.

    Raises `UnknownCode`, `NotJoined`, `SeatErased`.
    """
    seat = await known_seat(request)
    if seat is None or seat[0].join_code != request.path_params["code"]:
        code = (await session(request)).join_code
        raise (SeatErased if await seat_is_gone(request) else NotJoined)(join_code=code)
    return seat


async def seat_is_gone(request: Request) -> bool:
    """True for a browser that had a seat which is no longer anywhere: it was erased."""
    token = request.cookies.get(LEARNER_COOKIE)
    if not token:
        return False
    return not await request.state.store.read(screens.is_known, token_hash(token))


async def learner(request: Request) -> tuple[Session, Learner]:
    """A seat whose owner is in the room. Raises `UnknownCode`, `NotJoined`, `Removed`."""
    here, found = await seated(request)
    if found.removed_at is not None:
        raise Removed(join_code=here.join_code)
    return here, found


async def member(request: Request) -> Account:
    """The signed-in account, whatever its role. Raises `SignInNeeded`."""
    token = request.cookies.get(STAFF_COOKIE)
    if not token:
        raise SignInNeeded
    now, is_server = request.state.clock(), bool(request.state.settings.public_url)
    kept, idle = (SERVER_SIGN_IN_KEPT, SERVER_IDLE) if is_server else (SIGN_IN_KEPT, SIGN_IN_KEPT)
    found = await request.state.store.read(
        accounts.signed_in, token_hash(token), now - kept, now - idle
    )
    if found is None:
        raise SignInNeeded
    account: Account = found[0]
    if is_server:
        request.state.member = account
        if now - found[1] > TOUCHED_EVERY:
            await request.state.store.write(accounts.touch, token_hash(token), now)
    return account


async def staff(request: Request) -> Account:
    """An account that sees names. Raises `SignInNeeded`, `NotForRole`."""
    account = await member(request)
    if not account.role.sees_names:
        raise NotForRole
    return account


async def administrator(request: Request) -> Account:
    """Who looks after accounts. Raises `SignInNeeded`, `NotForRole`."""
    account = await member(request)
    if account.role is not Role.ADMINISTRATOR:
        raise NotForRole
    return account


def known_number(request: Request, name: str) -> int:
    """A number in the path. Raises `NotFound` for one the database cannot hold."""
    number: int = request.path_params[name]
    if number > 2**62:
        raise NotFound
    return number


async def pass_of(request: Request, token: str) -> Pass:
    """The link of a colleague, while it holds. Raises `NotFound`, `PassEnded`."""
    pass_id = request.state.signer.pass_id(token)
    if pass_id is None:
        raise NotFound
    found: Pass | None = await request.state.store.read(passes.valid, pass_id)
    if found is None:
        raise PassEnded
    return found


async def guest(request: Request) -> tuple[Account, Session]:
    """Whoever came by a link, and its session. Raises `NotFound`, `PassEnded`, `ReadOnly`."""
    held = await pass_of(request, request.cookies.get(PASS_COOKIE, ""))
    if held.session_id != known_number(request, "id"):
        raise NotFound
    if request.method == "POST" and not held.acts:
        raise ReadOnly
    here = await request.state.store.read(sessions.reload, held.session_id)
    request.state.guest = held
    return Account(-held.id, here.organisation_id, held.label), here


async def owned_session(request: Request, *, even_erased: bool = False) -> tuple[Account, Session]:
    """A session of the account's own organisation, or that of a colleague's link where links
    open pages. Nothing is written to one whose people were erased: it would never be. Raises
    `SignInNeeded`, `NotFound`, `PassEnded`, `ReadOnly`, `SessionErased`."""
    if getattr(request.state, "by_pass", False):
        return await guest(request)
    account = await staff(request)
    session_id = known_number(request, "id")
    owned: Session = await request.state.store.read(
        sessions.owned_by, account.organisation_id, session_id
    )
    if request.method == "POST" and owned.erased_at is not None and not even_erased:
        raise SessionErased
    await note_look(request, account, owned.id)
    return account, owned


async def note_look(request: Request, account: Account, session_id: int) -> None:
    """On a server, the pages with names that someone opens are written down."""
    page = request.scope["route"].path
    if not request.state.settings.public_url or request.method != "GET":
        return
    if not page.endswith(("/events", ".svg")):
        now = request.state.clock()
        await request.state.store.write(audit.looked, account, page, session_id, now)


async def owned_learner(request: Request) -> tuple[Account, Session, Learner]:
    """A learner of an owned session, and who asks. Raises `SignInNeeded`, `NotFound`."""
    account, owned = await owned_session(request)
    learner_id = known_number(request, "learner_id")
    found = await request.state.store.read(learners.in_session, owned.id, learner_id)
    return account, owned, found


async def plan(request: Request, account: Account, name: str) -> Plan:
    """A ready-made plan by its name, or one of the account's organisation by its number. Raises
    `NotFound`."""
    if name.isascii() and name.isdigit() and len(name) < 18:
        own = await request.state.store.read(plans.owned_by, account.organisation_id, int(name))
        found: Plan | None = own.plan
    else:
        found = next((one for one in request.state.library.plans if one.id == name), None)
    if found is None:
        raise NotFound
    return found
