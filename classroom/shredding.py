"""The bytes of what was erased: out of the database's files, and out of its copies."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlite_utils import Database

from classroom import erasing
from classroom.journal import Journal
from classroom.refusals import NotStored
from classroom.settings import Settings
from classroom.store import erasures, receipts
from classroom.store.engine import Store
from classroom.store.schema import NewerSchema
from classroom.store.sqlite import SqliteStore, copy_to, former

log = structlog.get_logger()

# A file that is written anew within a breath; a larger one waits for an empty room.
SMALL = 32 * 2**20
# It does not wait longer than this.
PATIENCE = timedelta(days=1)
# Files that are there while a copy is cleared, or put back.
WORK, RESTORING = "clearing.db", "restoring.db"


def is_waiting(store: Store, settings: Settings, now: datetime, *, is_quiet: bool) -> bool:
    """True when something erased may still be in the files, and this is the moment to see to it."""
    if settings.database_url:
        return False
    waiting = store.write_now(receipts.to_shred)
    if waiting is None:
        return False
    return is_quiet or settings.database.stat().st_size <= SMALL or now - waiting[0] > PATIENCE


def shred(store: Store, settings: Settings, journal: Journal, now: datetime) -> None:
    """Write the files anew without what was erased until now. Raises `NotStored`, `OSError`."""
    waiting = store.write_now(receipts.to_shred)
    clear_copies(store, settings, journal, now)
    if store.shred() and waiting:
        store.write_now(receipts.shredded, waiting[1], now)


def sweep(settings: Settings) -> None:
    """What a death in the middle of a copy has left; only for whoever holds the data folder."""
    for folder in (settings.data, settings.backups):
        for name in (WORK, RESTORING):
            for left in folder.glob(f"{Path(name).stem}*.db*"):
                left.unlink()


def copies(settings: Settings) -> list[Path]:
    """The copies in the data folder: those that were asked for, and that before a migration."""
    found = [former(settings.database), *sorted(settings.backups.glob("*.db"))]
    return [path for path in found if path.is_file()]


def clear_copies(store: Store, settings: Settings, journal: Journal, now: datetime) -> None:
    """Nobody is left in a copy who was erased; nor, in one that is older than people are kept,
    anybody whom the database no longer holds. What cannot be read by then is deleted."""
    gone = {line.key for line in journal.read()}
    held = store.write_now(erasures.held)
    for path in copies(settings):
        taken_at = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
        is_old = taken_at + timedelta(days=settings.keep_days) <= now
        try:
            clear(path, gone, held if is_old else None, now)
        except (sqlite3.Error, NotStored, NewerSchema) as error:
            log.warning("copy_not_cleared", reason=type(error).__name__, deleted=is_old)
            if is_old:
                path.unlink()


def clear(path: Path, gone: Collection[str], held: Collection[str] | None, now: datetime) -> None:
    """Erase in one copy, brought up to this version, what is gone or, given `held`, not held. The
    file is replaced whole and keeps its date. Raises `sqlite3.Error`, `NewerSchema`, `NotStored`.
    """
    sessions, people = looked_into(path)
    doomed = [
        session_id
        for key, session_id in sessions.items()
        if key in gone or (held is not None and key not in held)
    ]
    seats = [erasures.Seat(one[0], one[1], key) for key, one in people.items() if key in gone]
    if not doomed and not seats:
        return
    work = path.with_name(WORK)
    try:
        copy_to(path, work)
        cleared = SqliteStore(work)
        for seat in seats:
            cleared.write_now(erasing.one_seat, seat, "journal", now)
        for session_id in doomed:
            cleared.write_now(erasing.whole, session_id, "journal", now)
        cleared.shred()
        cleared.close()
        put_back(work, path)
    finally:
        for left in (work, former(work), *work.parent.glob(f"{WORK}-*")):
            left.unlink(missing_ok=True)


def looked_into(path: Path) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    """Who is in a copy, by key."""
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as conn:
        return erasures.present(Database(conn))


def put_back(work: Path, path: Path) -> None:
    """In one step, on the disk, as old as it was."""
    with contextlib.closing(sqlite3.connect(work)) as conn:
        conn.execute("pragma journal_mode = delete")
    dated = path.stat()
    os.utime(work, ns=(dated.st_atime_ns, dated.st_mtime_ns))
    with open(work, "rb+") as file:
        os.fsync(file.fileno())
    work.replace(path)
