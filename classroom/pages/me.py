"""One's own account: name, password, the browsers that are signed in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom import guards, names, passwords
from classroom.domain import Account
from classroom.limits import PER_ACCOUNT
from classroom.pages.forms import posted, text
from classroom.refusals import InvalidName, TooManyTries
from classroom.signing import token_hash
from classroom.store import accounts, lookups, team
from classroom.store.accounts import KEY_LENGTH
from classroom.views import show

ME = "/staff/me"
NAME_MAX = 60


async def index(request: Request) -> Response:
    """`GET /staff/me`."""
    return await page(request, await guards.member(request))


async def page(request: Request, account: Account, error: str = "") -> Response:
    read, since = request.state.store.read, request.state.clock() - guards.SERVER_SIGN_IN_KEPT
    here = token_hash(request.cookies[guards.STAFF_COOKIE])[:KEY_LENGTH]
    return show(
        request,
        "accounts/me.html",
        422 if error else 200,
        account=account,
        me=await read(team.member, account.organisation_id, account.id),
        organisation=await read(team.organisation, account.organisation_id),
        sign_ins=await read(accounts.sign_ins, account.id, since),
        here=here,
        password_min=passwords.LENGTH_MIN,
        error=error,
    )


async def rename(request: Request) -> Response:
    """`POST /staff/me`: the name that learners and colleagues read."""
    account = await guards.member(request)
    try:
        name = names.clean(text(await posted(request), "name"), NAME_MAX)
    except InvalidName as refusal:
        return await page(request, account, refusal.code)
    await request.state.store.write(accounts.rename, account.id, name)
    return RedirectResponse(ME, 303)


async def change_password(request: Request) -> Response:
    """`POST /staff/me/password`: the other browsers are signed out."""
    account = await guards.member(request)
    form = await posted(request)
    store, now = request.state.store, request.state.clock()
    me = await store.read(team.member, account.organisation_id, account.id)
    known = await store.read(team.by_email, me.email)
    source = request.state.signer.digest("password", str(account.id))
    if await store.read(lookups.is_full, source, PER_ACCOUNT, now):
        raise TooManyTries
    # Whoever signs in elsewhere has none to give.
    if known and known[1] and not await passwords.matches(known[1], text(form, "old")):
        await store.write(lookups.count, source, PER_ACCOUNT, now)
        return await page(request, account, "old")
    if problem := passwords.problem(text(form, "password"), me.email):
        return await page(request, account, problem)
    password_hash = await passwords.hashed(text(form, "password"))
    await store.write(team.set_password, account.id, password_hash)
    here = token_hash(request.cookies[guards.STAFF_COOKIE])
    await store.write(accounts.sign_out_all, account.id, here)
    return RedirectResponse(ME, 303)


async def sign_out_one(request: Request) -> Response:
    """`POST /staff/me/sign-ins/{key}`: one browser is signed out."""
    account = await guards.member(request)
    await request.state.store.write(accounts.sign_out_one, account.id, request.path_params["key"])
    return RedirectResponse(ME, 303)
