"""A plan made shorter, for the time that there is. Pure.

What may be left out goes first, `if_time` before `optional`, the last step before the others; then,
in what is required, theory; what is done together is cut to five minutes; then practice, but never
the last of a part. Below that, a plan is as short as it can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from classroom.domain import Plan, Step
from classroom.modules import Library

DURATIONS = (40, 60, 90, 120)
# Kept free: what is simple takes longer than planned.
MARGIN = 0.05
TOGETHER_MIN = 5


def wanted(typed: str) -> int | None:
    """One of the durations, as a form or an address says it."""
    return next((minutes for minutes in DURATIONS if str(minutes) == typed), None)


def shorten(library: Library, plan: Plan, minutes: int) -> Plan:
    """The plan in `minutes`, a margin kept, or as near as it comes."""
    while plan.minutes > minutes * (1 - MARGIN):
        shorter = next(one_less(library, plan), None)
        if shorter is None:
            break
        plan = shorter
    return plan


def one_less(library: Library, plan: Plan) -> Iterator[Plan]:
    """The plans that are shorter by one thing; the first is the one to take."""
    last_first = list(reversed(list(enumerate(plan.steps))))
    for need in ("if_time", "optional"):
        for place, step in last_first:
            if step.need == need:
                theory, practice = split(library, step)
                ref = next(reversed(theory or practice), None)
                yield without(library, plan, place, ref)
    for place, step in last_first:
        if theory := split(library, step)[0]:
            yield without(library, plan, place, theory[-1])
    for place, step in last_first:
        if not step.exercises and step.minutes > TOGETHER_MIN:
            yield changed(plan, place, replace(step, minutes=TOGETHER_MIN))
    longest = sorted(last_first, key=lambda one: -len(split(library, one[1])[1]))
    for place, step in longest:
        practice = split(library, step)[1]
        if len(practice) > 1:
            yield without(library, plan, place, practice[-1])


def split(library: Library, step: Step) -> tuple[list[str], list[str]]:
    """Theory and practice. An exercise that no longer exists is nobody's practice."""
    practice = [
        ref for ref in step.exercises if library.has(ref) and library.exercise(ref).kind != "lesson"
    ]
    return [ref for ref in step.exercises if ref not in practice], practice


def without(library: Library, plan: Plan, place: int, ref: str | None) -> Plan:
    """The plan without one exercise; its step lasts less by as much, and goes with its last one."""
    step = plan.steps[place]
    kept = tuple(one for one in step.exercises if one != ref)
    share = estimate(library, kept) / (estimate(library, step.exercises) or 1)
    shorter = replace(step, exercises=kept, minutes=max(1, round(step.minutes * share)))
    return changed(plan, place, *((shorter,) if kept else ()))


def changed(plan: Plan, place: int, *steps: Step) -> Plan:
    """The plan with these in place of one step."""
    return replace(plan, steps=(*plan.steps[:place], *steps, *plan.steps[place + 1 :]))


def estimate(library: Library, refs: tuple[str, ...]) -> float:
    return sum(library.exercise(ref).estimate_min for ref in refs if library.has(ref))
