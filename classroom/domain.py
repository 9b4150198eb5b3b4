"""What a workshop is made of.

Frozen values only: no clock, no input or output. Times are
aware datetimes in UTC. Words follow the field: a *session* is one class meeting,
an *attempt* is one submission, an *outcome* is the result of grading.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, get_args

from classroom.piloting import Held, PlanChange, Wifi
from classroom.staffing import Role

# What grading leaves to keep and to draw feedback from: JSON-able, never typed text.
Record = dict[str, Any]
# What is kept for whoever shared the screen: that it was passed, not what was answered.
SHARED: Record = {"shared": True}
# What was passed in an earlier session of the series, and need not be done again.
CARRIED: Record = {"carried": True}
ELSEWHERE = (SHARED, CARRIED)


class Evidence(StrEnum):
    """How we know that an exercise is done."""

    DECLARED = "declared"
    VERIFIED = "verified"
    SEEN = "seen"


class Status(StrEnum):
    """State of one learner on one exercise; computed, never stored."""

    TODO = "todo"
    DOING = "doing"
    TO_REVIEW = "to_review"
    DONE_ALONE = "done_alone"
    DONE_HELPED = "done_helped"
    HELP_ASKED = "help_asked"


# What becomes of a step when time is short: the last of these is left out first.
Need = Literal["required", "optional", "if_time"]
NEEDS: tuple[Need, ...] = get_args(Need)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan: its exercises as `module-id/exercise-id`. Without any, the room does it
    together, off screen: a welcome, a demonstration, a break. With `again` they are asked anew of
    who passed them in an earlier session."""

    title: str
    minutes: int
    exercises: tuple[str, ...] = ()
    need: Need = "required"
    again: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A prepared outline, frozen into a session when it opens. `level` is 1 to 3, or 0 when nobody
    said."""

    id: str
    title: str
    summary: str
    steps: tuple[Step, ...]
    objectives: tuple[str, ...] = ()
    public: str = ""
    material: str = ""
    level: int = 0

    @property
    def exercises(self) -> tuple[str, ...]:
        return tuple(ref for step in self.steps for ref in step.exercises)

    @property
    def spare(self) -> frozenset[str]:
        """The exercises that nobody needs to have finished."""
        required = {ref for step in self.steps if step.need == "required" for ref in step.exercises}
        return frozenset(self.exercises) - required

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True, slots=True)
class Interval:
    """A span of time; `end` is None while it lasts."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Someone of the staff. `name` is what learners read when help is on its way."""

    id: int
    organisation_id: int
    name: str
    role: Role = Role.MEDIATOR


@dataclass(frozen=True, slots=True)
class Session:
    """One class meeting. `link_token` is the unguessable part of the QR code's link; `ends_at` is
    None until the mediator moves the end that the plan gives; `message` is read by everyone;
    `shown` is the exercise on the wall, with its answer or without; `room` is where its people
    sit; `note` is for mediators alone; `thresholds` are those that differ from its pace, as JSON;
    `changes` are those to the plan, withdrawn ones too, in order of time. `opened_at` of a session
    that is not yet held is the time it is prepared for, with `expected` people; `series_id` is the
    cycle it belongs to; `erased_at` is when its people were erased: counts are left."""

    id: int
    organisation_id: int
    join_code: str
    link_token: str
    title: str
    plan: Plan
    pace: str
    capacity: int
    mediator_name: str
    opened_at: datetime
    locked_at: datetime | None = None
    closed_at: datetime | None = None
    ends_at: datetime | None = None
    message: str = ""
    shown: str | None = None
    shown_answer: bool = False
    wifi: Wifi | None = None
    room: str = ""
    note: str = ""
    thresholds: str = ""
    status: Held = Held.HELD
    series_id: int | None = None
    place: str = ""
    public: str = ""
    partner: str = ""
    expected: int | None = None
    erased_at: datetime | None = None
    pauses: tuple[Interval, ...] = ()
    changes: tuple[PlanChange, ...] = ()

    @property
    def paused_at(self) -> datetime | None:
        return next((pause.start for pause in self.pauses if pause.end is None), None)


