"""A plan as it is read on a page: its steps, with the titles of their exercises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from classroom import names
from classroom.domain import Plan
from classroom.exercises.base import Exercise
from classroom.modules import Library, Module


@dataclass(frozen=True, slots=True)
class Item:
    """One exercise of a plan. `title` is empty when it no longer exists."""

    ref: str
    title: str = ""
    module: str = ""
    kind: str = ""
    estimate_min: float = 0


def item(library: Library, ref: str) -> Item:
    if not library.has(ref):
        return Item(ref)
    exercise = library.exercise(ref)
    module = library.module(ref.partition("/")[0])
    return Item(ref, exercise.title, module.title, exercise.kind, exercise.estimate_min)


def items(library: Library, refs: Iterable[str]) -> dict[str, Item]:
    """By reference, in the order given."""
    return {ref: item(library, ref) for ref in refs}


def missing(library: Library, plan: Plan) -> list[str]:
    return [ref for ref in plan.exercises if not library.has(ref)]


def search(library: Library, module: str, word: str) -> list[tuple[Module, list[Exercise]]]:
    """The exercises of a module, or of all, whose title or whose module has the word."""
    asked = names.folded(word)
    found = []
    for one in library.modules:
        everything = asked in names.folded(one.title)
        chosen = [e for e in one.exercises if everything or asked in names.folded(e.title)]
        if chosen and module in ("", one.id):
            found.append((one, chosen))
    return found


def given_up(library: Library, whole: Plan, shorter: Plan) -> list[str]:
    """Titles of what the shorter plan leaves out: whole steps, then exercises."""
    steps = [step for step in whole.steps if step.title not in {s.title for s in shorter.steps}]
    gone = {ref for step in steps for ref in step.exercises}
    refs = [ref for ref in whole.exercises if ref not in shorter.exercises and ref not in gone]
    return [step.title for step in steps] + [item(library, ref).title or ref for ref in refs]
