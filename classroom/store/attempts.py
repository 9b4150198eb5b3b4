"""Attempts and activities: only ever added, each submission once; typed text alone is erased."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlite_utils import Database

from classroom.domain import CARRIED, SHARED, Act, Activity, Attempt, Record
from classroom.refusals import SubmissionReused
from classroom.store.rows import Row, many, moment, one, stamp

COLUMNS = """
  id, learner_id, exercise, submission, digest, record, score, passed, at, active_s
"""


def from_row(row: Row) -> Attempt:
    return Attempt(
        **{
            **row,
            "record": msgspec.json.decode(row["record"]),
            "passed": bool(row["passed"]),
            "at": moment(row["at"]),
        }
    )


@dataclass(frozen=True, slots=True)
class Submission:
    """One post of an answer. `digest` tells another answer under the same id; with `calls` it
    asks the mediator to come."""

    id: str
    exercise: str
    definition: str
    digest: str
    record: Record
    score: float | None
    passed: bool
    active_s: int | None = None
    calls: bool = False


ADD = f"""
insert into attempt
  (session_id, learner_id, exercise, definition, submission, digest, record, score, passed,
   active_s, at)
values
  (:session_id, :learner_id, :exercise, :definition, :submission, :digest, :record, :score,
   :passed, :active_s, :at)
on conflict (learner_id, submission) do nothing
returning {COLUMNS}
"""
GIVEN = f"""
select {COLUMNS} from attempt
where learner_id = :learner_id and submission = :submission
"""


def add(
    db: Database, session_id: int, learner_id: int, submission: Submission, at: datetime
) -> Attempt:
    """Keep one attempt; the same submission again returns the first one, without effect.

    Raises `SubmissionReused` when the id came before with another answer.
    """
    row = one(
        db,
        ADD,
        session_id=session_id,
        learner_id=learner_id,
        exercise=submission.exercise,
        definition=submission.definition,
        submission=submission.id,
        digest=submission.digest,
        record=msgspec.json.encode(submission.record).decode(),
        score=submission.score,
        passed=int(submission.passed),
        active_s=submission.active_s,
        at=stamp(at),
    )
    return from_row(row) if row else given_before(db, learner_id, submission.id, submission.digest)


def given_before(db: Database, learner_id: int, submission: str, digest: str) -> Attempt:
    """The attempt a submission made when it first came. Raises `SubmissionReused`."""
    row = one(db, GIVEN, learner_id=learner_id, submission=submission)
    if row is None or row["digest"] != digest:
        raise SubmissionReused
    return from_row(row)


def shared(submission: Submission) -> Submission:
    """A passed submission as it counts for the other person at the screen."""
    return replace(submission, record=SHARED, active_s=None)


CARRY = """
insert into attempt
  (session_id, learner_id, exercise, definition, submission, digest, record, score, passed, at)
select :session_id, :learner_id, exercise, definition, :submission, digest, :record, null, 1, at
from attempt where learner_id = :earlier_id and exercise = :exercise and passed = 1
order by id limit 1
on conflict (learner_id, submission) do nothing
"""


def carry(
    db: Database, session_id: int, learner_id: int, earlier_id: int, exercises: Iterable[str]
) -> None:
    """What somebody passed as `earlier_id` counts for `learner_id`, at the time it was passed."""
    record = msgspec.json.encode(CARRIED).decode()
    for ref in exercises:
        row = {"session_id": session_id, "learner_id": learner_id, "earlier_id": earlier_id}
        db.execute(
            CARRY, {**row, "exercise": ref, "submission": f"carried-{ref}", "record": record}
        )


TAKE_BACK = "delete from attempt where learner_id = :learner_id and submission = :submission"


def take_back(db: Database, learner_id: int, submission: str) -> None:
    """As if it had never come; for what the mediator ticks, never for what a learner answered."""
    db.execute(TAKE_BACK, {"learner_id": learner_id, "submission": submission})


REWRITE = "update attempt set record = :record where id = :id"


def rewrite(db: Database, id: int, record: Record) -> None:
    """Take what was typed out of one record. The attempt itself, its score and its digest stay."""
    db.execute(REWRITE, {"id": id, "record": msgspec.json.encode(record).decode()})


OF_LEARNER = f"select {COLUMNS} from attempt where learner_id = :learner_id order by id"
OF_SESSION = f"select {COLUMNS} from attempt where session_id = :session_id order by id"
SUBMISSIONS = "select submission from attempt where session_id = :session_id"
ON_EXERCISE = f"""
select {COLUMNS} from attempt
where learner_id = :learner_id and exercise = :exercise order by id
"""
ACTIVITY_COLUMNS = "id, learner_id, exercise, act, at"
ACTIVITIES_OF_LEARNER = f"""
select {ACTIVITY_COLUMNS} from activity where learner_id = :learner_id order by id
"""
ACTIVITIES_ON_EXERCISE = f"""
select {ACTIVITY_COLUMNS} from activity
where learner_id = :learner_id and exercise = :exercise order by id
"""
ACTIVITIES_OF_SESSION = f"""
select {ACTIVITY_COLUMNS} from activity where session_id = :session_id order by id
"""


def of_learner(db: Database, learner_id: int) -> list[Attempt]:
    return [from_row(row) for row in many(db, OF_LEARNER, learner_id=learner_id)]


def of_session(db: Database, session_id: int) -> list[Attempt]:
    return [from_row(row) for row in many(db, OF_SESSION, session_id=session_id)]


def submissions(db: Database, session_id: int) -> list[str]:
    """The ids of all that was kept in a session."""
    return [row["submission"] for row in many(db, SUBMISSIONS, session_id=session_id)]


def on_exercise(db: Database, learner_id: int, exercise: str) -> list[Attempt]:
    rows = many(db, ON_EXERCISE, learner_id=learner_id, exercise=exercise)
    return [from_row(row) for row in rows]


def activity_from_row(row: Row) -> Activity:
    return Activity(**{**row, "act": Act(row["act"]), "at": moment(row["at"])})


def activities_of_learner(db: Database, learner_id: int) -> Sequence[Activity]:
    return [activity_from_row(r) for r in many(db, ACTIVITIES_OF_LEARNER, learner_id=learner_id)]


def activities_on_exercise(db: Database, learner_id: int, exercise: str) -> Sequence[Activity]:
    rows = many(db, ACTIVITIES_ON_EXERCISE, learner_id=learner_id, exercise=exercise)
    return [activity_from_row(row) for row in rows]


def activities_of_session(db: Database, session_id: int) -> Sequence[Activity]:
    return [activity_from_row(r) for r in many(db, ACTIVITIES_OF_SESSION, session_id=session_id)]


ADD_ACTIVITY = """
insert into activity (session_id, learner_id, exercise, act, submission, at)
values (:session_id, :learner_id, :exercise, :act, :submission, :at)
on conflict (learner_id, submission) do nothing
"""


def add_activity(
    db: Database,
    session_id: int,
    learner_id: int,
    exercise: str,
    act: Act,
    submission: str,
    at: datetime,
) -> None:
    """Keep one act; the same submission again has no effect."""
    db.execute(
        ADD_ACTIVITY,
        {
            "session_id": session_id,
            "learner_id": learner_id,
            "exercise": exercise,
            "act": act.value,
            "submission": submission,
            "at": stamp(at),
        },
    )
