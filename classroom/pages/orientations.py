"""Where to send people on: the list that an organisation keeps."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom import guards, names
from classroom.pages.forms import posted, text
from classroom.refusals import InvalidName, NotFound
from classroom.store import orientations
from classroom.views import show

LIST = "/staff/orientations"
LABEL_MAX, DETAILS_MAX = 80, 200


async def index(request: Request) -> Response:
    """`GET /staff/orientations`."""
    return await listed(request)


async def listed(
    request: Request, error: int | None = None, label: str = "", details: str = ""
) -> Response:
    """`error` is the id of the line that is wrong, 0 for a new one; what was typed stays."""
    account = await guards.staff(request)
    return show(
        request,
        "orientations/index.html",
        200 if error is None else 422,
        account=account,
        orientations=await request.state.store.read(
            orientations.of_organisation, account.organisation_id
        ),
        error=error,
        label=label[:200],
        details=details[:400],
    )


async def keep(request: Request) -> Response:
    """`POST /staff/orientations`: a new line, or another text for one."""
    account = await guards.staff(request)
    form, store, mine = await posted(request), request.state.store, account.organisation_id
    label, details, chosen = (text(form, name) for name in ("label", "details", "id"))
    line = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else 0
    try:
        said = names.clean(label, LABEL_MAX)
        more = names.clean(details, DETAILS_MAX) if details.strip() else ""
    except InvalidName:
        return await listed(request, line, label, details)
    if not line:
        await store.write(orientations.add, mine, said, more)
    elif not await store.write(orientations.change, mine, line, said, more):
        raise NotFound
    return RedirectResponse(LIST, 303)


async def archive(request: Request) -> Response:
    """`POST /staff/orientations/{id}/archive`."""
    account = await guards.staff(request)
    line, now = guards.known_number(request, "id"), request.state.clock()
    store = request.state.store
    if not await store.write(orientations.archive, account.organisation_id, line, now):
        raise NotFound
    return RedirectResponse(LIST, 303)
