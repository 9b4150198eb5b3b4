"""`flashcards`: cards to turn; the learner says which were known. Never right or wrong.

The log holds `{"card": rank, "known": true or false, "left": count}` for each card turned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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

KNOWN, AGAIN = "known", "again"


class Card(Piece, frozen=True, kw_only=True):
    front: str
    back: str


class Definition(Exercise, frozen=True, kw_only=True):
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Face:
    front: Markup
    back: Markup


@dataclass(frozen=True, slots=True)
class View:
    """The card to turn, and how many there are; `card` is its place in the shuffled pack.

    Once all are turned there is no `face`; `again` holds the cards to see again.
    """

    card: int
    total: int
    face: Face | None
    again: tuple[Face, ...] = ()
    submits: bool = True


def check(exercise: Definition) -> Iterable[Problem]:
    if not exercise.cards:
        yield Problem("missing_key", "cards")
    yield from repeated("cards", [card.front for card in exercise.cards])


def order(exercise: Definition, shuffle: Shuffle) -> tuple[int, ...]:
    return shuffle.order("cards", len(exercise.cards))


def face(card: Card) -> Face:
    return Face(inline(card.front), inline(card.back))


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View:
    pack = order(exercise, shuffle)
    turned = len(log)
    if turned < len(pack):
        return View(turned, len(pack), face(exercise.cards[pack[turned]]))
    again = [record["card"] for record in log if not record["known"]]
    return View(turned, len(pack), None, tuple(face(exercise.cards[rank]) for rank in again))


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    """The card on the table was turned; `say` is `known` or `again`. The last one ends it.

    Raises `BadResponse`: nothing said, another card than that on the table, all turned.
    """
    pack = order(exercise, shuffle)
    place, said = fields.position(form, "card", len(pack)), fields.text(form, "say")
    if place is None or not said:
        raise BadResponse(reason="empty")
    if said not in (KNOWN, AGAIN):
        raise BadResponse(reason="malformed")
    if len(log) >= len(pack):
        raise BadResponse(reason="finished")
    if place != len(log):
        raise BadResponse(reason="stale")
    left = len(pack) - place - 1
    record = {"card": pack[place], "known": said == KNOWN, "left": left}
    return Turn(record, None if left else Outcome(1.0, True, record))


def review(exercise: Definition, record: Record) -> Review:
    return Review("" if record["left"] else exercise.feedback_ok)


def solution(exercise: Definition) -> None:
    """There is none: the answer is on the back of the card."""
