"""A learner in the room: a call for help, what is on the screen, the stream of what changes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace

from sse_starlette import ServerSentEvent
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from classroom import guards, path, trail
from classroom.attention import selfhelp, thresholds
from classroom.devices import DEVICES
from classroom.domain import Learner, Session
from classroom.pages.forms import posted, text
from classroom.refusals import BadResponse, NotFound, SessionEnded
from classroom.settings import HEARTBEAT_S
from classroom.signing import new_token
from classroom.store import help, learners, sessions
from classroom.stream import BEAT, send_live
from classroom.views import draw, partial_swap, show, wants_fragment


async def ask_help(request: Request) -> Response:
    """`POST /s/{code}/help`: call the mediator."""
    here, me = await guards.learner(request)
    if here.closed_at is not None:
        raise SessionEnded
    on = text(await posted(request), "exercise")
    known = on if on in path.available(here, request.state.library) else None
    await request.state.store.write(help.ask, here.id, me.id, known, request.state.clock())
    return await show_live(request, here, me, known)


async def cancel_help(request: Request) -> Response:
    """`POST /s/{code}/help/cancel`: help is no longer needed."""
    here, me = await guards.learner(request)
    on = text(await posted(request), "exercise")
    known = on if on in path.available(here, request.state.library) else None
    await request.state.store.write(help.cancel, me.id, request.state.clock())
    return await show_live(request, here, me, known)


async def work_on(request: Request) -> Response:
    """`POST /s/{code}/device`: this person works on another kind of device."""
    here, me = await guards.learner(request)
    device = text(await posted(request), "device")
    if device not in DEVICES:
        raise BadResponse(reason="device")
    await request.state.store.write(learners.work_on, me.id, device)
    request.state.hub.publish(here.id, me.id)
    return RedirectResponse(path.home_url(here), 303)


async def read_message(request: Request) -> Response:
    """`POST /s/{code}/message/read`: what the mediator wrote to this person is read."""
    here, me = await guards.learner(request)
    on = text(await posted(request), "exercise")
    known = on if on in path.available(here, request.state.library) else None
    await request.state.store.write(learners.say, here.id, me.id, "")
    return await show_live(request, here, me, known)


async def show_live(request: Request, here: Session, me: Learner, on: str | None) -> Response:
    request.state.hub.publish(here.id, me.id)
    if not wants_fragment(request):
        return RedirectResponse(path.exercise_url(here, on) if on else path.home_url(here), 303)
    live = await request.state.store.read(learners.live, here.id, me.id)
    return show(request, "learn/_live.html", session=here, live=live, exercise=on or "")


async def presence(request: Request) -> Response:
    """`POST /s/{code}/presence`: which exercise is shown, whether it is seen, since when idle."""
    here, me = await guards.learner(request)
    form, now = await posted(request), request.state.clock()
    seen = request.state.hub.presence(me.id)
    before = replace(seen, hidden=list(seen.hidden))
    on = text(form, "exercise")
    seen.open(on if on in path.available(here, request.state.library) else None, now)
    seen.show(text(form, "visible") != "0", now)
    seen.note_idle(text(form, "idle_s"), now)
    seen.note_slips(text(form, "slips"), now)
    if (before.exercise, before.is_hidden) != (seen.exercise, seen.is_hidden):
        request.state.hub.publish(here.id, me.id)
    return Response(status_code=204)


async def events(request: Request) -> Response:
    """`GET /s/{code}/events`: pause, help on its way, removal, end; drawn when they change."""
    here, me = await guards.learner(request)
    on = request.query_params.get("exercise", "")
    known = on if on in path.available(here, request.state.library) else ""
    request.state.hub.refuse_excess(f"learner-{me.id}")
    return await send_live(request, live_messages(request, here, me, known))


async def live_messages(
    request: Request, here: Session, me: Learner, on: str
) -> AsyncGenerator[ServerSentEvent, None]:
    store, shown = request.state.store, None
    looked_at = await looks(request, me, on)
    with (
        request.state.hub.admit(f"learner-{me.id}"),
        request.state.hub.attend(here.id, me.id) as subscription,
    ):
        while not subscription.ended:
            try:
                live = await store.read(learners.live, here.id, me.id)
            except NotFound:
                return
            if await wants_hint(request, here, me, on):
                live = replace(live, nudge=True)
            parts = []
            if live != shown:
                shown = live
                html = draw(request, "learn/_live.html", session=here, live=live, exercise=on)
                parts.append(partial_swap("live", html))
            if (now := await looks(request, me, on)) != looked_at:
                looked_at = now
                parts.append(partial_swap("exercise", await sheet(request, here, me, on)))
            if parts:
                yield ServerSentEvent("".join(parts), retry=1000)
            if not await subscription.changes(HEARTBEAT_S):
                yield BEAT


async def wants_hint(request: Request, here: Session, me: Learner, on: str) -> bool:
    """A hint that is left may help this person, and nobody is told yet."""
    state, library = request.state, request.state.library
    seen = state.hub.presence(me.id)
    if not on or seen.exercise != on or seen.is_hidden:
        return False
    limits, estimate_s = (
        thresholds.of(here.pace, here.thresholds),
        library.exercise(on).estimate_min * 60,
    )
    away = (*(await state.store.read(sessions.reload, here.id)).pauses, *seen.hidden)
    if not selfhelp.is_offered(
        seen.opened_at, seen.last_input_at, estimate_s, away, limits, state.clock()
    ):
        return False
    progress = (await state.store.read(trail.read, me.id, on)).progress(library)
    return not progress.is_done and progress.hints_shown < len(library.exercise(on).hints)


async def looks(request: Request, me: Learner, on: str) -> int:
    """How often the mediator has looked at what is done for real on this page."""
    if not on or not path.to_see(request.state.library, on):
        return 0
    done = await request.state.store.read(trail.read, me.id, on)
    return sum("seen" in attempt.record for attempt in done.attempts)


async def sheet(request: Request, here: Session, me: Learner, on: str) -> str:
    """The exercise as it stands now."""
    library, secret = request.state.library, request.state.signer.shuffle_secret
    state = (await request.state.store.read(trail.read, me.id, on)).progress(library)
    page = trail.exercise_page(here, me, state, library, secret, new_token(), answered=False)
    return draw(request, "learn/_exercise.html", ex=page)
