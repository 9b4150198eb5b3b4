"""What was typed leaves the log once a simulation is over; what it proved stays.

Each text gives way to « … », else to the expected one, else to letters and figures that say
nothing: the first that leaves every goal as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from classroom.domain import Record
from classroom.exercises.simulation.engine import App, Definition, follow
from classroom.exercises.simulation.goals import verdicts

HIDDEN = "…"
# How many actions may be played again in all: a long log is not a way to hold the server.
ACTIONS_MAX = 20_000


def reduced(app: App, d: Definition, log: Sequence[Record]) -> list[Record]:
    """The log without what was typed: the same goals hold."""
    kept, told = [dict(record) for record in log], proven(app, d, log)
    trials = ACTIONS_MAX // max(1, len(kept))
    for rank, record in enumerate(log):
        for name, written in record.get("typed", {}).items():
            for instead in substitutes(d, name, written):
                before = kept[rank]
                kept[rank] = {**before, "typed": {**before["typed"], name: instead}}
                trials -= 1
                if trials < 0 or proven(app, d, kept) == told:
                    break
                kept[rank] = before
    return kept


def proven(app: App, d: Definition, log: Sequence[Record]) -> tuple[object, ...]:
    """What must stay: the goals that hold, and where one stands."""
    course = follow(app, d, log)
    place = [v for name, v in course.state.items() if name == "screen" or isinstance(v, int)]
    return course.depth, place, verdicts(app, d, course)


def substitutes(d: Definition, name: str, written: str) -> Iterator[str]:
    """None for what says nothing of who wrote it."""
    expected = [step[name] for step in d.solution if name in step]
    if written and written != HIDDEN and written not in expected:
        yield HIDDEN
        yield from expected
        yield "".join("0" if c.isdigit() else "x" if c.isalpha() else c for c in written)
