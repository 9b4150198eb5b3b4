"""What the mediator sees of each person, and what each of her buttons does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Cast
from tests.house import House
from tests.learning import Work


@pytest.fixture(name="house", scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = House(tmp_path_factory.mktemp("data"))
    yield served
    served.close()


@pytest.fixture
def work(cast: Cast) -> Work:
    return Work(cast, cast.fatima)


def seen(cast: Cast, name: str = "Fatima") -> tuple[object, object]:
    """State and reason of someone on the board."""
    line = cast.board()[name]
    return line["state"], line["reason"]


def after(cast: Cast, seconds: float) -> tuple[object, object]:
    cast.house.clock.advance(seconds=seconds)
    return seen(cast)


def act(cast: Cast, action: str, learner_id: int | None = None, **fields: str) -> int:
    person = f"/learners/{learner_id}" if learner_id else ""
    return cast.mediator.post(f"{cast.dashboard}{person}/{action}", data=fields).status_code


def tell(work: Work, **fields: str) -> None:
    """What the page reports by itself: what is shown, whether it is seen, since when idle."""
    data = {"exercise": work.ref, "visible": "1", "idle_s": "0", **fields}
    assert work.client.post(f"{work.cast.home}/presence", data=data).status_code == 204


WORKING = ("working", None)


def test_who_never_acts_is_noticed_until_the_first_answer(work: Work) -> None:
    cast = work.cast
    assert seen(cast) == ("idle", None)
    assert after(cast, 140) == ("idle", None)
    assert after(cast, 6) == ("watch", "S6")
    assert after(cast, 120) == ("stuck", "S6")
    work.answer()
    assert seen(cast) == WORKING
    assert seen(cast, "Moussa") == ("stuck", "S6"), "his own flag stays"


def test_errors_in_a_row_are_noticed_until_a_success(work: Work) -> None:
    cast = work.cast
    work.answer(right=False)
    assert after(cast, 30) == WORKING
    work.answer(right=False)
    assert seen(cast) == WORKING
    assert after(cast, 20) == WORKING
    assert after(cast, 6) == ("watch", "S2")
    work.answer(right=False)
    assert seen(cast) == ("watch", "S2"), "the flag does not blink while it gets worse"
    assert after(cast, 26) == ("stuck", "S2")
    assert cast.board()["Fatima"]["tries"] == 3
    work.act("redo")
    work.answer()
    assert seen(cast) == WORKING


def test_errors_in_all_are_noticed_though_each_was_started_anew(work: Work) -> None:
    cast = work.cast
    for _ in range(3):
        work.answer(right=False)
        work.act("redo")
    assert after(cast, 26) == ("watch", "S3")
    work.answer(right=False)
    assert after(cast, 26) == ("stuck", "S3")
    work.answer()
    assert seen(cast) == WORKING


def test_moving_on_clears_the_flag_of_what_is_left(work: Work) -> None:
    for _ in range(3):
        work.answer(right=False)
    assert after(work.cast, 26) == ("stuck", "S2")
    reply = work.act("skip")
    work.client.get(reply.headers["location"])
    assert seen(work.cast) == WORKING
    assert work.cast.board()["Fatima"]["exercise"] == "Qui écrit vraiment\u00a0?"


def test_long_on_one_exercise_is_noticed(work: Work) -> None:
    cast = work.cast
    work.answer(right=False)
    for _ in range(5):
        cast.house.clock.advance(seconds=100)
        tell(work)
    assert after(cast, 6) == ("watch", "S4")
    tell(work, exercise="scams/who-writes")
    assert seen(cast) == WORKING


def test_a_page_seen_but_not_touched_is_noticed(work: Work) -> None:
    cast = work.cast
    work.answer(right=False)
    assert after(cast, 200) == WORKING
    assert after(cast, 6) == ("watch", "S5")
    tell(work, idle_s="150")
    assert seen(cast) == WORKING, "it was touched meanwhile"
    assert after(cast, 60) == ("watch", "S5")
    assert after(cast, 180) == ("stuck", "S5")
    tell(work)
    assert seen(cast) == WORKING


def test_a_hidden_tab_does_not_count(work: Work) -> None:
    work.answer(right=False)
    tell(work, visible="0")
    assert after(work.cast, 3600) == WORKING
    tell(work, idle_s="3600")
    assert after(work.cast, 170) == WORKING
    assert after(work.cast, 40) == ("watch", "S5")


@pytest.mark.parametrize("idle_s", ["", "-5", "many", "9" * 400, "²", "1e9"])
def test_a_wrong_report_says_nothing(work: Work, idle_s: str) -> None:
    work.answer(right=False)
    tell(work, idle_s=idle_s, exercise="<unknown>", visible="perhaps")
    assert seen(work.cast) == WORKING


def test_a_pause_stops_every_clock(work: Work) -> None:
    cast = work.cast
    work.answer(right=False)
    assert act(cast, "pause") == 303
    assert after(cast, 3600) == WORKING
    assert seen(cast, "Moussa") == ("idle", None)
    act(cast, "pause")
    assert act(cast, "resume") == 303
    assert after(cast, 200) == WORKING
    assert after(cast, 6) == ("watch", "S5")
    assert seen(cast, "Moussa") == ("watch", "S6")


def test_the_normal_pace_is_quicker(house: House) -> None:
    mediator, session_id, code = house.open_session(pace="normal")
    cast = Cast(house, mediator, session_id, code, house.learner(code), house.learner(code, "M"))
    assert after(cast, 86) == ("watch", "S6")


def test_the_connection_is_watched(work: Work) -> None:
    cast, clock = work.cast, work.cast.house.clock
    work.answer(right=False)
    stream = f"{cast.home}/events?exercise={work.ref}"
    with work.client.stream("GET", stream) as open_stream:
        assert open_stream.status_code == 200
        heard = open_stream.iter_text()
        assert next(heard)
        assert after(cast, 100) == WORKING, "a stream is open"
    closed_at = clock.ahead.total_seconds()
    while (state := after(cast, 1)) == WORKING:
        assert clock.ahead.total_seconds() - closed_at < 600
    assert state == ("offline", "S10")
    assert clock.ahead.total_seconds() - closed_at >= 45
    assert after(cast, 75) == ("stuck", "S10")
    with work.client.stream("GET", stream) as open_stream:
        heard = open_stream.iter_text()
        assert next(heard)
        tell(work)
        assert seen(cast) == WORKING, "back again"


def test_two_tabs_are_one_person(work: Work) -> None:
    cast = work.cast
    work.answer(right=False)
    with work.client.stream("GET", f"{cast.home}/events") as one:
        heard = one.iter_text()
        assert next(heard)
        with work.client.stream("GET", f"{cast.home}/events") as other:
            assert next(other.iter_text())
        for _ in range(60):
            assert after(cast, 2) == WORKING, "one of them is still open"


def test_help_is_called_visited_and_handled(work: Work) -> None:
    cast = work.cast
    for _ in range(3):
        work.answer(right=False)
    assert after(cast, 30) == ("stuck", "S2")
    work.client.post(f"{cast.home}/help", data={"exercise": work.ref})
    assert seen(cast) == ("call", "S1"), "a call is never hidden"
    assert act(cast, "visit", work.learner_id) == 303
    assert act(cast, "visit", work.learner_id) == 303
    assert seen(cast)[0] == "call", "until it is handled"
    assert "Quelqu'un arrive" in work.page()
    assert after(cast, 60)[0] == "call"
    assert act(cast, "handled", work.learner_id) == 303
    assert seen(cast) == WORKING, "the call and the rule that was handled are silent"
    tell(work)
    assert after(cast, 295) != ("stuck", "S2")
    tell(work)
    assert after(cast, 10) == ("stuck", "S2"), "after five minutes it is said again"
    assert act(cast, "handled", work.learner_id) == 303
    assert seen(cast) == WORKING
    work.answer(right=False)
    assert after(cast, 26) == ("stuck", "S2"), "a new error ends the silence"
    sql = "select count(*) from visit where learner_id = ? and ended_at is not null"
    assert cast.house.rows(sql, work.learner_id) == [(2,)]


def test_time_with_the_mediator_does_not_count(work: Work) -> None:
    work.answer(right=False)
    act(work.cast, "visit", work.learner_id)
    assert after(work.cast, 900) == WORKING
    act(work.cast, "handled", work.learner_id)
    assert after(work.cast, 200) == WORKING
    assert after(work.cast, 6) == ("watch", "S5")


def test_a_call_names_the_exercise_on_which_it_was_made(work: Work) -> None:
    cast = work.cast
    work.client.post(f"{cast.home}/help", data={"exercise": work.ref})
    other = Work(cast, work.client, "scams/gave-my-card")
    other.page()
    need = cast.mediator.get(cast.dashboard).text.partition('id="attention"')[2]
    assert (
        f"«\u00a0{cast.house.library.exercise(work.ref).title}\u00a0»" in need.partition("</p>")[0]
    )


def test_several_people_stuck_on_one_exercise_are_one_line(house: House) -> None:
    mediator, session_id, code = house.open_session()
    people = [house.learner(code, name) for name in ("Ana", "Bo", "Chloé", "Dani")]
    cast = Cast(house, mediator, session_id, code, people[0], people[1])
    for client in people[:3]:
        for _ in range(3):
            Work(cast, client).answered(right=False)
    house.clock.advance(seconds=30)
    page = mediator.get(cast.dashboard).text
    attention = page.split('id="attention"')[1].split("</section>")[0]
    assert "3 personnes butent sur «\u00a0Les 3 indices\u00a0»" in attention
    assert "Ana, Bo, Chloé." in attention
    assert 'id="need-' not in attention
    people[1].post(f"{cast.home}/help", data={"exercise": "scams/three-clues"})
    attention = mediator.get(cast.dashboard).text.split('id="attention"')[1].split("</section>")[0]
    assert "appelle" in attention


def test_what_was_explained_to_all_is_handled_for_each(house: House) -> None:
    mediator, session_id, code = house.open_session()
    people = [house.learner(code, name) for name in ("Ana", "Bo", "Chloé")]
    cast = Cast(house, mediator, session_id, code, people[0], people[1])
    for client in people:
        for _ in range(3):
            Work(cast, client).answered(right=False)
    house.clock.advance(seconds=30)
    assert {one["state"] for one in cast.board().values()} == {"stuck"}
    mediator.post(f"{cast.dashboard}/explained", data={"exercise": "passwords/example"})
    assert {one["state"] for one in cast.board().values()} == {"stuck"}
    mediator.post(f"{cast.dashboard}/explained", data={"exercise": "scams/three-clues"})
    assert {one["state"] for one in cast.board().values()} == {"working"}
    ended = "select count(*) from visit where session_id = ? and ended_at is not null"
    assert cast.house.rows(ended, session_id) == [(3,)]
