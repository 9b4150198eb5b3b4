"""The journal of access: who of the staff looked at what, and changed what of accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from classroom.domain import Account
from classroom.staffing import Seen
from classroom.store.rows import many, moment, one, stamp

KEPT = timedelta(days=365)
# A page that is looked at again and again within this is one line.
ONCE_IN = timedelta(hours=1)

FORGET = "delete from audit where organisation_id = :organisation_id and at < :before"
LATELY = """
select 1 as found from audit
where account_id = :account_id and act = :act and at > :since
  and coalesce(session_id, 0) = coalesce(:session_id, 0) limit 1
"""
NOTE = """
insert into audit (organisation_id, account_id, act, session_id, about, at)
values (:organisation_id, :account_id, :act, :session_id, :about, :at)
"""
LATEST = """
select audit.at, account.name, audit.act, audit.about, session.title as session_title
from audit join account on account.id = audit.account_id
left join session on session.id = audit.session_id
where audit.organisation_id = :organisation_id
order by audit.id desc limit :most offset :skip
"""


def note(db: Database, account: Account, act: str, at: datetime, about: str = "") -> None:
    """Something was done to accounts; what is older than a year goes."""
    db.execute(FORGET, {"organisation_id": account.organisation_id, "before": stamp(at - KEPT)})
    put(db, account, act, None, about, at)


def looked(db: Database, account: Account, act: str, session_id: int, at: datetime) -> None:
    """A page with names was opened."""
    asked = {"account_id": account.id, "act": act, "session_id": session_id}
    if one(db, LATELY, since=stamp(at - ONCE_IN), **asked) is None:
        put(db, account, act, session_id, "", at)


def put(
    db: Database, account: Account, act: str, session_id: int | None, about: str, at: datetime
) -> None:
    row = {"organisation_id": account.organisation_id, "account_id": account.id, "act": act}
    db.execute(NOTE, {**row, "session_id": session_id, "about": about, "at": stamp(at)})


def latest(db: Database, organisation_id: int, most: int, skip: int = 0) -> list[Seen]:
    """The newest first."""
    asked = {"organisation_id": organisation_id, "most": most, "skip": skip}
    return [Seen(**{**row, "at": moment(row["at"])}) for row in many(db, LATEST, **asked)]
