"""Series: several sessions with the same group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlite_utils import Database

from classroom.domain import Record
from classroom.piloting import Held
from classroom.refusals import NotFound
from classroom.store.rows import Row, count_changed, many, moment, moment_or_none, one, stamp


@dataclass(frozen=True, slots=True)
class Series:
    """A cycle; `sessions` counts those held or still to come."""

    id: int
    title: str
    archived: bool
    sessions: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session of a series."""

    id: int
    title: str
    status: Held
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person in one session: `earlier_id` is the same person in an earlier one, `passed` what
    they passed here, without what they brought along."""

    id: int
    session_id: int
    name: str
    earlier_id: int | None
    passed: int


@dataclass(frozen=True, slots=True)
class Placement:
    """What somebody said of themselves, once."""

    learner_id: int
    exercise: str
    record: Record
    at: datetime


COLUMNS = """
  series.id, series.title, series.archived_at,
  (select count(*) from session where session.series_id = series.id
     and session.status in ('held', 'planned')) as sessions
"""
OF_ORGANISATION = f"""
select {COLUMNS} from series where organisation_id = :organisation_id
order by case when archived_at is null then 0 else 1 end, id desc
"""
OWNED_BY = f"""
select {COLUMNS} from series where id = :id and organisation_id = :organisation_id
"""
ADD = """
insert into series (organisation_id, title, created_at)
values (:organisation_id, :title, :at) returning id
"""
RENAME = """
update series set title = :title where id = :id and organisation_id = :organisation_id
"""
ARCHIVE = """
update series set archived_at = :at where id = :id and organisation_id = :organisation_id
"""
MEETINGS = """
select id, title, status, opened_at, closed_at from session
where series_id = :series_id and status <> 'postponed' order by opened_at, id
"""
SITTINGS = """
select learner.id, learner.session_id, learner.name, learner.earlier_id,
  (select count(distinct attempt.exercise) from attempt where attempt.learner_id = learner.id
     and attempt.passed = 1 and attempt.submission not like 'carried-%') as passed
from learner join session on session.id = learner.session_id
where session.series_id = :series_id and learner.removed_at is null
  and learner.approved_at is not null
order by session.opened_at, learner.id
"""
PLACEMENTS = """
select attempt.learner_id, attempt.exercise, attempt.record, attempt.at
from attempt join session on session.id = attempt.session_id
where session.series_id = :series_id and attempt.exercise like 'placement/%'
  and attempt.passed = 1
order by attempt.id
"""


def from_row(row: Row) -> Series:
    return Series(row["id"], row["title"], row["archived_at"] is not None, row["sessions"])


def of_organisation(db: Database, organisation_id: int) -> list[Series]:
    """The newest first, those put away last."""
    return [from_row(row) for row in many(db, OF_ORGANISATION, organisation_id=organisation_id)]


def owned_by(db: Database, organisation_id: int, series_id: int) -> Series:
    """Raises `NotFound` for a series of another organisation, as for none at all."""
    row = one(db, OWNED_BY, id=series_id, organisation_id=organisation_id)
    if row is None:
        raise NotFound
    return from_row(row)


def add(db: Database, organisation_id: int, title: str, at: datetime) -> int:
    row = one(db, ADD, organisation_id=organisation_id, title=title, at=stamp(at))
    assert row is not None
    return int(row["id"])


def rename(db: Database, organisation_id: int, series_id: int, title: str) -> None:
    count_changed(db, RENAME, id=series_id, organisation_id=organisation_id, title=title)


def archive(db: Database, organisation_id: int, series_id: int, at: datetime | None) -> None:
    """Put away, or taken out again with None: its sessions stay as they are."""
    asked = {"id": series_id, "organisation_id": organisation_id}
    count_changed(db, ARCHIVE, at=stamp(at) if at else None, **asked)


def meetings(db: Database, series_id: int) -> list[Meeting]:
    """In the order in which they are held."""
    return [
        Meeting(
            **{
                **row,
                "status": Held(row["status"]),
                "opened_at": moment(row["opened_at"]),
                "closed_at": moment_or_none(row["closed_at"]),
            }
        )
        for row in many(db, MEETINGS, series_id=series_id)
    ]


def sittings(db: Database, series_id: int) -> list[Sitting]:
    return [Sitting(**row) for row in many(db, SITTINGS, series_id=series_id)]


def placements(db: Database, series_id: int) -> list[Placement]:
    return [
        Placement(
            row["learner_id"],
            row["exercise"],
            msgspec.json.decode(row["record"]),
            moment(row["at"]),
        )
        for row in many(db, PLACEMENTS, series_id=series_id)
    ]
