"""Plans: ready-made ones, and those that an organisation makes for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from classroom import drafting, guards, names, outline, planfile, shortening
from classroom.domain import Account, Plan, Step
from classroom.drafting import Draft
from classroom.modules import Library
from classroom.pages.forms import posted, text
from classroom.refusals import BadPlanFile, BadResponse, InvalidName, NotFound, PlanChanged
from classroom.store import plans
from classroom.store.plans import Kept
from classroom.views import go, show


async def index(request: Request) -> Response:
    """`GET /staff/plans`: ready-made ones and own ones."""
    return await show_list(request, await guards.staff(request))


async def show_list(
    request: Request, account: Account, status: int = 200, **import_: object
) -> Response:
    """The list, with what is wrong with an imported file: `error`, or `unknown` exercises of its
    `content`."""
    own = await request.state.store.read(plans.of_organisation, account.organisation_id)
    return show(
        request,
        "plans/index.html",
        status,
        account=account,
        own=[one for one in own if not one.archived],
        archived=[one for one in own if one.archived],
        ready=request.state.library.plans,
        missing={one.plan.id: outline.missing(request.state.library, one.plan) for one in own},
        **{"error": "", "unknown": [], "content": "", **import_},
    )


async def plan(request: Request) -> Response:
    """`GET /staff/plans/{plan}`: one A4 page, as it is or shortened to `?minutes=`."""
    account = await guards.staff(request)
    library: Library = request.state.library
    whole = await guards.plan(request, account, request.path_params["plan"])
    minutes = shortening.wanted(request.query_params.get("minutes", ""))
    shown = shortening.shorten(library, whole, minutes) if minutes else whole
    return show(
        request,
        "plans/plan.html",
        account=account,
        plan=shown,
        own=whole not in library.plans,
        items=outline.items(library, shown.exercises),
        minutes=minutes,
        durations=shortening.DURATIONS,
        given_up=outline.given_up(library, whole, shown),
    )


def named(typed: str, otherwise: str = "") -> str:
    """A title as it was typed, or another when it cannot be one."""
    try:
        return names.clean(typed, drafting.TITLE_MAX)
    except InvalidName:
        return otherwise


async def keep(request: Request, account: Account, made: Plan) -> Response:
    """Keep a new plan, and go on with it."""
    id = await request.state.store.write(
        plans.add, account.organisation_id, made, request.state.clock()
    )
    return go(request, f"/staff/plans/{id}/edit")


async def add(request: Request) -> Response:
    """`POST /staff/plans`: a new plan that begins with a welcome."""
    account = await guards.staff(request)
    form = await posted(request)
    title = named(text(form, "title"))
    if not title:
        return await show_list(request, account, 422, error="title")
    welcome = Step(named(text(form, "step"), title), 10)
    return await keep(request, account, Plan("", title, "", (welcome,)))


async def copy(request: Request) -> Response:
    """`POST /staff/plans/{plan}/copy`: one's own copy, of the whole or of what `minutes` leave."""
    account = await guards.staff(request)
    whole = await guards.plan(request, account, request.path_params["plan"])
    form = await posted(request)
    if minutes := shortening.wanted(text(form, "minutes")):
        whole = shortening.shorten(request.state.library, whole, minutes)
    return await keep(
        request, account, replace(whole, title=named(text(form, "title"), whole.title))
    )


async def owned(request: Request) -> tuple[Account, Kept]:
    """An own plan of the account's organisation. Raises `SignInNeeded`, `NotFound`."""
    account = await guards.staff(request)
    id = guards.known_number(request, "id")
    kept = await request.state.store.read(plans.owned_by, account.organisation_id, id)
    return account, kept


async def edit(request: Request) -> Response:
    """`GET /staff/plans/{id}/edit`."""
    account, kept = await owned(request)
    return show_draft(request, account, kept, drafting.of_plan(kept.plan), {})


def show_draft(
    request: Request,
    account: Account,
    kept: Kept,
    draft: Draft,
    errors: dict[str, str],
    status: int = 200,
) -> Response:
    refs = [ref for step in draft.steps for ref in step.exercises]
    return show(
        request,
        "plans/edit.html",
        status,
        account=account,
        kept=kept,
        draft=draft,
        errors=errors,
        items=outline.items(request.state.library, refs),
        changed=status == 409,
    )


def known(library: Library, kept: Kept) -> Callable[[str], bool]:
    """Exercises that exist, and those that did when this plan was made."""
    return lambda ref: library.has(ref) or ref in kept.plan.exercises


