"""`choice`: one right answer, several with `multiple`, or a short series with `questions`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from classroom.domain import Evidence, Record
from classroom.exercises import fields, series
from classroom.exercises.base import (
    Exercise,
    Form,
    Part,
    Piece,
    Problem,
    Review,
    Shuffle,
    Turn,
    outcome,
    repeated,
    sentence,
)
from classroom.exercises.markdown import inline
from classroom.refusals import BadResponse

EVIDENCE = Evidence.VERIFIED
SCORED = True


class Choice(Piece, frozen=True, kw_only=True):
    text: str
    correct: bool = False
    feedback: str = ""


class Question(Piece, frozen=True, kw_only=True):
    text: str
    choices: tuple[Choice, ...]


class Definition(Exercise, frozen=True, kw_only=True):
    multiple: bool = False
    choices: tuple[Choice, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `state` is empty, `right` or `wrong`, of the chosen ones only."""

    value: int
    text: Markup
    chosen: bool = False
    state: str = ""
    feedback: Markup | str = ""


@dataclass(frozen=True, slots=True)
class View:
    """`shape` is `single` or `multiple`."""

    shape: str
    options: tuple[Option, ...]
    submits: bool = False


def check(exercise: Definition) -> Iterable[Problem]:
    if exercise.choices and exercise.questions:
        yield Problem("both_keys", expected="choices", found="questions")
    elif exercise.choices:
        yield from check_choices("choices", exercise.choices, exercise.multiple)
    elif not exercise.questions:
        yield Problem("missing_key", "choices")
    for place, question in enumerate(exercise.questions, start=1):
        yield from check_choices(f"questions[{place}].choices", question.choices, multiple=False)


def check_choices(key: str, choices: Sequence[Choice], multiple: bool) -> Iterable[Problem]:
    right = sum(choice.correct for choice in choices)
    if not right:
        yield Problem("no_correct", key)
    elif right > 1 and not multiple:
        yield Problem("too_many_correct", key, found=str(right))
    elif right == len(choices):
        yield Problem("all_correct", key)
    yield from repeated(key, [choice.text for choice in choices])


def order(exercise: Definition, shuffle: Shuffle) -> tuple[int, ...]:
    return shuffle.order("choices", len(exercise.choices))


class Series:
    """The questions of one exercise, as `series` wants them."""

    def __init__(self, exercise: Definition, shuffle: Shuffle) -> None:
        self.questions, self.shuffle = exercise.questions, shuffle
        self.order = tuple(range(len(exercise.questions)))

    def is_right(self, card: int, pick: int) -> bool:
        return self.questions[card].choices[pick].correct

    def picks(self, card: int) -> tuple[int, ...]:
        return self.shuffle.order(f"choices-{card}", len(self.questions[card].choices))

    def face(self, card: int) -> series.Face:
        question = self.questions[card]
        return series.Face(inline(question.text), [inline(c.text) for c in question.choices])


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View | series.Card:
    if exercise.questions:
        it = Series(exercise, shuffle)
        return series.draw(log, last, it.order, it.is_right, it.picks, it.face)
    chosen = last["choices"] if last else ()
    parts = {part.key: part for part in review(exercise, last).parts} if last else {}
    return View(
        "multiple" if exercise.multiple else "single",
        tuple(
            draw_option(place, exercise.choices[rank], rank in chosen, parts.get(str(rank)))
            for place, rank in enumerate(order(exercise, shuffle))
        ),
    )


def draw_option(place: int, choice: Choice, chosen: bool, part: Part | None) -> Option:
    if part is None:
        return Option(place, inline(choice.text), chosen)
    state = "right" if part.right else "wrong"
    return Option(place, inline(choice.text), chosen, state, inline(part.text))


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    if exercise.questions:
        it = Series(exercise, shuffle)
        return series.play(exercise, form, log, it.order, it.is_right, it.picks)
    places = fields.positions(form, "choice", len(exercise.choices))
    if not places:
        raise BadResponse(reason="empty")
    if len(places) > 1 and not exercise.multiple:
        raise BadResponse(reason="malformed")
    shown = order(exercise, shuffle)
    record = {"choices": sorted(shown[place] for place in places)}
    return Turn(record, outcome(exercise, score(exercise, record["choices"]), record))


def score(exercise: Definition, chosen: Sequence[int]) -> float:
    """Single: 1 or 0. Multiple: right minus wrong over the number of right choices, at least 0."""
    right = sum(exercise.choices[rank].correct for rank in chosen)
    expected = sum(choice.correct for choice in exercise.choices)
    return max(0, right - (len(chosen) - right)) / expected


def review(exercise: Definition, record: Record) -> Review:
    if exercise.questions:
        picked = exercise.questions[record["card"]].choices[record["pick"]]
        text = picked.feedback or sentence(exercise, float(picked.correct))
        return Review(text, (Part(str(record["card"]), picked.correct),))
    chosen: list[int] = record["choices"]
    whole = sentence(exercise, score(exercise, chosen))
    if exercise.multiple:
        return Review(whole, tuple(part(exercise, rank, True) for rank in chosen))
    only = exercise.choices[chosen[0]]
    return Review(only.feedback or whole, (part(exercise, chosen[0], False),))


def part(exercise: Definition, rank: int, with_text: bool) -> Part:
    choice = exercise.choices[rank]
    return Part(str(rank), choice.correct, choice.feedback if with_text else "")


@dataclass(frozen=True, slots=True)
class Answer:
    """The right choices of one question, with reasons; `question` is empty when alone."""

    question: Markup
    choices: tuple[tuple[Markup, Markup], ...]


def solution(exercise: Definition) -> tuple[Answer, ...]:
    asked = [(inline(question.text), question.choices) for question in exercise.questions]
    return tuple(
        Answer(text, tuple((inline(c.text), inline(c.feedback)) for c in choices if c.correct))
        for text, choices in asked or [(Markup(), exercise.choices)]
    )
