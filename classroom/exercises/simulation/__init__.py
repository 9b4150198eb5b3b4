"""`simulation`: a fake application in which the learner acts; one module per application.

Each post is one action, and one record: `{"do": action, "typed": {field: text}, "said": code}`.
`said` is what was answered at once: `trap:<rank>`, `note:<code>`, `goal:<rank>` or `passed`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

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
    sentence,
)
from classroom.exercises.markdown import inline
from classroom.exercises.simulation import discretion, engine, goals, proof
from classroom.exercises.simulation.engine import Action, App, Course, Definition, Senseless
from classroom.refusals import BadResponse

__all__ = ["Definition"]

EVIDENCE = Evidence.VERIFIED
SCORED = True


def discover() -> dict[str, App]:
    """Modules of this package that can `apply` an action."""
    found: dict[str, App] = {}
    for module in pkgutil.iter_modules(__path__):
        candidate = importlib.import_module(f"{__name__}.{module.name}")
        if hasattr(candidate, "ACTIONS") and hasattr(candidate, "apply"):
            found[module.name] = cast(App, candidate)
    return found


APPS = discover()


def variant(raw: Mapping[str, Any]) -> type[Exercise] | Problem:
    """The definition that a table must fit: that of its application."""
    name = raw.get("app")
    if name is None:
        return Problem("missing_key", "app")
    if not isinstance(name, str) or name not in APPS:
        return Problem("unknown_app", "app", ", ".join(APPS), str(name))
    return APPS[name].Definition


def evidence(exercise: Definition) -> Evidence:
    """A password never leaves the page, which alone can say whether it follows the rules."""
    return Evidence.DECLARED if exercise.app == "password" else EVIDENCE


def check(exercise: Definition) -> Iterable[Problem]:
    return proof.check(APPS[exercise.app], exercise)


@dataclass(frozen=True, slots=True)
class Line:
    """One action in words. `about` names what it is done to; `said` is what came of it: nothing,
    `note` (it made no sense), `trap`, `goal` (one was missing) or `passed`."""

    verb: str
    object: str
    value: str
    about: str
    typed: Mapping[str, str]
    said: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """The screen as it stands. `feedback` is None, `ok`, `retry` or `aside` (a trap, a note).

    `depth` counts the actions that can be taken back; `lines` are all of them, in words.
    """

    app: str
    screen: Any
    memo: tuple[Markup, ...]
    ask: str
    depth: int
    lines: tuple[Line, ...]
    feedback: str | None
    is_finished: bool
    submits: bool = True
    shape: str = "simulation"


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View:
    app = APPS[exercise.app]
    course = engine.follow(app, exercise, log)
    is_finished = bool(log) and log[-1].get("said") == "passed"
    return View(
        app=exercise.app,
        screen=app.view(exercise, course.state),
        memo=tuple(inline(line) for line in exercise.memo),
        ask=exercise.ask.label if exercise.ask else "",
        depth=course.depth,
        lines=tuple(line(app, exercise, record) for record in log),
        feedback="ok" if is_finished else told(last),
        is_finished=is_finished,
    )


def told(last: Record | None) -> str | None:
    said = last.get("said", "") if last else ""
    return "retry" if said.startswith("goal") else "aside" if said else None


def landing(record: Record) -> str:
    """What is answered at once is read first, else the screen is."""
    return "feedback" if record.get("said") else "screen"


def line(app: App, exercise: Definition, record: Record) -> Line:
    action = engine.recorded(record)
    said = record.get("said", "").partition(":")[0]
    about = app.label(exercise, action)
    return Line(action.verb, action.object, action.value, about, action.typed, said)


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    """One action. Raises `BadResponse`: none, one that does not exist, one too many, all done."""
    app = APPS[exercise.app]
    do = fields.text(form, "do")
    if not do:
        raise BadResponse(reason="empty")
    if not engine.knows(app, exercise, do):
        raise BadResponse(reason="malformed")
    if log and log[-1].get("said") == "passed":
        raise BadResponse(reason="finished")
    if len(log) >= engine.EVENTS_MAX:
        raise BadResponse(reason="too_long")
    course = engine.follow(app, exercise, log)
    action = Action(do, typed(app, exercise, course, form, do))
    record = engine.as_record(action)
    try:
        after = course.then(app, exercise, action)
    except Senseless as said:
        return Turn({**record, "said": f"note:{said.code}"})
    return judged(app, exercise, after, record)


def typed(app: App, exercise: Definition, course: Course, form: Form, do: str) -> dict[str, str]:
    """What the fields of the screen hold; going back takes nothing along."""
    if do == engine.ANSWER:
        names: Iterable[str] = (engine.ANSWER,)
    elif do in engine.EVERYWHERE:
        return {}
    else:
        names = app.asks(exercise, course.state, do.partition(":")[0])
    return {name: fields.text(form, name) for name in names if form.getlist(name)}


def judged(app: App, exercise: Definition, course: Course, record: Record) -> Turn:
    """Passed as soon as all goals hold; « J'ai fini » is a try; a trap is told at once."""
    missing = [n for n, ok in enumerate(goals.verdicts(app, exercise, course)) if not ok]
    if not missing:
        record["said"] = "passed"
        return Turn(record, outcome(exercise, 1.0, record))
    if record["do"] == engine.FINISH:
        done = outcome(exercise, goals.score(app, exercise, course), record)
        record["said"] = "passed" if done.passed else f"goal:{missing[0]}"
        return Turn(record, done)
    for rank, trap in enumerate(exercise.traps):
        if trap.do in (record["do"], record["do"].partition(":")[0]):
            record["said"] = f"trap:{rank}"
            break
    return Turn(record)


def review(exercise: Definition, record: Record) -> Review:
    what, _, detail = record.get("said", "").partition(":")
    if what == "trap":
        return Review(exercise.traps[int(detail)].feedback)
    if what == "note":
        return Review(note=detail)
    if what == "goal":
        goal = exercise.goals[int(detail)]
        return Review(goal.feedback or exercise.feedback_retry, (Part(detail, False),))
    return Review(sentence(exercise, 1.0) if what == "passed" else "")


@dataclass(frozen=True, slots=True)
class Solution:
    """What to do, action after action. `example` is one not to use, empty when there is none."""

    app: str
    lines: tuple[Line, ...]
    example: str = ""


def solution(exercise: Definition) -> Solution:
    draw = partial(line, APPS[exercise.app], exercise)
    example: str = getattr(exercise, "example", "")
    return Solution(exercise.app, tuple(map(draw, solved(exercise))), example)


def solved(exercise: Definition) -> list[Record]:
    """The solution as the log of someone who did just that."""
    return [engine.as_record(action) for action in engine.steps(exercise)]


def reduced(exercise: Definition, log: Sequence[Record]) -> list[Record]:
    """The same log without what was typed; the same goals hold."""
    return discretion.reduced(APPS[exercise.app], exercise, log)
