"""The plans that an organisation makes for itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlite_utils import Database

from classroom.domain import Plan
from classroom.refusals import NotFound, PlanChanged
from classroom.store.rows import Row, count_changed, many, moment, one, stamp


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan as it is kept; its id is that of its row. `version` is another after each change."""

    plan: Plan
    version: str
    updated_at: datetime
    archived: bool


COLUMNS = "id, content, updated_at, archived_at"
OF_ORGANISATION = f"""
select {COLUMNS} from plan where organisation_id = :organisation_id order by title, id
"""
OWNED_BY = f"""
select {COLUMNS} from plan where id = :id and organisation_id = :organisation_id
"""
ADD = """
insert into plan (organisation_id, title, content, created_at, updated_at)
values (:organisation_id, :title, :content, :at, :at)
returning id
"""
CHANGE = """
update plan set title = :title, content = :content, updated_at = :at
where id = :id and organisation_id = :organisation_id and updated_at = :version
"""
ARCHIVE = """
update plan set archived_at = coalesce(archived_at, :at)
where id = :id and organisation_id = :organisation_id
"""
RESTORE = """
update plan set archived_at = null where id = :id and organisation_id = :organisation_id
"""


def from_row(row: Row) -> Kept:
    plan = msgspec.json.decode(row["content"], type=Plan)
    return Kept(
        replace(plan, id=str(row["id"])),
        row["updated_at"],
        moment(row["updated_at"]),
        archived=row["archived_at"] is not None,
    )


def of_organisation(db: Database, organisation_id: int) -> list[Kept]:
    return [from_row(row) for row in many(db, OF_ORGANISATION, organisation_id=organisation_id)]


def owned_by(db: Database, organisation_id: int, plan_id: int) -> Kept:
    """Raises `NotFound` for a plan of another organisation, as for none at all."""
    row = one(db, OWNED_BY, id=plan_id, organisation_id=organisation_id)
    if row is None:
        raise NotFound
    return from_row(row)


def content(plan: Plan) -> str:
    return msgspec.json.encode(plan).decode()


def add(db: Database, organisation_id: int, plan: Plan, at: datetime) -> int:
    """Keep a new plan; its id."""
    row = one(
        db,
        ADD,
        organisation_id=organisation_id,
        title=plan.title,
        content=content(plan),
        at=stamp(at),
    )
    assert row is not None
    return int(row["id"])


def change(db: Database, organisation_id: int, plan: Plan, version: str, at: datetime) -> None:
    """Replace the `version` that was read. Raises `PlanChanged` when it is no longer the last."""
    asked = {"id": int(plan.id), "organisation_id": organisation_id, "version": version}
    asked |= {"title": plan.title, "content": content(plan), "at": stamp(at)}
    if not count_changed(db, CHANGE, **asked):
        raise PlanChanged


def archive(db: Database, organisation_id: int, plan_id: int, at: datetime) -> None:
    """Put away: sessions opened with it stay as they are."""
    db.execute(ARCHIVE, {"id": plan_id, "organisation_id": organisation_id, "at": stamp(at)})


def restore(db: Database, organisation_id: int, plan_id: int) -> None:
    db.execute(RESTORE, {"id": plan_id, "organisation_id": organisation_id})
