"""Failed look-ups of codes and cards, by a fingerprint of the address they came from."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from classroom.limits import EVERYONE, PER_ADDRESS, Brake
from classroom.store.rows import moment, one, stamp

# By then every bucket is empty again.
KEPT = timedelta(hours=1)
ALL = "everyone"

LEVEL = "select level, at from failed_lookup where source = :source"
NOTE = """
insert into failed_lookup (source, level, at) values (:source, :level, :at)
on conflict (source) do update set level = excluded.level, at = excluded.at
"""
FORGET = "delete from failed_lookup where at < :before"


def is_full(db: Database, source: str, brake: Brake, at: datetime) -> bool:
    """True when what comes from this source must wait, whatever it is."""
    return level(db, source, brake, at) + 1 > brake.capacity


def count(db: Database, source: str, brake: Brake, at: datetime) -> None:
    """Count one failure of a source that has a brake of its own."""
    before = level(db, source, brake, at)
    db.execute(NOTE, {"source": source, "level": before + 1, "at": stamp(at)})


def too_many(db: Database, source: str, at: datetime) -> bool:
    """Count one failure; True when this source, or everyone together, must be told to wait."""
    db.execute(FORGET, {"before": stamp(at - KEPT)})
    levels = {name: level(db, name, brake, at) for name, brake in brakes(source).items()}
    if any(levels[name] >= brake.capacity for name, brake in brakes(source).items()):
        return True
    for name, before in levels.items():
        db.execute(NOTE, {"source": name, "level": before + 1, "at": stamp(at)})
    return False


def brakes(source: str) -> dict[str, Brake]:
    return {source: PER_ADDRESS, ALL: EVERYONE}


def level(db: Database, source: str, brake: Brake, at: datetime) -> float:
    row = one(db, LEVEL, source=source)
    return brake.level(row["level"], moment(row["at"]), at) if row else 0.0
