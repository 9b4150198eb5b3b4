"""Joining: a code on the board, a first name, and the ways back."""

from __future__ import annotations

import html as html_text
import re

import pytest

from tests.conftest import Cast
from tests.house import House


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_the_code_leads_to_the_name(cast: Cast, typed: str) -> None:
    answer = cast.house.visitor().post("/join", data={"code": typed.format(cast.code)})
    assert answer.status_code == 303
    assert answer.headers["location"] == cast.home


@pytest.mark.parametrize("typed", ["000000", "bonjour", "", "<script>", "9" * 60_000])
def test_a_wrong_code_keeps_the_field_and_says_what_to_do(cast: Cast, typed: str) -> None:
    answer = cast.house.visitor().post("/join", data={"code": typed})
    assert answer.status_code == 422
    assert html_text.escape(typed[:40]) in answer.text
    assert "<script>" not in answer.text.replace('<script type="module"', "")
    assert 'role="alert"' in answer.text


def test_the_link_of_the_qr_code_leads_to_the_name(cast: Cast) -> None:
    token = cast.house.rows("select link_token from session")[0][0]
    answer = cast.house.visitor().get(f"/j/{token}")
    assert answer.headers["location"] == cast.home


def test_a_first_name_takes_a_seat(cast: Cast) -> None:
    assert list(cast.board()) == ["Fatima", "Moussa"]
    page = cast.fatima.get(cast.home)
    assert page.status_code == 200
    assert "Fatima" in page.text


def test_a_nickname_is_offered_to_who_gives_no_name(cast: Cast) -> None:
    visitor = cast.house.visitor()
    offered = re.search(r'name="nickname" value="([^"]+)"', visitor.get(cast.home).text)
    assert offered
    answer = visitor.post(
        f"{cast.home}/learners", data={"name": "", "seat": "3", "nickname": offered[1]}
    )
    assert answer.status_code == 303
    assert html_text.unescape(offered[1]) in cast.board()


def test_two_people_with_one_name_stay_two_people(cast: Cast) -> None:
    cast.house.learner(cast.code, "Fatima")
    names = cast.house.rows("select name, card from learner")
    assert [name for name, _ in names].count("Fatima") == 2
    assert len({card for _, card in names}) == 3


def test_a_name_sent_twice_takes_one_seat(cast: Cast) -> None:
    again = cast.fatima.post(f"{cast.home}/learners", data={"name": "Fatima"})
    assert again.status_code == 303
    assert cast.house.rows("select count(*) from learner") == [(2,)]


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "a" * 25, "\x00\x00", "x" * 50_000])
def test_an_unusable_name_is_asked_again(cast: Cast, name: str) -> None:
    answer = cast.house.visitor().post(f"{cast.home}/learners", data={"name": name})
    assert answer.status_code == 422
    assert 'name="name"' in answer.text
    assert cast.house.rows("select count(*) from learner") == [(2,)]


def test_an_evil_name_is_shown_as_text(cast: Cast) -> None:
    cast.house.learner(cast.code, "<b onclick=x>Ana</b>")
    assert "<b onclick" not in cast.mediator.get(cast.dashboard).text
    assert "&lt;b onclick" in cast.mediator.get(cast.dashboard).text


def test_bidi_and_control_characters_do_not_reach_the_board(cast: Cast) -> None:
    cast.house.learner(cast.code, "An\u202ea\x07")
    assert "Ana" in cast.board()


def test_a_full_session_says_so(house: House) -> None:
    _, _, code = house.open_session(capacity="1")
    house.learner(code)
    answer = house.visitor().post(f"/s/{code}/learners", data={"name": "Ana"})
    assert answer.status_code == 422
    assert house.rows("select count(*) from learner") == [(1,)]


