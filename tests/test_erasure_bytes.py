"""What `strings` sees: nothing of anybody erased is left in any file of the data folder."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from classroom.store.sqlite import former
from tests.conftest import Cast
from tests.house import House
from tests.process import command

MARK = "Zqxjk"
PURGE = "/staff/privacy/purge"


def seen(data: Path) -> dict[str, int]:
    """How often the mark of the session that goes is in each file, as bytes."""
    found = {
        str(path.relative_to(data)): path.read_bytes().count(MARK.encode())
        for path in data.rglob("*")
        if path.is_file()
    }
    return {name: times for name, times in found.items() if times}


def fill(cast: Cast, mark: str, home: str, dashboard: str, session_id: int) -> None:
    """Hundreds of rows of every length, so that pages split and records spill over."""
    house = cast.house
    code = home.rsplit("/", 1)[1]
    for number in range(3):
        one = house.learner(code, f"{mark} {number}", f"{mark}{number}")
        one.post(f"{home}/questions", data={"question": f"{mark} question"})
    cast.mediator.post(f"{dashboard}/note", data={"note": f"{mark} note " * 150})
    ids = [i for (i,) in house.rows("select id from learner where session_id = ?", session_id)]

    def answer(db: object) -> None:
        for number in range(150):
            record = json.dumps({"picks": [f"{mark} record"] * (number * 7 % 90)})
            db.execute(  # type: ignore[attr-defined]
                "insert into attempt (session_id, learner_id, exercise, definition, submission,"
                " digest, record, score, passed, at) values (?, ?, 'scams/three-clues', 'd', ?,"
                " 'd', ?, 0, 0, ?)",
                [
                    session_id,
                    ids[number % len(ids)],
                    f"{mark}-{len(ids)}-{number}",
                    record,
                    "2026-01-01T09:00:00.000Z",
                ],
            )

    house.run(answer)


@pytest.fixture
def mixed(cast: Cast) -> Cast:
    """Two sessions whose rows lie among each other, page by page; one of them is closed."""
    house = cast.house
    _, other, code = house.open_session()
    for _ in range(4):
        fill(cast, MARK, cast.home, cast.dashboard, cast.session_id)
        fill(cast, "Stays", f"/s/{code}", f"/staff/sessions/{other}", other)
    cast.mediator.post(f"{cast.dashboard}/close")
    assert seen(house.settings.data), "the mark is there before"
    return cast


def a_month_later(cast: Cast) -> None:
    """The other session goes on: somebody is there."""
    house = cast.house
    house.clock.advance(days=30)
    house.learner(house.rows("select join_code from session where id = 2")[0][0], "Stays now")


def test_nothing_is_left_in_the_database_nor_in_its_log(mixed: Cast) -> None:
    house = mixed.house
    a_month_later(mixed)
    assert house.mediator().post(PURGE).status_code == 303
    assert seen(house.settings.data) == {}
    assert house.settings.database.read_bytes().count(b"Stays") > 1000, "the others are whole"
    assert house.rows("pragma integrity_check") == [("ok",)]
    assert house.rows("select count(*) from erasure where shredded_at is null") == [(0,)]
    assert "Parti des fichiers" in house.mediator().get("/staff/privacy").text


def test_erasing_rows_alone_would_leave_some(mixed: Cast) -> None:
    """The check bites: `secure_delete` does not clear what lay beside a row when a page split."""
    house = mixed.house
    house.run(lambda db: db.execute("delete from learner where session_id = ?", [1]) and None)
    house.run(lambda db: db.execute("delete from parked_question where session_id = 1") and None)
    house.run(lambda db: db.execute("update session set note = '' where id = 1") and None)
    assert seen(house.settings.data), "in the log, if not in a page"


def test_a_large_file_waits_until_the_room_is_empty(
    mixed: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from classroom import shredding

    house = mixed.house
    monkeypatch.setattr(shredding, "SMALL", 0)
    a_month_later(mixed)
    mediator, waiting = house.mediator(), "select count(*) from erasure where shredded_at is null"
    code = house.rows("select join_code from session where id = 2")[0][0]
    someone = house.learner(code, "Quelqu'un")
    with someone.stream("GET", f"/s/{code}/events") as stream:
        assert stream.status_code == 200
        messages = stream.iter_raw()
        next(messages)
        assert mediator.post(PURGE).status_code == 303
        assert house.rows(waiting) == [(1,)]
        assert "dès que la salle est vide" in mediator.get("/staff/privacy").text
        house.clock.advance(days=1, minutes=1)
        house.mediator().post(PURGE)
        assert house.rows(waiting) == [(0,)], "not longer than a day"
    assert seen(house.settings.data) == {}


def test_the_copies_in_the_folder_forget_too(mixed: Cast) -> None:
    house, data = mixed.house, mixed.house.settings.data
    copy = data / "backups" / "classroom-2026.db"
    done = command("backup", "--data", str(data), "--to", str(copy))
    assert done.returncode == 0, done.stderr
    shutil.copy(copy, former(house.settings.database))
    dated = copy.stat().st_mtime_ns
    a_month_later(mixed)
    house.mediator().post(PURGE)
    assert seen(data) == {}
    assert copy.stat().st_mtime_ns == dated
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert db.execute("select count(*) from learner").fetchone()[0] > 10
        assert db.execute("select count(*) from session").fetchone() == (2,)
    assert {path.name for path in copy.parent.iterdir()} == {copy.name}


def test_one_person_leaves_the_copies_and_the_others_stay(mixed: Cast) -> None:
    house, data = mixed.house, mixed.house.settings.data
    copy = data / "backups" / "classroom-2026.db"
    command("backup", "--data", str(data), "--to", str(copy))
    name, learner_id = house.rows("select name, id from learner where session_id = 1 limit 1")[0]
    assert copy.read_bytes().count(name.encode()) >= 1
    mixed.mediator.post(f"{mixed.dashboard}/learners/{learner_id}/erase")
    house.mediator().post(PURGE)
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("select 1 from learner where id = ?", [learner_id]).fetchone() is None
        assert db.execute("select count(*) from learner where session_id = 1").fetchone()[0] > 5


@pytest.fixture
def lost_branch(tmp_path: Path) -> Iterator[House]:
    """A copy holds a session that the database no longer knows, as after a restore."""
    house = House(tmp_path / "data")
    mediator, session_id, code = house.open_session()
    house.learner(code, MARK)
    mediator.post(f"/staff/sessions/{session_id}/close")
    command("backup", "--data", str(house.settings.data))
    house.run(lambda db: db.execute("delete from session") and None)
    yield house
    house.close()


def test_a_copy_older_than_the_retention_holds_nobody_whom_the_database_lost(
    lost_branch: House,
) -> None:
    house, data = lost_branch, lost_branch.settings.data
    mediator, session_id, code = house.open_session()
    house.learner(code, "Quelqu'un")
    mediator.post(f"/staff/sessions/{session_id}/close")
    house.clock.advance(days=30, minutes=1)
    house.mediator().post(PURGE)
    assert seen(data) == {}
    (copy,) = (data / "backups").glob("*.db")
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("select count(*) from learner").fetchone() == (0,)


def test_a_copy_is_looked_at_even_when_nothing_was_erased(lost_branch: House) -> None:
    house, backups = lost_branch, lost_branch.settings.backups
    house.clock.advance(days=29)
    house.mediator().post(PURGE)
    assert seen(backups), "it is as young as people are kept"
    house.clock.advance(days=1, minutes=1)
    house.mediator().post(PURGE)
    assert seen(backups) == {}
    assert house.rows("select count(*) from erasure") == [(0,)]


def test_what_a_death_left_of_a_copy_is_swept_at_the_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for folder in (data, data / "backups"):
        folder.mkdir()
        for name in ("clearing.db", "clearing.db-wal", "restoring.before-migration.db"):
            (folder / name).write_text(MARK)
    House(data).close()
    assert seen(data) == {}


def test_a_copy_that_cannot_be_read_goes_with_the_retention(mixed: Cast) -> None:
    house, backups = mixed.house, mixed.house.settings.backups
    backups.mkdir()
    damaged, foreign = backups / "damaged.db", backups / "lisez-moi.txt"
    damaged.write_bytes(b"x" * 5000 + MARK.encode())
    foreign.write_text("rien")
    mixed.mediator.post(f"/staff/history/{mixed.session_id}/erase")
    house.mediator().post(PURGE)
    assert damaged.exists(), "it is not old enough"
    house.clock.advance(days=31)
    house.learner(house.rows("select join_code from session where id = 2")[0][0], "Ana")
    mediator = house.mediator()
    found = house.rows("select id from learner where name = 'Ana'")[0][0]
    mediator.post(f"/staff/sessions/2/learners/{found}/erase")
    mediator.post(PURGE)
    assert not damaged.exists()
    assert foreign.exists(), "what is not ours is left alone"


def test_a_copy_of_an_older_version_forgets_as_well(tmp_path: Path) -> None:
    """The automatic copy before a migration: it is brought up to date only to erase in it."""
    house = House(tmp_path / "data")
    try:
        mediator, session_id, code = house.open_session()
        house.learner(code, MARK)
        old = former(house.settings.database)
        command("backup", "--data", str(house.settings.data), "--to", str(old))
        with closing(sqlite3.connect(old)) as db:
            for statement in (
                "drop index session_to_erase",
                "alter table session drop column erased_at",
                "drop table erasure",
                "drop table privacy_statement",
                "delete from _sqlite_migrations where name = 'erasures_and_statements'",
            ):
                db.execute(statement)
            db.commit()
        mediator.post(f"/staff/sessions/{session_id}/close")
        mediator.post(f"/staff/history/{session_id}/erase")
        mediator.post(PURGE)
        assert seen(house.settings.data) == {}
        with closing(sqlite3.connect(old)) as db:
            assert db.execute("select count(*) from session").fetchone() == (1,)
    finally:
        house.close()


def test_a_folder_that_is_closed_holds_nothing_either(tmp_path: Path) -> None:
    first = House(tmp_path / "data")
    mediator, session_id, code = first.open_session()
    first.learner(code, MARK)
    mediator.post(f"/staff/sessions/{session_id}/close")
    first.close()
    assert seen(tmp_path / "data")
    done = command("purge", "--data", str(tmp_path / "data"), "--keep-days", "0", "--json")
    assert json.loads(done.stdout) == {"sessions": 1, "people": 1, "answers": 0, "keep_days": 0}
    assert seen(tmp_path / "data") == {}
