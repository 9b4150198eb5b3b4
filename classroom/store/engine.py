"""What every store does, and the one that an address names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlite_utils import Database

P = ParamSpec("P")
T = TypeVar("T")


class Store(Protocol):
    """Runs store functions: `await store.write(attempts.add, …)`, `await store.read(…)`.

    A function takes `db` first and is one transaction. A write returns after its commit
    is durable; when the database refuses, it raises `refusals.NotStored` and has had no
    effect.
    """

    async def read(
        self, fn: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T: ...

    async def write(
        self, fn: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T: ...

    def write_now(
        self, fn: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """A write for a command, which has no event loop."""

    def shred(self) -> bool:
        """Leave nothing of what was deleted in the files of the database; waits, so never in a
        loop. False where the database has its own way to it."""

    async def is_current(self) -> bool:
        """True when the schema is the one this version knows."""

    def close(self) -> None:
        """Finish what waits, then close."""


class MissingExtra(Exception):
    """PostgreSQL was asked for and its driver is not installed."""


class Unreachable(Exception):
    """The database server does not answer, or not to us; the text says why, in one line."""


def open_store(database: Path | str) -> Store:
    """The store of a file, or of a `postgresql://` address; its schema is brought up to date.

    Raises `schema.NewerSchema`, `MissingExtra`, `Unreachable`, `sqlite3.Error`.
    """
    if isinstance(database, Path):
        from classroom.store.sqlite import SqliteStore

        return SqliteStore(database)
    try:
        from classroom.store.postgres import PostgresStore
    except ImportError as error:
        raise MissingExtra from error
    return PostgresStore(database)


def read_beside(
    database: Path | str,
    fn: Callable[Concatenate[Database, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Run a reading function beside the server that holds the database.

    Raises `MissingExtra`, `Unreachable`, `sqlite3.Error`.
    """
    if isinstance(database, Path):
        from classroom.store.sqlite import connect

        db = connect(database, writable=False)
        try:
            return fn(db, *args, **kwargs)
        finally:
            db.close()
    store = open_store(database)
    try:
        return store.write_now(fn, *args, **kwargs)
    finally:
        store.close()
