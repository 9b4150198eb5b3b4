"""Drawing: the Jinja environment, whole pages, fragments, and the files they link to."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from classroom import __version__, i18n, resources

# The way to take back what was just done, for the page that comes next.
UNDO_COOKIE = "undo"
VARY = {"Vary": "HX-Request, HX-Request-Type"}
A_YEAR = "public, max-age=31536000, immutable"


def static_digest(folder: Path = resources.STATIC) -> str:
    """A short fingerprint of the whole tree: any change of a file gives every file a new URL."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


# The sheets that every page needs travel as one, `css/site.css`: their cascade layers, not their
# order, decide. A slow network pays for each request.
SITE = ("layers", "reset", "tokens", "base", "layout", "components", "utilities", "print")


def site_sheet(folder: Path = resources.STATIC) -> str:
    return "\n".join((folder / "css" / f"{name}.css").read_text("utf-8") for name in SITE)


class CachedFiles(StaticFiles):
    """Static files under a digest never change, so browsers keep them for a year."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)
        self._site = site_sheet(directory)

    async def get_response(self, path: str, scope: Scope) -> Response:
        if path == "css/site.css":
            return Response(self._site, media_type="text/css", headers={"Cache-Control": A_YEAR})
        response = await super().get_response(path, scope)
        if response.status_code in (200, 304):
            response.headers["Cache-Control"] = A_YEAR
        return response


def clock(at: datetime, language: str) -> str:
    """Local time of day: « 14 h 05 »."""
    local = at.astimezone()
    return f"{local:%H:%M}" if language == "en" else f"{local.hour}\u00a0h\u00a0{local:%M}"


def day(at: date, language: str) -> str:
    """Date in words, local for a time: « lundi 23 novembre 2026 »."""
    local = at.astimezone() if isinstance(at, datetime) else at
    return format_date(local, "EEEE d MMMM y", locale=language)


def icon(name: str, digest: str) -> Markup:
    """A small drawing, for the eye alone: a word always stands beside it."""
    drawing = f'<use href="/static/{digest}/icons.svg#{escape(name)}"></use>'
    return Markup(f'<svg class="icon" aria-hidden="true" focusable="false">{drawing}</svg>')


def spaced_code(code: str) -> str:
    """A join code as it is read aloud: 482 915."""
    cut = len(code) // 2
    return f"{code[:cut]}\u00a0{code[cut:]}"


def environment(
    language: str = "fr", digest: str = "dev", *, reload: bool = False
) -> jinja2.Environment:
    """The one Jinja environment: always escaped, an unknown name is an error.

    What depends on nothing (sentences, icons) is drawn when a template is compiled. With
    `reload` a changed template is seen at once.
    """
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=reload,
        extensions=[i18n.CompiledSentences, "jinja2.ext.do"],
    )
    env.policies["ext.i18n.trimmed"] = True
    sentences = i18n.translations(language)
    env.extend(translations=sentences)
    env.install_gettext_translations(sentences, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        static=lambda path: f"/static/{digest}/{path}",
        favicon="data:image/svg+xml,"
        + quote((resources.STATIC / "favicon.svg").read_text("utf-8")),
        language=language,
        version=__version__,
    )
    env.filters.update(
        icon=cache(partial(icon, digest=digest)),
        clock=partial(clock, language=language),
        day=partial(day, language=language),
        code=spaced_code,
        decimal=partial(format_decimal, format="#,##0.##", locale=language),
    )
    return env


def plain_environment(language: str = "fr") -> jinja2.Environment:
    """The same for text that is no HTML: the command line."""
    return environment(language).overlay(autoescape=False)


def draw(request: Request, template: str, **context: Any) -> Markup:
    """A template drawn to safe HTML."""
    return Markup(request.state.templates.get_template(template).render(context))


def show(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A whole page or a fragment, as the answer to a request. `guest` is the link of a colleague
    and `member` who is signed in on a server, or None; `undo` the way to take back what was just
    done in the session of the page."""
    guest, member = (getattr(request.state, name, None) for name in ("guest", "member"))
    undo, token = None, request.cookies.get(UNDO_COOKIE)
    if token and "session" in context:
        undo = request.state.signer.undo(token, context["session"].id, request.state.clock())
    html = draw(request, template, guest=guest, member=member, undo=undo, **context)
    return HTMLResponse(html, status, VARY)


def wants_fragment(request: Request) -> bool:
    """True when htmx asks for a piece of the page that is already there."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-request-type") == "partial"


def go(request: Request, url: str) -> Response:
    """Send the browser to another page after a post."""
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": url, **VARY})
    return RedirectResponse(url, 303, VARY)


def partial_swap(target: str, html: str, swap: str = "outerMorph") -> str:
    """One piece of a live message: htmx puts it in the element with this id."""
    return f'<hx-partial hx-target="#{target}" hx-swap="{swap}">{html}</hx-partial>'
