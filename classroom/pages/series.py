"""Series of sessions with the same group: who came when, and how far each one is."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom import cycle, guards, names
from classroom.pages.forms import posted, text
from classroom.refusals import InvalidName
from classroom.store import series
from classroom.views import show

TITLE_MAX = 80
PLACEMENT = "placement/where-are-you"


async def index(request: Request) -> Response:
    """`GET /staff/series`."""
    return await listed(request)


async def listed(request: Request, error: str = "", typed: str = "") -> Response:
    account = await guards.staff(request)
    found = await request.state.store.read(series.of_organisation, account.organisation_id)
    return show(
        request,
        "series/index.html",
        422 if error else 200,
        account=account,
        series=[one for one in found if not one.archived],
        archived=[one for one in found if one.archived],
        error=error,
        typed=typed[:200],
    )


async def add(request: Request) -> Response:
    """`POST /staff/series`."""
    account = await guards.staff(request)
    typed = text(await posted(request), "title")
    try:
        title = names.clean(typed, TITLE_MAX)
    except InvalidName as refusal:
        return await listed(request, refusal.code, typed)
    made = await request.state.store.write(
        series.add, account.organisation_id, title, request.state.clock()
    )
    return RedirectResponse(f"/staff/series/{made}", 303)


async def one(request: Request) -> Response:
    """`GET /staff/series/{id}`."""
    return await page(request)


async def page(request: Request, error: str = "") -> Response:
    account = await guards.staff(request)
    read, series_id = request.state.store.read, guards.known_number(request, "id")
    found = await read(series.owned_by, account.organisation_id, series_id)
    group = cycle.people(
        await read(series.sittings, series_id), await read(series.placements, series_id)
    )
    library = request.state.library
    asked = library.exercise(PLACEMENT) if library.has(PLACEMENT) else None
    return show(
        request,
        "series/series.html",
        422 if error else 200,
        account=account,
        series=found,
        meetings=await read(series.meetings, series_id),
        people=group,
        scale=asked.scale if asked else (),
        items=[item.text for item in asked.items] if asked else [],
        lines=cycle.lines(group, len(asked.scale)) if asked else [],
        error=error,
    )


async def rename(request: Request) -> Response:
    """`POST /staff/series/{id}`."""
    account = await guards.staff(request)
    series_id = guards.known_number(request, "id")
    await request.state.store.read(series.owned_by, account.organisation_id, series_id)
    try:
        title = names.clean(text(await posted(request), "title"), TITLE_MAX)
    except InvalidName as refusal:
        return await page(request, refusal.code)
    await request.state.store.write(series.rename, account.organisation_id, series_id, title)
    return RedirectResponse(f"/staff/series/{series_id}", 303)


async def archive(request: Request) -> Response:
    """`POST /staff/series/{id}/archive`: put away; it can be taken out again."""
    return await put_away(request, is_away=True)


async def restore(request: Request) -> Response:
    """`POST /staff/series/{id}/restore`."""
    return await put_away(request, is_away=False)


async def put_away(request: Request, *, is_away: bool) -> Response:
    account = await guards.staff(request)
    series_id = guards.known_number(request, "id")
    store, mine = request.state.store, account.organisation_id
    await store.read(series.owned_by, mine, series_id)
    at = request.state.clock() if is_away else None
    await store.write(series.archive, mine, series_id, at)
    return RedirectResponse("/staff/series", 303)
