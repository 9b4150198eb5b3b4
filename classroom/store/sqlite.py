"""The embedded store: one writing thread, grouped durable commits, readers that cannot write."""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlite_utils import Database

from classroom.refusals import NotStored
from classroom.store import schema

P = ParamSpec("P")
T = TypeVar("T")

BATCH_MAX = 256
BUSY_MS = 5000


@dataclass(slots=True)
class Job:
    """A function waiting for the writer, and the promise of its result."""

    run: Callable[[Database], Any]
    future: Future[Any]
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        if not self.future.set_running_or_notify_cancel():
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
    conn.execute(f"pragma busy_timeout = {BUSY_MS}")
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
                copy_to(path, path.with_suffix(".before-migration.db"))
            schema.migrations.apply(self._writing)
        self._reading = connect(path, writable=False)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_forever, name="writer", daemon=True)
        self._thread.start()

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
        return await asyncio.wrap_future(self._queue(fn, *args, **kwargs))

    def write_now(
        self, fn: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same for a command without an event loop."""
        return self._queue(fn, *args, **kwargs).result()

    def _queue(
        self, fn: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        future: Future[T] = Future()
        self._jobs.put(Job(lambda db: fn(db, *args, **kwargs), future))
        return future

    async def is_current(self) -> bool:
        return await self.read(schema.is_current)

    def close(self) -> None:
        """Finish what waits, then close; the last commit leaves no WAL behind."""
        self._jobs.put(None)
        self._thread.join()
        self._reading.close()
        self._writing.close()

    def _write_forever(self) -> None:
        while (batch := self._next_batch()) is not None:
            self._run(batch)
            for job in batch:
                job.settle()

    def _next_batch(self) -> list[Job] | None:
        first = self._jobs.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < BATCH_MAX:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            batch.append(job)
        return batch

    def _run(self, batch: list[Job]) -> None:
        """One transaction for the batch; results are given out only after the commit."""
        conn = self._writing.conn
        try:
            conn.execute("begin immediate")
            for job in batch:
                self._run_in_savepoint(job)
            conn.execute("commit")
        except sqlite3.Error as error:
            if conn.in_transaction:
                conn.execute("rollback")
            for job in batch:
                job.error = NotStored(reason=str(error))

    def _run_in_savepoint(self, job: Job) -> None:
        """Raises `sqlite3.Error` only when the whole transaction is lost."""
        conn = self._writing.conn
        conn.execute("savepoint job")
        try:
            job.result = job.run(self._writing)
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError) as error:
            job.error = error
        except sqlite3.Error as error:
            if not conn.in_transaction:
                raise
            job.error = NotStored(reason=str(error))
        except BaseException as error:
            job.error = error
        if job.error is not None:
            conn.execute("rollback to job")
        conn.execute("release job")


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
