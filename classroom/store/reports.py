"""Activity reports: what a mediator says of one session, until the session goes."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlite_utils import Database

from classroom.lacoop.report import Report
from classroom.store.rows import one, stamp

GET = "select content from report where session_id = :session_id"
KEEP = """
insert into report (session_id, content, updated_at) values (:session_id, :content, :at)
on conflict (session_id) do update
set content = excluded.content, updated_at = excluded.updated_at
"""


def get(db: Database, session_id: int) -> Report | None:
    """What was said last of a session."""
    row = one(db, GET, session_id=session_id)
    return None if row is None else msgspec.json.decode(row["content"], type=Report)


def keep(db: Database, session_id: int, report: Report, at: datetime) -> None:
    """Say it, in place of what was said before."""
    content = msgspec.json.encode(report).decode()
    db.execute(KEEP, {"session_id": session_id, "content": content, "at": stamp(at)})
