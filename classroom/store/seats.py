"""Seats: how one is taken, and what a row of it says. Shared by the nouns that give one."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlite_utils import Database

from classroom.domain import Learner
from classroom.pictograms import PICTOGRAMS
from classroom.refusals import NotFound, SessionFull
from classroom.store.rows import Row, many, moment, moment_or_none, one, stamp

COLUMNS = (
    "id, session_id, name, seat, card, joined_at, approved_at, removed_at, message, device,"
    " with_id, banned_at, note, earlier_id"
)


def from_row(row: Row) -> Learner:
    return Learner(
        **{
            **row,
            "joined_at": moment(row["joined_at"]),
            "approved_at": moment_or_none(row["approved_at"]),
            "removed_at": moment_or_none(row["removed_at"]),
            "banned_at": moment_or_none(row["banned_at"]),
        }
    )


CAPACITY = "select capacity, locked_at from session where id = :id and erased_at is null"
PRESENT_COUNT = """
select count(*) as n from learner where session_id = :session_id and removed_at is null
"""
# Nobody of the same series has the card of another: it is known again in each of its sessions.
CARDS = """
select card from learner join session on session.id = learner.session_id
where session.id = :session_id
  or session.series_id = (select series_id from session where id = :session_id)
"""
ADD = f"""
insert into learner (session_id, name, seat, card, joined_at, approved_at, device, earlier_id)
values (:session_id, :name, :seat, :card, :at, :approved_at, :device, :earlier_id)
returning {COLUMNS}
"""
ADD_DEVICE = """
insert into device (token_hash, learner_id, created_at) values (:token_hash, :learner_id, :at)
"""


def join(
    db: Database,
    session_id: int,
    name: str,
    seat: str,
    token_hash: str,
    at: datetime,
    device: str = "computer",
) -> Learner:
    """Take a seat. In a locked session the learner waits for approval to be seen.

    Raises `SessionFull`, `NotFound`.
    """
    card = draw_card({row["card"] for row in many(db, CARDS, session_id=session_id)})
    return sit(db, session_id, name, seat, card, token_hash, at, device)


def sit(
    db: Database,
    session_id: int,
    name: str,
    seat: str,
    card: str,
    token_hash: str,
    at: datetime,
    device: str,
    earlier_id: int | None = None,
) -> Learner:
    """A new seat, for this browser. Raises `SessionFull`, `NotFound`."""
    session = one(db, CAPACITY, id=session_id)
    present = one(db, PRESENT_COUNT, session_id=session_id)
    if session is None or present is None:
        raise NotFound
    if present["n"] >= session["capacity"]:
        raise SessionFull(capacity=session["capacity"])
    row = one(
        db,
        ADD,
        session_id=session_id,
        name=name,
        seat=seat,
        card=card,
        at=stamp(at),
        approved_at=None if session["locked_at"] else stamp(at),
        device=device,
        earlier_id=earlier_id,
    )
    assert row is not None
    db.execute(ADD_DEVICE, {"token_hash": token_hash, "learner_id": row["id"], "at": stamp(at)})
    return from_row(row)


def draw_card(taken: set[str]) -> str:
    """Three different pictograms in an order that nobody in the session has yet."""
    while True:
        card = "-".join(secrets.SystemRandom().sample(PICTOGRAMS, 3))
        if card not in taken:
            return card


BY_CARD = f"""
select {COLUMNS} from learner where session_id = :session_id and card = :card
"""
LATEST_IN_SERIES = f"""
select {", ".join(f"learner.{name}" for name in COLUMNS.split(", "))}
from learner join session on session.id = learner.session_id
where session.series_id = :series_id and session.id <> :session_id and learner.card = :card
order by session.opened_at desc, learner.id desc limit 1
"""


def by_card(db: Database, session_id: int, card: str) -> Learner | None:
    """Whoever has this return card, whatever their name."""
    row = one(db, BY_CARD, session_id=session_id, card=card)
    return from_row(row) if row else None


def latest_in_series(db: Database, series_id: int, session_id: int, card: str) -> Learner | None:
    """Whoever had this card last in the other sessions of the series."""
    row = one(db, LATEST_IN_SERIES, series_id=series_id, session_id=session_id, card=card)
    return from_row(row) if row else None


def give_to(db: Database, learner_id: int, token_hash: str, at: datetime) -> None:
    """One more browser has this seat."""
    db.execute(ADD_DEVICE, {"token_hash": token_hash, "learner_id": learner_id, "at": stamp(at)})
