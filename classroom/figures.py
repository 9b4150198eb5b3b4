"""What is counted of sessions: kept when one closes, read by coordinators. No name is in it.

Frozen values only, as in `domain`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

# Fewer people than this could be recognised.
PEOPLE_MIN = 5


@dataclass(frozen=True, slots=True)
class OfExercise:
    """How many people reached it, passed it, struggled with it."""

    exercise: str
    reached: int
    passed: int
    struggled: int


@dataclass(frozen=True, slots=True)
class OfPlacement:
    """How many people gave a level on a line of the questionnaire; `later` when they had answered
    it in an earlier session of the series, or before in this one."""

    line: int
    level: int
    later: bool
    people: int


@dataclass(frozen=True, slots=True)
class Counted:
    """One session. `present` people did something; `waited_s` is the time that answered calls
    waited, added up; `enough` hints led to success with nobody beside."""

    enrolled: int
    present: int
    attempts: int
    passed: int
    minutes: int
    calls: int
    answered: int
    waited_s: int
    hints: int
    enough: int
    exercises: tuple[OfExercise, ...] = ()
    placement: tuple[OfPlacement, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters of the history. Days are those of the calendar, both within; empty words ask for
    nothing."""

    since: date | None = None
    until: date | None = None
    place: str = ""
    public: str = ""
    partner: str = ""
    mediator: str = ""
    theme: str = ""
    status: str = "held"
    word: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One session of the history; figures are None for one that was not held."""

    id: int
    title: str
    status: str
    at: datetime
    mediator: str
    place: str
    public: str
    partner: str
    expected: int | None
    enrolled: int | None
    present: int | None
    attempts: int | None
    passed: int | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """Sessions that have a word in common; `name` is empty for those of groups too small to be
    told apart, and None where nothing was said."""

    name: str | None
    sessions: int
    people: int
    minutes: int
    passed: int


def told_apart(groups: Sequence[Group]) -> list[Group]:
    """The same, with those of fewer than `PEOPLE_MIN` people as one. What is left over is never so
    small that it could be found by taking the others from the total."""
    shown = sorted(groups, key=lambda group: group.people)
    merged: list[Group] = []
    while shown and shown[0].people < PEOPLE_MIN:
        merged.append(shown.pop(0))
    while shown and merged and total(merged, lambda group: group.people) < PEOPLE_MIN:
        merged.append(shown.pop(0))
    kept = [group for group in groups if group in shown]
    if merged and total(merged, lambda group: group.people):
        rest = Group(
            "",
            total(merged, lambda group: group.sessions),
            total(merged, lambda group: group.people),
            total(merged, lambda group: group.minutes),
            total(merged, lambda group: group.passed),
        )
        # Of so few people nothing is broken down at all.
        return [*kept, rest] if kept else []
    return kept


def total(groups: Sequence[Group], count: Callable[[Group], int]) -> int:
    return sum(count(group) for group in groups)
