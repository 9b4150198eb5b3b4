"""A series of cards: one answered at a time; a new round brings back the missed ones only.

The log holds one record a card, `{"card": rank, "pick": rank}`, ranks being those of
the definition. Everything else is computed from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from classroom.domain import Record
from classroom.exercises import fields
from classroom.exercises.base import Exercise, Form, Turn, outcome
from classroom.refusals import BadResponse

IsRight = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Course:
    """Where a series stands. `cards` are those of the round, `waiting` those still to answer."""

    cards: tuple[int, ...]
    waiting: tuple[int, ...]
    missed: tuple[int, ...] = ()
    right: frozenset[int] = frozenset()
    round: int = 1

    @property
    def is_round_over(self) -> bool:
        return not self.waiting

    @property
    def is_finished(self) -> bool:
        return not self.waiting and not self.missed

    def next_round(self) -> Course:
        if self.waiting or not self.missed:
            return self
        return Course(self.missed, self.missed, (), self.right, self.round + 1)

    def answer(self, card: int, right: bool) -> Course:
        return Course(
            self.cards,
            tuple(other for other in self.waiting if other != card),
            self.missed if right else (*self.missed, card),
            self.right | {card} if right else self.right,
            self.round,
        )


def follow(log: Sequence[Record], order: Sequence[int], is_right: IsRight) -> Course:
    """The course after these records; the end of a round is kept until the next pick."""
    course = Course(tuple(order), tuple(order))
    for record in log:
        course = course.next_round()
        if record["card"] in course.waiting:
            course = course.answer(record["card"], is_right(record["card"], record["pick"]))
    return course


def play(
    exercise: Exercise,
    form: Form,
    log: Sequence[Record],
    order: Sequence[int],
    is_right: IsRight,
    picks: Callable[[int], Sequence[int]],
) -> Turn:
    """Answer the current card. `picks(card)` is the order of its buttons. An outcome ends a round.

    Raises `BadResponse`: nothing picked, another card than the current one, all done.
    """
    course = follow(log, order, is_right).next_round()
    if course.is_finished:
        raise BadResponse(reason="finished")
    place = fields.position(form, "card", len(order))
    card = course.waiting[0]
    shown = picks(card)
    pick = fields.position(form, "pick", len(shown))
    if place is None or pick is None:
        raise BadResponse(reason="empty")
    if order[place] != card:
        raise BadResponse(reason="stale")
    record = {"card": card, "pick": shown[pick]}
    after = course.answer(card, is_right(card, shown[pick]))
    if not after.is_round_over:
        return Turn(record)
    return Turn(record, outcome(exercise, len(after.right) / len(order), record))


@dataclass(frozen=True, slots=True)
class Button:
    """One possible pick. `state` is empty, `right` or `wrong`, of the chosen one only."""

    value: int
    text: Markup
    chosen: bool = False
    state: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What both series templates draw. `card` is its place in the shuffled series.

    `missed` counts the cards to see again, once the round is over. When nothing is
    left to answer, `is_finished` is set and there is no card.
    """

    card: int = 0
    number: int = 0
    total: int = 0
    text: Markup | str = ""
    image: str = ""
    alt: str = ""
    buttons: tuple[Button, ...] = ()
    is_answered: bool = False
    round: int = 1
    is_round_over: bool = False
    is_finished: bool = False
    missed: int = 0
    submits: bool = True
    shape: str = "series"


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows: its text and the texts of its buttons, by rank in the definition."""

    text: Markup
    buttons: Sequence[Markup]
    image: str = ""
    alt: str = ""


def draw(
    log: Sequence[Record],
    last: Record | None,
    order: Sequence[int],
    is_right: IsRight,
    picks: Callable[[int], Sequence[int]],
    face: Callable[[int], Face],
) -> Card:
    """The card just answered when its feedback is on the screen, else the one to answer."""
    after = follow(log, order, is_right)
    picked: int | None = None
    if last is not None and log:
        course = follow(log[:-1], order, is_right).next_round()
        card, picked = log[-1]["card"], log[-1]["pick"]
    else:
        course = after = after.next_round()
        if course.is_finished:
            return Card(total=len(order), is_finished=True, is_round_over=True)
        card = course.waiting[0]
    shown = face(card)
    return Card(
        card=order.index(card),
        number=course.cards.index(card) + 1 if card in course.cards else 1,
        total=len(course.cards),
        text=shown.text,
        image=shown.image,
        alt=shown.alt,
        buttons=tuple(
            Button(place, shown.buttons[rank], rank == picked, mark(card, rank, picked, is_right))
            for place, rank in enumerate(picks(card))
        ),
        is_answered=picked is not None,
        round=course.round,
        is_round_over=after.is_round_over,
        is_finished=after.is_finished,
        missed=len(after.missed) if after.is_round_over else 0,
    )


def mark(card: int, rank: int, picked: int | None, is_right: IsRight) -> str:
    if rank != picked:
        return ""
    return "right" if is_right(card, rank) else "wrong"
