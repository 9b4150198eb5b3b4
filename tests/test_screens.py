"""Who works on which screen: two on one, a machine given back, people taken out, and undone."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from playwright.sync_api import expect

from classroom.exercises import practical
from tests.conftest import Cast
from tests.house import House
from tests.learning import Work
from tests.people import LIVE_MS, People, expect_tile, tile


def person(cast: Cast, client: httpx2.Client) -> str:
    return f"{cast.dashboard}/learners/{Work(cast, client).learner_id}"


def undone(cast: Cast, answer: httpx2.Response) -> None:
    """Press « Annuler » on the page that follows."""
    assert answer.status_code == 303, answer.text
    bar = cast.mediator.get(answer.headers["location"]).text.split('class="undo-bar"')[1]
    form = bar[bar.index("<form") : bar.index("</form>")]
    url = form.split('action="')[1].split('"')[0]
    fields = {
        part.split('"')[0]: part.split('value="')[1].split('"')[0]
        for part in form.split('type="hidden" name="')[1:]
    }
    assert cast.mediator.post(url, data=fields).status_code == 303


def test_what_one_screen_answers_counts_for_both(cast: Cast) -> None:
    host = Work(cast, cast.fatima)
    moussa = person(cast, cast.moussa)
    paired = cast.mediator.post(f"{moussa}/pair", data={"host": host.learner_id})
    assert "sur cet écran" in cast.fatima.get(cast.home).text
    assert "Vous travaillez avec Fatima" in cast.moussa.get(cast.home).text
    host.answer(right=False)
    host.until("Refaire")
    done = {name: one["done"] for name, one in cast.board().items()}
    assert done == {"Fatima": 1, "Moussa": 1}
    undone(cast, paired)
    assert "Vous travaillez avec" not in cast.moussa.get(cast.home).text
    assert cast.board()["Moussa"]["done"] == 1


def test_one_screen_holds_two(cast: Cast) -> None:
    fatima, moussa = Work(cast, cast.fatima), Work(cast, cast.moussa)
    third = Work(cast, cast.house.learner(cast.code, "Ana"))
    pair = f"{cast.dashboard}/learners/{{}}/pair"
    to = {"host": fatima.learner_id}
    assert cast.mediator.post(pair.format(moussa.learner_id), data=to).status_code == 303
    assert cast.mediator.post(pair.format(third.learner_id), data=to).status_code == 404
    assert cast.mediator.post(pair.format(fatima.learner_id), data=to).status_code == 404
    chained = {"host": moussa.learner_id}
    assert cast.mediator.post(pair.format(third.learner_id), data=chained).status_code == 404


def test_a_machine_is_given_back_and_taken_again(cast: Cast) -> None:
    released = cast.mediator.post(f"{person(cast, cast.fatima)}/release")
    assert "Votre prénom" in cast.fatima.get(cast.home).text
    undone(cast, released)
    assert "Bonjour Fatima" in cast.fatima.get(cast.home).text


def test_who_is_taken_out_for_good_cannot_come_back_alone(cast: Cast) -> None:
    fatima = person(cast, cast.fatima)
    card = cast.house.rows("select card from learner where name = 'Fatima'")[0][0].split("-")
    out = cast.mediator.post(f"{fatima}/remove", data={"for_good": "yes"})
    page = cast.fatima.get(cast.home).text
    assert "demandez à la personne qui anime" in page
    assert "Revenir dans la séance" not in page
    assert cast.fatima.post(f"{cast.home}/come-back").status_code == 403
    assert cast.fatima.post(f"{cast.home}/leave").status_code == 403
    again = cast.fatima.post(f"{cast.home}/learners", data={"name": "Autre"})
    assert again.status_code == 303
    assert "demandez à la personne qui anime" in cast.fatima.get(cast.home).text
    pictures = {f"picture{n}": one for n, one in enumerate(card, start=1)}
    stranger = cast.house.visitor()
    assert (
        stranger.post(f"{cast.home}/return", data={"name": "Fatima", **pictures}).status_code == 422
    )
    undone(cast, out)
    assert "Bonjour Fatima" in cast.fatima.get(cast.home).text


def test_several_newcomers_are_taken_out_at_once_and_brought_back(cast: Cast) -> None:
    ids = [Work(cast, client).learner_id for client in (cast.fatima, cast.moussa)]
    out = cast.mediator.post(f"{cast.dashboard}/arrivals", data={"learner": ids})
    assert cast.board() == {}
    undone(cast, out)
    assert set(cast.board()) == {"Fatima", "Moussa"}
    nobody = cast.mediator.post(f"{cast.dashboard}/arrivals")
    assert nobody.status_code == 422


@pytest.mark.parametrize("action", ["pause", "lock", "visit", "handled", "remove", "approve"])
def test_what_the_mediator_does_can_be_taken_back(cast: Cast, action: str) -> None:
    moussa = person(cast, cast.moussa)
    cast.moussa.post(f"{cast.home}/help")
    if action == "approve":
        cast.mediator.post(f"{cast.dashboard}/lock")
        late = cast.house.learner(cast.code, "Ana")
        moussa = person(cast, late)
    url = cast.dashboard if action in ("pause", "lock") else moussa
    undone(cast, cast.mediator.post(f"{url}/{action}"))
    tables = {
        "pause": "select count(*) from pause where ended_at is null",
        "lock": "select count(*) from session where locked_at is not null",
        "visit": "select count(*) from visit",
        "handled": "select count(*) from visit where ended_at is not null",
        "remove": "select count(*) from learner where removed_at is not null",
        "approve": "select count(*) from learner where name = 'Ana' and approved_at is not null",
    }
    assert cast.house.rows(tables[action]) == [(0,)]
    if action == "handled":
        assert cast.board()["Moussa"]["state"] == "call"


def test_who_goes_is_named_to_the_room_and_to_the_person(cast: Cast) -> None:
    cast.house.run(lambda db: db.execute("update session set mediator_name = 'Karim'"))
    cast.moussa.post(f"{cast.home}/help")
    cast.mediator.post(f"{person(cast, cast.moussa)}/visit")
    assert "Karim y va" in cast.mediator.get(cast.dashboard).text
    assert "Karim arrive" in cast.moussa.get(cast.home).text


def test_notes_are_for_the_mediator_alone(cast: Cast) -> None:
    fatima = person(cast, cast.fatima)
    noted = cast.mediator.post(f"{fatima}/note", data={"note": "Lunettes à prévoir.\r\nSourit."})
    assert "Lunettes à prévoir." in cast.mediator.get(fatima).text
    assert "Lunettes" not in cast.fatima.get(cast.home).text
    undone(cast, noted)
    assert "Lunettes" not in cast.mediator.get(fatima).text
    assert cast.mediator.post(f"{fatima}/note", data={"note": "x" * 2001}).status_code == 422


def test_a_note_on_the_session_stays_with_its_mediators(cast: Cast) -> None:
    noted = cast.mediator.post(f"{cast.dashboard}/note", data={"note": "Salle froide."})
    assert "Salle froide." in cast.mediator.get(f"{cast.dashboard}/questions").text
    assert "Salle froide" not in cast.fatima.get(cast.home).text
    undone(cast, noted)
    assert "Salle froide" not in cast.mediator.get(f"{cast.dashboard}/questions").text


def test_the_room_that_watches_sees_what_two_did_and_what_was_undone(people: People) -> None:
    """Nothing is drawn but what changes: the page is never loaded again."""
    house = people.house
    assert isinstance(house, House)
    mediator, session_id, code = house.open_session()
    cast = Cast(house, mediator, session_id, code, house.learner(code), house.learner(code, "Ana"))
    host, guest = Work(cast, cast.fatima), Work(cast, cast.moussa)
    page = people.mediator()
    page.goto(f"{house.staff_url}{cast.dashboard}")
    expect(page.locator("[data-freshness]")).to_have_text("En direct", timeout=LIVE_MS)
    pair = f"{cast.dashboard}/learners/{guest.learner_id}/pair"
    mediator.post(pair, data={"host": host.learner_id})
    expect(tile(page, "Ana")).to_contain_text("avec Fatima", timeout=LIVE_MS)
    host.until("Refaire")
    helped = tile(page, "Ana").locator('.dot[data-status="done_helped"]')
    expect(helped).to_have_count(1, timeout=LIVE_MS)
    cast.moussa.post(f"{cast.home}/help")
    expect_tile(page, "Ana", "appelle")
    page.locator("#attention").get_by_role("button", name="Réglé").click()
    expect_tile(page, "Ana", "avance")
    page.locator("#undo").get_by_role("button", name="Annuler").click()
    expect_tile(page, "Ana", "appelle")


@pytest.mark.parametrize("ref", ["scams/josette-inbox", "scams/example", "scams/who-writes"])
def test_what_is_shared_is_that_it_was_passed_and_every_page_opens(house: House, ref: str) -> None:
    """Paired half-way through: the answers of one make no sense on the other's screen."""
    mediator, session_id, code = house.open_session("", module=[ref.split("/")[0]])
    cast = Cast(house, mediator, session_id, code, house.learner(code), house.learner(code, "Ana"))
    host, guest = Work(cast, cast.fatima, ref), Work(cast, cast.moussa, ref)
    host.answer()
    assert not host.attempts[-1][1]
    pair = f"{cast.dashboard}/learners/{guest.learner_id}/pair"
    mediator.post(pair, data={"host": host.learner_id})
    for _ in range(20):
        if host.attempts[-1][1]:
            break
        host.answer()
    assert "Déjà réussi" in guest.page()
    seen = mediator.get(f"{cast.dashboard}/learners/{guest.learner_id}")
    assert seen.status_code == 200
    assert mediator.post(f"{cast.dashboard}/close").status_code == 303


