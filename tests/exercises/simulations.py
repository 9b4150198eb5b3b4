"""What the tests of simulations share: acting in one as the page does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from classroom import exercises
from classroom.domain import Record
from classroom.exercises import simulation
from classroom.exercises.base import Exercise, Turn
from classroom.exercises.simulation import engine, goals
from tests.exercises.forms import SHUFFLE, form, make
from tests.exercises.twins import MAILBOX, folders


class Acting:
    """One learner on one simulation. `log` is what is kept."""

    def __init__(self, exercise: Exercise) -> None:
        assert isinstance(exercise, engine.Definition)
        self.exercise = exercise
        self.app = simulation.APPS[exercise.app]
        self.log: list[Record] = []

    def do(self, action: str, **typed: str) -> Turn:
        turn = exercises.play(self.exercise, form({**typed, "do": action}), SHUFFLE, self.log)
        self.log.append(turn.record)
        return turn

    def all(self, steps: Iterable[str | Mapping[str, str]]) -> Turn:
        for step in steps:
            given = {"do": step} if isinstance(step, str) else dict(step)
            turn = self.do(given.pop("do"), **given)
        return turn

    @property
    def course(self) -> engine.Course:
        return engine.follow(self.app, self.exercise, self.log)

    @property
    def state(self) -> Any:
        return self.course.state

    @property
    def score(self) -> float:
        return goals.score(self.app, self.exercise, self.course)

    @property
    def said(self) -> str:
        return str(self.log[-1].get("said", ""))


def mailbox(**keys: Any) -> Acting:
    """Two messages, of which the first is to be reported."""
    keys.setdefault("goals", folders(m1="reported", m2="inbox"))
    keys.setdefault("solution", [{"do": "report:m1"}])
    return Acting(make("simulation", **{**MAILBOX, **keys}))
