"""Questions kept for later: asked by a learner or noted by the mediator."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from classroom.piloting import Fate, ParkedQuestion
from classroom.refusals import NotFound, TooManyQuestions
from classroom.store.rows import Row, count_changed, many, moment, one, stamp

# Of one person, in one session.
MOST = 20
COLUMNS = "id, session_id, learner_id, text, asked_at, fate"

COUNT = """
select count(*) as n from parked_question
where session_id = :session_id and learner_id = :learner_id
"""
PARK = """
insert into parked_question (session_id, learner_id, text, asked_at, fate)
values (:session_id, :learner_id, :text, :at, 'open') returning id
"""
OF_SESSION = f"""
select {COLUMNS} from parked_question where session_id = :session_id order by id
"""
OF_LEARNER = f"""
select {COLUMNS} from parked_question
where session_id = :session_id and learner_id = :learner_id order by id
"""
OPEN_COUNT = """
select count(*) as n from parked_question where session_id = :session_id and fate = 'open'
"""
SETTLE = """
update parked_question set fate = :fate where id = :id and session_id = :session_id
"""


def from_row(row: Row) -> ParkedQuestion:
    return ParkedQuestion(**{**row, "asked_at": moment(row["asked_at"]), "fate": Fate(row["fate"])})


def park(db: Database, session_id: int, learner_id: int | None, text: str, at: datetime) -> int:
    """Keep a question of a learner, or of the mediator with None; its id. Raises
    `TooManyQuestions`."""
    if learner_id is not None:
        kept = one(db, COUNT, session_id=session_id, learner_id=learner_id)
        if kept is not None and kept["n"] >= MOST:
            raise TooManyQuestions(most=MOST)
    params = {"session_id": session_id, "learner_id": learner_id, "text": text, "at": stamp(at)}
    row = one(db, PARK, **params)
    assert row is not None
    return int(row["id"])


DROP = """
delete from parked_question
where id = :id and session_id = :session_id and learner_id is null
"""


def drop(db: Database, session_id: int, question_id: int) -> None:
    """A question that the mediator noted was a mistake; those of learners are theirs."""
    if not count_changed(db, DROP, id=question_id, session_id=session_id):
        raise NotFound


def of_session(db: Database, session_id: int) -> list[ParkedQuestion]:
    """In the order in which they were asked."""
    return [from_row(row) for row in many(db, OF_SESSION, session_id=session_id)]


def of_learner(db: Database, session_id: int, learner_id: int) -> list[ParkedQuestion]:
    found = many(db, OF_LEARNER, session_id=session_id, learner_id=learner_id)
    return [from_row(row) for row in found]


def open_count(db: Database, session_id: int) -> int:
    found = one(db, OPEN_COUNT, session_id=session_id)
    return int(found["n"]) if found else 0


OF_SERIES = f"""
select {", ".join(f"parked_question.{name}" for name in COLUMNS.split(", "))}
from parked_question join session on session.id = parked_question.session_id
where session.series_id = :series_id and session.id <> :session_id
  and parked_question.fate = 'next_time'
order by parked_question.id
"""
SETTLE_OF_SERIES = """
update parked_question set fate = :fate
where id = :id and session_id in (select id from session where series_id = :series_id)
"""


def of_series(db: Database, series_id: int, session_id: int) -> list[ParkedQuestion]:
    """Those that other sessions of the series kept for next time."""
    found = many(db, OF_SERIES, series_id=series_id, session_id=session_id)
    return [from_row(row) for row in found]


def settle_of_series(db: Database, series_id: int, question_id: int, fate: Fate) -> None:
    """Say what becomes of a question of an earlier session. Raises `NotFound`."""
    asked = {"id": question_id, "series_id": series_id, "fate": fate.value}
    if not count_changed(db, SETTLE_OF_SERIES, **asked):
        raise NotFound


FATE = "select fate from parked_question where id = :id and session_id = :session_id"


def settle(db: Database, session_id: int, question_id: int, fate: Fate) -> Fate:
    """Say what becomes of a question; what was said before. Raises `NotFound` for one of another
    session."""
    before = one(db, FATE, id=question_id, session_id=session_id)
    if before is None:
        raise NotFound
    count_changed(db, SETTLE, id=question_id, session_id=session_id, fate=fate.value)
    return Fate(before["fate"])
