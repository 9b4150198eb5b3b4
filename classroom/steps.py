"""A simulation seen again: its screen after each action, recomputed from the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classroom.domain import Record
from classroom.exercises import simulation
from classroom.exercises.base import Shuffle

# For the mediator, everything stands in the author's order.
UNMIXED = Shuffle(b"", 0, "")


@dataclass(frozen=True, slots=True)
class Steps:
    """The screen after `step` of the actions, 0 being the start. `seconds` are those since the
    first action, none for a solution, which nobody played."""

    step: int
    lines: tuple[simulation.Line, ...]
    view: simulation.View
    seconds: tuple[int, ...] = ()


def at(
    exercise: simulation.Definition,
    log: Sequence[Record],
    wanted: str,
    otherwise: int,
    seconds: tuple[int, ...] = (),
) -> Steps:
    """`wanted` is a step as an address says it; one that makes no sense is `otherwise`."""
    makes_sense = wanted.isascii() and wanted.isdigit() and len(wanted) < 5
    step = min(int(wanted) if makes_sense else otherwise, len(log))
    lines = simulation.public(exercise, UNMIXED, log).lines
    return Steps(step, lines, simulation.public(exercise, UNMIXED, log[:step]), seconds)


def of_solution(exercise: simulation.Definition, wanted: str) -> Steps:
    """The worked solution, from its start."""
    return at(exercise, simulation.solved(exercise), wanted, 0)
