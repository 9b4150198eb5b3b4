"""Every measure runs, compares what the clients know with the database, and says what it found."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from classroom.bench import growth, limit, past, ratio, workshop
from classroom.bench.room import PLAN, House, Room, seated
from classroom.bench.servers import Servers, started
from tests.cluster import Databases
from tests.house import House as Served
from tests.process import Process, command


def small(servers: Servers) -> dict[str, Any]:
    work = workshop.Workload(learners=6, sessions=2, dashboards=1, duration_s=1, interval_s=0.5)
    return asyncio.run(workshop.measure(servers, work))


def expect_whole(result: dict[str, Any]) -> None:
    assert result["lost"] == result["doubled"] == 0
    assert result["acknowledged"] >= 6
    assert result["join_ms"]["count"] == 6
    assert result["dashboard_ms"]["count"] > 0
    assert result["call_ms"]["count"] > 0
    assert result["cpu_s_per_1000_answers"] > 0


def test_a_workshop_is_measured(tmp_path: Path) -> None:
    with started(tmp_path) as servers:
        expect_whole(small(servers))


def test_two_processes_are_measured_together(databases: Databases, tmp_path: Path) -> None:
    with started(tmp_path, databases.fresh(), 2) as servers:
        result = small(servers)
    expect_whole(result)
    assert (result["processes"], result["database"]) == (2, "PostgreSQL")


def test_answers_are_measured_beside_the_least(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(ratio, "ROOMS", 1)
    monkeypatch.setattr(ratio, "PEOPLE", 4)
    with started(tmp_path) as servers:
        result = asyncio.run(ratio.measure(servers, 0.3, tmp_path))
    assert result["passed"]["kept"]
    assert len(result["turns"]) == ratio.TURNS
    assert all(turn["bare_per_s"] > turn["answers_per_s"] > 0 for turn in result["turns"])


def test_growth_is_measured_among_live_and_past_sessions(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(growth, "MEASURED", 1)
    monkeypatch.setattr(growth, "PEOPLE", 2)
    start = partial(started, tmp_path)
    database = tmp_path / "classroom.db"
    result = growth.measure(start, database, live=(1, 3), stored=(0, 1000))
    assert result["passed"]["kept"]
    found = [(step["live"], step["attempts"]) for step in result["steps"]]
    assert found == [(1, 0), (3, 0), (1, 1000), (3, 1000)]


def test_the_limit_is_looked_for(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(limit, "FINEST", 1)
    result = limit.measure(partial(started, tmp_path), 0.5, first=1, most=2)
    assert result["passed"]["kept"]
    assert [step["sessions"] for step in result["steps"]] == [1, 2]
    assert result["learners"] == result["sessions"] * limit.PEOPLE


def test_history_is_measured(tmp_path: Path) -> None:
    growth.fill(tmp_path / "classroom.db", 20_000)
    with started(tmp_path) as servers:
        result = asyncio.run(past.measure(servers))
    assert {name: ms["count"] for name, ms in result["pages_ms"].items()} == dict.fromkeys(
        ("list", "filtered", "synthesis", "session", "home"), past.LOOKS
    )


def test_a_lost_or_doubled_answer_is_found(house: Served) -> None:
    """What the clients know is compared with what is kept: the check bites."""
    running = Servers([], house.settings.database)

    async def answered() -> House:
        measured = House(running)
        measured.doors = [house.learner_url]
        _, session_id, code = house.open_session(PLAN)
        room = measured.furnish(Room(code, f"/staff/sessions/{session_id}", session_id))
        await seated(measured, room, 1, measured.refs[:1])
        await room.seats[0].answer()
        await measured.leave()
        return measured

    measured = asyncio.run(answered())
    assert measured.compare() == {"acknowledged": 1, "lost": 0, "doubled": 0}
    measured.journal.kept.add("never arrived")
    measured.journal.sent.clear()
    assert measured.compare() == {"acknowledged": 2, "lost": 1, "doubled": 1}


def test_a_running_server_is_measured_by_its_link(tmp_path: Path) -> None:
    server = Process(tmp_path)
    options = ["--learners", "3", "--dashboards", "1", "--duration", "1", "--interval", "0.5"]
    try:
        done = command(
            "bench", "--json", "--url", server.staff_url, "--data", str(tmp_path), *options
        )
    finally:
        server.stop()
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["acknowledged"] > 0
    assert result["machine"]["sqlite"]


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--processes", "2"], 2, "--database-url"),
        (["--url", "http://localhost:8000/staff?token=x"], 2, "--data"),
        (["--url", "http://localhost:8000/staff?token=x", "--ratio"], 2, "--ratio"),
        (["--url", "http://192.0.2.1/staff?token=x", "--data", "."], 78, "lien de connexion"),
        (["--learners", "301"], 2, "300"),
        (["--database-url", "postgresql://nobody@127.0.0.1:1/x"], 78, "127.0.0.1"),
    ],
)
def test_a_measure_that_cannot_be_made_says_why(options: list[str], status: int, said: str) -> None:
    done = command("bench", *options)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_in_use_is_not_measured_on(databases: Databases, tmp_path: Path) -> None:
    url = databases.fresh()
    opened = command(
        "session", "open", "--plan", "scams", "--data", str(tmp_path), "--database-url", url
    )
    assert opened.returncode == 0, opened.stderr
    done = command("bench", "--database-url", url)
    assert done.returncode == 78
    assert "base vide" in done.stderr