async def change(request: Request) -> Response:
    """`POST /staff/plans/{id}`: what is typed, after one button: save, move, add, choose."""
    account, kept = await owned(request)
    form = await posted(request)
    do = text(form, "do")
    draft = drafting.moved(drafting.of_form(form), do, text(form, "new_title"))
    made, errors = drafting.read(draft, kept.plan.id, known(request.state.library, kept))
    if errors:
        return show_draft(request, account, kept, draft, errors, 422)
    if do == "copy":
        return await keep(request, account, made)
    try:
        await save(request, account, made, text(form, "version"))
    except PlanChanged:
        return show_draft(request, account, kept, draft, {}, 409)
    return go(request, after(kept.plan.id, draft, do))


async def save(request: Request, account: Account, made: Plan, version: str) -> None:
    """Raises `PlanChanged`."""
    await request.state.store.write(
        plans.change, account.organisation_id, made, version, request.state.clock()
    )


def after(id: str, draft: Draft, do: str) -> str:
    """Where a button leads: to the step that it changed, or to the plan once it is saved."""
    verb, _, rest = do.partition(":")
    keys = [step.key for step in draft.steps]
    key = keys[-1] if verb == "add" else rest.partition(":")[0]
    if verb == "choose" and key in keys:
        return f"/staff/plans/{id}/steps/{keys.index(key) + 1}/exercises"
    if key in keys:
        return f"/staff/plans/{id}/edit#step-{keys.index(key) + 1}"
    return f"/staff/plans/{id}" if verb == "save" else f"/staff/plans/{id}/edit#steps"


async def of_step(request: Request) -> tuple[Account, Kept, int]:
    """An own plan and the index of one of its steps. Raises `SignInNeeded`, `NotFound`."""
    account, kept = await owned(request)
    number = guards.known_number(request, "number")
    if not 1 <= number <= len(kept.plan.steps):
        raise NotFound
    return account, kept, number - 1


async def choose(request: Request) -> Response:
    """`GET /staff/plans/{id}/steps/{number}/exercises`: all, those of a module, or with a word."""
    account, kept, place = await of_step(request)
    library: Library = request.state.library
    module, word = (request.query_params.get(name, "")[:80] for name in ("module", "q"))
    return show(
        request,
        "plans/choose.html",
        account=account,
        kept=kept,
        number=place + 1,
        step=kept.plan.steps[place],
        modules=library.modules,
        found=outline.search(library, module, word),
        module=module,
        word=word,
        room=drafting.EXERCISES_MAX - len(kept.plan.steps[place].exercises),
    )


async def put(request: Request) -> Response:
    """`POST /staff/plans/{id}/steps/{number}/exercises`: add those that are ticked."""
    account, kept, place = await of_step(request)
    form = await posted(request)
    step = kept.plan.steps[place]
    ticked = [one for one in form.getlist("exercise") if isinstance(one, str)]
    refs = tuple(dict.fromkeys((*step.exercises, *filter(request.state.library.has, ticked))))
    if len(refs) > drafting.EXERCISES_MAX:
        raise BadResponse(reason="exercises")
    steps = (*kept.plan.steps[:place], replace(step, exercises=refs), *kept.plan.steps[place + 1 :])
    await save(request, account, replace(kept.plan, steps=steps), text(form, "version"))
    return go(request, f"/staff/plans/{kept.plan.id}/edit#step-{place + 1}")


async def archive(request: Request) -> Response:
    """`POST /staff/plans/{id}/archive`."""
    account, kept = await owned(request)
    await request.state.store.write(
        plans.archive, account.organisation_id, int(kept.plan.id), request.state.clock()
    )
    return go(request, "/staff/plans")


async def restore(request: Request) -> Response:
    """`POST /staff/plans/{id}/restore`."""
    account, kept = await owned(request)
    await request.state.store.write(plans.restore, account.organisation_id, int(kept.plan.id))
    return go(request, "/staff/plans")


async def export(request: Request) -> Response:
    """`GET /staff/plans/{plan}/file`: to keep, or to give to a colleague."""
    account = await guards.staff(request)
    wanted = await guards.plan(request, account, request.path_params["plan"])
    name = f'attachment; filename="trame-{wanted.id}.json"'
    headers = {"Content-Disposition": name}
    return Response(planfile.write(wanted), media_type="application/json", headers=headers)


async def import_(request: Request) -> Response:
    """`POST /staff/plans/import`: a plan from a file; without the exercises that are unknown here
    once that was agreed to."""
    account = await guards.staff(request)
    async with request.form(max_files=1) as form:
        content, without = await content_of(form), bool(text(form, "without"))
    try:
        made, unknown = planfile.read(content, request.state.library.has)
    except BadPlanFile as refusal:
        return await show_list(request, account, 422, error=refusal.facts["reason"])
    if unknown and not without:
        again = content.decode()
        return await show_list(request, account, 422, unknown=unknown, content=again)
    return await keep(request, account, made)


async def content_of(form: FormData) -> bytes:
    """The file that was chosen, else what the page kept of it."""
    file = form.get("file")
    return await file.read() if isinstance(file, UploadFile) else text(form, "content").encode()
