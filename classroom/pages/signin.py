"""Signing the local mediator in by the link that the server printed."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom.guards import SIGN_IN_KEPT, STAFF_COOKIE, set_cookie
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
