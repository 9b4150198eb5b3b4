"""Erasing by hand: at once, on every screen, for good; and nothing can be added afterwards."""

from __future__ import annotations

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Cast
from tests.learning import HTMX, Work
from tests.people import LIVE_MS, People, cut, open_exercise, tile

REF = "scams/three-clues"


def learner_id(cast: Cast, name: str = "Fatima") -> int:
    return int(cast.house.rows("select id from learner where name = ?", name)[0][0])


def same_device(cast: Cast, client: httpx2.Client) -> httpx2.Client:
    """The browser as it was, with what it still remembers."""
    other = cast.house.visitor()
    other.cookies.update(client.cookies)
    return other


def count(cast: Cast, table: str) -> int:
    return int(cast.house.rows(f"select count(*) from {table}")[0][0])


def test_a_learner_erases_every_trace_at_once(cast: Cast) -> None:
    Work(cast, cast.fatima).answer()
    Work(cast, cast.moussa).answer()
    page = cast.fatima.get(f"{cast.home}/erase")
    assert "On ne peut pas revenir en arrière" in page.text
    assert f"{cast.home}/erase" in cast.fatima.get(cast.home).text, "the menu leads there"
    assert count(cast, "attempt") == 2, "a look changes nothing"
    done = cast.fatima.post(f"{cast.home}/erase")
    assert (done.status_code, done.headers["location"]) == (303, "/erased")
    assert "learner" not in cast.fatima.cookies
    assert "Vos traces sont effacées" in cast.fatima.get("/erased").text
    assert cast.board().keys() == {"Moussa"}
    names = cast.house.rows(
        "select learner.name from attempt join learner on learner.id = learner_id"
    )
    assert names == [("Moussa",)]
    assert cast.house.rows("select cause, people, answers from erasure") == [("learner", 1, 1)]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_an_erased_device_sends_later_is_refused_and_not_kept(
    cast: Cast, headers: dict[str, str]
) -> None:
    fields = Work(cast, cast.fatima).fields()
    device = same_device(cast, cast.fatima)
    cast.fatima.post(f"{cast.home}/erase")
    for path, data in (
        (f"/exercises/{REF}/attempts", fields),
        (f"/exercises/{REF}/hints", {"submission": "0123456789abcdef"}),
        ("/help", {}),
        ("/questions", {"question": "Et moi ?"}),
    ):
        answer = device.post(cast.home + path, data=data, headers=headers)
        assert answer.status_code == 410, path
        assert "Votre place a été effacée" in answer.text
    assert [count(cast, t) for t in ("attempt", "activity", "help_request", "parked_question")] == [
        0
    ] * 4
    back = device.get(f"{cast.home}/exercises/{REF}")
    assert back.headers["location"] == cast.home
    assert "prenez une nouvelle place" in device.get(back.headers["location"]).text
    assert device.post(f"{cast.home}/learners", data={"name": "Fatima"}).status_code == 303
    assert device.get(f"{cast.home}/exercises/{REF}").status_code == 200


def test_a_device_that_was_given_back_is_not_told_that_its_seat_is_erased(cast: Cast) -> None:
    person = f"{cast.dashboard}/learners/{learner_id(cast)}"
    assert cast.mediator.post(f"{person}/release").status_code == 303
    assert cast.fatima.post(f"{cast.home}/help").status_code == 401


def test_whoever_was_taken_out_may_still_erase(cast: Cast) -> None:
    person = f"{cast.dashboard}/learners/{learner_id(cast)}"
    cast.mediator.post(f"{person}/remove", data={"for_good": "yes"})
    assert cast.fatima.get(f"{cast.home}/erase").status_code == 200
    assert cast.fatima.post(f"{cast.home}/erase").status_code == 303
    assert cast.house.rows("select name from learner") == [("Moussa",)]


def test_nobody_erases_another(cast: Cast) -> None:
    elsewhere, foreign = cast.house.other_organisation()
    assert elsewhere.get(f"/staff/sessions/{foreign}").status_code == 200
    code = cast.house.rows("select join_code from session where id = ?", foreign)[0][0]
    stranger = cast.house.learner(code, "Ailleurs")
    assert stranger.get(f"/s/{code}/erase").status_code == 200
    assert stranger.post(f"{cast.home}/erase").status_code == 401
    url = f"{cast.dashboard}/learners/{learner_id(cast)}/erase"
    assert elsewhere.post(url).status_code == 404
    cast.mediator.post(f"{cast.dashboard}/close")
    assert elsewhere.post(f"/staff/history/{cast.session_id}/erase").status_code == 404
    assert count(cast, "learner") == 3


def test_the_link_of_a_colleague_erases_nobody(cast: Cast) -> None:
    cast.mediator.post(f"{cast.dashboard}/colleagues", data={"label": "Inès", "right": "act"})
    guest = cast.house.visitor()
    guest.get(f"/pilot/{cast.house.signer.pass_token(1)}")
    person = f"{cast.dashboard}/learners/{learner_id(cast)}"
    page = guest.get(person)
    assert page.status_code == 200
    assert f"{person}/erase" not in page.text
    assert guest.get(f"{person}/erase").status_code == 404
    assert guest.post(f"{person}/erase").status_code == 404
    assert count(cast, "learner") == 2


def test_the_mediator_erases_one_person(cast: Cast) -> None:
    person = f"{cast.dashboard}/learners/{learner_id(cast)}"
    assert f"{person}/erase" in cast.mediator.get(person).text
    confirm = cast.mediator.get(f"{person}/erase").text
    for said in ("Ce qui part", "Ce qui reste", "On ne peut pas revenir en arrière"):
        assert said in confirm
    done = cast.mediator.post(f"{person}/erase")
    assert (done.status_code, done.headers["location"]) == (303, cast.dashboard)
    assert cast.mediator.get(person).status_code == 404
    assert cast.board().keys() == {"Moussa"}
    assert cast.mediator.post(f"{person}/erase").status_code == 404


