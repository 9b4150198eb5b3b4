"""`plans.toml`: the ready-made outlines of workshops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from classroom.domain import Need, Plan, Step
from classroom.exercises import rules, schema
from classroom.exercises.base import Problem
from classroom.exercises.toml import DefinitionError, lines_of, numbered, read_toml


class PlanStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    minutes: int
    exercises: tuple[str, ...] = ()
    need: Need = "required"


class PlanTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[plan]]` of `plans.toml`."""

    id: str
    title: str
    summary: str
    step: tuple[PlanStep, ...]
    objectives: tuple[str, ...] = ()
    public: str = ""
    material: str = ""
    level: int = 0


def read_plans(
    file: Path, name: str, has: Callable[[str], bool]
) -> tuple[list[Plan], list[Problem]]:
    """The ready-made plans; one that names a missing exercise is a problem and is left out."""
    if not file.is_file():
        return [], []
    source = file.read_bytes()
    try:
        raw = read_toml(source)
    except DefinitionError as error:
        return [], [replace(problem, file=name) for problem in error.problems]
    plans: list[Plan] = []
    problems: list[Problem] = []
    lines = lines_of(source.decode(), "plan")
    tables = [table for _, table in numbered(raw.get("plan"))]
    for place, table in enumerate(tables):
        found = [*schema.problems(PlanTable, table), *rules.shared(table, "")]
        if not found:
            if table["id"] in {plan.id for plan in plans}:
                found.append(Problem("duplicate_id", "id", found=table["id"]))
            plan = as_plan(msgspec.convert(table, PlanTable))
            found += wrong_steps(plan, has)
            if not found:
                plans.append(plan)
        line = lines[place] if len(lines) == len(tables) else 0
        problems += [replace(problem, file=name, line=line) for problem in found]
    return plans, problems


def wrong_steps(plan: Plan, has: Callable[[str], bool]) -> Iterator[Problem]:
    for number, step in enumerate(plan.steps, start=1):
        if step.minutes < 1:
            yield Problem("bad_size", f"step[{number}].minutes", "1, 2, 3…", str(step.minutes))
        for at, ref in enumerate(step.exercises, start=1):
            if not has(ref):
                yield Problem("unknown_exercise", f"step[{number}].exercises[{at}]", found=ref)


def as_plan(table: PlanTable) -> Plan:
    steps = tuple(Step(one.title, one.minutes, one.exercises, one.need) for one in table.step)
    return Plan(
        table.id,
        table.title,
        table.summary,
        steps,
        table.objectives,
        table.public,
        table.material,
        table.level,
    )
