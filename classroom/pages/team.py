"""The people of an organisation, for who looks after accounts."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from classroom import guards, membership, names
from classroom.domain import Account
from classroom.pages.forms import posted, text
from classroom.pages.letters import letter
from classroom.refusals import BadResponse, InvalidName, LastAdministrator, NotFound
from classroom.signing import new_token, token_hash
from classroom.staffing import Role
from classroom.store import accounts, audit, invitations, team
from classroom.views import show

TEAM = "/staff/team"
SEEN_ON_A_PAGE = 100
ORGANISATION_MAX = 80


async def index(request: Request) -> Response:
    """`GET /staff/team`."""
    return await page(request, await guards.administrator(request))


async def page(
    request: Request,
    account: Account,
    *,
    error: str = "",
    link: str = "",
    link_for: str = "",
    sent: bool = False,
) -> Response:
    """The list; `link` is shown once, now."""
    read, mine, now = request.state.store.read, account.organisation_id, request.state.clock()
    return show(
        request,
        "accounts/team.html",
        422 if error else 200,
        account=account,
        members=await read(team.of_organisation, mine),
        open_invitations=await read(invitations.of_organisation, mine, now),
        organisation=await read(team.organisation, mine),
        roles=list(Role),
        error=error,
        link=link,
        link_for=link_for,
        sent=sent,
    )


async def invite(request: Request) -> Response:
    """`POST /staff/team/invitations`: a link to hand over, sent too when letters can be."""
    account = await guards.administrator(request)
    form = await posted(request)
    email = text(form, "email").strip().lower()
    if email and not names.is_address(email):
        return await page(request, account, error="email")
    role, token, now = role_of(text(form, "role")), new_token(), request.state.clock()
    await request.state.store.write(
        invitations.add, token_hash(token), account.organisation_id, role, now, email
    )
    await note(request, account, "invited", email)
    url = link_to(request, token)
    sent = bool(email) and await letter(request, email, "invitation", url)
    return await page(request, account, link=url, link_for=email, sent=sent)


def role_of(typed: str) -> Role:
    """Raises `BadResponse`."""
    try:
        return Role(typed)
    except ValueError:
        raise BadResponse(reason="role") from None


def link_to(request: Request, token: str) -> str:
    return f"{request.state.learner_url}invitation/{token}"


async def note(request: Request, account: Account, act: str, about: str = "") -> None:
    await request.state.store.write(audit.note, account, act, request.state.clock(), about)


async def withdraw(request: Request) -> Response:
    """`POST /staff/team/invitations/{id}/revoke`."""
    account = await guards.administrator(request)
    await request.state.store.write(
        invitations.revoke,
        account.organisation_id,
        guards.known_number(request, "id"),
        request.state.clock(),
    )
    return RedirectResponse(TEAM, 303)


async def change_role(request: Request) -> Response:
    """`POST /staff/team/{id}/role`: it holds from the next request on."""
    account = await guards.administrator(request)
    other = await member(request, account)
    role = role_of(text(await posted(request), "role"))
    try:
        await request.state.store.write(team.set_role, account.organisation_id, other, role)
    except LastAdministrator as refusal:
        return await page(request, account, error=refusal.code)
    await note(request, account, f"role_{role}", await name_of(request, account, other))
    return RedirectResponse(TEAM, 303)


async def member(request: Request, account: Account) -> int:
    """The account in the path. Raises `NotFound` for one of another organisation."""
    found = await request.state.store.read(
        team.member, account.organisation_id, guards.known_number(request, "id")
    )
    return int(found.id)


async def name_of(request: Request, account: Account, other: int) -> str:
    found = await request.state.store.read(team.member, account.organisation_id, other)
    return str(found.name or found.email)


async def disable(request: Request) -> Response:
    """`POST /staff/team/{id}/disable`: kept out and signed out at once."""
    account = await guards.administrator(request)
    other, now = await member(request, account), request.state.clock()
    try:
        await request.state.store.write(team.set_disabled, account.organisation_id, other, now)
    except LastAdministrator as refusal:
        return await page(request, account, error=refusal.code)
    await request.state.store.write(accounts.sign_out_all, other)
    await note(request, account, "disabled", await name_of(request, account, other))
    return RedirectResponse(TEAM, 303)


async def enable(request: Request) -> Response:
    """`POST /staff/team/{id}/enable`."""
    account = await guards.administrator(request)
    other = await member(request, account)
    await request.state.store.write(team.set_disabled, account.organisation_id, other, None)
    await note(request, account, "enabled", await name_of(request, account, other))
    return RedirectResponse(TEAM, 303)


async def reset(request: Request) -> Response:
    """`POST /staff/team/{id}/reset`: a link to a new password, to hand over."""
    account = await guards.administrator(request)
    found = await request.state.store.read(
        team.member, account.organisation_id, guards.known_number(request, "id")
    )
    token, now = new_token(), request.state.clock()
    await request.state.store.write(
        invitations.add_reset,
        token_hash(token),
        account.organisation_id,
        found.id,
        found.role,
        now,
    )
    await note(request, account, "reset", found.name or found.email)
    url = link_to(request, token)
    sent = await letter(request, found.email, "reset", url)
    return await page(request, account, link=url, link_for=found.name or found.email, sent=sent)


async def open_organisation(request: Request) -> Response:
    """`POST /console/organisations`: for who can read the data folder, and nobody else."""
    console = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not console or not request.state.signer.is_console(console):
        raise NotFound
    try:
        name = names.clean(text(await posted(request), "name"), ORGANISATION_MAX)
    except InvalidName as refusal:
        return JSONResponse({"error": refusal.code}, 422)
    token = new_token()
    made = await request.state.store.write(
        membership.open_organisation, name, token_hash(token), request.state.clock()
    )
    return JSONResponse({"id": made, "name": name, "url": link_to(request, token)}, 201)


async def journal(request: Request) -> Response:
    """`GET /staff/team/journal`: who opened which page with names, and changed what of accounts."""
    account = await guards.administrator(request)
    asked = request.query_params.get("page", "")
    number = max(1, int(asked[:6])) if asked.isascii() and asked.isdigit() else 1
    lines = await request.state.store.read(
        audit.latest,
        account.organisation_id,
        SEEN_ON_A_PAGE + 1,
        (number - 1) * SEEN_ON_A_PAGE,
    )
    return show(
        request,
        "accounts/journal.html",
        account=account,
        lines=lines[:SEEN_ON_A_PAGE],
        page=number,
        has_older=len(lines) > SEEN_ON_A_PAGE,
    )