def test_the_mediator_erases_a_closed_session_and_no_open_one(cast: Cast) -> None:
    url = f"/staff/history/{cast.session_id}/erase"
    refused = cast.mediator.post(url)
    assert refused.status_code == 409
    assert "Terminez-la d'abord" in refused.text
    assert count(cast, "learner") == 2
    cast.mediator.post(f"{cast.dashboard}/close")
    assert url in cast.mediator.get(f"/staff/history/{cast.session_id}").text
    for _ in range(2):
        assert cast.mediator.post(url).status_code == 303
    assert count(cast, "learner") == 0
    assert cast.house.rows("select cause, people from erasure") == [("mediator", 2)]
    assert (
        cast.mediator.get(cast.dashboard)
        .headers["location"]
        .endswith(f"/history/{cast.session_id}")
    )


def test_a_person_is_erased_in_every_session_of_the_series(cast: Cast) -> None:
    house = cast.house
    _, second, code = house.open_session()
    again = house.learner(code, "Fatima")
    house.rows("update session set series_id = 1 where id > 0 returning id")
    house.rows(
        "update learner set earlier_id = ? where session_id = ? returning id",
        learner_id(cast), second,
    )  # fmt: skip
    house.learner(code, "Josiane")
    assert "autres séances du cycle" in again.get(f"/s/{code}/erase").text
    again.post(f"/s/{code}/erase")
    assert house.rows("select name from learner order by name") == [("Josiane",), ("Moussa",)]
    assert house.rows("select session_id from erasure order by session_id") == [(1,), (second,)]


def test_whoever_shared_the_screen_goes_on_alone(cast: Cast) -> None:
    moussa = f"{cast.dashboard}/learners/{learner_id(cast, 'Moussa')}"
    cast.mediator.post(f"{moussa}/pair", data={"host": str(learner_id(cast))})
    assert cast.house.rows("select count(*) from learner where with_id is not null") == [(1,)]
    cast.fatima.post(f"{cast.home}/erase")
    assert cast.house.rows("select name, with_id from learner") == [("Moussa", None)]
    assert cast.board().keys() == {"Moussa"}
    assert cast.moussa.get(cast.home).status_code == 200


@pytest.fixture
def desk(people: People, cast: Cast) -> Page:
    page = people.mediator()
    page.goto(people.house.staff_url + cast.dashboard)
    expect(page.locator("[data-freshness]")).to_have_text("En direct")
    return page


def test_every_live_screen_forgets_at_once(people: People, cast: Cast, desk: Page) -> None:
    page = people.join(cast.code, "Zénobie")
    other = people.return_by_card(page, "Zénobie")
    expect(tile(desk, "Zénobie")).to_have_count(1, timeout=LIVE_MS)
    page.goto(people.learner_url + cast.home)
    page.locator("#person summary").click()
    page.get_by_role("link", name="Effacer mes traces").click()
    page.get_by_role("button", name="Effacer mes traces").click()
    expect(page.get_by_role("heading", name="Vos traces sont effacées")).to_be_visible()
    expect(tile(desk, "Zénobie")).to_have_count(0, timeout=LIVE_MS)
    expect(tile(desk, "Fatima")).to_have_count(1)
    expect(other.get_by_text("Votre place a été effacée")).to_be_visible(timeout=LIVE_MS)
    expect(desk.locator("[data-freshness]")).to_have_text("En direct")
    assert not any(c["name"] == "learner" for c in page.context.cookies())


def test_an_answer_kept_on_the_device_is_refused_and_leaves_the_device(
    people: People, cast: Cast
) -> None:
    """The mediator erases somebody whose network is away: what waited there is dropped."""
    page = people.join(cast.code, "Zénobie")
    open_exercise(page, cast.house.library.exercise(REF).title)
    cut(page)
    people.answer(page, REF)
    expect(page.locator("#answer [data-kept]")).to_be_visible()
    person = f"{cast.dashboard}/learners/{learner_id(cast, 'Zénobie')}"
    assert cast.mediator.post(f"{person}/erase").status_code == 303
    page.context.set_offline(False)
    expect(page.get_by_text("Votre place a été effacée").first).to_be_visible(timeout=LIVE_MS)
    seats = "() => Object.keys(localStorage).filter((key) => key.startsWith('classroom:seat:'))"
    page.wait_for_function(
        f"() => ({seats})().every((key) => !localStorage[key].includes('{REF}'))"
    )
    assert count(cast, "attempt") == 0
    page.goto(people.learner_url + cast.home)
    expect(page.get_by_text("Votre place a été effacée")).to_be_visible()
    assert page.evaluate(seats) == []


def test_one_s_own_device_keeps_nothing(people: People, cast: Cast) -> None:
    page = people.join(cast.code, "Zénobie")
    open_exercise(page, cast.house.library.exercise(REF).title)
    people.answer(page, REF, submit=False)
    page.wait_for_function(
        "() => Object.keys(localStorage).some((key) => key.startsWith('classroom:seat:'))"
    )
    page.goto(people.learner_url + f"{cast.home}/erase")
    page.get_by_role("button", name="Effacer mes traces").click()
    expect(page.get_by_role("heading", name="Vos traces sont effacées")).to_be_visible()
    page.wait_for_function(
        "() => Object.keys(localStorage).every((key) => !key.startsWith('classroom:seat:'))"
    )
    page.go_back()
    expect(page.get_by_role("heading", name="Bonjour Zénobie")).to_have_count(0)
