"""Who works on which screen: machines that are given back, two people on one."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from classroom.refusals import NotFound
from classroom.store.rows import count_changed, many, one, stamp

FORGET_DEVICE = "delete from device where token_hash = :token_hash"


def forget_device(db: Database, token_hash: str) -> None:
    """« Changer de personne »: this browser is nobody again; the seat stays."""
    db.execute(FORGET_DEVICE, {"token_hash": token_hash})


IS_KNOWN = "select 1 as known from device where token_hash = :token_hash"


def is_known(db: Database, token_hash: str) -> bool:
    """True for a browser that has a seat, or had one that was given back."""
    return one(db, IS_KNOWN, token_hash=token_hash) is not None


RELEASE = """
update device set released_at = :at where learner_id = :id and released_at is null
"""
TAKE_AGAIN = "update device set released_at = null where learner_id = :id and released_at = :at"


def release(db: Database, learner_id: int, at: datetime) -> None:
    """The machines of a person are free for others; the card brings the person back anywhere."""
    db.execute(RELEASE, {"id": learner_id, "at": stamp(at)})


def take_again(db: Database, learner_id: int, at: datetime) -> None:
    """Machines released at that moment are this person's again."""
    db.execute(TAKE_AGAIN, {"id": learner_id, "at": stamp(at)})


# One screen holds two: whoever shares a screen lends none.
PAIR = """
update learner set with_id = :with_id
where id = :id and session_id = :session_id
  and :with_id in (select host.id from learner host
    where host.session_id = :session_id and host.with_id is null and host.removed_at is null)
  and not exists (select 1 from learner guest
    where guest.with_id in (:id, :with_id) and guest.id <> :id and guest.removed_at is null)
"""
PART = "update learner set with_id = null where id = :id and session_id = :session_id"
PARTNERS = "select id from learner where with_id = :id and removed_at is null order by id"


def pair(db: Database, session_id: int, learner_id: int, with_id: int) -> None:
    """This person works on the screen of the other. Raises `NotFound` where that cannot be."""
    params = {"id": learner_id, "session_id": session_id, "with_id": with_id}
    if learner_id == with_id or not count_changed(db, PAIR, **params):
        raise NotFound


def part(db: Database, session_id: int, learner_id: int) -> None:
    """Each one has a screen again."""
    db.execute(PART, {"id": learner_id, "session_id": session_id})


def partners(db: Database, learner_id: int) -> list[int]:
    """Those who share the screen of this person."""
    return [row["id"] for row in many(db, PARTNERS, id=learner_id)]
