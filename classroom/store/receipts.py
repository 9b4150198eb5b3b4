"""What is left of erasures to be read: how many, when, why; never who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from classroom.store.rows import Row, many, moment, moment_or_none, one, stamp

# Those who were erased count as they did: in a session that goes on, beside those who are there.
KEPT = """
select coalesce(sum(present), 0) as present, coalesce(sum(answers), 0) as answers,
  coalesce(sum(passed), 0) as passed
from erasure where session_id = :session_id
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What still counts of those who were erased from one session: people who took part, answers,
    exercises passed."""

    present: int
    answers: int
    passed: int


def kept(db: Database, session_id: int) -> Kept:
    found = one(db, KEPT, session_id=session_id)
    assert found is not None
    return Kept(**{name: int(count) for name, count in found.items()})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased at one moment for one reason; `sessions` counts whole ones. `shredded_at` is
    when the last of it left the files of the database and their copies."""

    at: datetime
    cause: str
    sessions: int
    people: int
    answers: int
    shredded_at: datetime | None


RECEIPTS = """
select at, cause, sum(case when learner_id is null then 1 else 0 end) as sessions,
  sum(people) as people, sum(answers) as answers,
  case when count(shredded_at) = count(*) then max(shredded_at) end as shredded_at
from erasure where organisation_id = :organisation_id
group by at, cause order by at desc limit :most
"""


def listed(db: Database, organisation_id: int, most: int) -> list[Receipt]:
    """The latest first."""
    rows = many(db, RECEIPTS, organisation_id=organisation_id, most=most)
    return [receipt(row) for row in rows]


def receipt(row: Row) -> Receipt:
    numbers = {name: int(row[name]) for name in ("sessions", "people", "answers")}
    shredded_at = moment_or_none(row["shredded_at"])
    return Receipt(moment(row["at"]), row["cause"], **numbers, shredded_at=shredded_at)


TO_SHRED = "select min(at) as at, max(id) as id from erasure where shredded_at is null"
SHREDDED = "update erasure set shredded_at = :at where shredded_at is null and id <= :last_id"


def to_shred(db: Database) -> tuple[datetime, int] | None:
    """Since when something erased may still be in the files, and the last erasure of which that
    is true."""
    row = one(db, TO_SHRED)
    return (moment(row["at"]), row["id"]) if row and row["id"] else None


def shredded(db: Database, last_id: int, at: datetime) -> None:
    """The bytes of everything up to this erasure are gone."""
    db.execute(SHREDDED, {"last_id": last_id, "at": stamp(at)})
