"""People are kept for the days that were said, then erased by themselves; counts stay."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from classroom.piloting import Held
from classroom.refusals import NotFound
from classroom.store import accounts, retention, seats, sessions
from tests.conftest import Cast
from tests.house import Clock, House
from tests.learning import Work
from tests.test_report import SAID

NAME, NOTE, QUESTION = "Zénobie", "souvent fatiguée", "Comment effacer Facebook ?"
PURGE = "/staff/privacy/purge"


@pytest.fixture
def lived(cast: Cast) -> Cast:
    """A session in which everything was written that a person can leave."""
    house = cast.house
    zenobie = house.learner(cast.code, NAME, "7")
    work = Work(cast, zenobie)
    work.answer(right=False)
    work.act("hints")
    work.answer()
    zenobie.post(f"{cast.home}/help")
    zenobie.post(f"{cast.home}/questions", data={"question": QUESTION})
    person = f"{cast.dashboard}/learners/{work.learner_id}"
    for path, data in (
        (f"{person}/visit", {}),
        (f"{person}/note", {"note": NOTE}),
        (f"{person}/message", {"message": f"Bravo {NAME}"}),
        (f"{person}/changes", {"exercise": "scams/who-writes", "act": "leave_out"}),
        (f"{cast.dashboard}/note", {"note": f"Revoir {NAME}"}),
        (f"{cast.dashboard}/questions", {"question": f"Pour {NAME} : la box"}),
        (f"{cast.dashboard}/colleagues", {"label": NAME, "right": "act"}),
    ):
        assert cast.mediator.post(path, data=data).status_code == 303, path
    return cast


def close(cast: Cast) -> None:
    assert cast.mediator.post(f"{cast.dashboard}/close").status_code == 303


def purge(house: House) -> None:
    assert house.mediator().post(PURGE).status_code == 303


def people(house: House) -> int:
    return int(house.rows("select count(*) from learner")[0][0])


def everything(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    tables = house.rows("select name from sqlite_master where type = 'table'")
    return {name: house.rows(f"select * from {name}") for (name,) in tables}


def test_nobody_is_erased_before_the_day_and_everybody_is_on_it(lived: Cast) -> None:
    house = lived.house
    close(lived)
    house.clock.advance(days=29, hours=23)
    purge(house)
    assert people(house) == 3
    house.clock.advance(hours=1)
    purge(house)
    assert people(house) == 0
    kept = str(everything(house))
    for written in (NAME, NOTE, QUESTION, "Fatima", "Moussa"):
        assert written not in kept


def test_what_hangs_on_a_person_goes_whatever_table_it_is_in(lived: Cast) -> None:
    """A table that is added later is looked at too."""
    house = lived.house
    before = everything(house)
    columns = {
        table: [name for (name,) in house.rows(f"select name from pragma_table_info('{table}')")]
        for table in before
    }
    personal = {t for t, names in columns.items() if "learner_id" in names} | {"learner"}
    filled = {table for table in personal if before[table]}
    assert filled >= personal - {"presence", "erasure"}, "each of them had something to lose"
    close(lived)
    house.clock.advance(days=30)
    purge(house)
    after = everything(house)
    left = {table for table in personal - {"erasure"} if after[table]}
    assert left == set()
    assert after["pass"] == []


def counts(house: House) -> tuple[Any, ...]:
    """What the list of past sessions says of the first one."""
    (line,) = [line for line in house.run(sessions.listed, 1, live=False) if line.session.id == 1]
    return line.learners, line.attempts, line.passed, line.minutes


def figures(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", page))


def test_counts_stay_as_they_were(lived: Cast) -> None:
    """One person goes while the session is on, the others by the schedule."""
    house = lived.house
    Work(lived, lived.moussa).answer()
    lived.moussa.post(f"{lived.home}/erase")
    gone = house.learner(lived.code, "Retirée")
    number = house.rows("select max(id) from learner")[0][0]
    lived.mediator.post(f"{lived.dashboard}/learners/{number}/remove")
    gone.post(f"{lived.home}/erase")
    close(lived)
    before = counts(house)
    assert before[:3] == (3, 3, 2), "whoever was taken out did not count and does not"
    shown = figures(lived.mediator.get(f"/staff/history/{lived.session_id}").text)
    assert (shown["Personnes"], shown["Exercices réussis, en tout"]) == ("3", "2")
    for days in (30, 60):
        house.clock.advance(days=days)
        purge(house)
        assert counts(house) == before
    after = figures(house.mediator().get(f"/staff/history/{lived.session_id}").text)
    assert (after["Personnes"], after["Réponses"]) == ("3", "3")
    assert after["Exercices réussis, en tout"] == "2"


def facts(house: House) -> str:
    return str(house.rows("select content from report")[0][0]).partition('"facts"')[2]


def test_a_report_can_still_be_written_and_says_what_it_said(lived: Cast) -> None:
    house, url = lived.house, f"{lived.dashboard}/report"
    close(lived)
    assert lived.mediator.post(url, data=SAID).status_code == 303
    said = facts(house)
    assert '"exercises":1' in said
    house.clock.advance(days=30)
    purge(house)
    mediator = house.mediator()
    assert mediator.post(url, data={**SAID, "total": "8"}).status_code == 303
    assert facts(house) == said, "what the session told of itself stays"
    house.rows("delete from report returning session_id")
    assert re.search(r'id="total"[^>]*value="3"', mediator.get(url).text), "three people came"


def test_the_session_its_plan_and_its_report_stay(lived: Cast) -> None:
    house = lived.house
    close(lived)
    before = house.rows("select id, title, plan, opened_at, closed_at, mediator_name from session")
    house.clock.advance(days=30)
    purge(house)
    sql = "select id, title, plan, opened_at, closed_at, mediator_name from session"
    assert house.rows(sql) == before


@pytest.mark.parametrize("days", [0, 1, 365])
def test_the_days_are_those_of_the_setting(tmp_path: Path, days: int) -> None:
    house = House(tmp_path / "data", keep_days=days)
    try:
        mediator, session_id, code = house.open_session()
        house.learner(code)
        mediator.post(f"/staff/sessions/{session_id}/close")
        house.clock.advance(days=days, seconds=-5)
        purge(house)
        assert people(house) == 1
        house.clock.advance(seconds=10)
        purge(house)
        assert people(house) == 0
    finally:
        house.close()


def add(house: House, title: str, days: float, **fields: Any) -> int:
    """Another session, prepared for a day to come."""
    now = house.clock()
    account = house.run(accounts.local, now)
    plan = house.library.plans[0]
    opening = sessions.Opening(title, plan, planned_for=now + timedelta(days=days), **fields)
    return int(house.run(sessions.add, account, opening, f"link-{title}", now).id)


def of_series(house: House, session_id: int) -> None:
    house.rows("update session set series_id = 1 where id = ? returning id", session_id)


def test_a_series_keeps_its_people_until_its_last_session_is_over(lived: Cast) -> None:
    house = lived.house
    of_series(house, lived.session_id)
    last = add(house, "La dernière", days=40, series_id=1)
    close(lived)
    house.clock.advance(days=39)
    purge(house)
    assert people(house) == 3, "a session of the series is still to come"
    house.rows("update session set status = 'held' where id = ? returning id", last)
    house.clock.advance(days=2)
    house.mediator().post(f"/staff/sessions/{last}/close")
    house.clock.advance(days=29)
    purge(house)
    assert people(house) == 3
    house.clock.advance(days=1)
    purge(house)
    assert people(house) == 0


@pytest.mark.parametrize("status", [Held.CANCELLED, Held.POSTPONED])
def test_a_session_that_was_called_off_keeps_nobody(lived: Cast, status: Held) -> None:
    house = lived.house
    of_series(house, lived.session_id)
    other = add(house, "Annulée", days=300, series_id=1)
    house.rows("update session set status = ? where id = ? returning id", status.value, other)
    close(lived)
    house.clock.advance(days=30)
    purge(house)
    assert people(house) == 0


def test_a_session_that_nobody_closed_is_over_after_a_day_without_anything(lived: Cast) -> None:
    house = lived.house
    house.clock.advance(days=20)
    Work(lived, lived.fatima).answer()
    house.clock.advance(days=29, hours=23)
    purge(house)
    assert people(house) == 3, "the thirty days count from the last answer"
    house.clock.advance(hours=1)
    purge(house)
    assert people(house) == 0
    closed_at, erased_at = house.rows("select closed_at, erased_at from session")[0]
    assert closed_at < erased_at, "it is closed at the time of the last answer"


def test_a_session_under_way_is_never_erased(tmp_path: Path) -> None:
    house = House(tmp_path / "data", keep_days=0)
    try:
        _, _, code = house.open_session()
        house.clock.advance(hours=23)
        house.learner(code)
        house.clock.advance(hours=23)
        purge(house)
        assert people(house) == 1
        assert timedelta(days=1) == retention.IDLE
    finally:
        house.close()


def test_an_erased_session_is_not_reopened_and_its_cards_open_nothing(lived: Cast) -> None:
    house = lived.house
    card = house.rows("select card from learner where name = ?", NAME)[0][0].split("-")
    close(lived)
    typed = {"name": NAME, **{f"picture{n}": one for n, one in enumerate(card, 1)}}
    back = house.visitor().post(f"{lived.home}/return", data=typed)
    assert back.status_code == 303, "people go on with their card until the day"
    house.clock.advance(days=30)
    purge(house)
    mediator = house.mediator()
    refused = mediator.post(f"{lived.dashboard}/reopen")
    assert refused.status_code == 409
    assert "ne peut plus être rouverte" in refused.text
    assert house.visitor().post(f"{lived.home}/return", data=typed).status_code == 422
    page = mediator.get(f"/staff/history/{lived.session_id}")
    assert "effacées le" in page.text
    assert "/reopen" not in page.text


def test_nothing_is_written_into_an_erased_session(lived: Cast) -> None:
    """It would never be erased: the day has passed."""
    house = lived.house
    close(lived)
    house.clock.advance(days=30)
    purge(house)
    mediator = house.mediator()
    for path, data in (
        ("/note", {"note": NAME}),
        ("/questions", {"question": NAME}),
        ("/colleagues", {"label": NAME}),
        ("/message", {"message": NAME}),
        ("/reopen", {}),
    ):
        assert mediator.post(lived.dashboard + path, data=data).status_code == 409, path
    with pytest.raises(NotFound):
        house.run(seats.join, lived.session_id, NAME, "", "late", house.clock())
    assert NAME not in str(everything(house))


def test_a_receipt_says_how_many_and_never_who(lived: Cast) -> None:
    house = lived.house
    answers = house.rows("select count(*) from attempt where score is not null")[0][0]
    close(lived)
    mediator = house.mediator()
    before = mediator.get("/staff/privacy").text
    assert "Rien n'a encore été effacé" in before
    house.clock.advance(days=30)
    purge(house)
    page = house.mediator().get("/staff/privacy").text
    row = re.search(r'id="receipts".*?<tbody>(.*?)</tbody>', page, re.S)
    assert row
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row[1])
    assert cells[:4] == ["le calendrier", "1", "3", str(answers)]
    assert NAME not in page
    purge(house)
    assert house.rows("select count(*) from erasure") == [(1,)], "nothing due, nothing noted"


def test_another_structure_sees_none_of_it(lived: Cast) -> None:
    elsewhere, _ = lived.house.other_organisation()
    assert elsewhere.get("/staff").status_code == 200
    close(lived)
    coming = lived.house.mediator().get("/staff/privacy").text
    title = lived.house.rows("select title from session where id = ?", lived.session_id)[0][0]
    assert title in coming
    assert title not in elsewhere.get("/staff/privacy").text
    lived.mediator.post(f"/staff/history/{lived.session_id}/erase")
    assert "l'équipe" in lived.mediator.get("/staff/privacy").text
    assert "Rien n'a encore été effacé" in elsewhere.get("/staff/privacy").text


@pytest.fixture
def later(tmp_path: Path) -> Iterator[House]:
    """A folder with a session of last month, opened again today."""
    first = House(tmp_path / "data")
    mediator, session_id, code = first.open_session()
    first.learner(code)
    mediator.post(f"/staff/sessions/{session_id}/close")
    first.close()
    clock = Clock()
    clock.advance(days=31)
    house = House(tmp_path / "data", clock=clock)
    yield house
    house.close()


def test_a_start_erases_what_became_due_while_nobody_was_there(later: House) -> None:
    deadline = time.monotonic() + 10
    while people(later) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert people(later) == 0
    assert later.rows("select cause, people from erasure") == [("schedule", 1)]


def test_nobody_else_may_ask_for_it(cast: Cast) -> None:
    close(cast)
    cast.house.clock.advance(days=30)
    nobody = cast.house.visitor(cast.house.staff_url)
    for client in (nobody, forged(cast.house)):
        assert client.post(PURGE).status_code == 401
    assert people(cast.house) == 2


def forged(house: House) -> httpx2.Client:
    client = house.visitor(house.staff_url)
    client.headers["Authorization"] = "Bearer " + "0" * 64
    return client
