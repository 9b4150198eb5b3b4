"""Erasures: what goes of a session or of a person, and what was erased when.

What is left of an erased session is what counts nobody by name: its plan, its times, its report and
its figures. Rows of `erasure` hold ids and keys drawn from random links, never a name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlite_utils import Database

from classroom.refusals import NotFound
from classroom.store.rows import count_changed, many, moment, one, stamp

# What a person's key and a session's are cut to: 128 bits.
KEY_SIGNS = 32


@dataclass(frozen=True, slots=True)
class Erasure:
    """One session or one person erased. `learner_id` is None for a whole session; `key` tells it
    from whoever has the same number in another copy of the database; `learner_ids` are those who
    went, where that is still known."""

    organisation_id: int
    key: str
    session_id: int
    learner_id: int | None
    cause: str
    people: int
    present: int
    answers: int
    passed: int
    at: datetime
    learner_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """One learner, with what makes the key: it outlives neither of the two rows."""

    id: int
    session_id: int
    key: str


def session_key(link_token: str) -> str:
    return hashlib.sha256(f"session {link_token}".encode()).hexdigest()[:KEY_SIGNS]


def learner_key(link_token: str, learner_id: int, joined_at: str) -> str:
    """Numbers are given again after a restore; the moment of arrival is not."""
    words = f"learner {link_token} {learner_id} {joined_at}"
    return hashlib.sha256(words.encode()).hexdigest()[:KEY_SIGNS]


SESSION = "select id, organisation_id, link_token, erased_at from session where id = :id"
# `learner_id` null: of the whole session.
COUNTS = """
select
  (select count(*) from learner
   where session_id = :id and (:learner_id is null or id = :learner_id)) as people,
  (select count(*) from learner
   where session_id = :id and (:learner_id is null or id = :learner_id)
     and removed_at is null and approved_at is not null) as present,
  (select count(*) from attempt
   where session_id = :id and (:learner_id is null or learner_id = :learner_id)
     and score is not null) as answers,
  (select count(*) from
     (select distinct learner_id, exercise from attempt
      where session_id = :id and (:learner_id is null or learner_id = :learner_id)
        and passed = 1 and submission not like 'carried-%') as done) as passed
"""
CLAIM = """
update session set erased_at = :at, closed_at = coalesce(closed_at, :ended_at)
where id = :id and erased_at is null
"""
LEARNERS = "select id from learner where session_id = :id order by id"
# What goes with a session. A copy of an older database knows some of these words alone.
SESSION_GOES = (
    "delete from learner where session_id = :id",
    "delete from parked_question where session_id = :id",
    "delete from pass where session_id = :id",
    "update session set message = '' where id = :id",
    "update session set note = '' where id = :id",
    "update session set wifi_name = '', wifi_password = '' where id = :id",
)
LEARNER_GOES = (
    "update learner set with_id = null where with_id = :id",
    "update learner set earlier_id = null where earlier_id = :id",
    "delete from learner where id = :id",
)


def is_here(db: Database, session_id: int) -> bool:
    """True for a session whose people were not erased. Raises `NotFound`."""
    row = one(db, SESSION, id=session_id)
    if row is None:
        raise NotFound
    return row["erased_at"] is None


def counted(db: Database, session_id: int, learner_id: int | None) -> dict[str, int]:
    """What counts of a session, or of one of its people, by field of `Erasure`."""
    found = one(db, COUNTS, id=session_id, learner_id=learner_id)
    assert found is not None
    return {name: int(count) for name, count in found.items()}


def session(
    db: Database, session_id: int, cause: str, at: datetime, ended_at: datetime
) -> Erasure | None:
    """Erase the people of a session, once: None when it is done already. One that was left open is
    closed at its end. Raises `NotFound`."""
    row = one(db, SESSION, id=session_id)
    if row is None:
        raise NotFound
    counts = counted(db, session_id, None)
    if not count_changed(db, CLAIM, id=session_id, at=stamp(at), ended_at=stamp(ended_at)):
        return None
    ids = tuple(int(found["id"]) for found in many(db, LEARNERS, id=session_id))
    for statement in SESSION_GOES:
        db.execute(statement, {"id": session_id})
    made = Erasure(
        organisation_id=row["organisation_id"],
        key=session_key(row["link_token"]),
        session_id=session_id,
        learner_id=None,
        cause=cause,
        **counts,
        at=at,
        learner_ids=ids,
    )
    return note(db, made)


LINKED = """
select learner.id, learner.session_id, learner.joined_at, learner.earlier_id, session.link_token
from learner join session on session.id = learner.session_id
where learner.id = :id or learner.earlier_id = :id
"""


def seats_of_person(db: Database, learner_id: int) -> list[Seat]:
    """The seats of one person: this one and, in a series, those before and after it."""
    found: dict[int, Seat] = {}
    todo = [learner_id]
    while todo:
        for row in many(db, LINKED, id=todo.pop()):
            if row["id"] in found:
                continue
            key = learner_key(row["link_token"], row["id"], row["joined_at"])
            found[row["id"]] = Seat(row["id"], row["session_id"], key)
            todo += [row["id"], *([row["earlier_id"]] if row["earlier_id"] else [])]
    return sorted(found.values(), key=lambda seat: seat.id)


def seat(db: Database, one_of: Seat, cause: str, at: datetime) -> Erasure:
    """Erase one seat and all that hangs on it."""
    row = one(db, SESSION, id=one_of.session_id)
    if row is None:
        raise NotFound
    counts = counted(db, one_of.session_id, one_of.id)
    for statement in LEARNER_GOES:
        db.execute(statement, {"id": one_of.id})
    made = Erasure(
        organisation_id=row["organisation_id"],
        key=one_of.key,
        session_id=one_of.session_id,
        learner_id=one_of.id,
        cause=cause,
        **counts,
        at=at,
        learner_ids=(one_of.id,),
    )
    return note(db, made)


NOTE = """
insert into erasure
  (organisation_id, key, session_id, learner_id, cause, people, present, answers, passed, at)
