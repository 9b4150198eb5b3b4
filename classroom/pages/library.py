"""The shipped modules: what they hold, and the sheet to hand out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from classroom import exercises, guards
from classroom.exercises.markdown import render_sheet
from classroom.modules import Module
from classroom.preview import preview
from classroom.refusals import NotFound
from classroom.views import A_YEAR, show


async def index(request: Request) -> Response:
    """`GET /staff/library`."""
    account = await guards.member(request)
    library = request.state.library
    return show(
        request,
        "library/index.html",
        account=account,
        modules=library.modules,
        problems=library.problems,
    )


def wanted(request: Request) -> Module:
    """The module in the path. Raises `NotFound`."""
    found: Module | None = request.state.library.find(request.path_params["module"])
    if found is None:
        raise NotFound
    return found


async def module(request: Request) -> Response:
    """`GET /staff/library/{module}`."""
    account = await guards.member(request)
    found = wanted(request)
    known = {one.id: exercises.evidence(one).value for one in found.exercises}
    return show(request, "library/module.html", account=account, module=found, evidence=known)


async def exercise(request: Request) -> Response:
    """`GET /staff/library/{module}/exercises/{exercise}`: as a learner sees it, and its answer."""
    account = await guards.member(request)
    found, secret = wanted(request), request.state.signer.shuffle_secret
    id, step = request.path_params["exercise"], request.query_params.get("step")
    try:
        shown = preview(request.state.library, found, id, secret, step)
    except KeyError:
        raise NotFound from None
    return show(request, "library/exercise.html", account=account, module=found, shown=shown)


async def sheet(request: Request) -> Response:
    """`GET /staff/library/{module}/sheet`: one A4 page to print."""
    account = await guards.member(request)
    found = wanted(request)
    return show(
        request,
        "library/sheet.html",
        account=account,
        module=found,
        sheet=render_sheet(found.sheet),
    )


async def media(request: Request) -> Response:
    """`GET /media/{module}/{digest}/{file}`: a picture or a recording of a module. An SVG cannot
    run scripts here: the policy of every response forbids them."""
    found = wanted(request)
    name = request.path_params["file"]
    for folder, names in (("images", found.images), ("audio", found.audio)):
        if name in names:
            return FileResponse(found.folder / folder / name, headers={"Cache-Control": A_YEAR})
    raise NotFound
