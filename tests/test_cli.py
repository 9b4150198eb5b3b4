"""The commands: what they print, how they end, what they say when something is wrong."""

from __future__ import annotations

import json
import socket
import sqlite3
from pathlib import Path

import httpx2

from tests.process import Process, command, open_session


def test_serve_prints_links_that_work(tmp_path: Path) -> None:
    server = Process(tmp_path)
    try:
        with httpx2.Client(follow_redirects=True) as client:
            assert client.get(server.staff_url).status_code == 200
            assert client.get(server.learner_url).status_code == 200
    finally:
        assert server.stop() == 0


def test_the_staff_link_still_works_after_a_restart(tmp_path: Path) -> None:
    first = Process(tmp_path)
    first.stop()
    second = Process(tmp_path)
    try:
        assert first.staff_url.split("token=")[1] == second.staff_url.split("token=")[1]
    finally:
        second.stop()


def test_a_session_is_opened_beside_a_running_server(tmp_path: Path) -> None:
    server = Process(tmp_path)
    try:
        opened = open_session(tmp_path)
        assert httpx2.get(f"{server.learner_url}/s/{opened['code']}").status_code == 200
        assert opened["join_url"].startswith(server.learner_url)
    finally:
        server.stop()


def test_a_session_is_opened_without_a_server(tmp_path: Path) -> None:
    opened = open_session(tmp_path)
    server = Process(tmp_path)
    try:
        assert httpx2.get(f"{server.learner_url}/s/{opened['code']}").status_code == 200
    finally:
        server.stop()


def test_an_unknown_plan_is_named_with_those_that_exist(tmp_path: Path) -> None:
    done = command("session", "open", "--data", str(tmp_path), "--plan", "nope")
    assert done.returncode == 1
    assert "nope" in done.stderr
    assert "scams" in done.stderr


def test_a_wrong_flag_is_a_usage_error() -> None:
    assert command("serve", "--nope").returncode == 2
    assert command("--port", "99999999").returncode == 2


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = command("serve", "--data", str(tmp_path), "--port", port, "--learner-port", "0")
    assert done.returncode == 78
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = command("serve", "--data", str(tmp_path / "file" / "data"))
    assert done.returncode == 78
    assert "Traceback" not in done.stderr


def test_a_newer_folder_is_refused(tmp_path: Path) -> None:
    open_session(tmp_path)
    db = sqlite3.connect(tmp_path / "classroom.db")
    db.execute(
        "insert into _sqlite_migrations (migration_set, name, applied_at)"
        " values ('classroom', 'telepathy', '2099')"
    )
    db.commit()
    db.close()
    done = command("serve", "--data", str(tmp_path))
    assert done.returncode == 78
    assert "plus récente" in done.stderr


def test_a_damaged_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "classroom.db").write_bytes(b"not a database" * 500)
    done = command("serve", "--data", str(tmp_path))
    assert done.returncode == 78
    assert "Traceback" not in done.stderr


def test_a_backup_is_taken_while_the_server_runs(tmp_path: Path) -> None:
    server = Process(tmp_path / "data")
    try:
        opened = open_session(tmp_path / "data")
        target = tmp_path / "copy.db"
        done = command("backup", "--data", str(tmp_path / "data"), "--to", str(target), "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["target"] == str(target)
    finally:
        server.stop()
    db = sqlite3.connect(target)
    assert db.execute("select join_code from session").fetchall() == [(opened["code"],)]
    db.close()
    again = command("backup", "--data", str(tmp_path / "data"), "--to", str(target))
    assert again.returncode == 1
    assert "existe déjà" in again.stderr


def test_doctor_looks_at_everything(tmp_path: Path) -> None:
    done = command(
        "doctor", "--data", str(tmp_path), "--port", "0", "--learner-port", "0", "--json"
    )
    found = {check["name"]: check["good"] for check in json.loads(done.stdout)["checks"]}
    assert found.pop("address") in (True, False), "a machine without a network has none"
    assert all(found.values()), found


def test_the_shipped_modules_are_sound() -> None:
    done = command("module", "check", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0, report["problems"]
    assert report["errors"] == 0
    assert report["modules"] >= 3


def test_a_demo_has_people_in_it() -> None:
    server = Process(None, "--learners", "40", command="demo")
    try:
        with httpx2.Client(follow_redirects=True) as client:
            client.get(server.staff_url)
            board = server.staff_url.split("/staff")[0] + "/staff/sessions/1/progress.json"
            while not client.get(board).json()["learners"]:
                assert server.process.poll() is None
    finally:
        assert server.stop() == 0
    assert not server.data.exists(), "the folder goes with it"
