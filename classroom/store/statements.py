"""What a structure says of itself on the pages about privacy and accessibility."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlite_utils import Database

from classroom.store.rows import one, stamp


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """All of it may be empty: the pages then say that nobody filled it in. `officer` is the data
    protection officer, `place` where the server stands, `accessibility` what is known of an audit.
    """

    controller: str = ""
    contact: str = ""
    officer: str = ""
    place: str = ""
    accessibility: str = ""


GET = "select content from privacy_statement where organisation_id = :organisation_id"
FIRST = "select content from privacy_statement order by organisation_id limit 1"
OF_CODE = """
select organisation_id from session where join_code = :code
order by case when closed_at is null then 0 else 1 end, closed_at desc limit 1
"""
KEEP = """
insert into privacy_statement (organisation_id, content, updated_at)
values (:organisation_id, :content, :at)
on conflict (organisation_id) do update
set content = excluded.content, updated_at = excluded.updated_at
"""


def get(db: Database, organisation_id: int) -> Statement:
    return read(one(db, GET, organisation_id=organisation_id))


def of_session(db: Database, code: str) -> Statement:
    """That of whoever holds the session of a code; for no code, that of the instance."""
    found = one(db, OF_CODE, code=code) if code else None
    return get(db, found["organisation_id"]) if found else read(one(db, FIRST))


def read(row: dict[str, str] | None) -> Statement:
    return Statement() if row is None else msgspec.json.decode(row["content"], type=Statement)


def keep(db: Database, organisation_id: int, said: Statement, at: datetime) -> None:
    """Say it, in place of what was said before."""
    content = msgspec.json.encode(said).decode()
    db.execute(KEEP, {"organisation_id": organisation_id, "content": content, "at": stamp(at)})
