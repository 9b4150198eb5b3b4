"""The mediator's home, and opening a session."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from classroom import guards, names, outline, preparing, shortening, spacing
from classroom.attention import PACES
from classroom.domain import Account, Plan, Step
from classroom.modules import Library, Module
from classroom.pages.forms import text
from classroom.pages.signin import follow_link
from classroom.refusals import BadDetails, InvalidName, NotFound, Refusal
from classroom.signing import new_token
from classroom.store import accounts, agenda, attempts, plans, series, sessions
from classroom.store.sessions import Opening
from classroom.views import draw, show

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
    is_server = bool(request.state.settings.public_url)
    if not is_server and (link_token := request.query_params.get("token")):
        return await follow_link(request, link_token)
    if not (account := await guards.member(request)).role.sees_names:
        return RedirectResponse("/staff/history", 303)
    store, mine = request.state.store, account.organisation_id
    return show(
        request,
        "sessions/index.html",
        account=account,
        live=await store.read(sessions.listed, mine, live=True),
        past=await store.read(sessions.listed, mine, live=False, most=PAST_SHOWN),
        planned=await store.read(agenda.planned, mine),
        today=request.state.clock().astimezone().date(),
        learner_url=request.state.learner_url,
    )


async def new(request: Request) -> Response:
    """`GET /staff/sessions/new`."""
    account = await guards.staff(request)
    values = {"mediator_name": account.name, "pace": "calm", "capacity": "40"}
    asked = {name: request.query_params.get(name, "") for name in ("plan", "minutes")}
    modules = [request.query_params.get("module", "")]
    asked["series"] = request.query_params.get("series", "")
    return await form(request, account, {**values, **asked, "modules": modules})


async def form(
    request: Request,
    account: Account,
    values: dict[str, object],
    error: str | None = None,
    wrong: dict[str, str] | None = None,
) -> Response:
    library: Library = request.state.library
    empty = {"plan": "", "minutes": "", "modules": [], "title": "", "mediator_name": ""}
    empty |= {"pace": "calm", "capacity": "40", "remember": ""}
    empty |= dict.fromkeys((*preparing.FIELDS, "series", "series_title"), "")
    read, mine = request.state.store.read, account.organisation_id
    past = await read(sessions.listed, mine, live=False, most=PAST_SHOWN)
    own = [one.plan for one in await read(plans.of_organisation, mine) if not one.archived]
    return show(
        request,
        "sessions/new.html",
        422 if error else 200,
        account=account,
        own=own,
        ready=library.plans,
        missing={plan.id: outline.missing(library, plan) for plan in own},
        durations=shortening.DURATIONS,
        modules=library.modules,
        past=past,
        values={**empty, **values},
        error=error,
        wrong=wrong or {},
        offered=await read(agenda.offered, mine),
        cycles=[one for one in await read(series.of_organisation, mine) if not one.archived],
    )


async def create(request: Request) -> Response:
    """`POST /staff/sessions`: open a session; commands of the machine's owner may ask too."""
    console = request.headers.get("authorization", "").removeprefix("Bearer ")
    by_console = bool(console) and request.state.signer.is_console(console)
    account = await local_account(request) if by_console else await guards.staff(request)
    posted = await request.form()
    try:
        opening = await read_opening(request, account, posted)
    except Refusal as refusal:
        if by_console:
            return JSONResponse({"error": refusal.code}, 422)
        typed: dict[str, object] = {k: text(posted, k) for k in posted if k != "module"}
        chosen = [m for m in posted.getlist("module") if isinstance(m, str)]
        wrong = refusal.facts.get("wrong")
        return await form(request, account, {**typed, "modules": chosen}, refusal.code, wrong)
    try:
        opening = await in_series(request, account, opening, posted)
    except InvalidName as refusal:
        typed = {k: text(posted, k) for k in posted if k != "module"}
        return await form(request, account, {**typed, "modules": []}, refusal.code)
    opening = await remembering(request, account, opening, text(posted, "remember"))
    # On a laptop there is nobody else to say the name of.
    if not by_console and not request.state.settings.public_url:
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


async def in_series(
    request: Request, account: Account, opening: Opening, posted: FormData
) -> Opening:
    """The same in the series that was chosen, or in a new one. Raises `NotFound`, `InvalidName`."""
    chosen, store, mine = text(posted, "series"), request.state.store, account.organisation_id
    if chosen == "new":
        title = names.clean(text(posted, "series_title") or opening.title, TITLE_MAX)
        made = await store.write(series.add, mine, title, request.state.clock())
        return replace(opening, series_id=made)
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 18):
        return opening
    found = await store.read(series.owned_by, mine, int(chosen))
    return replace(opening, series_id=found.id)


async def remembering(
    request: Request, account: Account, opening: Opening, earlier_id: str
) -> Opening:
    """The same with a first step of questions from an earlier session, when one was chosen."""
    if not (earlier_id.isascii() and earlier_id.isdigit() and len(earlier_id) < 18):
        return opening
    state = request.state
    earlier = await state.store.read(sessions.owned_by, account.organisation_id, int(earlier_id))
    tried = await state.store.read(attempts.of_session, earlier.id)
    refs = spacing.questions(state.library, earlier.plan, tried, opening.plan)
    if not refs:
        return opening
    title = str(draw(request, "sessions/_remember.txt")).strip()
    first = Step(title, spacing.MINUTES, refs, again=True)
    # The room is welcomed before it is asked anything.
    welcome = tuple(takewhile(lambda step: not step.exercises, opening.plan.steps))
    steps = (*welcome, first, *opening.plan.steps[len(welcome) :])
    return replace(opening, plan=replace(opening.plan, steps=steps))


async def local_account(request: Request) -> Account:
    account: Account = await request.state.store.write(accounts.local, request.state.clock())
    return account


async def read_opening(request: Request, account: Account, posted: FormData) -> Opening:
    """Raises `NothingChosen`, `InvalidName`, `BadCapacity`, `BadDetails`."""
    plan = await chosen_plan(request, account, posted)
    title = text(posted, "title").strip()
    mediator = text(posted, "mediator_name").strip()
    pace = text(posted, "pace") or "calm"
    capacity = text(posted, "capacity").strip() or "40"
    if not (capacity.isascii() and capacity.isdigit() and 1 <= int(capacity[:6]) <= CAPACITY_MAX):
        raise BadCapacity
    typed = {field: text(posted, field) for field in preparing.FIELDS}
    details, wrong = preparing.read(typed, request.state.clock())
    if wrong:
        raise BadDetails(wrong=wrong)
    return Opening(
        title=names.clean(title, TITLE_MAX) if title else plan.title,
        plan=plan,
        pace=pace if pace in PACES else "calm",
        capacity=int(capacity),
        mediator_name=names.clean(mediator) if mediator else "",
        planned_for=details.at,
        place=details.place,
        public=details.public,
        partner=details.partner,
        expected=details.expected,
    )


async def chosen_plan(request: Request, account: Account, posted: FormData) -> Plan:
    """A plan, or one made of the ticked modules, in the time there is. Raises `NothingChosen`."""
    library: Library = request.state.library
    try:
        plan = await guards.plan(request, account, text(posted, "plan"))
    except NotFound:
        plan = of_modules(library, posted)
    minutes = shortening.wanted(text(posted, "minutes"))
    return shortening.shorten(library, plan, minutes) if minutes else plan


def of_modules(library: Library, posted: FormData) -> Plan:
    """The ticked modules, whole. Raises `NothingChosen`."""
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
