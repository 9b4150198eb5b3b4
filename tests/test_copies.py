"""Copies of an instance: taken, put back, carried to another engine."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from classroom.store.copying import PASSING
from classroom.store.engine import open_store
from tests.cluster import Databases
from tests.process import Process, command, open_session
from tests.test_durability import take_seat


@pytest.fixture
def lived(tmp_path: Path) -> Path:
    """A data folder where two people joined a session."""
    data = tmp_path / "lived"
    server = Process(data)
    code = open_session(data)["code"]
    for name in ("Ana", "Bo"):
        take_seat(server, code, name)
    server.stop()
    return data


def names(data: Path) -> list[str]:
    with sqlite3.connect(data / "classroom.db") as db:
        return [name for (name,) in db.execute("select name from learner order by id")]


def test_a_copy_is_put_back_and_what_was_there_is_kept(lived: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert command("backup", "--data", str(lived), "--to", str(copy)).returncode == 0
    with sqlite3.connect(lived / "classroom.db") as db:
        db.execute("update learner set name = 'Chloé' where name = 'Bo'")
    done, again = (command("restore", str(copy), "--data", str(lived), "--json") for _ in range(2))
    assert done.returncode == again.returncode == 0, done.stderr + again.stderr
    assert not (lived / "restoring.db").exists()
    assert names(lived) == ["Ana", "Bo"]
    with sqlite3.connect(json.loads(done.stdout)["kept"]) as kept:
        assert kept.execute("select count(*) from learner where name = 'Chloé'").fetchone()[0]
    server = Process(lived)
    server.stop()


def test_a_copy_is_put_into_an_empty_folder(lived: Path, tmp_path: Path) -> None:
    done = command("restore", str(lived / "classroom.db"), "--data", str(tmp_path / "new"))
    assert done.returncode == 0, done.stderr
    assert names(tmp_path / "new") == ["Ana", "Bo"]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"x" * 4000])
def test_what_is_no_copy_changes_nothing(lived: Path, tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "bad.db"
    bad.write_bytes(content)
    done = command("restore", str(bad), "--data", str(lived))
    assert done.returncode == 1
    assert "Rien n'a été changé" in done.stderr
    assert names(lived) == ["Ana", "Bo"]


def test_nothing_is_put_back_under_a_running_server(lived: Path, tmp_path: Path) -> None:
    server = Process(lived)
    done = command("restore", str(lived / "classroom.db"), "--data", str(lived))
    server.stop()
    assert done.returncode == 1
    assert "déjà ouvert" in done.stderr


def test_everything_is_carried_to_postgresql_and_back(
    lived: Path, tmp_path: Path, databases: Databases
) -> None:
    url = databases.fresh()
    there = command("copy", "--from", str(lived), "--to", url, "--json")
    assert there.returncode == 0, there.stderr
    back = command("copy", "--from", url, "--to", str(tmp_path / "back"), "--json")
    assert json.loads(there.stdout) == json.loads(back.stdout)
    assert names(tmp_path / "back") == ["Ana", "Bo"]
    counted = {table["table"]: table["rows"] for table in json.loads(there.stdout)["tables"]}
    assert (counted["learner"], counted["session"], counted["device"]) == (2, 1, 2)
    with sqlite3.connect(lived / "classroom.db") as db:
        tables = {
            name for (name,) in db.execute("select name from sqlite_master where type='table'")
        }
    assert tables - counted.keys() - PASSING == {"_sqlite_migrations"}, "every table is carried"
    again = command("copy", "--from", str(lived), "--to", url)
    assert again.returncode == 1
    assert "n'est pas vide" in again.stderr
    store = open_store(url)
    insert = "insert into organisation (name, created_at) values ('next', 'now') returning id"
    assert store.write_now(lambda db: db.execute(insert).fetchone()) == (2,), "ids go on"
    store.close()


def test_a_database_is_brought_up_to_date_without_serving(
    tmp_path: Path, databases: Databases
) -> None:
    url = databases.fresh()
    for place in (["--data", str(tmp_path / "new")], ["--database-url", url]):
        done = command("migrate", "--data", str(tmp_path / "data"), *place)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody:secret@127.0.0.1:1/none", "ne répond pas"),
        ("postgresql://%zz", "ne répond pas"),
        ("mysql://x", "ne répond pas"),
    ],
)
def test_a_database_that_cannot_be_reached_is_one_clear_line(
    tmp_path: Path, url: str, said: str
) -> None:
    done = command("serve", "--data", str(tmp_path), "--database-url", url, "--port", "0")
    assert done.returncode == 78
    assert said in done.stderr
    assert "secret" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_backups_of_postgresql_are_its_own_affair(tmp_path: Path, databases: Databases) -> None:
    done = command("backup", "--data", str(tmp_path), "--database-url", databases.fresh())
    assert done.returncode == 1
    assert "pg_dump" in done.stderr
