"""`match`: give each item its partner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from classroom.domain import Evidence, Record
from classroom.exercises import fields
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
from classroom.exercises.text import alphabetical

EVIDENCE = Evidence.VERIFIED
SCORED = True


class Pair(Piece, frozen=True, kw_only=True):
    right: str
    left: str = ""
    image: str = ""
    alt: str = ""
    feedback: str = ""


class Definition(Exercise, frozen=True, kw_only=True):
    pairs: tuple[Pair, ...]
    decoys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One item and the position of its partner in the list, -1 for none."""

    name: str
    left: Markup
    image: str
    alt: str
    chosen: int = -1
    state: str = ""
    feedback: Markup | str = ""


@dataclass(frozen=True, slots=True)
class View:
    rows: tuple[Row, ...]
    options: tuple[str, ...]
    submits: bool = False


def check(exercise: Definition) -> Iterable[Problem]:
    if len(exercise.pairs) < 2:
        yield Problem("missing_key", f"pairs[{len(exercise.pairs) + 1}]")
    lefts = [pair.left or pair.image for pair in exercise.pairs]
    for place, pair in enumerate(exercise.pairs, start=1):
        if bool(pair.left) == bool(pair.image):
            yield Problem("bad_pair", f"pairs[{place}]", "one_left", pair.left)
        elif lefts.index(pair.left or pair.image) < place - 1:
            yield Problem("bad_pair", f"pairs[{place}]", "other_left", pair.left or pair.image)
    for place, decoy in enumerate(exercise.decoys, start=1):
        if decoy in {pair.right for pair in exercise.pairs}:
            yield Problem("bad_pair", f"decoys[{place}]", "other_decoy", decoy)
    yield from repeated("decoys", exercise.decoys)


def partners(exercise: Definition) -> tuple[str, ...]:
    """All possible partners, in alphabetical order: their positions are what is kept."""
    return alphabetical((*(pair.right for pair in exercise.pairs), *exercise.decoys))


def rows(exercise: Definition, shuffle: Shuffle) -> tuple[int, ...]:
    return shuffle.order("rows", len(exercise.pairs))


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View:
    parts = review(exercise, last).parts if last else ()
    drawn = []
    for place, rank in enumerate(rows(exercise, shuffle)):
        pair, kept = exercise.pairs[rank], last["partners"][rank] if last else None
        drawn.append(
            Row(
                name=f"row-{place}",
                left=inline(pair.left),
                image=pair.image,
                alt=pair.alt,
                chosen=-1 if kept is None else kept,
                state=("right" if parts[rank].right else "wrong") if parts else "",
                feedback=inline(parts[rank].text) if parts else Markup(),
            )
        )
    return View(tuple(drawn), partners(exercise))


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    size, shown = len(partners(exercise)), rows(exercise, shuffle)
    places = [fields.position(form, f"row-{place}", size) for place in range(len(shown))]
    fields.refuse_empty(places)
    record = {"partners": [places[shown.index(rank)] for rank in range(len(shown))]}
    return Turn(record, outcome(exercise, score(exercise, record), record))


def hits(exercise: Definition, record: Record) -> list[bool]:
    known = partners(exercise)
    return [
        kept is not None and known[kept] == pair.right
        for pair, kept in zip(exercise.pairs, record["partners"], strict=True)
    ]


def score(exercise: Definition, record: Record) -> float:
    """Right pairs over pairs; decoys never count."""
    return sum(hits(exercise, record)) / len(exercise.pairs)


def review(exercise: Definition, record: Record) -> Review:
    """The author's sentence on a pair explains it; it is sent once the row was answered."""
    return Review(
        sentence(exercise, score(exercise, record)),
        tuple(
            Part(str(rank), right, pair.feedback if kept is not None else "")
            for rank, (pair, kept, right) in enumerate(
                zip(exercise.pairs, record["partners"], hits(exercise, record), strict=True)
            )
        ),
    )


def solution(exercise: Definition) -> tuple[Pair, ...]:
    return exercise.pairs
