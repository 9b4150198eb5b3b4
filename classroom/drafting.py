"""A plan as it was typed, whatever it is worth, and the plan that it makes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from classroom import names
from classroom.domain import NEEDS, Need, Plan, Step
from classroom.exercises.base import Form
from classroom.refusals import InvalidName

TITLE_MAX = 80
TEXT_MAX = 300
OBJECTIVES_MAX = 8
STEPS_MAX = 30
EXERCISES_MAX = 20
MINUTES_MAX = 600
LEVELS = ("1", "2", "3")

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class DraftStep:
    """A step as it was typed. `key` names its fields, wherever it is moved."""

    key: str
    title: str
    minutes: str
    need: str = "required"
    exercises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as it was typed; one objective a line."""

    title: str
    summary: str
    objectives: str
    public: str
    material: str
    level: str
    steps: tuple[DraftStep, ...]


def of_plan(plan: Plan) -> Draft:
    return Draft(
        title=plan.title,
        summary=plan.summary,
        objectives="\n".join(plan.objectives),
        public=plan.public,
        material=plan.material,
        level=str(plan.level),
        steps=tuple(
            DraftStep(str(number), step.title, str(step.minutes), step.need, step.exercises)
            for number, step in enumerate(plan.steps, start=1)
        ),
    )


def of_form(form: Form) -> Draft:
    """The fields in the order in which they stand on the page, which is that of the steps."""

    def text(key: str) -> str:
        value = form.get(key)
        return value if isinstance(value, str) else ""

    def texts(key: str) -> list[str]:
        return list(dict.fromkeys(one for one in form.getlist(key) if isinstance(one, str)))

    names = ("title", "summary", "objectives", "public", "material", "level")
    return Draft(
        **{name: text(name) for name in names},
        steps=tuple(
            DraftStep(
                key,
                text(f"title-{key}"),
                text(f"minutes-{key}"),
                text(f"need-{key}"),
                tuple(texts(f"exercise-{key}")),
            )
            for key in texts("step")
        ),
    )


def moved(draft: Draft, do: str, new_title: str = "") -> Draft:
    """The draft after one button: `add`, or `up`, `down`, `drop` of a step or of one of its
    exercises, as `up:2` and `up:2:scams/example`. Anything else changes nothing."""
    verb, _, rest = do.partition(":")
    key, _, ref = rest.partition(":")
    if verb == "add":
        free = next(str(n) for n in range(1, 10**6) if str(n) not in {s.key for s in draft.steps})
        return replace(draft, steps=(*draft.steps, DraftStep(free, new_title, "10")))
    keys = [step.key for step in draft.steps]
    if key not in keys:
        return draft
    place = keys.index(key)
    if not ref:
        return replace(draft, steps=shifted(draft.steps, place, verb))
    step = draft.steps[place]
    if ref not in step.exercises:
        return draft
    refs = shifted(step.exercises, step.exercises.index(ref), verb)
    steps = (*draft.steps[:place], replace(step, exercises=refs), *draft.steps[place + 1 :])
    return replace(draft, steps=steps)


def shifted(things: tuple[Thing, ...], place: int, verb: str) -> tuple[Thing, ...]:
    rest = [*things[:place], *things[place + 1 :]]
    if verb == "drop":
        return tuple(rest)
    if verb in ("up", "down"):
        rest.insert(max(place + (1 if verb == "down" else -1), 0), things[place])
        return tuple(rest)
    return things


class Reading:
    """What a draft says, with the code of each mistake under the name of its field."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def line(self, field: str, typed: str, most: int, *, needed: bool = False) -> str:
        if not typed.strip() and not needed:
            return ""
        try:
            return names.clean(typed, most)
        except InvalidName:
            self.errors[field] = "bad_text" if typed.strip() else "needed"
            return ""

    def minutes(self, field: str, typed: str) -> int:
        typed = typed.strip()
        known = typed.isascii() and typed.isdigit() and len(typed) < 5
        if not known or not 1 <= int(typed) <= MINUTES_MAX:
            self.errors[field] = "bad_minutes"
            return 0
        return int(typed)

    def objectives(self, typed: str) -> tuple[str, ...]:
        lines = [line for line in typed.splitlines() if line.strip()]
        if len(lines) > OBJECTIVES_MAX:
            self.errors["objectives"] = "too_many"
        return tuple(self.line("objectives", line, TEXT_MAX) for line in lines[:OBJECTIVES_MAX])

    def step(self, typed: DraftStep, known: Callable[[str], bool]) -> Step:
        needs: Mapping[str, Need] = {need: need for need in NEEDS}
        exercises = tuple(ref for ref in typed.exercises if known(ref))
        if len(exercises) > EXERCISES_MAX:
            self.errors[f"exercises-{typed.key}"] = "too_many"
        return Step(
            self.line(f"title-{typed.key}", typed.title, TITLE_MAX, needed=True),
            self.minutes(f"minutes-{typed.key}", typed.minutes),
            exercises,
            needs.get(typed.need, "required"),
        )


def read(draft: Draft, id: str, known: Callable[[str], bool]) -> tuple[Plan, dict[str, str]]:
    """The plan that a draft makes, and its mistakes by field: the plan is good when there is none.
    Exercises that are not `known` are left out."""
    reading = Reading()
    plan = Plan(
        id=id,
        title=reading.line("title", draft.title, TITLE_MAX, needed=True),
        summary=reading.line("summary", draft.summary, TEXT_MAX),
        steps=tuple(reading.step(step, known) for step in draft.steps[:STEPS_MAX]),
        objectives=reading.objectives(draft.objectives),
        public=reading.line("public", draft.public, TEXT_MAX),
        material=reading.line("material", draft.material, TEXT_MAX),
        level=int(draft.level) if draft.level in LEVELS else 0,
    )
    if not 1 <= len(draft.steps) <= STEPS_MAX:
        reading.errors["steps"] = "too_many" if draft.steps else "needed"
    elif plan.minutes > MINUTES_MAX:
        reading.errors["steps"] = "too_long"
    return plan, reading.errors
