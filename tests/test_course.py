"""The course of a session for one learner: series, lessons, help, pause, end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from classroom.domain import Step
from tests.conftest import Cast
from tests.house import House, hidden
from tests.learning import HTMX, Work
from tests.test_no_key import twin_library


@pytest.fixture(name="house", scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = House(tmp_path_factory.mktemp("data"))
    yield served
    served.close()


@pytest.fixture
def work(cast: Cast) -> Work:
    return Work(cast, cast.fatima)


def card_shown(page: str) -> str:
    found = re.search(r'id="card-(\d+-\d+)"', page)
    return found[1] if found else ""


def test_a_series_answers_card_by_card(work: Work) -> None:
    series = replace(work, ref="scams/who-writes")
    met = []
    for number in range(1, 7):
        card = series.page()
        assert f"Carte {number} sur 6" in card
        met.append(card_shown(card))
        feedback = series.answered()
        assert card_shown(feedback) == met[-1], "the feedback stands beside its own card"
        assert "Oui, c'est ça" in feedback
        assert "Enregistré" in feedback
        assert 'id="onward"' in feedback
        assert ("Suite" in feedback) == (number < 6)
        assert card_shown(series.page("?answered=1")) == met[-1], "a reload keeps the feedback"
    assert len(set(met)) == 6
    assert series.attempts == [(None, 0)] * 5 + [(1.0, 1)]
    assert work.cast.board()["Fatima"]["done"] == 1


def test_a_series_brings_back_only_the_missed_cards(work: Work) -> None:
    series = replace(work, ref="scams/who-writes")
    wrong = [number in (2, 5) for number in range(6)]
    missed = set()
    for is_wrong in wrong:
        card = card_shown(series.page())
        page = series.answered(right=not is_wrong)
        assert ("Presque" in page) is is_wrong
        if is_wrong:
            missed.add(card.partition("-")[2])
    assert series.attempts[-1] == (pytest.approx(4 / 6), 0)
    assert work.cast.board()["Fatima"]["done"] == 0
    again = set()
    for number in (1, 2):
        page = series.page()
        assert f"Carte {number} sur 2" in page
        again.add(card_shown(page).partition("-")[2])
        page = series.answered()
    assert again == missed
    assert series.attempts[-1] == (1.0, 1)
    assert "Carte" not in series.page()


def test_a_card_already_answered_cannot_be_answered_again(work: Work) -> None:
    series = replace(work, ref="scams/who-writes")
    stale = series.fields()
    series.answered()
    reply = series.client.post(
        f"{series.url}/attempts", data={**stale, "submission": "another-tab"}
    )
    assert reply.status_code == 422
    assert len(series.attempts) == 1


def test_a_series_that_changed_since_its_answer_is_shown_anew(tmp_path: Path) -> None:
    url = "/s/{}/exercises/twins/choice-series"
    with closing(House(tmp_path, twin_library(0))) as house:
        _, _, code = house.open_session(plan="", module="twins")
        client = house.learner(code)
        data = {"submission": hidden(client.get(url.format(code)).text), "card": "0", "pick": "0"}
        assert client.post(url.format(code) + "/attempts", data=data).status_code == 303
        seat = client.cookies["learner"]
    with closing(House(tmp_path, twin_library(1))) as house:
        client = house.visitor()
        client.cookies.set("learner", seat)
        page = client.get(url.format(code) + "?answered=1")
    assert page.status_code == 200
    assert "Carte 1 sur 1" in page.text
    assert 'id="feedback"' not in page.text


def test_a_lesson_is_read_page_by_page(work: Work) -> None:
    lesson = replace(work, ref="scams/example")

    def go(way: str) -> str:
        lesson.client.post(f"{lesson.url}/attempts", data={**lesson.fields(), "go": way})
        return lesson.page()

    assert "Page 1 sur 5" in lesson.page()
    assert "Retour" not in lesson.page()
    assert "Page 2 sur 5" in go("next")
    assert "Page 1 sur 5" in go("back")
    for number in range(2, 6):
        assert f"Page {number} sur 5" in go("next")
    assert "Suite" not in lesson.page()
    assert work.cast.board()["Fatima"]["done"] == 0, "the last page was not confirmed"
    go("next")
    assert work.cast.board()["Fatima"]["done"] == 1
    assert {score for score, _ in lesson.attempts[:-1]} == {None}


def calls_of(work: Work) -> list[tuple[int, ...]]:
    sql = "select count(*) from help_request where learner_id = ?"
    return work.cast.house.rows(sql, work.learner_id)


def test_a_call_is_seen_and_can_be_taken_back(work: Work) -> None:
    cast, help_url = work.cast, f"{work.cast.home}/help"
    reply = cast.fatima.post(help_url, data={"exercise": work.ref})
    assert (reply.status_code, reply.headers["location"]) == (303, work.url)
    cast.fatima.post(help_url, data={"exercise": work.ref})
    assert (cast.board()["Fatima"]["state"], cast.board()["Fatima"]["reason"]) == ("call", "S1")
    assert cast.board()["Moussa"]["state"] == "idle"
    assert "Votre demande est envoyée" in work.page()
    assert "Aide demandée" in cast.fatima.get(cast.home).text
    assert calls_of(work) == [(1,)], "twice is one call"
    cast.fatima.post(f"{help_url}/cancel", data={"exercise": work.ref})
    assert cast.board()["Fatima"]["state"] != "call"
    assert "J'ai besoin d'aide" in work.page()
    piece = cast.fatima.post(help_url, data={"exercise": work.ref}, headers=HTMX)
    assert piece.text.startswith('<section id="live"')
    assert cast.board()["Fatima"]["state"] == "call", "one can call again"


def test_a_call_outside_an_exercise_is_a_call(cast: Cast) -> None:
    for on in ("", "unknown/exercise", "x" * 5000):
        cast.fatima.post(f"{cast.home}/help/cancel")
        reply = cast.fatima.post(f"{cast.home}/help", data={"exercise": on})
        assert reply.headers["location"] == cast.home
        assert cast.board()["Fatima"]["reason"] == "S1"


def test_the_learner_reads_who_comes(house: House) -> None:
    mediator, session_id, code = house.open_session(mediator_name="Karim")
    cast = Cast(house, mediator, session_id, code, house.learner(code), house.learner(code))
    work = Work(cast, cast.fatima)
    person = f"{cast.dashboard}/learners/{work.learner_id}"
    cast.fatima.post(f"{cast.home}/help", data={"exercise": work.ref})
    mediator.post(f"{person}/visit")
    assert "Karim arrive" in work.page()
    mediator.post(f"{person}/handled")
    assert "Karim arrive" not in work.page()
    assert "J'ai besoin d'aide" in work.page()


def test_a_pause_is_shown_and_keeps_what_is_sent(work: Work) -> None:
    data = work.fields()
    work.cast.mediator.post(f"{work.cast.dashboard}/pause")
    assert "Regardez le tableau" in work.page()
    assert "Regardez le tableau" in work.client.get(work.cast.home).text
    reply = work.client.post(f"{work.url}/attempts", data=data)
    assert reply.status_code == 303, "an answer on its way is not lost"
    assert work.attempts == [(1.0, 1)]
    work.cast.mediator.post(f"{work.cast.dashboard}/resume")
    assert "Regardez le tableau" not in work.page()


def test_after_the_end_one_reads_and_goes_on_but_calls_nobody(work: Work) -> None:
    work.answered(right=False)
    work.cast.mediator.post(f"{work.cast.dashboard}/close")
    assert "La séance est terminée" in work.page()
    assert "J'ai besoin d'aide" not in work.page()
    reply = work.client.post(f"{work.cast.home}/help", data={"exercise": work.ref})
    assert reply.status_code == 410
    work.answered()
    assert [passed for _, passed in work.attempts] == [0, 1]
    assert calls_of(work) == [(0,)]


def test_steps_are_those_of_the_plan(cast: Cast) -> None:
    page = cast.fatima.get(cast.home).text
    plans = cast.house.app_state()["library"].plans
    steps: tuple[Step, ...] = next(plan.steps for plan in plans if plan.id == "scams")
    places = [page.index(step.title.replace("'", "&#39;")) for step in steps]
    assert places == sorted(places)
