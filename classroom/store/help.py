"""Calls for help, and the visits that answer them."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from classroom.domain import HelpRequest, Visit
from classroom.store.rows import Row, many, moment, moment_or_none, stamp

REQUEST_COLUMNS = "id, learner_id, exercise, asked_at, handled_at, cancelled_at"
VISIT_COLUMNS = "id, learner_id, started_at, ended_at"

ASK = """
insert into help_request (session_id, learner_id, exercise, asked_at)
values (:session_id, :learner_id, :exercise, :at)
on conflict do nothing
"""
CANCEL = """
update help_request set cancelled_at = :at
where learner_id = :learner_id and handled_at is null and cancelled_at is null
"""
START_VISIT = """
insert into visit (session_id, learner_id, started_at) values (:session_id, :learner_id, :at)
on conflict do nothing
"""
END_VISIT = """
update visit set ended_at = :at where learner_id = :learner_id and ended_at is null
"""
HANDLE = """
update help_request set handled_at = :at
where learner_id = :learner_id and handled_at is null and cancelled_at is null
"""


def ask(db: Database, session_id: int, learner_id: int, exercise: str | None, at: datetime) -> None:
    """Call for help; a second call while one is open changes nothing."""
    db.execute(
        ASK,
        {
            "session_id": session_id,
            "learner_id": learner_id,
            "exercise": exercise,
            "at": stamp(at),
        },
    )


def cancel(db: Database, learner_id: int, at: datetime) -> None:
    """The learner no longer needs help: the call goes, and so does a visit on its way."""
    db.execute(CANCEL, {"learner_id": learner_id, "at": stamp(at)})
    db.execute(END_VISIT, {"learner_id": learner_id, "at": stamp(at)})


def visit(db: Database, session_id: int, learner_id: int, at: datetime) -> None:
    """« J'y vais »: the learner reads that someone is coming."""
    db.execute(START_VISIT, {"session_id": session_id, "learner_id": learner_id, "at": stamp(at)})


def handled(db: Database, session_id: int, learner_id: int, at: datetime) -> None:
    """« Réglé »: the call and the visit end; a visit is recorded even if none was announced."""
    visit(db, session_id, learner_id, at)
    db.execute(HANDLE, {"learner_id": learner_id, "at": stamp(at)})
    db.execute(END_VISIT, {"learner_id": learner_id, "at": stamp(at)})


REQUESTS_OF_LEARNER = f"""
select {REQUEST_COLUMNS} from help_request where learner_id = :learner_id order by id
"""
VISITS_OF_LEARNER = f"""
select {VISIT_COLUMNS} from visit where learner_id = :learner_id order by id
"""
REQUESTS_OF_SESSION = f"""
select {REQUEST_COLUMNS} from help_request where session_id = :session_id order by id
"""
VISITS_OF_SESSION = f"""
select {VISIT_COLUMNS} from visit where session_id = :session_id order by id
"""


def request_from_row(row: Row) -> HelpRequest:
    return HelpRequest(
        **{
            **row,
            "asked_at": moment(row["asked_at"]),
            "handled_at": moment_or_none(row["handled_at"]),
            "cancelled_at": moment_or_none(row["cancelled_at"]),
        }
    )


def visit_from_row(row: Row) -> Visit:
    return Visit(
        **{
            **row,
            "started_at": moment(row["started_at"]),
            "ended_at": moment_or_none(row["ended_at"]),
        }
    )


def requests_of_learner(db: Database, learner_id: int) -> list[HelpRequest]:
    return [request_from_row(row) for row in many(db, REQUESTS_OF_LEARNER, learner_id=learner_id)]


def visits_of_learner(db: Database, learner_id: int) -> list[Visit]:
    return [visit_from_row(row) for row in many(db, VISITS_OF_LEARNER, learner_id=learner_id)]


def requests_of_session(db: Database, session_id: int) -> list[HelpRequest]:
    return [request_from_row(row) for row in many(db, REQUESTS_OF_SESSION, session_id=session_id)]


def visits_of_session(db: Database, session_id: int) -> list[Visit]:
    return [visit_from_row(row) for row in many(db, VISITS_OF_SESSION, session_id=session_id)]
