"""`survey`: how it goes, in one choice, or a scale for several lines. Never right or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from classroom.domain import Evidence, Outcome, Record
from classroom.exercises import fields
from classroom.exercises.base import (
    Exercise,
    Form,
    Piece,
    Problem,
    Review,
    Shuffle,
    Turn,
    repeated,
)
from classroom.exercises.markdown import inline
from classroom.refusals import BadResponse

EVIDENCE = Evidence.DECLARED
SCORED = False

UNKNOWN = "unknown"


class Item(Piece, frozen=True, kw_only=True):
    text: str
    modules: tuple[str, ...] = ()


class Definition(Exercise, frozen=True, kw_only=True):
    choices: tuple[str, ...] = ()
    scale: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    role: Literal["placement"] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One question. `text` is empty for the only one; `chosen` is -1 before an answer,
    None for « I do not know »."""

    name: str
    text: Markup
    chosen: int | None = -1


@dataclass(frozen=True, slots=True)
class View:
    """`with_unknown` offers « I do not know » on each row, with the value `unknown`."""

    rows: tuple[Row, ...]
    options: tuple[Markup, ...]
    with_unknown: bool
    submits: bool = False


def check(exercise: Definition) -> Iterable[Problem]:
    if exercise.choices and (exercise.items or exercise.scale):
        yield Problem("both_keys", expected="choices", found="items")
    elif exercise.items and not exercise.scale:
        yield Problem("missing_key", "scale")
    elif exercise.scale and not exercise.items:
        yield Problem("missing_key", "items")
    elif not exercise.choices and not exercise.scale:
        yield Problem("missing_key", "choices")
    yield from repeated("choices", exercise.choices)
    yield from repeated("scale", exercise.scale)
    yield from repeated("items", [item.text for item in exercise.items])


def options(exercise: Definition) -> tuple[str, ...]:
    return exercise.choices or exercise.scale


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View:
    texts = [item.text for item in exercise.items] or [""]
    chosen = last["lines"] if last else [-1] * len(texts)
    return View(
        tuple(Row(f"line-{rank}", inline(text), chosen[rank]) for rank, text in enumerate(texts)),
        tuple(inline(option) for option in options(exercise)),
        exercise.role is not None,
    )


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    """Every line needs an answer; « I do not know » is one, kept as None."""
    names = [f"line-{rank}" for rank in range(len(exercise.items) or 1)]
    typed = [fields.text(form, name) for name in names]
    fields.refuse_empty(typed)
    if "" in typed:
        raise BadResponse(reason="incomplete")
    size = len(options(exercise))
    record = {
        "lines": [
            None
            if exercise.role is not None and value == UNKNOWN
            else fields.as_position(value, size)
            for value in typed
        ]
    }
    return Turn(record, Outcome(1.0, True, record))


def review(exercise: Definition, record: Record) -> Review:
    return Review(exercise.feedback_ok)


def solution(exercise: Definition) -> None:
    """There is none: every answer is right."""
