"""What the tests of kinds share: the sample module, posted forms, drawing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from starlette.datastructures import FormData

from classroom import exercises, views
from classroom.domain import Progress, Record
from classroom.exercises.base import Exercise, Shuffle
from classroom.modules import Library

FOLDER = Path(__file__).parent / "sample"
SAMPLE = Library.load(FOLDER)
SHUFFLE = Shuffle(b"secret", 17, "sample/any")
TEMPLATES = views.environment()


def sample(id: str) -> Exercise:
    return SAMPLE.exercise(f"sample/{id}")


def make(kind: str, **keys: Any) -> Exercise:
    """A definition that must be right."""
    raw = {"id": "x", "kind": kind, "title": "T", "prompt": "P.", **keys}
    exercise, problems = exercises.load(raw)
    assert exercise is not None, problems
    return exercise


def codes(kind: str, **keys: Any) -> list[tuple[str, str]]:
    """Errors of a definition, as (code, key)."""
    raw = {"id": "x", "kind": kind, "title": "T", "prompt": "P.", **keys}
    return [(p.code, p.key) for p in exercises.load(raw)[1] if not p.warning]


def form(fields: Mapping[str, Any] | None = None, **more: Any) -> FormData:
    pairs: list[tuple[str, Any]] = []
    for name, value in {**(fields or {}), **more}.items():
        pairs += [(name, item) for item in (value if isinstance(value, list) else [value])]
    return FormData(pairs)


def draw(exercise: Exercise, log: list[Record] | None = None, answered: bool = False) -> str:
    """The kind's own part of the page."""
    log = log or []
    last = log[-1] if answered else None
    view = exercises.public(exercise, SHUFFLE, log, last)
    review = exercises.review(exercise, last) if last else None
    template = TEMPLATES.get_template(f"exercises/{exercise.kind}.html")
    standing = Progress(exercise.id)
    ex = SimpleNamespace(review=review, progress=standing, next_url="", home_url="/")
    return template.render(view=view, ex=ex)
