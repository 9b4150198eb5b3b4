"""Learners: found again by device or by return card, renamed, approved, removed, banned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from classroom.domain import Learner, Live
from classroom.names import same_name
from classroom.refusals import NotFound, UnknownCard
from classroom.store.rows import many, one, stamp
from classroom.store.seats import COLUMNS, by_card, from_row, give_to

BY_DEVICE = f"""
select {", ".join(f"learner.{name}" for name in COLUMNS.split(", "))}
from device join learner on learner.id = device.learner_id
where device.token_hash = :token_hash and device.released_at is null
"""
OF_SESSION = f"""
select {COLUMNS} from learner where session_id = :session_id order by id
"""
IN_SESSION = f"""
select {COLUMNS} from learner where session_id = :session_id and id = :id
"""


def by_device(db: Database, token_hash: str) -> Learner | None:
    """The learner whose browser holds this token, removed or not."""
    row = one(db, BY_DEVICE, token_hash=token_hash)
    return from_row(row) if row else None


def of_session(db: Database, session_id: int) -> list[Learner]:
    """Everyone who took a seat, removed or waiting included, in order of arrival."""
    return [from_row(row) for row in many(db, OF_SESSION, session_id=session_id)]


def in_session(db: Database, session_id: int, learner_id: int) -> Learner:
    """Raises `NotFound` for a learner of another session, as for none at all."""
    row = one(db, IN_SESSION, session_id=session_id, id=learner_id)
    if row is None:
        raise NotFound
    return from_row(row)


LIVE = """
select learner.approved_at, learner.removed_at, learner.message as own_message,
  session.closed_at, session.mediator_name, session.message,
  exists (select 1 from pause
    where pause.session_id = session.id and pause.ended_at is null) as paused,
  exists (select 1 from help_request where help_request.learner_id = learner.id
    and help_request.handled_at is null and help_request.cancelled_at is null) as asked,
  (select visit.by from visit
    where visit.learner_id = learner.id and visit.ended_at is null) as coming,
  (select plan_change.exercise from plan_change
    where plan_change.session_id = session.id and plan_change.act = 'now'
      and plan_change.withdrawn_at is null
      and (plan_change.learner_id is null or plan_change.learner_id = learner.id)
      and plan_change.devices like '%' || learner.device || '%'
      and not exists (select 1 from attempt where attempt.learner_id = learner.id
        and attempt.exercise = plan_change.exercise and attempt.passed = 1)
      and not exists (select 1 from activity where activity.learner_id = learner.id
        and activity.exercise = plan_change.exercise and activity.act in ('continue', 'skip')
        and activity.at > plan_change.at)
    order by plan_change.id desc limit 1) as wanted,
  (select host.name from learner host where host.id = learner.with_id) as host,
  (select guest.name from learner guest where guest.with_id = learner.id
    and guest.removed_at is null order by guest.id limit 1) as partner
from learner join session on session.id = learner.session_id
where learner.id = :id and learner.session_id = :session_id
"""


def live(db: Database, session_id: int, learner_id: int) -> Live:
    """What the mediator decides of one person's screen. Raises `NotFound`."""
    row = one(db, LIVE, id=learner_id, session_id=session_id)
    if row is None:
        raise NotFound
    return Live(
        paused=bool(row["paused"]) and row["closed_at"] is None,
        help="coming" if row["coming"] is not None else "asked" if row["asked"] else None,
        coming=row["coming"] or row["mediator_name"],
        mediator_name=row["mediator_name"],
        waiting=row["approved_at"] is None,
        ended=row["closed_at"] is not None,
        removed=row["removed_at"] is not None,
        message=row["message"],
        own_message=row["own_message"],
        wanted=row["wanted"] or "",
        host=row["host"] or "",
        partner=row["partner"] or "",
    )


SAY = "update learner set message = :message where id = :id and session_id = :session_id"


def say(db: Database, session_id: int, learner_id: int, message: str) -> None:
    """Write to one person; empty once it is read."""
    db.execute(SAY, {"id": learner_id, "session_id": session_id, "message": message})


WORK_ON = "update learner set device = :device where id = :id"


