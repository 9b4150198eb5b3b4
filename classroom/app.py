"""The whole application: routes, the status of refusals, what starts and stops.

In laptop mode two listeners share one process: staff pages answer on loopback
only, learners' pages on the local network. The port a request came in by decides,
which no header can forge.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from classroom import resources, views
from classroom.broadcast import Broadcast
from classroom.clock import SteadyClock
from classroom.eraser import Eraser
from classroom.live import Hub
from classroom.middleware import BoundedBody, Compressed, KnownHosts, SameOrigin, SecurityHeaders
from classroom.modules import Library
from classroom.oidc import Provider
from classroom.pages import dashboard
from classroom.refusals import NotStored, Refusal
from classroom.routes import ANYONE, COLLEAGUES, LEARNERS, ON_A_SERVER, STAFF, STYLEGUIDE
from classroom.settings import BODY_MAX, Settings
from classroom.signing import Signer, load_keys
from classroom.store.engine import Store

log = structlog.get_logger()

# Status of each refusal; the words are in `templates/errors/`.
REFUSALS: dict[str, int] = {
    "not_found": 404,
    "method_not_allowed": 405,
    "sign_in_needed": 401,
    "not_for_role": 403,
    "invitation_ended": 410,
    "unknown_code": 404,
    "malformed_code": 422,
    "session_ended": 410,
    "session_cancelled": 410,
    "not_started": 409,
    "session_erased": 409,
    "session_open": 409,
    "session_full": 422,
    "invalid_name": 422,
    "unknown_card": 422,
    "not_joined": 401,
    "seat_erased": 410,
    "gone": 410,
    "removed": 403,
    "submission_reused": 422,
    "bad_response": 422,
    "bad_message": 422,
    "nobody_chosen": 422,
    "pass_ended": 403,
    "read_only": 403,
    "too_many_questions": 422,
    "plan_changed": 409,
    "too_many_tries": 429,
    "too_many_streams": 429,
    "not_stored": 503,
    "server_error": 500,
}
# What was posted to an exercise and refused leads back to it.
ANSWERED = re.compile(r"/attempts$")
RETRY_S = {"not_stored": "5", "too_many_tries": "10", "too_many_streams": "10"}


def refused(
    templates: Environment,
    scope: Scope,
    code: str,
    status: int,
    facts: Mapping[str, Any] | None = None,
) -> Response:
    """A refusal in words: a fragment for htmx, a page for everyone else."""
    request = Request(scope)
    fragment = views.wants_fragment(request)
    template = "errors/_refused.html" if fragment else "errors/refused.html"
    path = scope["path"]
    html = templates.get_template(template).render(
        code=code,
        status=status,
        facts=facts or {},
        home_url="/staff" if path.startswith("/staff") else "/",
        exercise_url=ANSWERED.sub("", path) if ANSWERED.search(path) else "",
    )
    headers = dict(views.VARY)
    if code in RETRY_S:
        headers["Retry-After"] = RETRY_S[code]
    if fragment:
        headers |= {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"}
    return HTMLResponse(html, status, headers)


async def on_refusal(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, Refusal)
    if isinstance(exc, NotStored):
        log.error("not_stored", reason=exc.facts.get("reason"))
    is_page = request.method == "GET" and not request.url.path.endswith("/events")
    if exc.code == "sign_in_needed" and request.state.settings.public_url:
        if is_page and not views.wants_fragment(request):
            return RedirectResponse(f"/sign-in?{urlencode({'then': request.url.path})}", 303)
        exc.facts["server"] = True
    if exc.code in ("not_joined", "removed", "seat_erased"):
        seat = f"/s/{exc.facts['join_code']}"
        if is_page:
            return RedirectResponse(seat, 303)
    return refused(request.state.templates, request.scope, exc.code, REFUSALS[exc.code], exc.facts)


async def on_http_error(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(exc.status_code, "bad_response")
    return refused(request.state.templates, request.scope, code, exc.status_code)


async def on_crash(request: Request, exc: Exception) -> Response:
    # The route, not the path: logs hold no codes and no tokens.
    route = getattr(request.scope.get("route"), "path", "")
    log.error("server_error", route=route, exc_info=exc)
    return refused(request.state.templates, request.scope, "server_error", 500)


def machine_names() -> frozenset[str]:
    """Names under which this machine may be known on its own network."""
    name = socket.gethostname().lower()
    return frozenset({"localhost", name, f"{name}.local", f"{name}.lan", f"{name}.home"})


class Listeners:
    """Staff routes for the staff port, learner routes for the other; one `hub` for both. Behind a
    proxy, pages are at the `scheme` of its address."""

    def __init__(
        self, staff: ASGIApp, learners: ASGIApp, staff_port: int, hub: Hub, scheme: str = ""
    ) -> None:
        self.staff, self.learners, self.staff_port, self.hub = staff, learners, staff_port, hub
        self.scheme = scheme

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.scheme and scope["type"] == "http":
            scope["scheme"] = self.scheme
        by_staff_port = scope["type"] == "http" and scope["server"][1] == self.staff_port
        await (self.staff if by_staff_port else self.learners)(scope, receive, send)


def provider_of(settings: Settings) -> Provider | None:
    """Where people may sign in instead. Raises `oidc.MissingExtra`."""
    if not settings.oidc_issuer:
        return None
    back = f"{settings.public_url}sign-in/oidc/back"
    secret = settings.oidc_client_secret
    return Provider(settings.oidc_issuer, settings.oidc_client_id, secret, back)


@contextlib.asynccontextmanager
async def several_processes(
    url: str, store: Store, hub: Hub, clock: Callable[[], datetime]
) -> AsyncIterator[None]:
    """Share who changed and who is there with the other processes on this database."""
    from classroom.bus import PostgresBus

    hub.bus = bus = PostgresBus(url, store, hub, clock)
    task = asyncio.create_task(bus.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@contextlib.asynccontextmanager
async def retention_kept(eraser: Eraser) -> AsyncIterator[None]:
    """Nobody is served before those who were erased are gone again; the schedule is kept beside."""
    await eraser.recover()
    task = asyncio.create_task(eraser.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def build(
    settings: Settings,
    store: Store,
    *,
    staff_port: int,
    learner_url: str,
    clock: Callable[[], datetime] | None = None,
    modules: Library | None = None,
) -> Listeners:
    """The application over an open store. `learner_url` is what learners type, ending in `/`;
    `modules` are the shipped ones unless others are given."""
    clock = clock or SteadyClock()
    digest = views.static_digest()
    templates = views.environment(settings.language, digest, reload=settings.debug)
    hub = Hub(clock, settings.streams_max)
    modules = modules or Library.shipped(settings.language)
    templates.globals["exercise_title"] = modules.title
    templates.globals["keep_days"] = settings.keep_days
    signer = Signer(load_keys(settings.keys))
    eraser = Eraser(settings, store, hub, clock)
    state = {
        "settings": settings,
        "store": store,
        "hub": hub,
        "library": modules,
        "signer": signer,
        "clock": clock,
        "eraser": eraser,
        "templates": templates,
        "learner_url": learner_url,
        "oidc": provider_of(settings),
        "favicon": f"/static/{digest}/favicon.svg",
        "broadcast": Broadcast(
            store,
            hub,
            modules,
            clock,
            dashboard.drawer(templates, learner_url, modules, signer),
        ),
    }

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with contextlib.AsyncExitStack() as running:
            if settings.database_url:
                several = several_processes(settings.database_url, store, hub, clock)
                await running.enter_async_context(several)
            await running.enter_async_context(retention_kept(eraser))
            yield state

    refuse = partial(refused, templates)

    def surface(routes: list[BaseRoute], names: frozenset[str], *, any_address: bool) -> ASGIApp:
        files = Mount(f"/static/{digest}", views.CachedFiles(directory=resources.STATIC))
        extra: list[BaseRoute] = [STYLEGUIDE] if settings.debug else []
        app = Starlette(
            routes=[*ANYONE, *routes, *extra, files],
            middleware=[
                Middleware(KnownHosts, refuse, names, any_address=any_address),
                Middleware(SameOrigin, refuse),
                Middleware(BoundedBody, refuse, max_bytes=BODY_MAX, seconds=settings.receive_s),
                Middleware(Compressed, minimum_size=700, compresslevel=4),
            ],
            exception_handlers={
                Refusal: on_refusal,
                HTTPException: on_http_error,
                Exception: on_crash,
            },
            lifespan=lifespan,
        )
        return SecurityHeaders(app)

    if settings.public_url:
        public = urlsplit(settings.public_url)
        own = frozenset({(public.hostname or "").lower(), "localhost", "127.0.0.1"})
        whole = surface(list(ON_A_SERVER), own, any_address=False)
        return Listeners(whole, whole, staff_port, hub, public.scheme)
    loopback = frozenset({"localhost", "127.0.0.1", "::1"})
    allowed = frozenset(name.lower() for name in settings.allowed_hosts)
    return Listeners(
        staff=surface(list(STAFF), loopback, any_address=False),
        learners=surface([*LEARNERS, *COLLEAGUES], machine_names() | allowed, any_address=True),
        staff_port=staff_port,
        hub=hub,
    )