def test_who_comes_second_does_not_send_the_first_away(cast: Cast) -> None:
    cast.moussa.post(f"{cast.home}/help")
    moussa = person(cast, cast.moussa)
    cast.mediator.post(f"{moussa}/visit")
    second = cast.mediator.post(f"{moussa}/visit")
    page = cast.mediator.get(second.headers["location"]).text
    assert 'class="undo-bar"' not in page
    assert "quelqu'un y va" in page.lower().replace("\u2019", "'")
    assert cast.house.rows("select count(*) from visit where ended_at is null") == [(1,)]


def test_a_noted_question_and_the_wifi_are_taken_back(cast: Cast) -> None:
    noted = cast.mediator.post(f"{cast.dashboard}/questions", data={"question": "Et les photos ?"})
    undone(cast, noted)
    assert cast.house.rows("select count(*) from parked_question") == [(0,)]
    cast.mediator.post(f"{cast.dashboard}/wifi", data={"wifi_name": "Salle"})
    undone(cast, cast.mediator.post(f"{cast.dashboard}/wifi", data={"wifi_name": "Autre"}))
    assert cast.house.rows("select wifi_name from session") == [("Salle",)]


def test_a_question_of_a_learner_is_not_dropped(cast: Cast) -> None:
    cast.fatima.post(f"{cast.home}/questions", data={"question": "Et les photos ?"})
    kept = cast.house.rows("select id from parked_question")[0][0]
    assert cast.mediator.post(f"{cast.dashboard}/questions/{kept}/drop").status_code == 404