values
  (:organisation_id, :key, :session_id, :learner_id, :cause, :people, :present, :answers, :passed,
   :at)
on conflict (key) do nothing
"""


def note(db: Database, made: Erasure) -> Erasure:
    fields = asdict(made)
    del fields["learner_ids"]
    db.execute(NOTE, {**fields, "at": stamp(made.at)})
    return made


ALL = """
select organisation_id, key, session_id, learner_id, cause, people, present, answers, passed, at
from erasure order by id
"""


def everything(db: Database) -> list[Erasure]:
    """All that was ever erased, in that order."""
    return [Erasure(**{**row, "at": moment(row["at"])}) for row in many(db, ALL)]


def has_target(db: Database, key: str, session_id: int, learner_id: int | None) -> bool:
    """True when what was erased under this key is here again, as after a restore."""
    if learner_id is not None:
        return any(s.id == learner_id and s.key == key for s in seats_of_person(db, learner_id))
    row = one(db, SESSION, id=session_id)
    return row is not None and not row["erased_at"] and session_key(row["link_token"]) == key


HELD = "select link_token from session where erased_at is null"


def held(db: Database) -> set[str]:
    """The keys of the sessions whose people are here."""
    return {session_key(row["link_token"]) for row in many(db, HELD)}


# A copy may be older than erasures are.
COLUMNS = "select * from session limit 0"
SESSIONS = "select id, link_token from session"
HOLDING = SESSIONS + " where erased_at is null"
PEOPLE = """
select learner.id, learner.session_id, learner.joined_at, session.link_token
from learner join session on session.id = learner.session_id
"""


def present(db: Database) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    """The sessions that hold their people, key → number, and the people, key → number and that of
    their session; also in a copy from before there were erasures."""
    knows = "erased_at" in {column[0] for column in db.execute(COLUMNS).description}
    rows = many(db, HOLDING if knows else SESSIONS)
    sessions = {session_key(row["link_token"]): int(row["id"]) for row in rows}
    people = {
        learner_key(row["link_token"], row["id"], row["joined_at"]): (row["id"], row["session_id"])
        for row in many(db, PEOPLE)
    }
    return sessions, people


def totals(made: Iterable[Erasure]) -> dict[str, int]:
    """Whole sessions, people and answers of several erasures."""
    several = list(made)
    return {
        "sessions": sum(one.learner_id is None for one in several),
        "people": sum(one.people for one in several),
        "answers": sum(one.answers for one in several),
    }
