"""`text_entry`: a word, an address or a number, typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from classroom.domain import Evidence, Record
from classroom.exercises import fields, text
from classroom.exercises.base import (
    Exercise,
    Form,
    Part,
    Problem,
    Review,
    Shuffle,
    Turn,
    outcome,
    sentence,
)
from classroom.refusals import BadResponse

EVIDENCE = Evidence.VERIFIED
SCORED = True


class Definition(Exercise, frozen=True, kw_only=True):
    answers: tuple[str, ...] = ()
    tolerance: tuple[text.Tolerance, ...] = text.USUAL
    format: text.Format | None = None
    wrong: tuple[text.Wrong, ...] = ()
    number: float | None = None
    margin: float = 0.0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """One field. `state` is empty, `right` or `wrong`; what was typed is not kept."""

    input_mode: str
    unit: str
    state: str
    submits: bool = False


def check(exercise: Definition) -> Iterable[Problem]:
    if exercise.number is None:
        yield from text.check_answers("", exercise.answers, exercise.tolerance, exercise.format)
    elif exercise.answers:
        yield Problem("both_keys", expected="answers", found="number")


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View:
    shape = "number" if exercise.number is not None else exercise.format
    state = "" if last is None else "right" if text.is_right(last["answer"]) else "wrong"
    return View(text.input_mode(shape), exercise.unit, state)


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    typed = fields.text(form, "answer")
    if not text.normalise(typed):
        raise BadResponse(reason="empty")
    verdict = judge(exercise, typed)
    record = {"answer": verdict}
    return Turn(record, outcome(exercise, float(text.is_right(verdict)), record))


def judge(exercise: Definition, typed: str) -> str:
    if exercise.number is None:
        return text.judge(
            typed, exercise.answers, exercise.tolerance, exercise.wrong, exercise.format
        )
    value = text.number(text.normalise(typed), exercise.unit)
    if value is None:
        return "format:number"
    gap = abs(value - Decimal(str(exercise.number)))
    if gap <= Decimal(str(exercise.margin)):
        return "ok"
    for rank, entry in enumerate(exercise.wrong):
        if value == text.number(text.normalise(entry.text), exercise.unit):
            return f"wrong:{rank}"
    return "other"


def review(exercise: Definition, record: Record) -> Review:
    verdict: str = record["answer"]
    right = text.is_right(verdict)
    said, note, facts = text.explain(verdict, exercise.answers, exercise.wrong)
    whole = said or ("" if note.startswith("format") else sentence(exercise, float(right)))
    return Review(whole, (Part("0", right),), note, facts)


def solution(exercise: Definition) -> str:
    """The first answer, or the number as it is written in French, with its unit."""
    if exercise.number is None:
        return exercise.answers[0]
    number = f"{exercise.number:.12g}".replace(".", ",")
    return f"{number}\u00a0{exercise.unit}" if exercise.unit else number
