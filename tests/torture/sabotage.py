"""Servers with one guarantee taken away: what the checks of this package must notice.

`python -m tests.torture.sabotage NAME serve …` is `classroom serve …` without that guarantee.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlite_utils import Database

from classroom import cli, erasing
from classroom.domain import Attempt
from classroom.journal import Journal
from classroom.pages import learn
from classroom.store.sqlite import SqliteStore
from classroom.trail import Trail

SLOW_DISK_S = 0.02


class Tampered(sqlite3.Connection):
    """Says something else than it was told; its commits may be `slow`, or smile at errors."""

    instead: dict[str, str]
    slow = smiles = False

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        for said, instead in self.instead.items():
            sql = sql.replace(said, instead)
        if sql == "commit" and self.slow:
            time.sleep(SLOW_DISK_S)
        try:
            return super().execute(sql, *parameters)
        except sqlite3.Error:
            if sql != "commit" or not self.smiles:
                raise
            return super().execute("rollback" if self.in_transaction else "select 1")


def tamper(instead: dict[str, str], *, slow: bool = False, smiles: bool = False) -> None:
    Tampered.instead, Tampered.slow, Tampered.smiles = instead, slow, smiles
    sqlite3.connect = partial(sqlite3.connect, factory=Tampered)  # type: ignore[assignment]


def deaf() -> None:
    """Acknowledges what the disk refused."""
    tamper({}, smiles=True)


def lazy() -> None:
    """Commits without waiting for the disk."""
    tamper({"synchronous = full": "synchronous = normal"})


def keyless() -> None:
    """Has no unique key on submissions: only a look at what came before."""
    tamper(
        {
            "unique (learner_id, submission)": "check (true)",
            "on conflict (learner_id, submission) do nothing": "",
        }
    )


def forgetful() -> None:
    """Has no key, and does not find what came before either."""
    keyless()

    def nothing(self: Trail, submission: str) -> Attempt | None:
        return None

    Trail.attempt = nothing  # type: ignore[method-assign]


def early() -> None:
    """Acknowledges an answer before its commit, on a disk that takes its time."""
    tamper({}, slow=True)
    write, tasks = SqliteStore.write, set[asyncio.Task[None]]()

    async def write_early(self: SqliteStore, fn: Any, *args: Any, **kwargs: Any) -> Any:
        if fn.__module__ != learn.__name__:
            return await write(self, fn, *args, **kwargs)
        loop = asyncio.get_running_loop()
        done = loop.create_future()

        def run(db: Database) -> None:
            loop.call_soon_threadsafe(done.set_result, fn(db, *args, **kwargs))

        tasks.add(asyncio.create_task(write(self, run)))
        return await done

    SqliteStore.write = write_early  # type: ignore[method-assign]


def speechless() -> None:
    """Dies between the commit of an erasure and its line in the journal."""
    write = SqliteStore.write_now

    def write_and_die(self: SqliteStore, fn: Any, *args: Any, **kwargs: Any) -> Any:
        made = write(self, fn, *args, **kwargs)
        if fn is erasing.whole_if_due and made is not None:
            os.kill(os.getpid(), signal.SIGKILL)
        return made

    SqliteStore.write_now = write_and_die  # type: ignore[method-assign]


def secretive() -> None:
    """Keeps no journal at all."""
    Journal.append = lambda self, lines: None  # type: ignore[method-assign]


KINDS: dict[str, Callable[[], None]] = {
    kind.__name__: kind for kind in (deaf, lazy, keyless, forgetful, early, speechless, secretive)
}


def sabotaged(kind: Callable[[], None]) -> tuple[str, str]:
    """The program of such a server, as `Process` takes it."""
    return __name__, kind.__name__


if __name__ == "__main__":
    KINDS[sys.argv.pop(1)]()
    cli.main()