def work_on(db: Database, learner_id: int, device: str) -> None:
    """From now on this person works on a computer, a tablet or a phone."""
    db.execute(WORK_ON, {"id": learner_id, "device": device})


def resume(
    db: Database,
    session_id: int,
    name: str,
    card: str,
    token_hash: str,
    at: datetime,
    device: str = "computer",
) -> Learner:
    """Give the seat of a return card to one more device. Raises `UnknownCard`."""
    found = by_card(db, session_id, card)
    if found is None or found.banned_at or not same_name(found.name, name):
        raise UnknownCard
    give_to(db, found.id, token_hash, at)
    work_on(db, found.id, device)
    return come_back(db, session_id, found.id)


RENAME = """
update learner set name = :name, seat = :seat where id = :id and session_id = :session_id
"""
APPROVE = """
update learner set approved_at = :at
where session_id = :session_id and approved_at is null and (:id is null or id = :id)
returning id
"""
REMOVE = """
update learner set removed_at = coalesce(removed_at, :at)
where id = :id and session_id = :session_id
"""
RESTORE = """
update learner set removed_at = null, banned_at = null
where id = :id and session_id = :session_id
"""
RESTORE_ALL = """
update learner set removed_at = null, banned_at = null
where session_id = :session_id and removed_at = :at
"""
BAN = """
update learner set banned_at = :at, removed_at = coalesce(removed_at, :at)
where id = :id and session_id = :session_id
"""
COME_BACK = """
update learner
set removed_at = null,
    approved_at = case when removed_at is not null and
      (select locked_at from session where session.id = learner.session_id) is not null
      then null else approved_at end
where id = :id and session_id = :session_id and banned_at is null
"""
UNAPPROVE = """
update learner set approved_at = null where session_id = :session_id and approved_at = :at
"""


def rename(db: Database, session_id: int, learner_id: int, name: str, seat: str) -> None:
    db.execute(RENAME, {"id": learner_id, "session_id": session_id, "name": name, "seat": seat})


def approve(db: Database, session_id: int, learner_id: int | None, at: datetime) -> list[int]:
    """Let one person who waits in, or all of them with None; the ids that were let in."""
    rows = many(db, APPROVE, session_id=session_id, id=learner_id, at=stamp(at))
    return [row["id"] for row in rows]


def remove(db: Database, session_id: int, learner_id: int, at: datetime) -> None:
    """Take someone out; nothing of theirs is lost and they may come back."""
    db.execute(REMOVE, {"id": learner_id, "session_id": session_id, "at": stamp(at)})


def remove_all(db: Database, session_id: int, learner_ids: Iterable[int], at: datetime) -> None:
    """The same for several people at once."""
    for learner_id in learner_ids:
        remove(db, session_id, learner_id, at)


def restore_all(db: Database, session_id: int, at: datetime) -> None:
    """Bring back those who were taken out at that moment."""
    db.execute(RESTORE_ALL, {"session_id": session_id, "at": stamp(at)})


def unapprove(db: Database, session_id: int, at: datetime) -> None:
    """Those who were let in at that moment wait again."""
    db.execute(UNAPPROVE, {"session_id": session_id, "at": stamp(at)})


def ban(db: Database, session_id: int, learner_id: int, at: datetime) -> None:
    """Take someone out for good: neither their browser nor their card brings them back."""
    db.execute(BAN, {"id": learner_id, "session_id": session_id, "at": stamp(at)})


def restore(db: Database, session_id: int, learner_id: int) -> None:
    """The mediator brings someone back, whatever the reason they left."""
    db.execute(RESTORE, {"id": learner_id, "session_id": session_id})


def come_back(db: Database, session_id: int, learner_id: int) -> Learner:
    """The person comes back; where the session is locked, they wait again."""
    db.execute(COME_BACK, {"id": learner_id, "session_id": session_id})
    return in_session(db, session_id, learner_id)


NOTE = "update learner set note = :note where id = :id and session_id = :session_id"


def note(db: Database, session_id: int, learner_id: int, note: str) -> None:
    db.execute(NOTE, {"id": learner_id, "session_id": session_id, "note": note})
