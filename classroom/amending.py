"""What a session changed of its plan, as a plan: offered back once it is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from classroom.domain import Plan, Step
from classroom.modules import Library
from classroom.piloting import ChangeAct, PlanChange


@dataclass(frozen=True, slots=True)
class Difference:
    """One exercise more or less, with the one that it comes after."""

    title: str
    is_added: bool
    after: str = ""


def amended(
    plan: Plan, changes: Iterable[PlanChange], tries: Mapping[str, datetime], people: int
) -> Plan:
    """The plan with what was put in for everyone, after the exercise that was tried last before;
    without what was left out for at least half of the people. `tries` are the first of each
    exercise."""
    lasting = [change for change in changes if change.withdrawn_at is None]
    steps = list(plan.steps)
    for change in lasting:
        if change.act is not ChangeAct.LEAVE_OUT and change.learner_id is None:
            steps = with_one(steps, change, tries)
    left_out: dict[str, set[int | None]] = {}
    for change in lasting:
        if change.act is ChangeAct.LEAVE_OUT:
            left_out.setdefault(change.exercise, set()).add(change.learner_id)
    gone = {ref for ref, whom in left_out.items() if None in whom or 2 * len(whom) >= people > 0}
    kept = [
        replace(step, exercises=tuple(ref for ref in step.exercises if ref not in gone))
        for step in steps
    ]
    # A step that had exercises and has none left is no longer one.
    left = [
        step
        for step, before in zip(kept, steps, strict=True)
        if step.exercises or not before.exercises
    ]
    return replace(plan, steps=tuple(left))


def with_one(steps: list[Step], change: PlanChange, tries: Mapping[str, datetime]) -> list[Step]:
    if any(change.exercise in step.exercises for step in steps):
        return steps
    before = [
        (tries[ref], number, place + 1)
        for number, step in enumerate(steps)
        for place, ref in enumerate(step.exercises)
        if ref in tries and tries[ref] <= change.at
    ]
    if before:
        _, number, place = max(before)
    else:
        number = next((n for n, step in enumerate(steps) if step.exercises), 0)
        place = 0
    step = steps[number]
    refs = (*step.exercises[:place], change.exercise, *step.exercises[place:])
    return [*steps[:number], replace(step, exercises=refs), *steps[number + 1 :]]


def differences(before: Plan, after: Plan, library: Library) -> list[Difference]:
    old, new = before.exercises, after.exercises
    added = [
        Difference(library.title(ref), True, library.title(new[place - 1]) if place else "")
        for place, ref in enumerate(new)
        if ref not in old
    ]
    return added + [Difference(library.title(ref), False) for ref in old if ref not in new]
