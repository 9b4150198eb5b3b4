"""The contract of every store: the same functions have the same effects on each engine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from classroom.domain import Act, Learner, Session
from classroom.modules import Library
from classroom.refusals import SessionFull, SubmissionReused, UnknownCard
from classroom.store import (
    accounts,
    attempts,
    help,
    learners,
    lookups,
    reports,
    schema,
    seats,
    sessions,
)
from classroom.store.engine import Store, open_store
from classroom.store.presence import Sighting
from tests.cluster import Databases
from tests.test_lacoop import REPORT

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
PLAN = Library.shipped().plans[0]


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
def session(store: Store) -> Session:
    account = store.write_now(accounts.local, NOW)
    opening = sessions.Opening("Lundi", PLAN, capacity=3)
    return store.write_now(sessions.add, account, opening, "link", NOW)


def join(store: Store, session: Session, name: str = "Ana") -> Learner:
    return store.write_now(seats.join, session.id, name, "", f"token-{name}", NOW)


def submission(id: str = "submission-1", **fields: Any) -> attempts.Submission:
    given = attempts.Submission(id, "scams/x", "hash", "digest", {"picks": [1]}, 0.5, False, 12)
    return replace(given, **fields)


def add(db: Any, name: str) -> str:
    db.execute("insert into organisation (name, created_at) values (:name, 'now')", {"name": name})
    return name


def names(db: Any) -> list[str]:
    return [row[0] for row in db.execute("select name from organisation order by id")]


def fail(db: Any, name: str) -> None:
    add(db, name)
    raise ValueError(name)


def test_the_schema_is_current(store: Store) -> None:
    assert asyncio.run(store.is_current())


def test_a_failure_undoes_itself_and_spares_its_neighbours(store: Store) -> None:
    async def together() -> list[Any]:
        writes = [store.write(add, "before"), store.write(fail, "bad"), store.write(add, "after")]
        return await asyncio.gather(*writes, return_exceptions=True)

    before, failed, after = asyncio.run(together())
    assert (before, after) == ("before", "after")
    assert isinstance(failed, ValueError)
    assert sorted(asyncio.run(store.read(names))) == ["after", "before"]


def test_a_session_is_what_was_opened(store: Store, session: Session) -> None:
    assert store.write_now(sessions.by_code, session.join_code) == session
    assert store.write_now(sessions.by_link, "link") == session
    store.write_now(sessions.pause, session.id, NOW)
    store.write_now(sessions.pause, session.id, NOW)
    paused = store.write_now(sessions.reload, session.id)
    assert paused.paused_at == NOW
    store.write_now(sessions.close, session.id, NOW + timedelta(hours=1))
    (line,) = store.write_now(sessions.listed, session.organisation_id, live=False)
    assert (line.minutes, line.learners, line.attempts) == (60, 0, 0)
    store.write_now(sessions.reopen, session.id, NOW)
    (line,) = store.write_now(sessions.listed, session.organisation_id, live=True)
    assert line.session.pauses[0].end == NOW + timedelta(hours=1)


def test_seats_are_never_given_twice_however_many_ask_at_once(
    store: Store, session: Session
) -> None:
    async def crowd() -> list[Any]:
        asking = (store.write(seats.join, session.id, f"P{n}", "", f"t{n}", NOW) for n in range(12))
        return await asyncio.gather(*asking, return_exceptions=True)

    answers = asyncio.run(crowd())
    assert sum(isinstance(answer, Learner) for answer in answers) == 3
    assert sum(isinstance(answer, SessionFull) for answer in answers) == 9
    assert len(store.write_now(learners.of_session, session.id)) == 3


def test_a_card_finds_its_seat_again(store: Store, session: Session) -> None:
    ana = join(store, session)
    again = store.write_now(learners.resume, session.id, "ANA", ana.card, "other", NOW)
    assert again == ana
    assert store.write_now(learners.by_device, "other") == ana
    with pytest.raises(UnknownCard):
        store.write_now(learners.resume, session.id, "Bo", ana.card, "third", NOW)


def test_a_lock_an_approval_a_removal(store: Store, session: Session) -> None:
    store.write_now(sessions.lock, session.id, NOW)
    ana = join(store, session)
    assert ana.approved_at is None
    assert store.write_now(learners.approve, session.id, None, NOW) == [ana.id]
    store.write_now(learners.remove, session.id, ana.id, NOW)
    assert store.write_now(learners.come_back, session.id, ana.id).approved_at is None
    store.write_now(learners.rename, session.id, ana.id, "Anna", "7")
    assert store.write_now(learners.in_session, session.id, ana.id).name == "Anna"


def test_a_submission_has_one_effect_however_often_it_comes(store: Store, session: Session) -> None:
    ana = join(store, session)

    async def often() -> list[Any]:
        again = (store.write(attempts.add, session.id, ana.id, submission(), NOW) for _ in range(8))
        return await asyncio.gather(*again)

    kept = asyncio.run(often())
    assert len({attempt.id for attempt in kept}) == 1
    assert store.write_now(attempts.of_learner, ana.id) == [kept[0]]
    assert (kept[0].score, kept[0].record, kept[0].at) == (0.5, {"picks": [1]}, NOW)
    with pytest.raises(SubmissionReused):
        store.write_now(attempts.add, session.id, ana.id, submission(digest="other"), NOW)


def test_acts_and_calls(store: Store, session: Session) -> None:
    ana = join(store, session)
    for _ in range(2):
        store.write_now(
            attempts.add_activity, session.id, ana.id, "scams/x", Act.HINT, "act-00001", NOW
        )
        store.write_now(help.ask, session.id, ana.id, "scams/x", NOW)
    assert len(store.write_now(attempts.activities_of_learner, ana.id)) == 1
    (call,) = store.write_now(help.requests_of_learner, ana.id)
    assert call.is_open
    store.write_now(help.handled, session.id, ana.id, NOW)
    (call,) = store.write_now(help.requests_of_session, session.id)
    (visit,) = store.write_now(help.visits_of_learner, ana.id)
    assert (call.handled_at, visit.ended_at) == (NOW, NOW)


def test_a_report_is_the_one_that_was_said_last(store: Store, session: Session) -> None:
    assert store.write_now(reports.get, session.id) is None
    for report in (structs.replace(REPORT, title="Lundi"), REPORT):
        store.write_now(reports.keep, session.id, report, NOW)
        assert store.write_now(reports.get, session.id) == report


def test_failed_lookups_fill_a_bucket_that_empties(store: Store) -> None:
    tried = [store.write_now(lookups.too_many, "here", NOW) for _ in range(61)]
    assert tried == [False] * 60 + [True]
    assert not store.write_now(lookups.too_many, "there", NOW)
    assert not store.write_now(lookups.too_many, "here", NOW + timedelta(seconds=2))
    assert store.write_now(lookups.too_many, "here", NOW + timedelta(seconds=2))


def test_what_a_process_saw_is_known_to_the_others(store: Store, session: Session) -> None:
    from classroom.store import presence

    ana = join(store, session)
    seen = Sighting(ana.id, 1, None, "scams/x", NOW, NOW, (), NOW)
    store.write_now(presence.tell, "one", [seen], "", NOW)
    args = (session.id, None, NOW)
    assert store.write_now(presence.elsewhere, "two", *args) == [seen]
    assert store.write_now(presence.elsewhere, "one", *args) == []
    later = NOW + presence.ALIVE + timedelta(seconds=1)
    (lost,) = store.write_now(presence.elsewhere, "two", session.id, ana.id, later)
    assert (lost.streams, lost.offline_since) == (0, NOW), "a process that died took it along"


def test_a_newer_schema_is_refused(databases: Databases) -> None:
    url = databases.fresh()
    store = open_store(url)
    record = "insert into migration (name, applied_at) values ('telepathy', '2099')"
    store.write_now(lambda db: db.execute(record))
    store.close()
    with pytest.raises(schema.NewerSchema):
        open_store(url)


def test_several_processes_may_start_at_once(databases: Databases) -> None:
    url = databases.fresh()

    async def together() -> list[Store]:
        return await asyncio.gather(*(asyncio.to_thread(open_store, url) for _ in range(4)))

    for store in asyncio.run(together()):
        assert store.write_now(add, "here") == "here"
        store.close()
