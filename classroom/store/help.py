"""Calls for help, and the visits that answer them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from classroom.domain import HelpRequest, Visit
from classroom.store.rows import Row, count_changed, many, moment, moment_or_none, stamp

REQUEST_COLUMNS = "id, learner_id, exercise, asked_at, handled_at, cancelled_at"
VISIT_COLUMNS = "id, learner_id, started_at, ended_at, by"

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
insert into visit (session_id, learner_id, started_at, by)
values (:session_id, :learner_id, :at, :by)
on conflict do nothing
"""
END_VISIT = """
update visit set ended_at = :at where learner_id = :learner_id and ended_at is null
"""
NO_VISIT = "delete from visit where learner_id = :learner_id and ended_at is null"
# A person may have called again meanwhile: there is one open call at a time.
CALL_AGAIN = """
update help_request set handled_at = null
where session_id = :session_id and handled_at = :at and not exists (
  select 1 from help_request other where other.learner_id = help_request.learner_id
    and other.handled_at is null and other.cancelled_at is null)
"""
FORGET_VISIT = """
delete from visit where session_id = :session_id and ended_at = :at and started_at = :at
"""
VISIT_AGAIN = """
update visit set ended_at = null
where session_id = :session_id and ended_at = :at and not exists (
  select 1 from visit other where other.learner_id = visit.learner_id and other.ended_at is null)
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


def visit(db: Database, session_id: int, learner_id: int, at: datetime, by: str = "") -> bool:
    """« J'y vais »: the learner reads who is coming. The first who said it goes: false for the
    others."""
    told = {"session_id": session_id, "learner_id": learner_id, "at": stamp(at), "by": by}
    return count_changed(db, START_VISIT, **told) > 0


def stay(db: Database, learner_id: int) -> None:
    """« J'y vais » was a mistake: as if it had not been said."""
    db.execute(NO_VISIT, {"learner_id": learner_id})


def handled(db: Database, session_id: int, learner_id: int, at: datetime, by: str = "") -> None:
    """« Réglé »: the call and the visit end; a visit is recorded even if none was announced."""
    visit(db, session_id, learner_id, at, by)
    db.execute(HANDLE, {"learner_id": learner_id, "at": stamp(at)})
    db.execute(END_VISIT, {"learner_id": learner_id, "at": stamp(at)})


def all_handled(
    db: Database, session_id: int, learner_ids: Iterable[int], at: datetime, by: str = ""
) -> None:
    """The same for several people at once."""
    for learner_id in learner_ids:
        handled(db, session_id, learner_id, at, by)


def unhandle(db: Database, session_id: int, at: datetime) -> None:
    """« Réglé », said at that moment, was a mistake: calls and visits are open again."""
    for statement in (CALL_AGAIN, FORGET_VISIT, VISIT_AGAIN):
        db.execute(statement, {"session_id": session_id, "at": stamp(at)})


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
