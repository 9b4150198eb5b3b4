"""A link of single use: the account of someone invited, or a new password."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from classroom import membership, names, passwords
from classroom.pages.forms import posted, text
from classroom.pages.signin import let_in
from classroom.refusals import AddressTaken, InvalidName
from classroom.signing import token_hash
from classroom.staffing import Invitation
from classroom.store import invitations, team
from classroom.views import show

NAME_MAX, ORGANISATION_MAX = 60, 80


async def found(request: Request) -> Invitation:
    """Raises `InvitationEnded`."""
    token = token_hash(request.path_params["token"])
    invited: Invitation = await request.state.store.read(
        invitations.by_token, token, request.state.clock()
    )
    return invited


async def index(request: Request) -> Response:
    """`GET /invitation/{token}`."""
    invited = await found(request)
    return await form(request, invited, {"email": invited.email})


async def form(
    request: Request,
    invited: Invitation,
    values: dict[str, str],
    errors: dict[str, str] | None = None,
) -> Response:
    organisation = ""
    if invited.organisation_id:
        organisation = await request.state.store.read(team.organisation, invited.organisation_id)
    return show(
        request,
        "accounts/invitation.html",
        422 if errors else 200,
        invited=invited,
        organisation=organisation,
        password_min=passwords.LENGTH_MIN,
        values={"name": "", "email": "", "organisation": "", **values},
        errors=errors or {},
    )


async def accept(request: Request) -> Response:
    """`POST /invitation/{token}`: what was typed stays when something is to be corrected."""
    invited = await found(request)
    sent = await posted(request)
    typed = {name: text(sent, name).strip() for name in ("name", "email", "organisation")}
    typed["email"] = typed["email"].lower()
    password = text(sent, "password")
    errors = mistakes(invited, typed)
    if problem := passwords.problem(password, typed["email"]):
        errors["password"] = problem
    elif password != text(sent, "again"):
        errors["again"] = "differs"
    if not errors:
        try:
            return await finish(request, invited, typed, await passwords.hashed(password))
        except AddressTaken:
            errors["email"] = "taken"
    return await form(request, invited, typed, errors)


def mistakes(invited: Invitation, typed: dict[str, str]) -> dict[str, str]:
    """Codes by field. A new password asks for nothing else."""
    errors: dict[str, str] = {}
    if invited.account_id is not None:
        return errors
    for field, most in (("name", NAME_MAX), ("organisation", ORGANISATION_MAX)):
        try:
            if typed[field] or field == "name":
                typed[field] = names.clean(typed[field], most)
        except InvalidName:
            errors[field] = "invalid"
    if invited.organisation_id is None and not typed["organisation"]:
        errors["organisation"] = "invalid"
    if not names.is_address(typed["email"]):
        errors["email"] = "invalid"
    return errors


async def finish(
    request: Request, invited: Invitation, typed: dict[str, str], password_hash: str
) -> Response:
    """Raises `InvitationEnded`, `AddressTaken`."""
    store, now = request.state.store, request.state.clock()
    if invited.account_id is not None:
        account_id: int = await store.write(membership.renew, invited, password_hash, now)
        return await let_in(request, account_id, "/staff")
    who: dict[str, Any] = {name: typed[name] for name in ("name", "email", "organisation")}
    made = await store.write(membership.join, invited, password_hash=password_hash, at=now, **who)
    return await let_in(request, made.id, "/staff")
