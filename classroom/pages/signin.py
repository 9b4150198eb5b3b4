"""Signing in: a browser gets a new token, whatever way its owner came."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom.guards import SERVER_SIGN_IN_KEPT, SIGN_IN_KEPT, STAFF_COOKIE, set_cookie
from classroom.refusals import SignInNeeded
from classroom.signing import new_token, token_hash
from classroom.store import accounts


async def follow_link(request: Request, link_token: str) -> Response:
    """`GET /staff?token=…`: a new sign-in, then the same page without the token.

    Raises `SignInNeeded` for a forged or foreign link.
    """
    if not request.state.signer.opens_staff(link_token):
        raise SignInNeeded(bad_link=True)
    now, token = request.state.clock(), new_token()
    await request.state.store.write(
        accounts.sign_in_local, token_hash(token), now, now - SIGN_IN_KEPT
    )
    response = RedirectResponse("/staff", 303)
    set_cookie(response, request, STAFF_COOKIE, token, SIGN_IN_KEPT)
    return response


async def let_in(request: Request, account_id: int, then: str) -> Response:
    """Sign this browser in on a server, in place of whoever was, and show `then`."""
    now, token = request.state.clock(), new_token()
    if before := request.cookies.get(STAFF_COOKIE):
        await request.state.store.write(accounts.sign_out, token_hash(before))
    await request.state.store.write(
        accounts.sign_in, account_id, token_hash(token), now, now - SERVER_SIGN_IN_KEPT
    )
    response = RedirectResponse(own_page(then), 303)
    set_cookie(response, request, STAFF_COOKIE, token, SERVER_SIGN_IN_KEPT)
    return response


def own_page(then: str) -> str:
    """A staff page of ours; the first one for anything else."""
    good = then.startswith("/staff") and then.isprintable() and "\\" not in then
    return then if good and "//" not in then else "/staff"
