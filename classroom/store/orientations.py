"""Where an organisation sends people on: addresses it keeps for its sheets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from classroom.store.rows import count_changed, many, stamp


@dataclass(frozen=True, slots=True)
class Orientation:
    id: int
    label: str
    details: str


OF_ORGANISATION = """
select id, label, details from orientation
where organisation_id = :organisation_id and archived_at is null order by label, id
"""
ADD = """
insert into orientation (organisation_id, label, details)
values (:organisation_id, :label, :details)
"""
CHANGE = """
update orientation set label = :label, details = :details
where id = :id and organisation_id = :organisation_id
"""
ARCHIVE = """
update orientation set archived_at = :at where id = :id and organisation_id = :organisation_id
"""


def of_organisation(db: Database, organisation_id: int) -> list[Orientation]:
    rows = many(db, OF_ORGANISATION, organisation_id=organisation_id)
    return [Orientation(**row) for row in rows]


def add(db: Database, organisation_id: int, label: str, details: str) -> None:
    db.execute(ADD, {"organisation_id": organisation_id, "label": label, "details": details})


def change(
    db: Database, organisation_id: int, orientation_id: int, label: str, details: str
) -> bool:
    """False for one of another organisation, as for none at all."""
    asked = {"id": orientation_id, "organisation_id": organisation_id}
    return bool(count_changed(db, CHANGE, **asked, label=label, details=details))


def archive(db: Database, organisation_id: int, orientation_id: int, at: datetime | None) -> bool:
    """No longer offered; offered again with None."""
    asked = {"id": orientation_id, "organisation_id": organisation_id}
    return bool(count_changed(db, ARCHIVE, **asked, at=stamp(at) if at else None))
