"""What is kept and until when: the page of those who hold the data, and what everybody can read."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from classroom import guards, names, shredding
from classroom.domain import Account
from classroom.pages.forms import posted, text
from classroom.refusals import InvalidName
from classroom.store import erasures, receipts, retention, statements
from classroom.store.statements import Statement
from classroom.views import show

LINE_MAX, TEXT_MAX = 200, 2000
LINES = ("controller", "contact", "officer", "place")
# On the page; the rest is counted by the schedule all the same.
COMING, RECEIPTS = 20, 50


async def statement(request: Request) -> Response:
    """`GET /privacy`: what is kept of learners, for how long, and whom to ask."""
    code = request.query_params.get("session", "")[:8]
    said = await request.state.store.read(statements.of_session, code)
    return show(request, "privacy/statement.html", said=said, code=code)


async def accessibility(request: Request) -> Response:
    """`GET /accessibility`: what was tested, what was not, and whom to tell."""
    code = request.query_params.get("session", "")[:8]
    said = await request.state.store.read(statements.of_session, code)
    return show(request, "privacy/accessibility.html", said=said, code=code)


async def index(request: Request) -> Response:
    """`GET /staff/privacy`: the schedule, its receipts, the journal, the statement."""
    account = await guards.staff(request)
    said = await request.state.store.read(statements.get, account.organisation_id)
    return await page(request, account, said)


async def page(
    request: Request, account: Account, said: Statement, wrong: frozenset[str] = frozenset()
) -> Response:
    state, mine = request.state, account.organisation_id
    now, keep_days = state.clock(), state.settings.keep_days
    return show(
        request,
        "privacy/index.html",
        422 if wrong else 200,
        account=account,
        coming=await state.store.read(retention.to_come, mine, now, keep_days, COMING),
        receipts=await state.store.read(receipts.listed, mine, RECEIPTS),
        copies=[] if state.settings.database_url else shredding.copies(state.settings),
        embedded=not state.settings.database_url,
        journal=state.settings.journal.name,
        said=said,
        wrong=wrong,
        limits={"line": LINE_MAX, "text": TEXT_MAX},
    )


async def keep(request: Request) -> Response:
    """`POST /staff/privacy`: what the structure says of itself."""
    account = await guards.staff(request)
    form = await posted(request)
    typed = Statement(**{name: text(form, name) for name in Statement.__struct_fields__})
    said, wrong = cleaned(form)
    if wrong:
        return await page(request, account, typed, wrong)
    await request.state.store.write(
        statements.keep, account.organisation_id, said, request.state.clock()
    )
    return RedirectResponse("/staff/privacy#statement", 303)


def cleaned(form: FormData) -> tuple[Statement, frozenset[str]]:
    """The statement without what is not seen, and the fields that cannot be kept as they are."""
    kept, wrong = {}, set()
    for name in LINES:
        typed = text(form, name).strip()
        try:
            kept[name] = names.clean(typed, LINE_MAX) if typed else ""
        except InvalidName:
            wrong.add(name)
    told = text(form, "accessibility").replace("\r\n", "\n").strip()
    if len(told) > TEXT_MAX or not told.replace("\n", "").isprintable():
        wrong.add("accessibility")
    return Statement(**kept, accessibility=told), frozenset(wrong)


async def purge(request: Request) -> Response:
    """`POST /staff/privacy/purge`: erase what is due now; commands of the machine's owner may ask
    too."""
    console = request.headers.get("authorization", "").removeprefix("Bearer ")
    by_console = bool(console) and request.state.signer.is_console(console)
    if not by_console:
        await guards.staff(request)
    made = await request.state.eraser.purge()
    await request.state.eraser.shred()
    if not by_console:
        return RedirectResponse("/staff/privacy#receipts", 303)
    return JSONResponse(erasures.totals(made) | {"keep_days": request.state.settings.keep_days})
