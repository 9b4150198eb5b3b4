"""kill -9 in the middle of a purge: no erasure is lost, none is done by half, nobody comes back."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from classroom.domain import Session
from classroom.modules import Library
from classroom.store import accounts, attempts, seats, sessions
from classroom.store.engine import open_store
from tests.process import command
from tests.torture import KILLS, sabotage
from tests.torture.sabotage import sabotaged

SESSIONS, PEOPLE = 60, 4
LONG_AGO = timedelta(days=90)
# Between the start of a purge and its death: before the first erasure, or among the last.
AFTER_MAX_S = 1.2
BETWEEN = KILLS // 5


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Sessions of long ago with their people, and a copy of it all outside."""
    folder = tmp_path / "data"
    folder.mkdir()
    store = open_store(folder / "classroom.db")
    at, plan = datetime.now(UTC) - LONG_AGO, Library.shipped().plans[0]
    account = store.write_now(accounts.local, at)
    for number in range(SESSIONS):
        opening = sessions.Opening(f"Séance {number}", plan)
        held: Session = store.write_now(sessions.add, account, opening, f"link-{number}", at)
        for place in range(PEOPLE):
            one = store.write_now(
                seats.join, held.id, f"Zqxjk {number}-{place}", "", f"{number}-{place}", at
            )
            given = attempts.Submission(
                f"s-{number}-{place}", "scams/three-clues", "d", "d", {"picks": []}, 0.0, False
            )
            store.write_now(attempts.add, held.id, one.id, given, at)
        store.write_now(sessions.close, held.id, at)
    store.close()
    shutil.copy(folder / "classroom.db", tmp_path / "copy.db")
    return folder


def purge_and_die(data: Path, after_s: float, program: Sequence[str] = ("classroom",)) -> None:
    """As a power cut in the middle of a purge."""
    run = [sys.executable, "-m", *program, "purge", "--data", str(data)]
    purging = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after_s)
    purging.kill()
    purging.wait()


def halves(data: Path) -> list[int]:
    """Sessions that are erased and hold somebody, or are not and hold nobody; and those whose
    receipt does not say so."""
    with closing(sqlite3.connect(data / "classroom.db")) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        rows = db.execute(
            """
            select session.id from session
            left join erasure on erasure.session_id = session.id
            where (session.erased_at is null) <>
                (exists (select 1 from learner where learner.session_id = session.id))
              or (session.erased_at is null) <> (erasure.id is null)
              or (erasure.id is not null and (erasure.people <> 4 or erasure.answers <> 4))
            """
        ).fetchall()
    return [session_id for (session_id,) in rows]


def left(data: Path) -> int:
    with closing(sqlite3.connect(data / "classroom.db")) as db:
        return int(db.execute("select count(*) from session where erased_at is null").fetchone()[0])


def brought_back(data: Path, erased: int) -> int:
    """How many of those erased an old copy brings back."""
    done = command("restore", str(data.parent / "copy.db"), "--data", str(data), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["erased"] <= SESSIONS
    return erased - (SESSIONS - left(data))


def test_no_erasure_is_lost_or_half_done_by_a_death_in_its_middle(data: Path) -> None:
    rng, deaths = random.Random(7), 0
    while left(data) and deaths < BETWEEN:
        purge_and_die(data, rng.uniform(0.3, AFTER_MAX_S))
        deaths += 1
        assert halves(data) == []
    assert deaths >= 1
    erased = SESSIONS - left(data)
    assert brought_back(data, erased) == 0
    done = command("purge", "--data", str(data), "--json")
    assert done.returncode == 0, done.stderr
    assert (left(data), halves(data)) == (0, [])
    assert not [p for p in data.rglob("*") if p.is_file() and b"Zqxjk" in p.read_bytes()]


def test_a_death_between_the_commit_and_the_journal_loses_nothing(data: Path) -> None:
    """A server that dies exactly there, each time: the database knows, and is asked."""
    for _ in range(3):
        run = [sys.executable, "-m", *sabotaged(sabotage.speechless), "purge", "--data", str(data)]
        died = subprocess.run(run, capture_output=True, text=True)
        assert died.returncode == -9, died.stderr
    assert SESSIONS - left(data) == 3
    assert brought_back(data, 3) == 0


def test_a_journal_that_forgets_is_noticed(data: Path) -> None:
    """The check bites: with neither line nor database left, they come back."""
    run = [sys.executable, "-m", *sabotaged(sabotage.secretive), "purge", "--data", str(data)]
    assert subprocess.run(run, capture_output=True).returncode == 0
    assert left(data) == 0
    (data / "classroom.db").unlink()
    assert brought_back(data, SESSIONS) == SESSIONS
