"""`order`: lines to put in order, always shown mixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise, permutations
from typing import Literal

from markupsafe import Markup

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
    repeated,
    sentence,
)
from classroom.exercises.markdown import inline
from classroom.refusals import BadResponse

EVIDENCE = Evidence.VERIFIED
SCORED = True

GROUP_MAX = 4


class Definition(Exercise, frozen=True, kw_only=True):
    items: tuple[str, ...]
    free: tuple[tuple[int, ...], ...] = ()
    grading: Literal["neighbours", "exact"] = "neighbours"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `id` is its place in the shuffled list and names its field;
    `state` is empty, or `right` when it follows the line it should."""

    id: int
    text: Markup
    state: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """The lines in the order to show: mixed at first, then as they were last answered."""

    lines: tuple[Line, ...]
    submits: bool = False


def check(exercise: Definition) -> Iterable[Problem]:
    size, taken = len(exercise.items), set[int]()
    if size < 2:
        yield Problem("missing_key", f"items[{size + 1}]")
    for place, group in enumerate(exercise.free, start=1):
        consecutive = (
            list(group) == list(range(group[0], group[0] + len(group))) if group else False
        )
        inside = all(1 <= line <= size for line in group)
        if not (consecutive and inside and 2 <= len(group) <= GROUP_MAX) or taken & set(group):
            yield Problem("bad_group", f"free[{place}]", found=str(list(group)))
        taken |= set(group)
    yield from repeated("items", exercise.items)


def mixed(exercise: Definition, shuffle: Shuffle) -> tuple[int, ...]:
    """Ranks as first shown: sorted as texts, then shuffled, until it is not an answer.

    The sort keeps the file's own order, which is the key, out of the shuffle.
    """
    ranks = sorted(range(len(exercise.items)), key=lambda rank: exercise.items[rank])
    for turn in count():
        shown = tuple(ranks[place] for place in shuffle.order(f"lines-{turn}", len(ranks)))
        if turn > 100 or not outcome(exercise, score(exercise, shown), {}).passed:
            return shown
    raise AssertionError("unreachable")


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View:
    shown = mixed(exercise, shuffle)
    parts = review(exercise, last).parts if last else ()
    state = {int(part.key): "right" if part.right else "" for part in parts}
    return View(
        tuple(
            Line(shown.index(rank), inline(exercise.items[rank]), state.get(rank, ""))
            for rank in (last["order"] if last else shown)
        )
    )


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    """Field `position-<id>` holds the place of the line, from 0. Untouched lines are no try."""
    shown = mixed(exercise, shuffle)
    places = [fields.position(form, f"position-{id}", len(shown)) for id in range(len(shown))]
    fields.refuse_empty(places)
    if sorted(place for place in places if place is not None) != list(range(len(shown))):
        raise BadResponse(reason="same_position")
    given = [shown[places.index(place)] for place in range(len(shown))]
    if not log and given == list(shown):
        raise BadResponse(reason="empty")
    record = {"order": given}
    return Turn(record, outcome(exercise, score(exercise, given), record))


def best_order(exercise: Definition, given: Sequence[int]) -> tuple[int, ...]:
    """The allowed order that shares the most neighbouring pairs with what was given."""
    kept = set(pairwise(given))
    best: dict[int | None, tuple[int, tuple[int, ...]]] = {None: (0, ())}
    for segment in segments(exercise):
        step: dict[int | None, tuple[int, tuple[int, ...]]] = {}
        for line in permutations(segment):
            inner = sum(pair in kept for pair in pairwise(line))
            for last, (pairs, before) in best.items():
                total = pairs + inner + ((last, line[0]) in kept)
                if line[-1] not in step or total > step[line[-1]][0]:
                    step[line[-1]] = (total, before + line)
        best = step
    return max(best.values(), key=lambda scored: scored[0])[1]


def segments(exercise: Definition) -> list[tuple[int, ...]]:
    """Ranks cut where the order is fixed; lines of a free group stay together."""
    groups = {group[0] - 1: tuple(line - 1 for line in group) for group in exercise.free}
    cut: list[tuple[int, ...]] = []
    rank = 0
    while rank < len(exercise.items):
        cut.append(groups.get(rank, (rank,)))
        rank += len(cut[-1])
    return cut


def score(exercise: Definition, given: Sequence[int]) -> float:
    """Expected neighbouring pairs kept over (n - 1); with `exact`, 1 or 0."""
    expected = best_order(exercise, given)
    kept = len(set(pairwise(expected)) & set(pairwise(given)))
    if exercise.grading == "exact":
        return float(kept == len(given) - 1)
    return kept / (len(given) - 1)


def review(exercise: Definition, record: Record) -> Review:
    given: list[int] = record["order"]
    expected = {*pairwise((None, *best_order(exercise, given)))}
    parts = tuple(
        Part(str(rank), (before, rank) in expected) for before, rank in pairwise((None, *given))
    )
    return Review(sentence(exercise, score(exercise, given)), parts)


def solution(exercise: Definition) -> tuple[Markup, ...]:
    return tuple(inline(item) for item in exercise.items)
