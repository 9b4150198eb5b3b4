"""Closing a session in three minutes: whom to see again, and the activity report for La Coop."""

from __future__ import annotations

from dataclasses import replace

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from classroom import amending, closing, guards
from classroom.domain import Account, Session
from classroom.lacoop import outputs, words
from classroom.lacoop.report import Report, Typed, faults, read
from classroom.pages.forms import posted, text
from classroom.piloting import Held
from classroom.refusals import NotFound
from classroom.store import plans, receipts, reports
from classroom.views import show

COUNTS = (
    "total",
    words.KNOWN_BEFORE.form,
    *(count.form for group in words.GROUPS for count in group.counts),
)


async def index(request: Request) -> Response:
    """`GET /staff/sessions/{id}/report`: the report as it was kept, else as the session fills it
    in."""
    account, here = await guards.owned_session(request)
    if here.status is not Held.HELD:
        return RedirectResponse(f"/staff/sessions/{here.id}/details", 303)
    kept = await request.state.store.read(reports.get, here.id)
    past = await look_back(request, here)
    form = Typed.of(kept) if kept else past.proposal
    return page(request, account, here, past, form, kept=kept)


async def look_back(request: Request, here: Session) -> closing.LookBack:
    state = request.state
    maker = await state.broadcast.maker(here.id)
    kept = await state.store.read(receipts.kept, here.id)
    past = closing.look_back(maker.room, state.library, state.clock(), kept.present)
    told: Report | None = await state.store.read(reports.get, here.id)
    # Once the people are gone, what the session told of itself before is all there is.
    return replace(past, facts=told.facts) if here.erased_at and told else past


def page(
    request: Request,
    account: Account,
    here: Session,
    past: closing.LookBack,
    form: Typed,
    *,
    kept: Report | None = None,
    wrong: dict[str, str] | None = None,
) -> Response:
    coop_url = request.state.settings.coop_url
    return show(
        request,
        "report/index.html",
        422 if wrong else 200,
        account=account,
        session=here,
        past=past,
        form=form,
        words=words,
        wrong=wrong or {},
        sheet=outputs.sheet(kept) if kept else (),
        coop_link=outputs.link(kept, coop_url) if kept and coop_url else "",
        amended=amending.differences(here.plan, past.plan, request.state.library),
    )


async def keep(request: Request) -> Response:
    """`POST …/report`: keep it, or say of each field what is wrong with it."""
    account, here = await guards.owned_session(request, even_erased=True)
    form = typed(await posted(request))
    past = await look_back(request, here)
    if wrong := faults(form):
        return page(request, account, here, past, form, wrong=wrong)
    said = read(form, past.facts)
    await request.state.store.write(reports.keep, here.id, said, request.state.clock())
    return RedirectResponse(f"/staff/sessions/{here.id}/report#ready", 303)


def typed(form: FormData) -> Typed:
    def ticked(key: str) -> tuple[str, ...]:
        return tuple(value for value in form.getlist(key) if isinstance(value, str))

    return Typed(
        title=text(form, "title"),
        date=text(form, "date").strip(),
        minutes=text(form, "minutes").strip(),
        place=text(form, "place"),
        equipment=ticked("equipment"),
        themes=ticked("themes"),
        level=text(form, "level"),
        counts={key: text(form, key).strip() for key in COUNTS},
    )


async def amend(request: Request) -> Response:
    """`POST …/report/plan`: a plan of one's own with what the session changed, to look over."""
    account, here = await guards.owned_session(request)
    past = await look_back(request, here)
    if past.plan == here.plan:
        raise NotFound
    state = request.state
    made = await state.store.write(plans.add, account.organisation_id, past.plan, state.clock())
    return RedirectResponse(f"/staff/plans/{made}/edit", 303)


async def kept_of(request: Request) -> tuple[Session, Report]:
    """Raises `NotFound` where nothing was kept yet."""
    _, here = await guards.owned_session(request)
    kept = await request.state.store.read(reports.get, here.id)
    if kept is None:
        raise NotFound
    return here, kept


def download(session: Session, ending: str) -> dict[str, str]:
    name = f"seance-{session.id}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


async def as_json(request: Request) -> Response:
    """`GET …/report.json`: under the names of the API of La Coop."""
    here, kept = await kept_of(request)
    return JSONResponse(outputs.attributes(kept), headers=download(here, "json"))


async def as_csv(request: Request) -> Response:
    """`GET …/report.csv`: one line, for a spreadsheet."""
    here, kept = await kept_of(request)
    return Response(
        outputs.as_csv(kept), media_type="text/csv; charset=utf-8", headers=download(here, "csv")
    )
