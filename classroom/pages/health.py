"""Is the process up, is it ready."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from classroom.refusals import NotStored
from classroom.store.presence import probe
from classroom.views import show


async def healthz(request: Request) -> Response:
    """`GET /healthz`: the process answers."""
    return PlainTextResponse("ok")


async def readyz(request: Request) -> Response:
    """`GET /readyz`: the database takes writes and its schema is current."""
    try:
        await request.state.store.write(probe, request.state.clock())
        current = await request.state.store.is_current()
    except NotStored:
        return JSONResponse({"ready": False, "reason": "not_stored"}, 503)
    return JSONResponse({"ready": current}, 200 if current else 503)


async def to_staff(request: Request) -> Response:
    """`GET /` on the staff listener."""
    return RedirectResponse("/staff", 303)


async def favicon(request: Request) -> Response:
    """`GET /favicon.ico`, which browsers ask for by habit."""
    return RedirectResponse(request.state.favicon, 303)


async def styleguide(request: Request) -> Response:
    """`GET /styleguide`, while debugging: every component on one page."""
    return show(request, "styleguide/index.html")
