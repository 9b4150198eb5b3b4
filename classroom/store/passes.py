"""Links that let a colleague, or the mediator's own phone, into one running session."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from classroom.piloting import Pass
from classroom.refusals import NotFound
from classroom.store.rows import Row, count_changed, many, moment, moment_or_none, one, stamp

COLUMNS = "id, session_id, label, acts, given_at, revoked_at"

GIVE = f"""
insert into pass (session_id, label, acts, given_at) values (:session_id, :label, :acts, :at)
returning {COLUMNS}
"""
OF_SESSION = f"""
select {COLUMNS} from pass where session_id = :session_id order by id
"""
VALID = f"""
select {COLUMNS} from pass
where id = :id and revoked_at is null
  and (select closed_at from session where session.id = pass.session_id) is null
"""
REVOKE = """
update pass set revoked_at = coalesce(revoked_at, :at) where id = :id and session_id = :session_id
"""


def from_row(row: Row) -> Pass:
    return Pass(
        **{
            **row,
            "acts": bool(row["acts"]),
            "given_at": moment(row["given_at"]),
            "revoked_at": moment_or_none(row["revoked_at"]),
        }
    )


def give(db: Database, session_id: int, label: str, acts: bool, at: datetime) -> Pass:
    row = one(db, GIVE, session_id=session_id, label=label, acts=int(acts), at=stamp(at))
    assert row is not None
    return from_row(row)


def of_session(db: Database, session_id: int) -> list[Pass]:
    return [from_row(row) for row in many(db, OF_SESSION, session_id=session_id)]


def valid(db: Database, pass_id: int) -> Pass | None:
    """None for a link that was taken back, or whose session is over."""
    row = one(db, VALID, id=pass_id)
    return from_row(row) if row else None


def revoke(db: Database, session_id: int, pass_id: int, at: datetime) -> None:
    """Take a link back. Raises `NotFound` for one of another session."""
    if not count_changed(db, REVOKE, id=pass_id, session_id=session_id, at=stamp(at)):
        raise NotFound
