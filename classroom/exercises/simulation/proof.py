"""A definition proved by playing it: the solution passes, and nothing less does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from classroom.exercises.base import Problem
from classroom.exercises.simulation.engine import (
    ANSWER,
    UNDO,
    Action,
    App,
    Course,
    Definition,
    Goal,
    Senseless,
    follow,
    knows,
    steps,
)
from classroom.exercises.simulation.goals import score, verdicts

MARGIN = 1e-9


def check(app: App, d: Definition) -> Iterable[Problem]:
    """Words first; the engine plays only what it can read."""
    found = [*check_goals(app, d), *check_actions(app, d), *app.check(d)]
    yield from found or check_plays(app, d)


def check_goals(app: App, d: Definition) -> Iterable[Problem]:
    if not d.goals:
        yield Problem("missing_key", "goals")
    for place, goal in enumerate(d.goals, start=1):
        key = f"goals[{place}]"
        given = (
            goal.equals is not None,
            bool(goal.one_of),
            bool(goal.contains),
            goal.min is not None,
        )
        if sum(given) != 1:
            yield Problem("bad_goal", key, found=str(sum(given)))
        if goal.points < 1:
            yield Problem("bad_goal", f"{key}.points", found=str(goal.points))
        if goal.before and goal.before not in app.ACTIONS:
            yield Problem("unknown_action", f"{key}.before", ", ".join(app.ACTIONS), goal.before)
        fields = fields_of(app, d, goal.object)
        if not fields:
            yield Problem("unknown_object", f"{key}.object", found=goal.object)
        elif goal.field not in fields:
            yield Problem("unknown_field", f"{key}.field", ", ".join(fields), goal.field)


def fields_of(app: App, d: Definition, name: str) -> Sequence[str]:
    if name == ANSWER:
        return ("correct",) if d.ask else ()
    return app.FIELDS.get(app.sort(d, name), ())


def check_actions(app: App, d: Definition) -> Iterable[Problem]:
    if not d.solution:
        yield Problem("missing_key", "solution")
    for place, step in enumerate(d.solution, start=1):
        if not knows(app, d, step.get("do", "")):
            yield Problem("unknown_action", f"solution[{place}].do", found=step.get("do", ""))
    for place, trap in enumerate(d.traps, start=1):
        if trap.do not in app.ACTIONS and not knows(app, d, trap.do):
            yield Problem("unknown_action", f"traps[{place}].do", found=trap.do)


def check_plays(app: App, d: Definition) -> Iterable[Problem]:
    """Start < threshold; solution = 1; a trap that is undone costs nothing; no blind way passes."""
    enough = d.threshold - MARGIN
    start = follow(app, d, [])
    if score(app, d, start) >= enough:
        yield Problem("start_already_passed", "goals")
    course = start
    for place, action in enumerate(steps(d), start=1):
        try:
            course = course.then(app, d, action)
        except Senseless as said:
            yield Problem("solution_fails", f"solution[{place}]", action.do, said.code)
            return
    if missing := [g for g, ok in zip(d.goals, verdicts(app, d, course), strict=True) if not ok]:
        yield Problem("solution_fails", "solution", points(d, missing), named(missing))
        return
    for place, trap in enumerate(d.traps, start=1):
        if ":" in trap.do and not is_free(app, d, start, trap.do):
            yield Problem("trap_costs", f"traps[{place}]", found=trap.do)
    for way in app.hoards(d):
        course = start
        for do in way:
            course = after(app, d, course, do)
        if score(app, d, course) >= enough:
            yield Problem("flag_all_passes", "goals", found=way[0].partition(":")[0])


def is_free(app: App, d: Definition, start: Course, trap: str) -> bool:
    """Falls in the trap at each step of the solution, goes back, and still reaches the end."""
    course = start
    for action in (None, *steps(d)):
        if action is not None:
            course = course.then(app, d, action)
        fallen = after(app, d, course, trap)
        back = after(app, d, fallen, UNDO) if fallen is not course else course
        if back.state != course.state:
            return False
        course = back
    return all(verdicts(app, d, course))


def after(app: App, d: Definition, course: Course, do: str) -> Course:
    """The course after an action, the same one when it makes no sense."""
    try:
        return course.then(app, d, Action(do, {}))
    except Senseless:
        return course


def points(d: Definition, missing: Sequence[Goal]) -> str:
    """How many points the solution gives, of how many."""
    total = sum(goal.points for goal in d.goals)
    return f"{total - sum(goal.points for goal in missing)}/{total}"


def named(missing: Sequence[Goal]) -> str:
    return ", ".join(f"{goal.object}.{goal.field}" for goal in missing)