def test_what_was_ticked_by_mistake_was_not_seen(house: House) -> None:
    ref = "mail/real-mail"
    mediator, session_id, code = house.open_session("", module=["mail"])
    cast = Cast(house, mediator, session_id, code, house.learner(code), house.learner(code, "Ana"))
    work = Work(cast, cast.fatima, ref)
    cast.fatima.post(f"{cast.home}/help", data={"exercise": ref})
    exercise = house.library.exercise(ref)
    assert isinstance(exercise, practical.Definition)
    everything: dict[str, Any] = {"submission": "seen-0123456789", "exercise": ref}
    everything["criterion"] = [str(rank) for rank in range(len(exercise.criteria))]
    ticked = mediator.post(f"{person(cast, cast.fatima)}/seen", data=everything)
    assert work.attempts == [(1.0, 1)]
    undone(cast, ticked)
    assert work.attempts == []
    assert cast.board()["Fatima"]["state"] == "call"
    work.answer()
    answered = house.rows("select submission from attempt where learner_id = ?", work.learner_id)
    forged = {"submission": answered[0][0], "exercise": ref, "at": "2026-01-01T00:00:00.000Z"}
    assert mediator.post(f"{person(cast, cast.fatima)}/unsee", data=forged).status_code == 404
    assert len(work.attempts) == 1


def test_without_a_stream_the_page_is_read_again_with_the_way_back(people: People) -> None:
    """Behind a proxy that lets no stream through."""
    house = people.house
    _, session_id, _ = house.open_session()  # type: ignore[union-attr]
    page = people.mediator()
    page.route("**/events?*", lambda route: route.abort())
    page.goto(f"{house.staff_url}/staff/sessions/{session_id}")
    expect(page.locator("[data-freshness]")).to_contain_text("Reconnexion", timeout=LIVE_MS)
    page.wait_for_function("() => 'htmx' in window")
    page.locator("#strip form[action$='/pause'] button").click()
    expect(page.locator("#strip")).to_have_attribute("data-paused", "yes", timeout=LIVE_MS)
    page.locator("#undo").get_by_role("button", name="Annuler").click()
    expect(page.locator("#strip")).to_have_attribute("data-paused", "no", timeout=LIVE_MS)


def test_going_to_someone_who_left_meanwhile_breaks_nothing(cast: Cast) -> None:
    cast.fatima.post(f"{cast.home}/help")
    fatima = cast.board()["Fatima"]["id"]
    person = f"{cast.dashboard}/learners/{fatima}"
    assert cast.mediator.post(f"{person}/remove").status_code == 303
    for action in ("visit", "handled", "stay"):
        assert cast.mediator.post(f"{person}/{action}").status_code in (303, 404, 409, 422)
    assert "Fatima" not in cast.board()
    assert cast.mediator.post(f"{person}/restore").status_code == 303
    assert cast.board()["Fatima"]["state"] in ("idle", "working", "call")
