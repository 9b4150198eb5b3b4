"""`lesson`: a worked example, read page by page; done when the last page was confirmed.

The log holds `{"page": n}`: the page shown after each step, the number of pages at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from classroom.domain import Evidence, Outcome, Record
from classroom.exercises import fields
from classroom.exercises.base import Exercise, Form, Piece, Problem, Review, Shuffle, Turn
from classroom.exercises.markdown import render
from classroom.refusals import BadResponse

EVIDENCE = Evidence.DECLARED
SCORED = False


class Page(Piece, frozen=True, kw_only=True):
    text: str
    image: str = ""
    alt: str = ""
    audio: str = ""


class Definition(Exercise, frozen=True, kw_only=True):
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One page. `page` counts from 0; `is_done` once the last page was confirmed."""

    page: int
    total: int
    text: Markup
    image: str
    alt: str
    audio: str
    is_done: bool
    submits: bool = True


def check(exercise: Definition) -> Iterable[Problem]:
    if not exercise.pages:
        yield Problem("missing_key", "pages")


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View:
    count = len(exercise.pages)
    reached = log[-1]["page"] if log else 0
    return draw_page(exercise, min(reached, count - 1), is_done=reached == count)


def draw_page(exercise: Definition, place: int, *, is_done: bool) -> View:
    page = exercise.pages[place]
    text, total = render(page.text), len(exercise.pages)
    return View(place, total, text, page.image, page.alt, page.audio, is_done)


def all_pages(exercise: Definition) -> tuple[View, ...]:
    """Every page at once, for whoever prepares a session."""
    return tuple(draw_page(exercise, place, is_done=True) for place in range(len(exercise.pages)))


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    """One step: `go` is `next` or `back`, from the page posted, which must have been shown."""
    count = len(exercise.pages)
    page = fields.position(form, "page", count)
    go = fields.text(form, "go")
    if page is None or not go:
        raise BadResponse(reason="empty")
    furthest = max((record["page"] for record in log), default=0)
    if go not in ("next", "back") or page > furthest:
        raise BadResponse(reason="malformed")
    record = {"page": page + 1 if go == "next" else max(0, page - 1)}
    return Turn(record, Outcome(1.0, True, record) if record["page"] == count else None)


def review(exercise: Definition, record: Record) -> Review:
    return Review()


def solution(exercise: Definition) -> None:
    """A lesson has none: it is the example itself."""
