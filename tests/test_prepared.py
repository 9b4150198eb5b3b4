"""Sessions prepared days ahead: their code exists, nobody is let in before, and they can move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from playwright.sync_api import expect

from classroom import preparing
from classroom.amending import amended
from classroom.domain import Plan, Step
from classroom.piloting import ChangeAct, PlanChange
from tests.conftest import Cast
from tests.house import House
from tests.learning import Work
from tests.people import People

NOW = datetime(2027, 1, 15, 12, 0, tzinfo=UTC)
NOTHING = dict.fromkeys(preparing.FIELDS, "")


def in_days(house: House, days: float, hour: str = "14:00") -> dict[str, str]:
    when = (house.clock() + timedelta(days=days)).astimezone()
    return {"day": when.date().isoformat(), "hour": hour}


def prepared(house: House, days: float = 3, **fields: str) -> tuple[httpx2.Client, str, str]:
    """The mediator, the address of a session to come and its code."""
    client, session_id, code = house.open_session(**{**in_days(house, days), **fields})
    return client, f"/staff/sessions/{session_id}", code


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"day": "2027-01-14", "hour": "10:00"}, {"day": "past"}),
        ({"day": "2030-01-14", "hour": "10:00"}, {"day": "far"}),
        ({"day": "2027-02-01"}, {"hour": "missing"}),
        ({"hour": "10:00"}, {"day": "missing"}),
        ({"day": "2027-02-30", "hour": "10:00"}, {"day": "invalid"}),
        ({"day": "demain", "hour": "25:00"}, {"day": "invalid", "hour": "invalid"}),
        ({"day": "9999-12-31", "hour": "23:59"}, {"day": "far"}),
        ({"day": "0001-01-01", "hour": "00:00"}, {"day": "past"}),
        ({"expected": "0"}, {"expected": "number"}),
        ({"expected": "1001"}, {"expected": "number"}),
        ({"expected": "²"}, {"expected": "number"}),
        ({"expected": "9" * 400}, {"expected": "number"}),
        ({"place": "x" * 81}, {"place": "long"}),
        ({"partner": "\u202e"}, {"partner": "long"}),
    ],
)
def test_what_is_wrong_is_said_of_each_field(typed: dict[str, str], wrong: dict[str, str]) -> None:
    assert preparing.read({**NOTHING, **typed}, NOW)[1] == wrong


def test_what_is_typed_is_what_is_kept() -> None:
    typed = {"day": "2027-03-28", "hour": "14:30", "place": "Salle  bleue", "expected": " 12 "}
    details, wrong = preparing.read({**NOTHING, **typed}, NOW)
    assert not wrong
    assert preparing.as_typed(details) == {
        **NOTHING,
        "day": "2027-03-28",
        "hour": "14:30",
        "place": "Salle bleue",
        "expected": "12",
    }


def test_a_session_to_come_has_its_code_and_lets_nobody_in_yet(house: House) -> None:
    client, session, code = prepared(house, place="Mairie", expected="12")
    home = client.get("/staff").text
    assert "Séances prévues" in home
    assert "12 personnes attendues" in home
    assert client.get(session).headers["location"] == f"{session}/details"
    visitor = house.visitor()
    assert visitor.post("/join", data={"code": code}).headers["location"] == f"/s/{code}"
    early = visitor.get(f"/s/{code}")
    assert early.status_code == 409
    assert "pas encore ouverte" in early.text
    assert "à 14" in early.text
    link = house.rows("select link_token from session")[0][0]
    assert visitor.get(visitor.get(f"/j/{link}").headers["location"]).status_code == 409
    for path in ("/learners", "/return"):
        answer = visitor.post(f"/s/{code}{path}", data={"name": "Fatima"})
        assert answer.status_code == 409
    assert house.rows("select count(*) from learner") == [(0,)]


def test_it_begins_once_and_runs_from_then_on(house: House) -> None:
    client, session, code = prepared(house)
    house.clock.advance(days=3)
    for _ in range(2):
        assert client.post(f"{session}/start").headers["location"] == session
    opened = datetime.fromisoformat(house.rows("select opened_at from session")[0][0])
    assert abs(opened - house.clock()) < timedelta(seconds=30)
    assert client.get(session).status_code == 200
    house.learner(code, "Fatima")
    assert "Séances prévues" not in client.get("/staff").text
    house.clock.advance(hours=1)
    client.post(f"{session}/start")
    assert house.rows("select opened_at from session")[0][0] == opened.isoformat(
        timespec="milliseconds"
    ).replace("+00:00", "Z")


def test_postponed_it_keeps_its_code_and_its_poster(house: House) -> None:
    client, session, code = prepared(house, place="Mairie", partner="CCAS")
    link = house.rows("select link_token from session")[0][0]
    moved = client.post(f"{session}/postpone", data=in_days(house, 10, "09:30"))
    later = moved.headers["location"].removesuffix("/details")
    assert later != session
    assert 'value="09:30"' in client.get(f"{later}/details").text
    assert "Reportée" in client.get(f"{session}/details").text
    rows = "select status, join_code, place, partner from session order by id"
    assert house.rows(rows) == [
        ("postponed", code, "Mairie", "CCAS"),
        ("planned", code, "Mairie", "CCAS"),
    ]
    assert house.visitor().get(f"/j/{link}").headers["location"] == f"/s/{code}"
    assert client.post(f"{session}/postpone", data=in_days(house, 12)).status_code == 404
    client.post(f"{later}/start")
    house.learner(code, "Fatima")


def test_to_no_day_and_to_the_past_it_is_not_moved(house: House) -> None:
    client, session, _ = prepared(house)
    for fields in ({}, {"day": "2020-01-01", "hour": "10:00"}, {"day": "x", "hour": "y"}):
        answer = client.post(f"{session}/postpone", data=fields)
        assert answer.status_code == 422
        assert "Choisissez un jour et une heure à venir" in answer.text
    assert house.rows("select count(*), status from session group by status") == [(1, "planned")]


def test_given_up_it_says_so_and_can_be_held_after_all(house: House) -> None:
    client, session, code = prepared(house)
    assert client.post(f"{session}/cancel").status_code == 303
    gone = house.visitor().get(f"/s/{code}")
    assert gone.status_code == 410
    assert "pas lieu" in gone.text
    client.post(f"{session}/start")
    assert house.rows("select status from session") == [("cancelled",)]
    assert "Séances prévues" not in client.get("/staff").text
    client.post(f"{session}/reinstate")
    assert house.visitor().get(f"/s/{code}").status_code == 409
    client.post(f"{session}/start")
    house.learner(code, "Fatima")


def test_a_code_that_was_given_again_meanwhile_is_not_taken_back(house: House) -> None:
    client, session, code = prepared(house)
    client.post(f"{session}/cancel")
    _, other, _ = house.open_session()
    house.run(lambda db: db.execute("update session set join_code = ? where id = ?", [code, other]))
    client.post(f"{session}/reinstate")
    codes = house.rows("select join_code from session order by id")
    assert codes[1] == (code,)
    assert codes[0] != (code,)


def test_what_is_not_begun_is_neither_closed_nor_reported_nor_history(house: House) -> None:
    client, session, _ = prepared(house)
    number = session.rsplit("/", 1)[1]
    for path in (f"{session}/report", f"/staff/history/{number}"):
        assert client.get(path).headers["location"] == f"{session}/details"
    client.post(f"{session}/close")
    client.post(f"{session}/reopen")
    assert house.rows("select status, closed_at from session") == [("planned", None)]
    assert house.rows("select count(*) from session where status = 'held'") == [(0,)]
    assert "Les arnaques" not in client.get("/staff/history").text


def test_details_are_changed_and_nothing_is_lost_when_they_are_wrong(house: House) -> None:
    client, session, _ = prepared(house, place="Mairie")
    wrong = {**in_days(house, 4), "place": "École", "expected": "douze"}
    answer = client.post(f"{session}/details", data=wrong)
    assert answer.status_code == 422
    assert 'value="École"' in answer.text
    assert 'id="expected-error"' in answer.text
    assert house.rows("select place from session") == [("Mairie",)]
    assert client.post(f"{session}/details", data={**wrong, "expected": "12"}).status_code == 303
    assert house.rows("select place, expected from session") == [("École", 12)]
    assert client.post(f"{session}/details", data={"place": "École"}).status_code == 422
    assert "École" in client.get("/staff/sessions/new").text, "offered again"


def test_a_wrong_date_keeps_what_was_typed_of_a_new_session(house: House) -> None:
    client = house.mediator()
    typed = {"plan": "scams", "title": "Mardi matin", "day": "2020-01-01", "hour": "10:00"}
    answer = client.post("/staff/sessions", data=typed)
    assert answer.status_code == 422
    assert 'value="Mardi matin"' in answer.text
    assert "Ce moment est déjà passé" in answer.text
    assert house.rows("select count(*) from session") == [(0,)]


def test_a_link_of_a_colleague_waits_too(house: House) -> None:
    client, session, _ = prepared(house)
    client.post(f"{session}/colleagues", data={"label": "Ana", "right": "act"})
    page = client.get(f"{session}/colleagues").text
    link = page.split('class="pass-link">')[1].split("<")[0].split(house.learner_url)[1]
    phone = house.visitor()
    phone.get(link)
    assert phone.get(session).status_code == 409
    assert phone.post(f"{session}/start").status_code == 404


# What a session changed of its plan.

PLAN = Plan(
    "p", "Plan", "", (Step("Accueil", 5), Step("Un", 10, ("a/1", "a/2")), Step("Deux", 5, ("b/1",)))
)


def change(ref: str, act: ChangeAct, whom: int | None = None, **more: Any) -> PlanChange:
    return PlanChange(1, whom, ref, act, NOW, ("computer",), **more)


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ([], [(), ("a/1", "a/2"), ("b/1",)]),
        ([change("c/1", ChangeAct.NOW)], [(), ("a/1", "c/1", "a/2"), ("b/1",)]),
        ([change("c/1", ChangeAct.NOW, withdrawn_at=NOW)], [(), ("a/1", "a/2"), ("b/1",)]),
        ([change("c/1", ChangeAct.NEXT, 7)], [(), ("a/1", "a/2"), ("b/1",)]),
        ([change("a/2", ChangeAct.NOW)], [(), ("a/1", "a/2"), ("b/1",)]),
        (
            [change("b/1", ChangeAct.LEAVE_OUT, 1), change("b/1", ChangeAct.LEAVE_OUT, 2)],
            [(), ("a/1", "a/2")],
        ),
        ([change("b/1", ChangeAct.LEAVE_OUT, 1)], [(), ("a/1", "a/2"), ("b/1",)]),
    ],
)
def test_the_plan_of_a_session_with_what_it_changed(
    changes: list[PlanChange], steps: list[tuple[str, ...]]
) -> None:
    tries = {"a/1": NOW - timedelta(minutes=5), "b/1": NOW + timedelta(minutes=5)}
    found = amended(PLAN, changes, tries, people=3)
    assert [step.exercises for step in found.steps] == steps


def test_what_was_changed_becomes_a_plan_of_ones_own(cast: Cast) -> None:
    Work(cast, cast.fatima).answer()
    cast.mediator.post(
        f"{cast.dashboard}/changes",
        data={"exercise": "mail/well-written", "act": "now", "whom": "all"},
    )
    cast.mediator.post(f"{cast.dashboard}/close")
    page = cast.mediator.get(f"{cast.dashboard}/report").text
    assert "La trame a changé pendant la séance" in page
    made = cast.mediator.post(f"{cast.dashboard}/report/plan")
    assert made.status_code == 303
    editor = cast.mediator.get(made.headers["location"])
    assert "mail/well-written" in editor.text
    assert cast.house.rows("select count(*) from plan") == [(1,)]


def test_a_mediator_prepares_moves_and_opens_a_session(people: People) -> None:
    page = people.mediator(viewport={"width": 360, "height": 740})
    page.goto(f"{people.house.staff_url}/staff/sessions/new")
    page.get_by_text("Pour un autre jour").click()
    day = (datetime.now() + timedelta(days=2)).date().isoformat()
    page.get_by_label("Jour").fill(day)
    page.get_by_label("Heure").fill("10:00")
    page.get_by_label("Lieu").fill("Mairie")
    page.get_by_role("button", name="Préparer la séance").click()
    expect(page.get_by_text("Prévue le")).to_be_visible()
    page.get_by_role("button", name="Annuler la séance").click()
    expect(page.get_by_text("Annulée. Elle était prévue")).to_be_visible()
    page.locator("#undo").get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("Prévue le")).to_be_visible()
    page.get_by_role("link", name="Séances").first.click()
    page.get_by_role("link", name="Préparer").click()
    page.get_by_role("button", name="Ouvrir la séance maintenant").click()
    expect(page.locator("[data-freshness]")).to_have_text("En direct")
