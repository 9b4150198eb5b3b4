"""`categorize`: items to put in boxes, all on one page or `one_by_one`."""

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

EVIDENCE = Evidence.VERIFIED
SCORED = True


class Item(Piece, frozen=True, kw_only=True):
    text: str
    box: str
    feedback: str = ""
    image: str = ""
    alt: str = ""


class Definition(Exercise, frozen=True, kw_only=True):
    boxes: tuple[str, ...]
    items: tuple[Item, ...]
    one_by_one: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One item and the box it was put in, -1 for none."""

    name: str
    text: Markup
    image: str
    alt: str
    chosen: int = -1
    state: str = ""
    feedback: Markup | str = ""


@dataclass(frozen=True, slots=True)
class View:
    rows: tuple[Row, ...]
    boxes: tuple[Markup, ...]
    shape: str = "boxes"
    submits: bool = False


def check(exercise: Definition) -> Iterable[Problem]:
    if len(exercise.boxes) < 2:
        yield Problem("missing_key", f"boxes[{len(exercise.boxes) + 1}]")
    if not exercise.items:
        yield Problem("missing_key", "items")
    for place, item in enumerate(exercise.items, start=1):
        if item.box not in exercise.boxes:
            yield Problem("bad_box", f"items[{place}].box", ", ".join(exercise.boxes), item.box)
    yield from repeated("boxes", exercise.boxes)
    yield from repeated("items", [item.text for item in exercise.items])


class Series:
    """The items of one exercise as cards, as `series` wants them."""

    def __init__(self, exercise: Definition, shuffle: Shuffle) -> None:
        self.items, self.boxes = exercise.items, exercise.boxes
        self.order = shuffle.order("items", len(exercise.items))

    def is_right(self, card: int, pick: int) -> bool:
        return self.boxes[pick] == self.items[card].box

    def picks(self, card: int) -> Sequence[int]:
        """The boxes keep one order: a button must not move from card to card."""
        return range(len(self.boxes))

    def face(self, card: int) -> series.Face:
        item = self.items[card]
        return series.Face(
            inline(item.text), [inline(box) for box in self.boxes], item.image, item.alt
        )


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View | series.Card:
    it = Series(exercise, shuffle)
    if exercise.one_by_one:
        return series.draw(log, last, it.order, it.is_right, it.picks, it.face)
    parts = review(exercise, last).parts if last else ()
    drawn = []
    for place, rank in enumerate(it.order):
        item, kept = exercise.items[rank], last["boxes"][rank] if last else None
        drawn.append(
            Row(
                name=f"item-{place}",
                text=inline(item.text),
                image=item.image,
                alt=item.alt,
                chosen=-1 if kept is None else kept,
                state=("right" if parts[rank].right else "wrong") if parts else "",
                feedback=inline(parts[rank].text) if parts else Markup(),
            )
        )
    return View(tuple(drawn), tuple(inline(box) for box in exercise.boxes))


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    it = Series(exercise, shuffle)
    if exercise.one_by_one:
        return series.play(exercise, form, log, it.order, it.is_right, it.picks)
    size = len(exercise.boxes)
    places = [fields.position(form, f"item-{place}", size) for place in range(len(it.order))]
    fields.refuse_empty(places)
    record = {"boxes": [places[it.order.index(rank)] for rank in range(len(it.order))]}
    return Turn(record, outcome(exercise, score(exercise, record), record))


def is_right(exercise: Definition, rank: int, kept: int | None) -> bool:
    return kept is not None and exercise.boxes[kept] == exercise.items[rank].box


def score(exercise: Definition, record: Record) -> float:
    """Well placed items over items."""
    placed = sum(is_right(exercise, rank, kept) for rank, kept in enumerate(record["boxes"]))
    return placed / len(exercise.items)


def review(exercise: Definition, record: Record) -> Review:
    if exercise.one_by_one:
        right = is_right(exercise, record["card"], record["pick"])
        text = exercise.items[record["card"]].feedback or sentence(exercise, float(right))
        return Review(text, (Part(str(record["card"]), right),))
    return Review(
        sentence(exercise, score(exercise, record)),
        tuple(
            Part(
                str(rank),
                is_right(exercise, rank, kept),
                exercise.items[rank].feedback if kept is not None else "",
            )
            for rank, kept in enumerate(record["boxes"])
        ),
    )


@dataclass(frozen=True, slots=True)
class Box:
    """A box with what belongs in it: texts and their reasons."""

    title: Markup
    items: tuple[tuple[Markup, Markup], ...]


def solution(exercise: Definition) -> tuple[Box, ...]:
    return tuple(
        Box(
            inline(box),
            tuple(
                (inline(item.text), inline(item.feedback))
                for item in exercise.items
                if item.box == box
            ),
        )
        for box in exercise.boxes
    )
