"""Erasing people for good: whole sessions, one person, what is due, what a restore brought back.

The figures of a session are counted before its people go, and frozen: counting again would lose
them. What one person counted is kept in the row of `erasure`, in the transaction in which they go.
The journal has its line before anyone is told, and at each start whichever of the two is behind is
brought up to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache

import structlog
from sqlite_utils import Database

from classroom import tallying
from classroom.journal import Journal, Line
from classroom.modules import Library
from classroom.piloting import Held
from classroom.refusals import NotFound
from classroom.store import erasures, figures, retention, sessions
from classroom.store.engine import Store
from classroom.store.erasures import Erasure, Seat

log = structlog.get_logger()


def whole(db: Database, session_id: int, cause: str, at: datetime) -> Erasure | None:
    """All the people of a session; None when they are gone already."""
    if not erasures.is_here(db, session_id):
        return None
    ended_at = retention.end(db, session_id, at)
    if sessions.reload(db, session_id).closed_at is None:
        sessions.close(db, session_id, ended_at)
    count(db, session_id, at)
    return erasures.session(db, session_id, cause, at, ended_at)


@cache
def shipped() -> Library:
    """Themes and titles of what was done; where a module is gone, its exercises are not counted."""
    return Library.shipped()


def count(db: Database, session_id: int, at: datetime) -> None:
    """What a session that is over counts, while everybody is there; for good. Of one that goes on,
    what was erased is added when it closes."""
    here = sessions.reload(db, session_id)
    if here.status is Held.HELD and here.closed_at is not None:
        tallying.keep(db, shipped(), session_id, at)
        figures.freeze(db, session_id, at)


def whole_if_due(db: Database, session_id: int, keep_days: int, at: datetime) -> Erasure | None:
    """The same by the schedule, unless somebody reopened the session meanwhile."""
    if not retention.due(db, at, keep_days, session_id=session_id):
        return None
    return whole(db, session_id, "schedule", at)


def one_seat(db: Database, seat: Seat, cause: str, at: datetime) -> Erasure:
    count(db, seat.session_id, at)
    return erasures.seat(db, seat, cause, at)


def person(db: Database, learner_id: int, cause: str, at: datetime) -> list[Erasure]:
    """One person, in this session and in those of the series they came back to."""
    seats = erasures.seats_of_person(db, learner_id)
    if not seats:
        raise NotFound
    return [one_seat(db, seat, cause, at) for seat in seats]


def again(db: Database, line: Line, at: datetime) -> Erasure | None:
    """What was erased once and is here again, as after a restore; None for what is not."""
    if not erasures.has_target(db, line.key, line.session, line.learner):
        return None
    if line.learner is None:
        return whole(db, line.session, "journal", at)
    return one_seat(db, Seat(line.learner, line.session, line.key), "journal", at)


def written(made: Iterable[Erasure]) -> list[Line]:
    """Erasures as lines of the journal."""
    return [
        Line(at=one.at, session=one.session_id, learner=one.learner_id, key=one.key,
             cause=one.cause)
        for one in made
    ]  # fmt: skip


def note(journal: Journal, made: Iterable[Erasure]) -> None:
    """Write lines down. The database has them too: a disk that refuses is told, and the next start
    makes up for it."""
    try:
        journal.append(written(made))
    except OSError as error:
        log.error("journal_not_written", reason=error.strerror)


def catch_up(store: Store, journal: Journal) -> None:
    """What the database erased and the journal does not know is written down."""
    known = {line.key for line in journal.read()}
    made = store.write_now(erasures.everything)
    note(journal, [one for one in made if one.key not in known])


def replay(store: Store, journal: Journal, at: datetime) -> list[Erasure]:
    """What the journal erased and the database does not know is erased again."""
    known = {one.key for one in store.write_now(erasures.everything)}
    waiting = [line for line in journal.read() if line.key not in known]
    found = [store.write_now(again, line, at) for line in waiting]
    return [made for made in found if made is not None]


def recover(store: Store, journal: Journal, at: datetime) -> list[Erasure]:
    """At a start: nobody comes back who was erased, whatever happened since."""
    catch_up(store, journal)
    return replay(store, journal, at)


def purge(store: Store, journal: Journal, keep_days: int, at: datetime) -> Iterator[Erasure]:
    """Erase what is due, a session at a time, so that answers pass in between."""
    for session_id in store.write_now(retention.due, at, keep_days):
        made = store.write_now(whole_if_due, session_id, keep_days, at)
        if made is not None:
            note(journal, [made])
            yield made
