"""Who is there, as the processes of one instance tell each other. One process needs none of it.

Each process writes what its own browsers say; a process that gave no sign of life
for a while is gone, and its streams with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
from sqlite_utils import Database

from classroom.domain import Interval
from classroom.store.rows import Row, many, moment, stamp

ALIVE = timedelta(seconds=20)
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one process knows of one learner's browser; fields as in `live.Presence`."""

    learner_id: int
    streams: int
    offline_since: datetime | None
    exercise: str | None
    opened_at: datetime | None
    last_input_at: datetime | None
    hidden: tuple[Interval, ...]
    changed_at: datetime
    slips: tuple[datetime, ...] = ()


BEAT = """
insert into process (id, beat_at) values (:id, :at)
on conflict (id) do update set beat_at = excluded.beat_at
"""
FORGET = "delete from process where beat_at < :before"
NOTE = """
insert into presence (process, learner_id, said)
select :process, :learner_id, :said where exists (select 1 from learner where id = :learner_id)
on conflict (process, learner_id) do update set said = excluded.said
"""
TELL = "select pg_notify('classroom', :said)"


def tell(db: Database, process: str, seen: Sequence[Sighting], changes: str, at: datetime) -> None:
    """Sign of life, what was seen, and who changed: one transaction, so that whoever hears
    of a change finds it. `changes` is empty when there is nothing to hear."""
    db.execute(BEAT, {"id": process, "at": stamp(at)})
    db.execute(FORGET, {"before": stamp(at - KEPT)})
    for sighting in seen:
        said = msgspec.json.encode(sighting).decode()
        db.execute(NOTE, {"process": process, "learner_id": sighting.learner_id, "said": said})
    if changes:
        db.execute(TELL, {"said": changes})


ELSEWHERE = """
select presence.said, process.beat_at
from presence
join process on process.id = presence.process
join learner on learner.id = presence.learner_id
where learner.session_id = :session_id and presence.process <> :process
  and (:learner_id is null or learner.id = :learner_id)
"""


def elsewhere(
    db: Database, process: str, session_id: int, learner_id: int | None, at: datetime
) -> list[Sighting]:
    """What the other processes saw of a session, or of one learner in it."""
    rows = many(db, ELSEWHERE, session_id=session_id, process=process, learner_id=learner_id)
    return [sighting(row, at) for row in rows]


def sighting(row: Row, at: datetime) -> Sighting:
    seen = msgspec.json.decode(row["said"], type=Sighting)
    beat_at = moment(row["beat_at"])
    if seen.streams and at - beat_at > ALIVE:
        return replace(seen, streams=0, offline_since=beat_at)
    return seen


PROBE = """
insert into process (id, beat_at) values ('probe', :at)
on conflict (id) do update set beat_at = excluded.beat_at
"""
UNPROBE = """
delete from process where id = 'probe'
"""


def probe(db: Database, at: datetime) -> None:
    """A write that leaves nothing behind, and needs the disk like any other."""
    db.execute(PROBE, {"at": stamp(at)})
    db.execute(UNPROBE)
