"""The erasure journal: whoever was erased stays erased, whatever copy is put back."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from classroom import erasing
from classroom.journal import Journal
from classroom.settings import Settings
from tests.cluster import Databases
from tests.house import House
from tests.process import Process, command

GONE, KEPT = "Zénobie", "Moussa"


def opened(data: Path) -> tuple[House, str, int]:
    """A served folder with a session where two people are, and a copy of it outside."""
    house = House(data)
    _, session_id, code = house.open_session()
    house.learner(code, KEPT)
    house.learner(code, GONE)
    done = command("backup", "--data", str(data), "--to", str(data.parent / "copy.db"))
    assert done.returncode == 0, done.stderr
    return house, code, session_id


def erase(house: House, code: str, name: str) -> None:
    url = f"/staff/sessions/1/learners/{learner_id(house, name)}/erase"
    assert house.mediator().post(url).status_code == 303


def learner_id(house: House, name: str) -> int:
    return int(house.rows("select id from learner where name = ?", name)[0][0])


def names(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "classroom.db")) as db:
        return [name for (name,) in db.execute("select name from learner order by name")]


def restore(data: Path) -> dict[str, object]:
    done = command("restore", str(data.parent / "copy.db"), "--data", str(data), "--json")
    assert done.returncode == 0, done.stderr
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_an_older_copy_brings_nobody_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    house, code, _ = opened(data)
    erase(house, code, GONE)
    house.close()
    assert restore(data)["erased"] == 1
    assert names(data) == [KEPT]
    assert GONE.encode() not in (data / "classroom.db").read_bytes()
    assert restore(data)["erased"] == 1, "the copy itself is not changed: it is outside"
    again = command("restore", str(tmp_path / "copy.db"), "--data", str(data))
    assert "1 effacement du journal a été refait" in again.stdout


def test_a_whole_session_is_not_brought_back_either(tmp_path: Path) -> None:
    data = tmp_path / "data"
    house, _, session_id = opened(data)
    mediator = house.mediator()
    mediator.post(f"/staff/sessions/{session_id}/close")
    mediator.post(f"/staff/history/{session_id}/erase")
    house.close()
    assert restore(data)["erased"] == 1
    assert names(data) == []
    server = House(data)
    try:
        refused = server.mediator().post(f"/staff/sessions/{session_id}/reopen")
        assert refused.status_code == 409
        page = server.mediator().get("/staff/privacy").text
        assert "le journal, après une remise en place" in page
    finally:
        server.close()


def test_without_the_journal_they_would_come_back(tmp_path: Path) -> None:
    """The check bites: it is the journal that holds."""
    data = tmp_path / "data"
    house, code, _ = opened(data)
    erase(house, code, GONE)
    house.close()
    (data / "erasures.journal").unlink()
    (data / "classroom.db").unlink()
    assert restore(data)["erased"] == 0
    assert names(data) == [KEPT, GONE]


def test_the_database_that_is_replaced_counts_as_a_journal(tmp_path: Path) -> None:
    """A death between the two: the database forgot and the file has no line yet."""
    data = tmp_path / "data"
    house, code, _ = opened(data)
    erase(house, code, GONE)
    house.close()
    (data / "erasures.journal").unlink()
    assert restore(data)["erased"] == 1
    assert names(data) == [KEPT]


def test_a_copy_put_back_by_hand_is_cleared_before_anyone_is_served(tmp_path: Path) -> None:
    data = tmp_path / "data"
    house, code, _ = opened(data)
    erase(house, code, GONE)
    house.close()
    for log in ("-wal", "-shm"):
        (data / f"classroom.db{log}").unlink(missing_ok=True)
    (data / "classroom.db").write_bytes((tmp_path / "copy.db").read_bytes())
    server = House(data)
    try:
        board = server.mediator().get("/staff/sessions/1/progress.json").json()
        assert [one["name"] for one in board["learners"]] == [KEPT]
    finally:
        server.close()


def test_a_number_that_is_given_again_is_not_erased_in_its_place(tmp_path: Path) -> None:
    """After a restore the next person has the number of one who was erased."""
    data = tmp_path / "data"
    house, code, _ = opened(data)
    house.learner(code, "Erased later")
    number = learner_id(house, "Erased later")
    erase(house, code, "Erased later")
    house.close()
    restore(data)
    second = House(data)
    second.learner(code, "Nouvelle")
    assert learner_id(second, "Nouvelle") == number
    second.close()
    third = House(data)
    try:
        assert third.rows("select count(*) from learner") == [(3,)]
    finally:
        third.close()


def test_the_journal_holds_no_name_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    house, code, _ = opened(data)
    link, card = house.rows("select link_token, card from session, learner")[0]
    erase(house, code, GONE)
    house.close()
    journal = data / "erasures.journal"
    told = journal.read_text("utf-8")
    (line,) = map(json.loads, told.splitlines())
    assert line.keys() == {"at", "session", "learner", "key", "cause"}
    for secret in (GONE, code, link, card):
        assert secret not in told
    assert journal.stat().st_mode & 0o077 == 0


def test_a_line_that_was_cut_costs_no_other(tmp_path: Path) -> None:
    data = tmp_path / "data"
    house, code, _ = opened(data)
    erase(house, code, GONE)
    with open(data / "erasures.journal", "ab") as file:
        file.write(b'{"at":"2026-')
    erase(house, code, KEPT)
    house.close()
    assert len(Journal(data / "erasures.journal").read()) == 2
    assert restore(data)["erased"] == 2
    assert names(data) == []


def test_a_disk_that_refuses_the_journal_is_made_up_for(tmp_path: Path) -> None:
    data = tmp_path / "data"
    house, code, _ = opened(data)
    journal = data / "erasures.journal"
    journal.mkdir()
    erase(house, code, GONE)
    house.close()
    journal.rmdir()
    House(data).close()
    assert len(Journal(journal).read()) == 1
    assert restore(data)["erased"] == 1


def test_the_journal_is_carried_to_postgresql_and_back(
    tmp_path: Path, databases: Databases
) -> None:
    data = tmp_path / "data"
    house, code, _ = opened(data)
    erase(house, code, GONE)
    house.close()
    url = databases.fresh()
    there = command("copy", "--from", str(data), "--to", url)
    assert there.returncode == 0, there.stderr
    back = command("copy", "--from", url, "--to", str(tmp_path / "back"))
    assert back.returncode == 0, back.stderr
    server = House(tmp_path / "back")
    server.close()
    lines = [Journal(folder / "erasures.journal").read() for folder in (data, tmp_path / "back")]
    assert [line.key for line in lines[1]] == [line.key for line in lines[0]] != []


def test_an_older_dump_of_postgresql_brings_nobody_back(
    tmp_path: Path, databases: Databases
) -> None:
    """Each process keeps the journal in its own folder: one that is left is enough."""
    data, url = tmp_path / "data", databases.fresh()
    before = databases.fresh()
    house = House(data, database_url=url)
    _, _, code = house.open_session()
    house.learner(code, KEPT)
    house.learner(code, GONE)
    dumped = command("copy", "--from", url, "--to", before)
    assert dumped.returncode == 0, dumped.stderr
    erase(house, code, GONE)
    house.close()
    again = House(data, database_url=before)
    try:
        assert again.rows("select name from learner order by name") == [(KEPT,)]
        assert again.rows("select cause from erasure") == [("journal",)]
    finally:
        again.close()


@pytest.mark.parametrize("where", ["served", "alone"])
def test_the_purge_command_says_what_it_does(tmp_path: Path, where: str) -> None:
    data = tmp_path / "data"
    house, _, session_id = opened(data)
    house.mediator().post(f"/staff/sessions/{session_id}/close")
    house.close()
    days = ("--keep-days", "0")
    dry = command("purge", "--data", str(data), "--dry-run", "--json", *days)
    counts = {"sessions": 1, "people": 2, "answers": 0, "keep_days": 0}
    assert json.loads(dry.stdout) == counts
    assert names(data) == [KEPT, GONE]
    said = command("purge", "--data", str(data), "--dry-run", *days).stdout
    assert "personnes 2" in said
    assert "Rien n'a été changé" in said
    assert "personnes 0" in command("purge", "--data", str(data), "--dry-run").stdout
    if where == "served":
        server = Process(data, "--keep-days", "365")
        try:
            done = command("purge", "--data", str(data), "--json", *days)
            told = json.loads(done.stdout)
            assert told == {"sessions": 0, "people": 0, "answers": 0, "keep_days": 365}
        finally:
            server.stop()
    else:
        done = command("purge", "--data", str(data), "--json", *days)
        assert json.loads(done.stdout) == counts
        assert names(data) == []


@pytest.mark.parametrize("days", ["-1", "366", "trente"])
def test_a_wrong_number_of_days_is_refused_in_a_clear_line(tmp_path: Path, days: str) -> None:
    for name in ("serve", "purge"):
        done = command(name, "--data", str(tmp_path), "--keep-days", days)
        assert done.returncode == 2
        assert "--keep-days" in done.stderr
        assert days in done.stderr
        assert "Traceback" not in done.stderr


def test_an_empty_folder_has_nothing_to_purge(tmp_path: Path) -> None:
    for options in ([], ["--dry-run"]):
        done = command("purge", "--data", str(tmp_path), *options)
        assert done.returncode == 1
        assert "pas encore de base" in done.stderr


def test_a_start_with_nothing_to_replay_writes_nothing(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    try:
        settings: Settings = house.settings
        assert erasing.recover(house.store, Journal(settings.journal), house.clock()) == []
        assert not settings.journal.exists()
    finally:
        house.close()
