"""Coming back in the next session of a series: as oneself, with what was passed before."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from classroom.domain import Learner, Session
from classroom.modules import Library
from classroom.names import same_name
from classroom.refusals import UnknownCard
from classroom.store import attempts, learners, seats


def by_card(
    db: Database,
    library: Library,
    here: Session,
    name: str,
    card: str,
    token_hash: str,
    at: datetime,
    device: str,
) -> Learner:
    """The seat of a return card, of this session or of an earlier one of its series.

    Raises `UnknownCard`, `SessionFull`.
    """
    try:
        return learners.resume(db, here.id, name, card, token_hash, at, device)
    except UnknownCard:
        earlier = (
            seats.latest_in_series(db, here.series_id, here.id, card) if here.series_id else None
        )
        if earlier is None or earlier.banned_at or not same_name(earlier.name, name):
            raise
    return follow(db, library, here, earlier, token_hash, at, device)


def follow(
    db: Database,
    library: Library,
    here: Session,
    earlier: Learner,
    token_hash: str,
    at: datetime,
    device: str,
) -> Learner:
    """Sit down as the person one was in an earlier session. Raises `SessionFull`."""
    mine = seats.by_card(db, here.id, earlier.card)
    if mine is None:
        who = (earlier.name, earlier.seat, earlier.card)
        mine = seats.sit(db, here.id, *who, token_hash, at, device, earlier.id)
    else:
        seats.give_to(db, mine.id, token_hash, at)
        mine = learners.come_back(db, here.id, mine.id)
    if mine.earlier_id is not None:
        attempts.carry(db, here.id, mine.id, mine.earlier_id, carried(library, here))
    return mine


def carried(library: Library, here: Session) -> list[str]:
    """What need not be done again: neither questions asked anew on purpose, nor where one says how
    far one is."""
    again = {ref for step in here.plan.steps if step.again for ref in step.exercises}
    return [
        ref
        for ref in here.plan.exercises
        if ref not in again and library.has(ref) and not is_placement(library, ref)
    ]


def is_placement(library: Library, ref: str) -> bool:
    return getattr(library.exercise(ref), "role", None) == "placement"


def can_follow(here: Session, seat: tuple[Session, Learner] | None) -> Learner | None:
    """Whoever this browser was in another session of the series."""
    if seat is None or here.series_id is None or seat[0].series_id != here.series_id:
        return None
    return seat[1] if seat[0].id != here.id and seat[1].banned_at is None else None