@dataclass(frozen=True, slots=True)
class Learner:
    """A person with a seat. `card` is three pictogram names joined by `-`; `device` one of
    `devices.DEVICES`; `message` is what the mediator wrote to them alone, until it is read;
    `with_id` is the person whose screen they share; `note` is for mediators alone;
    `earlier_id` is the same person in an earlier session of the series."""

    id: int
    session_id: int
    name: str
    seat: str
    card: str
    joined_at: datetime
    approved_at: datetime | None = None
    removed_at: datetime | None = None
    message: str = ""
    device: str = "computer"
    with_id: int | None = None
    banned_at: datetime | None = None
    note: str = ""
    earlier_id: int | None = None


@dataclass(frozen=True, slots=True)
class Live:
    """What the mediator changes on a learner's screen. `help` is None, `asked` or `coming`, and
    `coming` who comes; `message` was written to everyone, `own_message` to this person; `wanted`
    is the exercise they are asked to open; `host` is whose screen they share, `partner` who
    shares theirs; `nudge` offers a hint."""

    paused: bool
    help: str | None
    coming: str
    mediator_name: str
    waiting: bool
    ended: bool
    removed: bool
    message: str
    own_message: str
    wanted: str = ""
    host: str = ""
    partner: str = ""
    nudge: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of grading. `score` lies in 0–1; `record` is what may be kept of the answer."""

    score: float
    passed: bool
    record: Record


@dataclass(frozen=True, slots=True)
class Attempt:
    """One submission, kept. `digest` is that of the answer it held; `score` is None for a card
    or a page inside a longer exercise; `active_s` counts the seconds the exercise was in use,
    when the browser told."""

    id: int
    learner_id: int
    exercise: str
    submission: str
    digest: str
    record: Record
    score: float | None
    passed: bool
    at: datetime
    active_s: int | None = None


class Act(StrEnum):
    """What a learner did on an exercise besides answering."""

    HINT = "hint"
    REDO = "redo"
    CONTINUE = "continue"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Activity:
    """One `Act` on one exercise."""

    id: int
    learner_id: int
    exercise: str
    act: Act
    at: datetime


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """A call for help; open while neither handled nor cancelled."""

    id: int
    learner_id: int
    exercise: str | None
    asked_at: datetime
    handled_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.handled_at is None and self.cancelled_at is None


@dataclass(frozen=True, slots=True)
class Visit:
    """A mediator on the way to, or beside, a learner. `by` is her name, when it is known."""

    id: int
    learner_id: int
    started_at: datetime
    ended_at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where one learner stands on one exercise, computed from attempts and activities.

    `wrong_run` counts wrong tries since the last success or « Refaire », `wrong_total`
    all of them, `wrong_at` and `wrong_total_at` their times; `hints_out_at` is the first wrong
    try once every hint was open, `first_try` when the first graded attempt was and whether it
    passed; `best_before` is the best score
    before the last graded attempt; `log` holds the records of
    the current round of a longer exercise (series, lesson) since the last « Refaire »;
    `last` is the latest graded attempt of the current round, the one whose feedback is
    shown.
    """

    exercise: str
    status: Status = Status.TODO
    tries: int = 0
    wrong_run: int = 0
    wrong_total: int = 0
    wrong_at: tuple[datetime, ...] = ()
    wrong_total_at: tuple[datetime, ...] = ()
    hints_out_at: datetime | None = None
    first_try: tuple[datetime, bool] | None = None
    hints_shown: int = 0
    solution_shown: bool = False
    best_score: float = 0.0
    best_before: float = 0.0
    passed_at: datetime | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    log: tuple[Record, ...] = ()
    last: Attempt | None = field(default=None, compare=False)

    @property
    def is_done(self) -> bool:
        return self.passed_at is not None
