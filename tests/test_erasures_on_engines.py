"""Erasing has the same effects on each engine, and several processes never meet over it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from classroom import erasing
from classroom.domain import Learner, Session
from classroom.journal import Journal
from classroom.modules import Library
from classroom.refusals import Gone, SessionErased
from classroom.store import (
    accounts,
    attempts,
    erasures,
    learners,
    receipts,
    retention,
    seats,
    sessions,
    statements,
)
from classroom.store.engine import Store, open_store
from classroom.store.statements import Statement
from tests.cluster import Databases

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
PLAN = Library.shipped().plans[0]
DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        opened = open_store(tmp_path / "classroom.db")
    else:
        databases: Databases = request.getfixturevalue("databases")
        opened = open_store(databases.fresh())
    yield opened
    opened.close()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "erasures.journal")


def add(store: Store, title: str, people: int = 2, at: datetime = NOW) -> Session:
    """A closed session with people, each with one answer."""
    account = store.write_now(accounts.local, at)
    held = store.write_now(
        sessions.add, account, sessions.Opening(title, PLAN), f"link-{title}", at
    )
    for number in range(people):
        one: Learner = store.write_now(
            seats.join, held.id, f"P{number}", "", f"{title}-{number}", at
        )
        store.write_now(attempts.add, held.id, one.id, given(f"sent-{number}"), at)
    store.write_now(sessions.close, held.id, at)
    return store.write_now(sessions.reload, held.id)


def given(id: str) -> attempts.Submission:
    return attempts.Submission(id, "scams/x", "hash", "digest", {"picks": [1]}, 0.5, False, 12)


def test_what_is_due_is_erased_once(store: Store, journal: Journal) -> None:
    old, young = add(store, "old"), add(store, "young", at=NOW + DAY)
    at = NOW + 30 * DAY
    assert store.write_now(retention.due_counts, at, 30) == {
        "sessions": 1,
        "people": 2,
        "answers": 2,
    }
    (made,) = erasing.purge(store, journal, 30, at)
    assert (made.session_id, made.people, made.answers) == (old.id, 2, 2)
    assert list(erasing.purge(store, journal, 30, at)) == []
    assert store.write_now(learners.of_session, old.id) == []
    assert len(store.write_now(learners.of_session, young.id)) == 2
    assert store.write_now(sessions.reload, old.id).erased_at == at
    with pytest.raises(SessionErased):
        store.write_now(sessions.reopen, old.id, at)
    (receipt,) = store.write_now(receipts.listed, old.organisation_id, 9)
    assert (receipt.sessions, receipt.people, receipt.answers) == (1, 2, 2)
    assert [line.session for line in journal.read()] == [old.id]


def test_what_comes_next_is_told(store: Store) -> None:
    held = add(store, "one")
    (line,) = store.write_now(retention.to_come, held.organisation_id, NOW + DAY, 30, 9)
    assert (line.people, line.answers, line.erased_on) == (2, 2, NOW + 30 * DAY)


def test_one_person_goes_with_all_that_is_theirs(store: Store, journal: Journal) -> None:
    held = add(store, "one")
    first, second = store.write_now(learners.of_session, held.id)
    (made,) = store.write_now(erasing.person, first.id, "learner", NOW)
    assert (made.learner_id, made.answers) == (first.id, 1)
    assert [one.learner_id for one in store.write_now(attempts.of_session, held.id)] == [second.id]
    with pytest.raises(Gone):
        store.write_now(attempts.add, held.id, first.id, given("too-late"), NOW)
    assert len(store.write_now(attempts.of_session, held.id)) == 1


def test_a_statement_is_said_anew(store: Store) -> None:
    account = store.write_now(accounts.local, NOW)
    mine = account.organisation_id
    assert store.write_now(statements.get, mine) == Statement()
    for name in ("Avant", "Après"):
        said = Statement(controller=name)
        store.write_now(statements.keep, mine, said, NOW)
    assert store.write_now(statements.get, mine) == Statement(controller="Après")
    assert store.write_now(statements.of_session, "") == Statement(controller="Après")


def test_processes_that_purge_at_once_share_the_work(tmp_path: Path, databases: Databases) -> None:
    url = databases.fresh()
    store = open_store(url)
    for number in range(40):
        add(store, f"s{number}", at=datetime.now(UTC) - 40 * DAY)
    run = [sys.executable, "-m", "classroom", "purge", "--database-url", url, "--json"]
    purging = [
        subprocess.Popen([*run, "--data", str(tmp_path / name)], stdout=subprocess.PIPE, text=True)
        for name in ("one", "two", "three")
    ]
    told = [json.loads(one.communicate(timeout=60)[0]) for one in purging]
    assert [one.returncode for one in purging] == [0, 0, 0]
    assert sum(one["sessions"] for one in told) == 40
    assert sum(one["people"] for one in told) == 80
    assert sum(r.people for r in store.write_now(receipts.listed, 1, 999)) == 80
    assert len(store.write_now(erasures.everything)) == 40
    store.close()
