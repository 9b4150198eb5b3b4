"""The clock of a plan: the time that is left, and what still fits in it at this pace. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median

from classroom.domain import NEEDS, Step

# Kept free at the end, for the unforeseen.
MARGIN_MIN = 3
# Before that, nobody's pace is known.
KNOWN_FROM_MIN = 5.0


@dataclass(frozen=True, slots=True)
class Walker:
    """One person on the plan: what is left to do, what is done, the minutes spent at it, pauses
    left out."""

    todo: frozenset[str]
    done: frozenset[str]
    active_min: float


@dataclass(frozen=True, slots=True)
class PlanClock:
    """`left_min` is negative once the end has passed. `step`, from 1, is where half the room is or
    beyond. At this pace `finishing` of `people` come to the end of step `upto`; `left_out` and
    `unfit` are the steps that fewer than half would finish: those that may be left out, and the
    required ones. `upto` is 0 while nobody's pace is known."""

    ends_at: datetime
    left_min: int
    step: int
    people: int
    upto: int = 0
    finishing: int = 0
    left_out: tuple[int, ...] = ()
    unfit: tuple[int, ...] = ()


def read(
    steps: Sequence[Step],
    estimates: Mapping[str, float],
    walkers: Sequence[Walker],
    ends_at: datetime,
    now: datetime,
) -> PlanClock:
    """`estimates` are the minutes that each exercise takes."""
    left_min = (ends_at - now).total_seconds() / 60
    at = int(median(place(steps, one) for one in walkers)) if walkers else 0
    clock = PlanClock(ends_at, int(left_min // 1), min(at + 1, len(steps)), len(walkers))
    rates = [rate(one, estimates) for one in walkers]
    known = [one for one in rates if one]
    if not known:
        return clock
    usual = median(known)
    budget_min = max(left_min - MARGIN_MIN, 0)
    counts = [0] * len(steps)
    for one, own in zip(walkers, rates, strict=True):
        for index in reached(steps, estimates, one, own or usual, budget_min, at):
            counts[index] += 1
    missed = [number for number, count in enumerate(counts, 1) if 2 * count < len(walkers)]
    left_out = tuple(number for number in missed if steps[number - 1].need != "required")
    unfit = tuple(number for number in missed if number not in left_out)
    kept = [number for number in range(1, len(steps) + 1) if number not in missed]
    upto = max(kept, default=clock.step)
    return replace(clock, upto=upto, finishing=counts[upto - 1], left_out=left_out, unfit=unfit)


def place(steps: Sequence[Step], one: Walker) -> int:
    """Index of the first step where something required is left to do, else anything; the last one
    when all is done. Before its first exercise, steps without exercises that lead to it come
    first."""
    left = [index for index, step in enumerate(steps) if one.todo.intersection(step.exercises)]
    required = (index for index in left if steps[index].need == "required")
    at = next(required, left[0] if left else len(steps) - 1)
    if not one.done.intersection(steps[at].exercises):
        while at and not steps[at - 1].exercises:
            at -= 1
    return at


def rate(one: Walker, estimates: Mapping[str, float]) -> float | None:
    """Planned minutes done in a minute; None while too little is known."""
    done_min = sum(estimates[ref] for ref in one.done)
    if one.active_min < KNOWN_FROM_MIN:
        return None
    return done_min / one.active_min if done_min else None


def reached(
    steps: Sequence[Step],
    estimates: Mapping[str, float],
    one: Walker,
    pace: float,
    budget_min: float,
    at: int,
) -> set[int]:
    """The steps that this person will have finished at the end: what is required comes first, what
    is there if time allows last. Steps without exercises take their minutes of the whole room,
    unless it is past them; they hold up nobody who has done everything."""
    finished = set[int]()
    needed_min, busy, late = 0.0, False, False
    for index in sorted(range(len(steps)), key=lambda index: NEEDS.index(steps[index].need)):
        step = steps[index]
        todo = one.todo.intersection(step.exercises)
        step_min = sum(estimates[ref] for ref in todo) / pace
        if not step.exercises and index >= at:
            step_min = step.minutes
        needed_min += step_min
        busy = busy or bool(todo)
        late = late or (busy and needed_min > budget_min)
        if not late or (step.need != "required" and not step_min):
            finished.add(index)
    return finished
