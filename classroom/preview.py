"""An exercise as a learner will see it, for whoever prepares a session: nothing is kept of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from classroom import exercises, progress, steps, trail
from classroom.domain import Learner, Plan, Session, Step
from classroom.exercises import game, lesson, simulation
from classroom.exercises.base import Exercise
from classroom.exercises.markdown import inline
from classroom.modules import Library, Module
from classroom.steps import Steps
from classroom.trail import ExercisePage

NEVER = datetime(2000, 1, 1, tzinfo=UTC)
NOBODY = Learner(0, 0, "", "", "", NEVER)


@dataclass(frozen=True, slots=True)
class Preview:
    """`pages` are what is shown one after the other: one, or each page of a lesson.
    `steps` are those of the solution of a simulation when one is asked for: its screen takes the
    place of that of the start."""

    pages: tuple[ExercisePage, ...]
    hints: tuple[Markup, ...]
    solution: Any
    steps: Steps | None
    previous: str
    following: str


def plan_of(module: Module) -> Plan:
    """The whole module in one step."""
    refs = tuple(f"{module.id}/{exercise.id}" for exercise in module.exercises)
    step = Step(module.title, round(module.estimate_min), refs)
    return Plan(module.id, module.title, module.summary, (step,))


def preview(
    library: Library, module: Module, id: str, secret: bytes, step: str | None = None
) -> Preview:
    """Raises `KeyError` for an exercise that the module does not have."""
    ref = f"{module.id}/{id}"
    exercise = library.exercise(ref)
    plan = plan_of(module)
    here = Session(0, 0, "", "", module.title, plan, "calm", 1, "", NEVER)
    state = progress.untouched(ref)
    # A game is drawn, and can be tried, where an answer could be sent.
    submission = "preview" if isinstance(exercise, game.Definition) else ""
    page = trail.exercise_page(here, NOBODY, state, library, secret, submission, answered=False)
    pages = [page]
    if isinstance(exercise, lesson.Definition):
        pages = [replace(page, view=view) for view in lesson.all_pages(exercise)]
    refs = plan.exercises
    place = refs.index(ref)
    return Preview(
        tuple(pages),
        tuple(inline(hint) for hint in exercise.hints),
        exercises.solution(exercise),
        steps_of(exercise, step),
        previous=refs[place - 1] if place else "",
        following=refs[place + 1] if place + 1 < len(refs) else "",
    )


def steps_of(exercise: Exercise, step: str | None) -> Steps | None:
    if step is None or not isinstance(exercise, simulation.Definition):
        return None
    return steps.of_solution(exercise, step)
