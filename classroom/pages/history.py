"""Sessions of the past: the list and its filters, the synthesis, files, one session read again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import fields
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from classroom import guards, helped, spreadsheet, tallying
from classroom.domain import Account
from classroom.figures import PEOPLE_MIN, Asked, told_apart
from classroom.lacoop.words import THEMES
from classroom.piloting import Held
from classroom.spreadsheet import Cells
from classroom.store import figures, receipts, sessions
from classroom.views import draw, show

ON_A_PAGE = 50
IN_A_FILE = 500
BLOCKING_SHOWN = 10
STATUSES = ("held", "planned", "cancelled", "postponed", "all")
GROUPS = ("month", "theme", "place", "public", "partner")
PLACEMENT = "placement/where-are-you"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_of(request: Request) -> tuple[Asked, list[str]]:
    """The filters in the address, and the names of those that make no sense, which are left out."""
    given, wrong = request.query_params, []
    found: dict[str, Any] = {}
    for field in ("since", "until"):
        try:
            found[field] = date.fromisoformat(given[field]) if given.get(field) else None
        except ValueError:
            wrong.append(field)
    for field in ("place", "public", "partner", "mediator", "word"):
        found[field] = " ".join(given.get(field, "")[:80].split())
    if theme := given.get("theme", ""):
        known = {one.form for one in THEMES}
        wrong += [] if theme in known else ["theme"]
        found["theme"] = theme if theme in known else ""
    status = given.get("status") or "held"
    wrong += [] if status in STATUSES else ["status"]
    found["status"] = status if status in STATUSES else "held"
    since, until = found.get("since"), found.get("until")
    if since and until and since > until:
        wrong.append("until")
        found["until"] = None
    return Asked(**found), wrong


def query(asked: Asked, **without: str) -> str:
    """The same filters as an address; those named in `without` have another value, or none."""
    said = {field.name: getattr(asked, field.name) for field in fields(asked)}
    said = {**said, **without}
    kept = {k: str(v) for k, v in said.items() if v and not (k == "status" and v == "held")}
    return urlencode(kept)


async def counted(request: Request, account: Account) -> int:
    """How many sessions of before are still to be counted."""
    store, mine = request.state.store, account.organisation_id
    if not await store.read(figures.uncounted, mine):
        return 0
    left: int = await store.write(
        tallying.catch_up, request.state.library, mine, request.state.clock()
    )
    return left


async def index(request: Request) -> Response:
    """`GET /staff/history`: what the filters leave, newest first, a page of them at a time."""
    account = await guards.member(request)
    asked, wrong = asked_of(request)
    left, page = await counted(request, account), asked_page(request)
    read, mine = request.state.store.read, account.organisation_id
    found = await read(figures.rows, mine, asked, ON_A_PAGE + 1, (page - 1) * ON_A_PAGE)
    return show(
        request,
        "history/index.html",
        account=account,
        rows=found[:ON_A_PAGE],
        page=page,
        has_older=len(found) > ON_A_PAGE,
        **await filters(request, account, asked, wrong),
        left=left,
    )


async def filters(
    request: Request, account: Account, asked: Asked, wrong: list[str]
) -> dict[str, Any]:
    """What the form of filters draws."""
    names = [field.name for field in fields(asked)]
    given = [
        name
        for name in names
        if getattr(asked, name) and (name, asked.status) != ("status", "held")
    ]
    return {
        "asked": asked,
        "wrong": wrong,
        "said": await request.state.store.read(figures.said, account.organisation_id),
        "themes": [(one.form, one.label) for one in THEMES],
        "statuses": STATUSES,
        "given": [(name, query(asked, **{name: ""})) for name in given],
        "query": query(asked),
    }


def asked_page(request: Request) -> int:
    """The page in the address; the first one when there is none, or none that makes sense."""
    asked = request.query_params.get("page", "")
    return max(1, int(asked[:6])) if asked.isascii() and asked.isdigit() else 1


async def synthesis(request: Request) -> Response:
    """`GET /staff/history/synthesis`: the same sessions, added up."""
    account = await guards.member(request)
    asked, wrong = asked_of(request)
    left = await counted(request, account)
    read, mine, library = request.state.store.read, account.organisation_id, request.state.library
    totals = await read(figures.totals, mine, asked)
    groups = await read(figures.grouped, mine, asked)
    if totals["enrolled"] < PEOPLE_MIN:
        groups = {}
    blocking = await read(figures.blocking, mine, asked, PEOPLE_MIN, BLOCKING_SHOWN)
    placement = library.exercise(PLACEMENT) if library.has(PLACEMENT) else None
    return show(
        request,
        "history/synthesis.html",
        account=account,
        totals=totals,
        groups={by: told_apart(groups.get(by, [])) for by in GROUPS},
        blocking=[(library.title(one.exercise) or one.exercise, one) for one in blocking],
        placed=levels(await read(figures.placed, mine, asked)),
        scale=placement.scale if placement else (),
        items=[item.text for item in placement.items] if placement else [],
        people_min=PEOPLE_MIN,
        **await filters(request, account, asked, wrong),
        left=left,
    )


def levels(found: list[Any]) -> list[tuple[int, dict[int, int], dict[int, int]]]:
    """By line: how many gave each level first, and later; only of enough people both times."""
    lines = []
    for line in sorted({one.line for one in found}):
        first, later = (
            {one.level: one.people for one in found if one.line == line and one.later is when}
            for when in (False, True)
        )
        if min(sum(first.values()), sum(later.values())) >= PEOPLE_MIN:
            lines.append((line, first, later))
    return lines


async def as_csv(request: Request) -> Response:
    """`GET /staff/history.csv`: exactly what the filters leave."""
    head, pages = await table(request)
    body = spreadsheet.as_csv(head, pages)
    return StreamingResponse(
        body, media_type="text/csv; charset=utf-8", headers=download("csv", request)
    )


async def as_xlsx(request: Request) -> Response:
    """`GET /staff/history.xlsx`: the same."""
    head, pages = await table(request)
    title = head[0]
    body = spreadsheet.as_xlsx(head, pages, str(title))
    return StreamingResponse(body, media_type=XLSX, headers=download("xlsx", request))


def download(ending: str, request: Request) -> dict[str, str]:
    day = request.state.clock().astimezone().date().isoformat()
    return {"Content-Disposition": f'attachment; filename="seances-{day}.{ending}"'}


async def table(request: Request) -> tuple[Cells, AsyncIterator[list[Cells]]]:
    """The head in the language of the interface, and pages of rows."""
    account = await guards.member(request)
    asked, _ = asked_of(request)
    await counted(request, account)
    words = [line for line in str(draw(request, "history/columns.txt")).split("\n") if line.strip()]
    statuses = dict(zip(STATUSES, words[-len(STATUSES) :], strict=True))
    head = words[: -len(STATUSES)]

    async def pages() -> AsyncIterator[list[Cells]]:
        skip, read = 0, request.state.store.read
        while found := await read(figures.rows, account.organisation_id, asked, IN_A_FILE, skip):
            yield [cells(row, statuses) for row in found]
            skip += IN_A_FILE

    return head, pages()


def cells(row: Any, statuses: dict[str, str]) -> Cells:
    at = row.at.astimezone()
    return [
        row.title,
        at.date().isoformat(),
        f"{at:%H:%M}",
        statuses[row.status],
        row.mediator,
        row.place,
        row.public,
        row.partner,
        row.expected,
        row.enrolled,
        row.present,
        row.minutes,
        row.attempts,
        row.passed,
    ]


async def session(request: Request) -> Response:
    """`GET /staff/history/{id}`: one session: who did what, exercise by exercise; for a
    coordinator its figures, without anyone's name."""
    member = await guards.member(request)
    if not member.role.sees_names:
        return await without_names(request, member)
    account, here = await guards.owned_session(request)
    if here.status is not Held.HELD:
        return RedirectResponse(f"/staff/sessions/{here.id}/details", 303)
    now = request.state.clock()
    maker = await request.state.broadcast.maker(here.id)
    board = maker.board(now)
    library = request.state.library
    help_had = helped.summary(
        helped.history(standing, maker.states(learner_id), library)
        for learner_id, standing in maker.room.standings.items()
    )
    lasted = (here.closed_at or now) - here.opened_at
    return show(
        request,
        "history/session.html",
        account=account,
        session=here,
        board=board,
        help_had=help_had,
        kept=await request.state.store.read(receipts.kept, here.id),
        duration_min=round(lasted.total_seconds() / 60),
    )


async def without_names(request: Request, account: Account) -> Response:
    read, session_id = request.state.store.read, guards.known_number(request, "id")
    here = await read(sessions.owned_by, account.organisation_id, session_id)
    await counted(request, account)
    kept = await read(figures.of_session, here.id)
    library = request.state.library
    return show(
        request,
        "history/figures.html",
        account=account,
        title=here.title,
        at=here.opened_at,
        state=here.status.value,
        place=here.place,
        partner=here.partner,
        kept=kept,
        exercises=[(library.title(one.exercise) or one.exercise, one) for one in kept.exercises]
        if kept and kept.enrolled >= PEOPLE_MIN
        else [],
        people_min=PEOPLE_MIN,
    )
