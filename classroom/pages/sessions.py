"""The mediator's home, and opening a session."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from classroom import guards, names
from classroom.attention import PACES
from classroom.domain import Account, Plan, Step
from classroom.modules import Library, Module
from classroom.pages.forms import text
from classroom.pages.signin import follow_link
from classroom.refusals import NotFound, Refusal
from classroom.signing import new_token
from classroom.store import accounts, sessions
from classroom.store.sessions import Opening
from classroom.views import show

TITLE_MAX = 80
CAPACITY_MAX = 300
PAST_SHOWN = 5


class NothingChosen(Refusal):
    """Neither a ready-made plan nor a module was chosen."""

    code = "nothing_chosen"


class BadCapacity(Refusal):
    """The number of seats is not a number from 1 to 300."""

    code = "bad_capacity"


async def index(request: Request) -> Response:
    """`GET /staff`: sessions under way, the latest ones, and « Nouvelle séance »."""
    if link_token := request.query_params.get("token"):
        return await follow_link(request, link_token)
    account = await guards.staff(request)
    store, mine = request.state.store, account.organisation_id
    return show(
        request,
        "sessions/index.html",
        account=account,
        live=await store.read(sessions.listed, mine, live=True),
        past=await store.read(sessions.listed, mine, live=False, most=PAST_SHOWN),
        learner_url=request.state.learner_url,
    )


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A ready-made plan on the form, with the titles of the modules it draws from."""

    plan: Plan
    modules: tuple[str, ...]


async def new(request: Request) -> Response:
    """`GET /staff/sessions/new`."""
    account = await guards.staff(request)
    values = {"mediator_name": account.name, "pace": "calm", "capacity": "40"}
    plan, module = (request.query_params.get(name, "") for name in ("plan", "module"))
    return form(request, account, {**values, "plan": plan, "modules": [module]})


def form(
    request: Request,
    account: Account,
    values: dict[str, object],
    error: str | None = None,
) -> Response:
    library: Library = request.state.library
    empty = {"plan": "", "modules": [], "title": "", "mediator_name": "", "pace": "calm"}
    return show(
        request,
        "sessions/new.html",
        422 if error else 200,
        account=account,
        plans=[plan_card(library, plan) for plan in library.plans],
        modules=library.modules,
        values={**empty, "capacity": "40", **values},
        error=error,
    )


def plan_card(library: Library, plan: Plan) -> PlanCard:
    ids = dict.fromkeys(ref.split("/")[0] for ref in plan.exercises)
    return PlanCard(plan, tuple(library.module(module_id).title for module_id in ids))


async def create(request: Request) -> Response:
    """`POST /staff/sessions`: open a session; commands of the machine's owner may ask too."""
    console = request.headers.get("authorization", "").removeprefix("Bearer ")
    by_console = bool(console) and request.state.signer.is_console(console)
    account = await local_account(request) if by_console else await guards.staff(request)
    posted = await request.form()
    try:
        opening = read_opening(request.state.library, posted)
    except Refusal as refusal:
        if by_console:
            return JSONResponse({"error": refusal.code}, 422)
        typed: dict[str, object] = {k: text(posted, k) for k in posted if k != "module"}
        chosen = [m for m in posted.getlist("module") if isinstance(m, str)]
        return form(request, account, {**typed, "modules": chosen}, refusal.code)
    if not by_console:
        await request.state.store.write(accounts.rename, account.id, opening.mediator_name)
    opened = await request.state.store.write(
        sessions.add, account, opening, new_token(), request.state.clock()
    )
    if not by_console:
        return RedirectResponse(f"/staff/sessions/{opened.id}", 303)
    return JSONResponse(
        {
            "id": opened.id,
            "code": opened.join_code,
            "join_url": f"{request.state.learner_url}j/{opened.link_token}",
            "dashboard_url": f"{request.base_url}staff/sessions/{opened.id}",
        },
        201,
    )


async def local_account(request: Request) -> Account:
    account: Account = await request.state.store.write(accounts.local, request.state.clock())
    return account


def read_opening(library: Library, posted: FormData) -> Opening:
    """Raises `NothingChosen`, `InvalidName`, `BadCapacity`."""
    plan = chosen_plan(library, posted)
    title = text(posted, "title").strip()
    mediator = text(posted, "mediator_name").strip()
    pace = text(posted, "pace") or "calm"
    capacity = text(posted, "capacity").strip() or "40"
    if not (capacity.isascii() and capacity.isdigit() and 1 <= int(capacity[:6]) <= CAPACITY_MAX):
        raise BadCapacity
    return Opening(
        title=names.clean(title, TITLE_MAX) if title else plan.title,
        plan=plan,
        pace=pace if pace in PACES else "calm",
        capacity=int(capacity),
        mediator_name=names.clean(mediator) if mediator else "",
    )


def chosen_plan(library: Library, posted: FormData) -> Plan:
    """A ready-made plan, or one made of the ticked modules. Raises `NothingChosen`."""
    wanted = text(posted, "plan")
    if ready := next((plan for plan in library.plans if plan.id == wanted), None):
        return ready
    ticked = {value for value in posted.getlist("module") if isinstance(value, str)}
    modules = [module for module in library.modules if module.id in ticked]
    if not modules:
        raise NothingChosen
    return Plan(
        id="+".join(module.id for module in modules),
        title=" · ".join(module.title for module in modules),
        summary="",
        steps=tuple(whole(module) for module in modules),
    )


def whole(module: Module) -> Step:
    refs = tuple(f"{module.id}/{exercise.id}" for exercise in module.exercises)
    return Step(module.title, round(module.estimate_min), refs)


async def code(request: Request) -> Response:
    """`GET /staff/sessions/{id}/code`: the code in very large, for the projector."""
    account, here = await guards.owned_session(request)
    return show(
        request,
        "sessions/code.html",
        account=account,
        session=here,
        learner_url=request.state.learner_url,
    )


async def qr(request: Request) -> Response:
    """`GET /staff/sessions/{id}/qr.svg`: the unguessable link as a picture."""
    _, here = await guards.owned_session(request)
    if here.closed_at is not None:
        raise NotFound
    picture = io.BytesIO()
    link = f"{request.state.learner_url}j/{here.link_token}"
    segno.make(link, error="m", micro=False).save(
        picture, kind="svg", border=4, light="#fff", dark="#000", xmldecl=False, omitsize=True
    )
    return Response(picture.getvalue(), media_type="image/svg+xml")
