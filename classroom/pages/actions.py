"""What follows an action of the mediator: the room hears of it, she is back where she was, and
for ten seconds she can take it back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from classroom import guards
from classroom.domain import Learner, Session
from classroom.guards import set_cookie
from classroom.live import EVERYONE
from classroom.pages.forms import posted, text
from classroom.signing import UNDO_S
from classroom.views import UNDO_COOKIE, VARY, draw

UNDO_KEPT = timedelta(seconds=UNDO_S)


@dataclass(frozen=True, slots=True)
class Undo:
    """The post that takes an action back: the path after that of the session, and its fields.
    `did` is the code of the sentence that says what was done, `about` whom or what."""

    did: str
    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


OnRoom = Callable[[Request, Session], Awaitable[Undo | None]]
OnLearner = Callable[[Request, Session, Learner], Awaitable[Undo | None]]


async def back(
    request: Request, here: Session, learner_id: int = EVERYONE, undo: Undo | None = None
) -> Response:
    """Tell the room, then return to where the button was, with the way to take it back. What was
    just taken back is not offered again."""
    if text(await posted(request), "undone"):
        undo = None
    request.state.hub.publish(here.id, learner_id)
    if request.headers.get("hx-request") == "true":
        # Not into the form: the room may hear of it, and draw it away, before this comes.
        html = draw(request, "staff/_undo.html", session_id=here.id, undo=undo)
        response: Response = HTMLResponse(html, headers=VARY)
    else:
        response = RedirectResponse(where_from(request, here), 303)
    remember(response, request, here, undo)
    return response


def remember(response: Response, request: Request, here: Session, undo: Undo | None) -> None:
    """Keep the way back for the next page, in the browser: an address would show what it says."""
    scope = f"/staff/sessions/{here.id}"
    if undo is None:
        response.delete_cookie(UNDO_COOKIE, scope)
        return
    token = request.state.signer.undo_token(here.id, asdict(undo), request.state.clock())
    set_cookie(response, request, UNDO_COOKIE, token, UNDO_KEPT, scope)


def where_from(request: Request, here: Session) -> str:
    """The page of ours the post came from, by its path alone; the dashboard otherwise."""
    dashboard = f"/staff/sessions/{here.id}"
    referer = request.headers.get("referer", "")
    path = "/" + referer.split("://", 1)[-1].partition("/")[2]
    return path if path.startswith(dashboard) else dashboard


def on_room(change: OnRoom) -> Callable[[Request], Awaitable[Response]]:
    """An action of the mediator on the whole session; it returns how it is taken back."""

    async def handler(request: Request) -> Response:
        account, here = await guards.owned_session(request)
        request.state.by = account.name or here.mediator_name
        return await back(request, here, undo=await change(request, here))

    return handler


def on_learner(change: OnLearner) -> Callable[[Request], Awaitable[Response]]:
    """An action of the mediator on one person; it returns how it is taken back."""

    async def handler(request: Request) -> Response:
        account, here, found = await guards.owned_learner(request)
        request.state.by = account.name or here.mediator_name
        undo = await change(request, here, found)
        return await back(request, here, found.id, undo)

    return handler
