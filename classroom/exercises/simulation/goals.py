"""What must hold in a simulation, and the points it gives. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from classroom.exercises import text
from classroom.exercises.simulation.engine import (
    ANSWER,
    NONE,
    App,
    Course,
    Definition,
    Goal,
    Value,
)


def held(goal: Goal, value: Value) -> bool:
    """One goal against what its field reads."""
    if goal.min is not None:
        size = value if isinstance(value, int) else 0 if value == NONE else len(value)
        return size >= goal.min
    if goal.contains:
        if isinstance(value, list):
            return goal.contains in value
        return alike(goal.contains) in alike(str(value)) and value != NONE
    if goal.one_of:
        return isinstance(value, str) and alike(value) in map(alike, goal.one_of)
    if isinstance(value, list):
        return value == [goal.equals]
    if isinstance(value, str) and isinstance(goal.equals, str):
        return alike(value) == alike(goal.equals)
    return type(value) is type(goal.equals) and value == goal.equals


def alike(written: str) -> str:
    return text.normalise(written).casefold()


def verdicts(app: App, d: Definition, course: Course) -> tuple[bool, ...]:
    """Which goals hold, in their order."""
    together = {goal.object for goal in d.goals if goal.object in app.MANY}
    best = {name: best_item(app, d, course, name) for name in together}
    return tuple(
        held(goal, best[goal.object].get(goal.field, NONE))
        if goal.object in best
        else held(goal, read(app, d, course, goal))
        for goal in d.goals
    )


def best_item(app: App, d: Definition, course: Course, name: str) -> Mapping[str, Value]:
    """The item of a list that holds most points of the goals on that list."""
    goals = [goal for goal in d.goals if goal.object == name]

    def points(item: Mapping[str, Value]) -> int:
        return sum(g.points for g in goals if held(g, item.get(g.field, NONE)))

    return max(app.items(d, course.state, name), key=points, default={})


def read(app: App, d: Definition, course: Course, goal: Goal) -> Value:
    state = course.before(goal.before) if goal.before else course.state
    if goal.object != ANSWER:
        return app.read(d, state, goal.object, goal.field)
    if d.ask is None or not state[ANSWER]:
        return NONE
    verdict = text.judge(state[ANSWER], d.ask.answers, d.ask.tolerance, (), d.ask.format)
    return text.is_right(verdict)


def score(app: App, d: Definition, course: Course) -> float:
    """Points of the goals that hold over all points."""
    got = sum(g.points for g, ok in zip(d.goals, verdicts(app, d, course), strict=True) if ok)
    return got / sum(goal.points for goal in d.goals)
