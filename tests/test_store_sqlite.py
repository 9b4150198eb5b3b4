"""The embedded store: what it acknowledges is on disk, what it refuses has had no effect."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from classroom.refusals import Gone, NotStored
from classroom.store import schema, sqlite
from classroom.store.sqlite import SqliteStore, connect, copy_to


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "classroom.db")
    yield opened
    opened.close()


def add(db: Any, name: str) -> str:
    db.execute("insert into organisation (name, created_at) values (?, 'now')", [name])
    return name


def names(db: Any) -> list[str]:
    return [row[0] for row in db.execute("select name from organisation order by id")]


def test_a_write_is_read_by_another_connection_once_it_returns(store: SqliteStore) -> None:
    store.write_now(add, "one")
    other = connect(store.path, writable=False)
    assert names(other) == ["one"]
    other.close()


def test_many_writes_share_one_commit(store: SqliteStore) -> None:
    commits = 0
    original = store._commit

    def counted(batch: list[Any]) -> None:
        nonlocal commits
        commits += 1
        original(batch)

    store._commit = counted  # type: ignore[method-assign]

    async def burst() -> None:
        await asyncio.gather(*(store.write(add, str(n)) for n in range(200)))

    asyncio.run(burst())
    assert len(store.write_now(names)) == 200
    assert commits < 100


def test_another_program_that_writes_is_waited_for_outside_the_loop(store: SqliteStore) -> None:
    other = sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")

    async def write_beside_it() -> str:
        writing = asyncio.create_task(store.write(add, "patient"))
        for _ in range(3):
            assert await store.read(names) == [], "reading goes on"
            await asyncio.sleep(0.02)
        assert not writing.done()
        other.execute("commit")
        return await writing

    assert asyncio.run(write_beside_it()) == "patient"
    other.close()
    assert store.write_now(names) == ["patient"]


def test_a_program_that_keeps_the_file_is_told_and_leaves_nothing_behind(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_S", 0.1)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(NotStored) as refused:
        asyncio.run(store.write(add, "refused"))
    assert "locked" in refused.value.facts["reason"]
    with pytest.raises(NotStored):
        store.write_now(add, "refused")
    other.execute("rollback")
    other.close()
    assert asyncio.run(store.write(add, "kept")) == "kept"
    assert store.write_now(names) == ["kept"]


def test_writes_from_a_loop_and_from_threads_take_turns(store: SqliteStore) -> None:
    async def all_at_once() -> None:
        threads = [asyncio.to_thread(store.write_now, add, f"thread {n}") for n in range(20)]
        await asyncio.gather(*threads, *(store.write(add, f"loop {n}") for n in range(100)))

    asyncio.run(all_at_once())
    assert len(set(store.write_now(names))) == 120


def test_the_database_is_durable_and_strict(store: SqliteStore) -> None:
    def pragmas(db: Any) -> list[Any]:
        asked = ("synchronous", "foreign_keys", "journal_mode", "secure_delete")
        return [db.execute(f"pragma {name}").fetchone()[0] for name in asked]

    full, on = 2, 1
    assert store.write_now(pragmas) == [full, on, "wal", on]
    with pytest.raises(Gone):
        store.write_now(
            lambda db: db.execute(
                "insert into account (organisation_id, name, role, created_at)"
                " values (999, 'x', 'mediator', 'now')"
            )
        )


def test_readers_cannot_write(store: SqliteStore) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        asyncio.run(store.read(add, "x"))


def test_a_full_disk_is_told_and_leaves_nothing_behind(store: SqliteStore) -> None:
    """`max_page_count` makes SQLite answer SQLITE_FULL exactly as a full disk does."""
    store.write_now(add, "kept")

    def limit(db: Any, pages: int) -> None:
        db.execute(f"pragma max_page_count = {pages}").fetchone()

    store.write_now(limit, 1)
    with pytest.raises(NotStored):
        store.write_now(add, "x" * 1_000_000)
    assert store.write_now(names) == ["kept"]
    store.write_now(limit, 1_000_000)
    assert store.write_now(add, "again") == "again"
    assert store.write_now(names) == ["kept", "again"]


def test_a_commit_that_fails_is_told_to_all_who_shared_it(store: SqliteStore) -> None:
    def fail_at_the_end(db: Any) -> None:
        db.execute("pragma defer_foreign_keys = on")
        db.execute(
            "insert into account (organisation_id, name, role, created_at)"
            " values (999, 'x', 'mediator', 'now')"
        )

    async def together() -> list[Any]:
        writes = [store.write(fail_at_the_end), *(store.write(add, str(n)) for n in range(3))]
        return await asyncio.gather(*writes, return_exceptions=True)

    failed, *neighbours = asyncio.run(together())
    assert isinstance(failed, NotStored)
    kept = [name for name in neighbours if isinstance(name, str)]
    assert all(isinstance(other, NotStored) for other in neighbours if other not in kept)
    assert store.write_now(names) == kept
    assert store.write_now(add, "again") == "again"


def test_a_newer_schema_is_refused_untouched(store: SqliteStore, tmp_path: Path) -> None:
    def from_the_future(db: Any) -> None:
        db["_sqlite_migrations"].insert(
            {"migration_set": "classroom", "name": "telepathy", "applied_at": "2099"}
        )

    store.write_now(from_the_future)
    with pytest.raises(schema.NewerSchema):
        SqliteStore(store.path)


def test_a_copy_is_consistent_while_writes_flow(store: SqliteStore, tmp_path: Path) -> None:
    async def copy_among_writes() -> None:
        writing = [store.write(add, str(n)) for n in range(500)]
        copying = asyncio.to_thread(copy_to, store.path, tmp_path / "copy.db")
        await asyncio.gather(copying, *writing)

    asyncio.run(copy_among_writes())
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("pragma integrity_check").fetchone() == ("ok",)
    copied = [int(row[0]) for row in copy.execute("select name from organisation order by id")]
    copy.close()
    assert copied == list(range(len(copied)))
