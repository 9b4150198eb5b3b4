"""Retention: when a session is over, and which have kept their people long enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from classroom.refusals import NotFound
from classroom.store.rows import Row, many, moment, one, stamp

# A session that nobody closed is over once nothing has happened in it for so long.
IDLE = timedelta(days=1)
# They have nobody to wait for, and keep no series waiting.
CALLED_OFF = ("cancelled", "postponed")


@dataclass(frozen=True, slots=True)
class Due:
    """A session whose people are still there, and when they go; None while its series goes on."""

    session_id: int
    title: str
    opened_at: datetime
    people: int
    answers: int
    erased_on: datetime | None


CANDIDATES = """
select id, title, series_id, opened_at, closed_at, status from session
where erased_at is null and (:organisation_id is null or organisation_id = :organisation_id)
  and (:id is null or id = :id)
  and coalesce(closed_at, opened_at) <= :before
order by coalesce(closed_at, opened_at), id
"""
OF_SERIES = """
select id, opened_at, closed_at, status from session where series_id = :series_id
"""
LAST_SEEN = """
select max(at) as at from (
  select max(at) as at from attempt where session_id = :id
  union all select max(at) as at from activity where session_id = :id
  union all select max(joined_at) as at from learner where session_id = :id
  union all select max(asked_at) as at from help_request where session_id = :id
) as seen
"""
OF_ID = """
select id, series_id, opened_at, closed_at, status from session where id = :id
"""


def ended_at(db: Database, row: Row, now: datetime) -> datetime | None:
    """When a session ended: closed, called off, or idle for `IDLE`; None while it goes on or is
    still to come."""
    if row["closed_at"]:
        return moment(row["closed_at"])
    if row["status"] in CALLED_OFF:
        return moment(row["opened_at"])
    seen = one(db, LAST_SEEN, id=row["id"])
    last = max(moment(at) for at in (row["opened_at"], seen and seen["at"]) if at)
    return last if last + IDLE <= now else None


def over_at(db: Database, row: Row, now: datetime) -> datetime | None:
    """The end of a session, or of the last one of its series."""
    if row["series_id"] is None:
        return ended_at(db, row, now)
    series = many(db, OF_SERIES, series_id=row["series_id"])
    met = [other for other in series if other["status"] not in CALLED_OFF]
    ends = [ended_at(db, other, now) for other in met or [row]]
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def end(db: Database, session_id: int, now: datetime) -> datetime:
    """When this session ended by itself: now, for one that goes on. Raises `NotFound`."""
    row = one(db, OF_ID, id=session_id)
    if row is None:
        raise NotFound
    return ended_at(db, row, now) or now


def due(db: Database, now: datetime, keep_days: int, *, session_id: int | None = None) -> list[int]:
    """The sessions whose people have been kept long enough, oldest first; or that one, if it is."""
    before = now - timedelta(days=keep_days)
    asked = {"organisation_id": None, "id": session_id, "before": stamp(before)}
    found = []
    for row in many(db, CANDIDATES, **asked):
        over = over_at(db, row, now)
        if over is not None and over <= before:
            found.append(int(row["id"]))
    return found


COUNTS = """
select
  (select count(*) from learner where session_id = :id) as people,
  (select count(*) from attempt where session_id = :id and score is not null) as answers
"""


def to_come(
    db: Database, organisation_id: int, now: datetime, keep_days: int, most: int
) -> list[Due]:
    """The next sessions of an organisation to be erased, those with people in them."""
    found = []
    asked = {"organisation_id": organisation_id, "id": None, "before": stamp(now)}
    for row in many(db, CANDIDATES, **asked):
        counts = one(db, COUNTS, id=row["id"])
        if counts is None or not counts["people"]:
            continue
        over = over_at(db, row, now)
        date = over + timedelta(days=keep_days) if over else None
        found.append(
            Due(row["id"], row["title"], moment(row["opened_at"]), **counts, erased_on=date)
        )
        if len(found) == most:
            break
    return found


def due_counts(db: Database, now: datetime, keep_days: int) -> dict[str, int]:
    """How many sessions, people and answers are due."""
    session_ids = due(db, now, keep_days)
    rows = [one(db, COUNTS, id=session_id) or {} for session_id in session_ids]
    counts = {name: sum(row[name] for row in rows) for name in ("people", "answers")}
    return {"sessions": len(session_ids), **counts}
