"""The door of a server: signing in and out, with a password or elsewhere."""

from __future__ import annotations

import structlog
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom import guards, membership, oidc, passwords
from classroom.domain import Account
from classroom.limits import PER_ACCOUNT, PER_DOOR
from classroom.oidc import Started
from classroom.pages.forms import posted, text
from classroom.pages.letters import letter
from classroom.pages.signin import let_in, own_page
from classroom.refusals import (
    BadSignIn,
    NotFound,
    ProviderSilent,
    Refusal,
    TooManyTries,
    UnknownPerson,
)
from classroom.signing import OIDC_S, new_token, token_hash
from classroom.store import accounts, audit, invitations, lookups, team
from classroom.views import show

log = structlog.get_logger()
OIDC_COOKIE, OIDC_PATH = "oidc", "/sign-in"


async def index(request: Request) -> Response:
    """`GET /sign-in`: `then` in the query is the page asked for."""
    return door(request, then=own_page(request.query_params.get("then", "")))


def door(
    request: Request, error: str = "", email: str = "", then: str = "/staff", status: int = 200
) -> Response:
    settings = request.state.settings
    return show(
        request,
        "accounts/sign_in.html",
        status,
        error=error,
        email=email[:200],
        then=then,
        elsewhere=settings.oidc_name if settings.oidc_issuer else "",
        letters=bool(settings.smtp_url),
    )


async def enter(request: Request) -> Response:
    """`POST /sign-in`: the same words for an unknown address and a wrong password."""
    form = await posted(request)
    then = own_page(text(form, "then"))
    try:
        account = await known(request, form)
    except (BadSignIn, TooManyTries) as refusal:
        status = 429 if isinstance(refusal, TooManyTries) else 422
        return door(request, refusal.code, text(form, "email"), then, status)
    await note(request, account, "sign_in")
    return await let_in(request, account.id, then)


async def known(request: Request, form: FormData) -> Account:
    """Raises `BadSignIn`, `TooManyTries`; good ones pass but where one account is being tried."""
    email, password = text(form, "email").strip().lower()[:254], text(form, "password")
    now, store, signer = request.state.clock(), request.state.store, request.state.signer
    address = request.client.host if request.client else ""
    brakes = {
        signer.digest("sign-in", address, email): PER_ACCOUNT,
        signer.digest("sign-in", address): PER_DOOR,
    }
    for source, brake in brakes.items():
        if await store.read(lookups.is_full, source, brake, now):
            raise TooManyTries
    found = await store.read(team.by_email, email) if email else None
    if await passwords.matches(found[1] if found else "", password) and found:
        account: Account = found[0]
        return account
    for source, brake in brakes.items():
        await store.write(lookups.count, source, brake, now)
    raise BadSignIn


async def leave(request: Request) -> Response:
    """`POST /sign-out`."""
    if token := request.cookies.get(guards.STAFF_COOKIE):
        await request.state.store.write(accounts.sign_out, token_hash(token))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(guards.STAFF_COOKIE)
    return response


async def go_elsewhere(request: Request) -> Response:
    """`GET /sign-in/oidc`: to the provider, with what to remember in a cookie."""
    provider = request.state.oidc
    if provider is None:
        raise NotFound
    then = own_page(request.query_params.get("then", ""))
    try:
        url, started = await provider.start(then)
    except oidc.ProviderFailed as failed:
        return silent(request, failed)
    response = RedirectResponse(url, 303)
    kept = request.state.signer.oidc_token(started.as_json(), request.state.clock())
    is_safe = request.url.scheme == "https"
    response.set_cookie(
        OIDC_COOKIE, kept, OIDC_S, path=OIDC_PATH, httponly=True, samesite="lax", secure=is_safe
    )
    return response


async def come_back(request: Request) -> Response:
    """`GET /sign-in/oidc/back`: an account, or an invitation, with the address that the provider
    vouches for."""
    provider, asked = request.state.oidc, request.query_params
    if provider is None:
        raise NotFound
    kept = request.state.signer.oidc_started(
        request.cookies.get(OIDC_COOKIE, ""), request.state.clock()
    )
    try:
        if kept is None:
            raise oidc.ProviderFailed("no cookie")
        started = Started(**kept)
        person = await provider.finish(started, asked.get("state", ""), asked.get("code", ""))
        account = await of_person(request, person)
    except oidc.ProviderFailed as failed:
        return silent(request, failed)
    except UnknownPerson as refusal:
        return door(request, refusal.code, status=403)
    await note(request, account, "sign_in")
    response = await let_in(request, account.id, started.then)
    response.delete_cookie(OIDC_COOKIE, path=OIDC_PATH)
    return response


def silent(request: Request, failed: oidc.ProviderFailed) -> Response:
    log.warning("oidc_failed", reason=failed.reason)
    return door(request, ProviderSilent.code, status=502)


async def of_person(request: Request, person: oidc.Person) -> Account:
    """Raises `UnknownPerson`."""
    store, now = request.state.store, request.state.clock()
    if not person.email:
        raise UnknownPerson
    if found := await store.read(team.by_email, person.email):
        account: Account = found[0]
        return account
    invited = await store.read(invitations.by_email, person.email, now)
    if invited is None:
        raise UnknownPerson
    try:
        account = await store.write(
            membership.join, invited, person.name, person.email, "", "", now
        )
    except Refusal as refusal:
        raise UnknownPerson from refusal
    return account


async def forgotten(request: Request) -> Response:
    """`GET /sign-in/forgotten`, where letters can be sent."""
    if not request.state.settings.smtp_url:
        raise NotFound
    return show(request, "accounts/forgotten.html", sent=False)


async def send_link(request: Request) -> Response:
    """`POST /sign-in/forgotten`: the same page whether the address is known or not."""
    state = request.state
    settings, now = state.settings, state.clock()
    if not settings.smtp_url:
        raise NotFound
    email = text(await posted(request), "email").strip().lower()[:254]
    address = state.signer.digest("letter", request.client.host if request.client else "")
    if await state.store.read(lookups.is_full, address, PER_ACCOUNT, now):
        raise TooManyTries
    await state.store.write(lookups.count, address, PER_ACCOUNT, now)
    if found := await state.store.read(team.by_email, email):
        account, token = found[0], new_token()
        await state.store.write(
            invitations.add_reset,
            token_hash(token),
            account.organisation_id,
            account.id,
            account.role,
            now,
        )
        url = f"{settings.public_url}invitation/{token}"
        await letter(request, email, "reset", url)
    return show(request, "accounts/forgotten.html", sent=True)


async def note(request: Request, account: Account, act: str) -> None:
    await request.state.store.write(audit.note, account, act, request.state.clock())
