"""`plans.toml`: the ready-made outlines of workshops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from classroom.domain import Plan, Step
from classroom.exercises import schema
from classroom.exercises.base import Problem
from classroom.exercises.toml import DefinitionError, lines_of, numbered, read_toml


class PlanStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    minutes: int
    exercises: tuple[str, ...]


class PlanTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[plan]]` of `plans.toml`."""

    id: str
    title: str
    summary: str
    step: tuple[PlanStep, ...]


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
        found = schema.problems(PlanTable, table)
        if not found:
            if table["id"] in {plan.id for plan in plans}:
                found.append(Problem("duplicate_id", "id", found=table["id"]))
            plan = as_plan(msgspec.convert(table, PlanTable))
            for step, refs in enumerate(plan.steps, start=1):
                for at, ref in enumerate(refs.exercises, start=1):
                    if not has(ref):
                        key = f"step[{step}].exercises[{at}]"
                        found.append(Problem("unknown_exercise", key, found=ref))
            if not found:
                plans.append(plan)
        line = lines[place] if len(lines) == len(tables) else 0
        problems += [replace(problem, file=name, line=line) for problem in found]
    return plans, problems


def as_plan(table: PlanTable) -> Plan:
    steps = tuple(Step(step.title, step.minutes, step.exercises) for step in table.step)
    return Plan(table.id, table.title, table.summary, steps)
