"""What follows an action of the mediator: the room hears of it, she is back where she was."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom.domain import Session
from classroom.live import EVERYONE


async def back(request: Request, here: Session, learner_id: int = EVERYONE) -> Response:
    """Tell the room, then return to where the button was."""
    request.state.hub.publish(here.id, learner_id)
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204)
    return RedirectResponse(where_from(request, here), 303)


def where_from(request: Request, here: Session) -> str:
    """The page of ours the post came from, by its path alone; the dashboard otherwise."""
    dashboard = f"/staff/sessions/{here.id}"
    referer = request.headers.get("referer", "")
    path = "/" + referer.split("://", 1)[-1].partition("/")[2]
    return path if path.startswith(dashboard) else dashboard
