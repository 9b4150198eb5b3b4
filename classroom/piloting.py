"""What a mediator decides while a session runs: changes of plan, questions kept, links, Wi-Fi.

Frozen values only, as in `domain`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Held(StrEnum):
    """Whether a session takes place: prepared for a day to come, begun, given up, or moved to
    another session that took its code."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


class ChangeAct(StrEnum):
    """What a change of plan does with an exercise: ask for it at once, put it after the exercise
    that is under way, or take it out of a path."""

    NOW = "now"
    NEXT = "next"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One change to the plan while it runs; `learner_id` is None for everyone who works on one of
    `devices`, where the exercise works."""

    id: int
    learner_id: int | None
    exercise: str
    act: ChangeAct
    at: datetime
    devices: tuple[str, ...]
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pass:
    """A link to one running session. `acts` is False for one that only reads."""

    id: int
    session_id: int
    label: str
    acts: bool
    given_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wifi:
    """The network of the room, shown on the wall. An open network has no password."""

    name: str
    password: str


class Fate(StrEnum):
    """What becomes of a question that was kept for later."""

    OPEN = "open"
    ANSWERED = "answered"
    NEXT_TIME = "next_time"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class ParkedQuestion:
    """A question to come back to; `learner_id` is None for one that the mediator noted."""

    id: int
    session_id: int
    learner_id: int | None
    text: str
    asked_at: datetime
    fate: Fate