def test_who_comes_to_a_locked_session_works_but_waits_to_be_seen(cast: Cast) -> None:
    cast.mediator.post(f"{cast.dashboard}/lock")
    late = cast.house.learner(cast.code, "Tardive")
    assert late.get(cast.home).status_code == 200
    assert "Tardive" not in cast.board()
    learner_id = cast.house.rows("select max(id) from learner")[0][0]
    assert "Tardive" in cast.mediator.get(cast.dashboard).text
    cast.mediator.post(f"{cast.dashboard}/learners/{learner_id}/approve")
    assert "Tardive" in cast.board()


def test_a_closed_session_takes_nobody_new(cast: Cast) -> None:
    cast.mediator.post(f"{cast.dashboard}/close")
    visitor = cast.house.visitor()
    assert visitor.post("/join", data={"code": cast.code}).status_code == 422
    assert visitor.get(cast.home).status_code == 410
    assert visitor.post(f"{cast.home}/learners", data={"name": "Ana"}).status_code == 410
    assert cast.fatima.get(cast.home).status_code == 200, "who was there can still read"


def test_a_tab_opened_again_finds_its_seat(cast: Cast) -> None:
    page = cast.fatima.get("/")
    assert f'href="{cast.home}"' in page.text
    assert "Fatima" in page.text


def test_a_return_card_gives_the_seat_to_another_machine(cast: Cast) -> None:
    card = cast.house.rows("select card from learner where name = 'Fatima'")[0][0]
    pictures = {f"picture{n}": word for n, word in enumerate(card.split("-"), start=1)}
    machine = cast.house.visitor()
    answer = machine.post(f"{cast.home}/return", data={"name": "fatima ", **pictures})
    assert answer.status_code == 303
    assert "Fatima" in machine.get(cast.home).text
    assert "Fatima" in cast.fatima.get(cast.home).text, "the first machine keeps its answers"
    assert cast.house.rows("select count(*) from learner") == [(2,)]


def test_a_card_needs_its_name_and_its_order(cast: Cast) -> None:
    first, second, third = cast.house.rows("select card from learner where id = 1")[0][0].split("-")
    for name, a, b, c in (
        ("Moussa", first, second, third),
        ("Fatima", third, second, first),
        ("Fatima", "", "", ""),
        ("Fatima", "x" * 5000, second, third),
    ):
        data = {"name": name, "picture1": a, "picture2": b, "picture3": c}
        answer = cast.house.visitor().post(f"{cast.home}/return", data=data)
        assert answer.status_code == 422
        assert "learner" not in answer.cookies


def test_changing_person_leaves_nothing_of_the_previous_one(cast: Cast) -> None:
    answer = cast.fatima.post(f"{cast.home}/leave")
    assert answer.status_code == 303
    assert "Fatima" not in cast.fatima.get("/").text
    assert "Fatima" not in cast.fatima.get(cast.home).text
    assert "Fatima" in cast.board(), "her seat and her answers stay"


def test_who_is_removed_may_come_back(cast: Cast) -> None:
    cast.mediator.post(f"{cast.dashboard}/learners/1/remove")
    assert "Fatima" not in cast.board()
    page = cast.fatima.get(cast.home)
    assert "come-back" in page.text
    assert cast.fatima.get(f"{cast.home}/card").status_code == 303
    cast.fatima.post(f"{cast.home}/come-back")
    assert "Fatima" in cast.board()


def test_who_is_removed_from_a_locked_session_waits_again(cast: Cast) -> None:
    cast.mediator.post(f"{cast.dashboard}/lock")
    cast.mediator.post(f"{cast.dashboard}/learners/1/remove")
    cast.fatima.post(f"{cast.home}/come-back")
    assert "Fatima" not in cast.board()


def test_a_room_that_fails_too_often_waits_but_good_codes_pass(house: House) -> None:
    _, _, code = house.open_session()
    visitor = house.visitor()
    statuses = [visitor.post("/join", data={"code": "000000"}).status_code for _ in range(90)]
    assert statuses[:60] == [422] * 60
    assert 429 in statuses[60:], "the bucket empties while a slow machine fills it"
    assert visitor.post("/join", data={"code": code}).status_code == 303
    house.clock.advance(seconds=30)
    assert visitor.post("/join", data={"code": "000000"}).status_code == 422
