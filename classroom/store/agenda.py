"""Sessions prepared for a day to come: begun, moved, given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from classroom.preparing import Details
from classroom.refusals import NotFound
from classroom.store.rows import many, moment, one, stamp


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session that is still to come."""

    id: int
    title: str
    join_code: str
    at: datetime
    place: str
    public: str
    partner: str
    expected: int | None
    series_id: int | None


PLANNED = """
select id, title, join_code, opened_at, place, public, partner, expected, series_id from session
where organisation_id = :organisation_id and status = 'planned' and closed_at is null
order by opened_at, id
"""
OFFERED = """
select distinct {field} as word from session
where organisation_id = :organisation_id and {field} <> '' order by {field} limit 50
"""
START = """
update session set status = 'held', opened_at = :at where id = :id and status = 'planned'
"""
CANCEL = """
update session set status = 'cancelled', closed_at = :at where id = :id and status = 'planned'
"""
REINSTATE = """
update session set status = 'planned', closed_at = null, join_code = :code
where id = :id and status = 'cancelled'
"""
DESCRIBE = """
update session set place = :place, public = :public, partner = :partner, expected = :expected
where id = :id
"""
MOVE = "update session set opened_at = :at where id = :id and status = 'planned'"
# The paper with the code and the QR is printed already: both go to the new date.
PUT_OFF = """
update session set status = 'postponed', closed_at = :now, link_token = :link_token
where id = :id and status = 'planned'
returning join_code
"""
COPIED = """
  organisation_id, account_id, join_code, title, plan, pace, capacity, mediator_name, series_id,
  place, public, partner, expected, room, note, thresholds
"""
AGAIN = f"""
insert into session ({COPIED}, link_token, opened_at, status)
select {COPIED}, :link_token, :at, 'planned' from session where id = :id
returning id
"""
LINK = "select link_token from session where id = :id and status = 'planned'"
CODE = "select join_code from session where id = :id"
CODE_OF_ANOTHER = """
select 1 as taken from session where join_code = :code and closed_at is null and id <> :id
"""


def planned(db: Database, organisation_id: int) -> list[Meeting]:
    """The next one first."""
    rows = many(db, PLANNED, organisation_id=organisation_id)
    return [Meeting(at=moment(row.pop("opened_at")), **row) for row in rows]


def offered(db: Database, organisation_id: int) -> dict[str, list[str]]:
    """What was said before of places, publics and partners."""
    return {
        field: [
            row["word"]
            for row in many(db, OFFERED.format(field=field), organisation_id=organisation_id)
        ]
        for field in ("place", "public", "partner")
    }


def start(db: Database, session_id: int, at: datetime) -> None:
    """It is held from now on; a second time changes nothing."""
    db.execute(START, {"id": session_id, "at": stamp(at)})


def cancel(db: Database, session_id: int, at: datetime) -> None:
    """Given up; its code is free after a while."""
    db.execute(CANCEL, {"id": session_id, "at": stamp(at)})


def reinstate(db: Database, session_id: int, fresh_code: str) -> None:
    """Planned again, with the same code unless another session has it by now."""
    row = one(db, CODE, id=session_id)
    code = row["join_code"] if row else fresh_code
    taken = one(db, CODE_OF_ANOTHER, code=code, id=session_id)
    db.execute(REINSTATE, {"id": session_id, "code": fresh_code if taken else code})


def describe(db: Database, session_id: int, details: Details) -> None:
    """Where and for whom; and when, as long as it is not begun."""
    words = {"place": details.place, "public": details.public, "partner": details.partner}
    db.execute(DESCRIBE, {"id": session_id, "expected": details.expected, **words})
    if details.at:
        db.execute(MOVE, {"id": session_id, "at": stamp(details.at)})


def postpone(db: Database, session_id: int, to: datetime, now: datetime, spare_token: str) -> int:
    """To another day, which keeps the code and the link; the id of the session to come. This one
    stays in the history as postponed. Raises `NotFound` for one that is not planned."""
    row = one(db, LINK, id=session_id)
    if row is None:
        raise NotFound
    many(db, PUT_OFF, id=session_id, now=stamp(now), link_token=spare_token)
    again = one(db, AGAIN, id=session_id, at=stamp(to), link_token=row["link_token"])
    assert again is not None
    return int(again["id"])
