"""`highlight`: passages to mark in a text, written `{right}` and `[wrong]`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from classroom.domain import Evidence, Record
from classroom.exercises import fields
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
from classroom.exercises.markdown import inline
from classroom.refusals import BadResponse

EVIDENCE = Evidence.VERIFIED
SCORED = True

PASSAGE = re.compile(r"(?<!\\)(?:\{(?P<right>.*?)(?<!\\)\}|\[(?P<wrong>.*?)(?<!\\)\])", re.S)
BRACKET = re.compile(r"(?<!\\)[{}\[\]]")


class Passage(NamedTuple):
    text: str
    is_right: bool


class Definition(Exercise, frozen=True, kw_only=True):
    text: str
    passage_feedback: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Toggle:
    """A passage that can be marked. `state` is empty, `right` or `wrong`, of the chosen ones."""

    value: int
    text: Markup
    chosen: bool = False
    state: str = ""
    feedback: Markup | str = ""


@dataclass(frozen=True, slots=True)
class View:
    """`pieces` are texts (`Markup`) and `Toggle`s in reading order."""

    pieces: tuple[Markup | Toggle, ...]
    submits: bool = False

    @property
    def answered(self) -> list[Toggle]:
        """The passages that were chosen, once there is something to say of them."""
        return [piece for piece in self.pieces if isinstance(piece, Toggle) and piece.state]


@lru_cache(maxsize=256)
def cut(text: str) -> tuple[str | Passage, ...]:
    """The text as texts and passages, in reading order, with its backslashes."""
    pieces: list[str | Passage] = []
    end = 0
    for found in PASSAGE.finditer(text):
        pieces.append(text[end : found.start()])
        is_right = found["right"] is not None
        pieces.append(Passage(found["right"] if is_right else found["wrong"], is_right))
        end = found.end()
    return (*pieces, text[end:])


def passages(exercise: Definition) -> list[Passage]:
    return [piece for piece in cut(exercise.text) if isinstance(piece, Passage)]


def bare(text: str) -> str:
    """As it is read: a backslash protects brackets and braces."""
    return re.sub(r"\\([\[\]{}])", r"\1", text)


def plain(text: str) -> Markup:
    """No Markdown here."""
    return Markup(escape(bare(text)).replace("\n", Markup("<br>")))


def check(exercise: Definition) -> Iterable[Problem]:
    found = passages(exercise)
    right = [bare(passage.text) for passage in found if passage.is_right]
    wrong = [bare(passage.text) for passage in found if not passage.is_right]
    for piece in cut(exercise.text):
        words = piece.text if isinstance(piece, Passage) else piece
        if BRACKET.search(words):
            yield Problem("bad_passage", "text", "brackets", bare(words).strip())
        elif isinstance(piece, Passage) and not words.strip():
            yield Problem("bad_passage", "text", "words")
    for text in sorted({*right} & {*wrong}):
        yield Problem("bad_passage", "text", "one_side", text)
    told = exercise.passage_feedback
    if told and len(told) != len(right):
        yield Problem("bad_passage", "passage_feedback", str(len(right)), str(len(told)))
    if not right:
        yield Problem("no_correct", "text")
    elif len(wrong) < len(right):
        yield Problem("too_few_wrong", "text", str(len(right)), str(len(wrong)))


def order(exercise: Definition, shuffle: Shuffle) -> tuple[int, ...]:
    return shuffle.order("passages", len(passages(exercise)))


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View:
    shown = order(exercise, shuffle)
    parts = {part.key: part for part in review(exercise, last).parts} if last else {}
    pieces: list[Markup | Toggle] = []
    rank = 0
    for piece in cut(exercise.text):
        if isinstance(piece, Passage):
            pieces.append(draw(plain(piece.text), shown.index(rank), parts.get(str(rank))))
            rank += 1
        elif piece:
            pieces.append(plain(piece))
    return View(tuple(pieces))


def draw(text: Markup, place: int, part: Part | None) -> Toggle:
    if part is None:
        return Toggle(place, text)
    return Toggle(place, text, True, "right" if part.right else "wrong", inline(part.text))


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    shown = order(exercise, shuffle)
    places = fields.positions(form, "passage", len(shown))
    if not places:
        raise BadResponse(reason="empty")
    record = {"passages": sorted(shown[place] for place in places)}
    return Turn(record, outcome(exercise, score(exercise, record["passages"]), record))


def score(exercise: Definition, chosen: Sequence[int]) -> float:
    """Passages found minus those chosen wrongly, over those to find; at least 0."""
    known = passages(exercise)
    hits = sum(known[rank].is_right for rank in chosen)
    return max(0, hits - (len(chosen) - hits)) / sum(passage.is_right for passage in known)


def review(exercise: Definition, record: Record) -> Review:
    """What the author says of a passage is sent once it was found."""
    chosen: list[int] = record["passages"]
    return Review(
        sentence(exercise, score(exercise, chosen)),
        tuple(
            Part(str(rank), passages(exercise)[rank].is_right, reasons(exercise).get(rank, ""))
            for rank in chosen
        ),
    )


def reasons(exercise: Definition) -> dict[int, str]:
    """What the author says of each passage to find, by rank."""
    right = [rank for rank, passage in enumerate(passages(exercise)) if passage.is_right]
    return dict(zip(right, exercise.passage_feedback, strict=False))


@dataclass(frozen=True, slots=True)
class Answer:
    """The text with the passages to find in bold, then each of them with its reason."""

    pieces: tuple[Markup, ...]
    reasons: tuple[tuple[Markup, Markup], ...]


def solution(exercise: Definition) -> Answer:
    known = passages(exercise)
    return Answer(
        tuple(
            Markup("<mark>{}</mark>").format(plain(piece.text))
            if isinstance(piece, Passage) and piece.is_right
            else plain(piece.text if isinstance(piece, Passage) else piece)
            for piece in cut(exercise.text)
        ),
        tuple(
            (plain(known[rank].text), inline(reason)) for rank, reason in reasons(exercise).items()
        ),
    )
