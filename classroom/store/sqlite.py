"""The embedded store: grouped durable commits, readers that cannot write.

What waits together is written together. The statements run between two requests, where
they take microseconds; the commit, which waits for the disk, runs in a thread, and
nothing is acknowledged before it has returned.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlite_utils import Database

from classroom.refusals import Gone, NotStored
from classroom.store import schema

P = ParamSpec("P")
T = TypeVar("T")

BATCH_MAX = 64
BUSY_S = 5.0
RETRY_S = 0.05


@dataclass(slots=True)
class Job:
    """A function waiting to be written, and the promise of its result, if one is awaited."""

    run: Callable[[Database], Any]
    future: asyncio.Future[Any] | None = None
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.future is None or self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


def connect(path: Path, *, writable: bool) -> Database:
    """A connection in autocommit mode: transactions are only those we begin.

    One connection writes and it alone checkpoints: SQLite before 3.51.3 can
    damage a WAL that two connections checkpoint at once.
    """
    conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    # Whoever writes never waits inside SQLite: it could be the loop (see `_start`).
    conn.execute(f"pragma busy_timeout = {0 if writable else int(BUSY_S * 1000)}")
    if writable:
        conn.execute("pragma journal_mode = wal")
        conn.execute("pragma synchronous = full")
        conn.execute("pragma foreign_keys = on")
        conn.execute("pragma secure_delete = on")
    else:
        conn.execute("pragma wal_autocheckpoint = 0")
        conn.execute("pragma query_only = on")
    return Database(conn)


class SqliteStore:
    """See `engine.Store`. Functions that wait together share one transaction, each in a
    savepoint of its own, so that the failure of one is its own failure. When the disk
    refuses, every one of them raises `NotStored` and none has had an effect.
    """

    def __init__(self, path: Path) -> None:
        """Open and migrate. Raises `schema.NewerSchema`, `sqlite3.Error`."""
        self.path = path
        existed = path.exists()
        self._writing = connect(path, writable=True)
        schema.refuse_newer(self._writing)
        if not schema.is_current(self._writing):
            if existed:
                copy_to(path, former(path))
            schema.migrations.apply(self._writing)
        self._reading = connect(path, writable=False)
        # Held from the begin of a transaction to its end, by whichever thread.
        self._turn = threading.Lock()
        self._waiting: list[Job] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._committer = ThreadPoolExecutor(1, thread_name_prefix="commit")

    async def read(
        self, fn: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a reading function. It runs in the loop: a read takes tens of microseconds,
        less than a journey to a thread, and never waits for the writer."""
        return fn(self._reading, *args, **kwargs)

    async def write(
        self, fn: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a writing function and return once its commit is durable."""
        loop = asyncio.get_running_loop()
        job = Job(lambda db: fn(db, *args, **kwargs), loop.create_future())
        self._waiting.append(job)
        if self._loop is not loop:
            # Idle until now; whatever else is ready to write this instant joins in.
            self._loop = loop
            loop.call_soon(self._start, loop)
        assert job.future is not None
        result: T = await job.future
        return result

    def write_now(
        self, fn: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same for a command without an event loop, from any thread."""
        job = Job(lambda db: fn(db, *args, **kwargs))
        self._write([job])
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def shred(self) -> bool:
        """`secure_delete` clears the place of what is deleted, but not what lay beside it when a
        page was split: the file is written anew, and the log cut. Raises `NotStored`."""
        with self._turn:
            try:
                self._writing.execute("vacuum")
                return self._cut_log()
            except sqlite3.Error as error:
                raise NotStored(reason=str(error)) from error

    def _cut_log(self) -> bool:
        """Everything into the file, and a log of no length; another program may be reading it."""
        deadline = time.monotonic() + BUSY_S
        while self._writing.execute("pragma wal_checkpoint(truncate)").fetchone()[0]:
            if time.monotonic() > deadline:
                return False
            time.sleep(RETRY_S)
        return True

    async def is_current(self) -> bool:
        return await self.read(schema.is_current)

    def close(self) -> None:
        """Finish what waits, then close; the last commit leaves no WAL behind."""
        self._committer.shutdown()
        if self._waiting:
            self._write(self._waiting)
        self._reading.close()
        self._writing.close()

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        """In the loop: run what waits, and leave the commit to its thread; the next batch
        gathers meanwhile."""
        batch, self._waiting = self._waiting[:BATCH_MAX], self._waiting[BATCH_MAX:]
        if not batch:
            self._loop = None
            return
        rest = partial(self._write, batch)
        if self._turn.acquire(blocking=False):
            if self._begin(batch):
                self._run(batch)
                rest = partial(self._end, batch)
            else:
                # Another program writes to the file: wait for it outside the loop.
                self._turn.release()
        done = self._committer.submit(rest)
        done.add_done_callback(lambda _: self._return(batch, loop))

    def _return(self, batch: list[Job], loop: asyncio.AbstractEventLoop) -> None:
        """From the thread: results go back to the loop, unless it has ended since."""
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(self._settle, batch, loop)

    def _settle(self, batch: list[Job], loop: asyncio.AbstractEventLoop) -> None:
        for job in batch:
            job.settle()
        self._start(loop)

    def _write(self, batch: list[Job]) -> None:
        """In any thread but the loop's: a whole batch, with patience for other programs."""
        with self._turn:
            deadline = time.monotonic() + BUSY_S
            while not self._begin(batch) and time.monotonic() < deadline:
                time.sleep(RETRY_S)
            self._run(batch)
            self._commit(batch)

    def _end(self, batch: list[Job]) -> None:
        """In the thread: commit what `_start` began."""
        try:
            self._commit(batch)
        finally:
            self._turn.release()

    def _begin(self, batch: list[Job]) -> bool:
        """Begin a transaction; False when another program holds the file."""
        try:
            self._writing.conn.execute("begin immediate")
        except sqlite3.Error as error:
            # The low byte: what follows it only tells kinds of the same.
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return False
            refuse(batch, error)
        return True

    def _run(self, batch: list[Job]) -> None:
        """Every function in a savepoint; nothing of it is durable yet."""
        try:
            for job in batch:
                if self._writing.conn.in_transaction:
                    self._run_in_savepoint(job)
        except sqlite3.Error as error:
            refuse(batch, error)

    def _commit(self, batch: list[Job]) -> None:
        """Make it durable, or let every function of the batch know that it is not."""
        conn = self._writing.conn
        try:
            if conn.in_transaction:
                conn.execute("commit")
            elif not all(job.error for job in batch):
                refuse(batch, sqlite3.OperationalError("database is locked"))
        except sqlite3.Error as error:
            refuse(batch, error)
        if conn.in_transaction:
            conn.execute("rollback")

    def _run_in_savepoint(self, job: Job) -> None:
        """Raises `sqlite3.Error` only when the whole transaction is lost."""
        conn = self._writing.conn
        conn.execute("savepoint job")
        try:
            job.result = job.run(self._writing)
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError) as error:
            reason = getattr(error, "sqlite_errorcode", None)
            orphan = reason == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
            job.error = Gone() if orphan else error
        except sqlite3.Error as error:
            if not conn.in_transaction:
                raise
            job.error = NotStored(reason=str(error))
        except BaseException as error:
            job.error = error
        if job.error is not None:
            conn.execute("rollback to job")
        conn.execute("release job")


def refuse(batch: list[Job], error: sqlite3.Error) -> None:
    """None of the batch has had an effect."""
    for job in batch:
        job.error = NotStored(reason=str(error))


def former(path: Path) -> Path:
    """Where the database is copied before a migration."""
    return path.with_suffix(".before-migration.db")


def copy_to(path: Path, target: Path) -> None:
    """A consistent copy of a database, also while answers are being written to it."""
    source = sqlite3.connect(path)
    try:
        source.execute("pragma query_only = on")
        destination = sqlite3.connect(target)
        try:
            source.backup(destination)
            destination.execute("pragma journal_mode = delete")
        finally:
            destination.close()
    finally:
        source.close()
