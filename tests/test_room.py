"""The mediator's buttons on the room and on one person, and the stream of her dashboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import httpx2
import pytest

from tests.conftest import Cast
from tests.house import House
from tests.learning import HTMX, Work


@pytest.fixture(name="house", scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = House(tmp_path_factory.mktemp("data"))
    yield served
    served.close()


@pytest.fixture
def work(cast: Cast) -> Work:
    return Work(cast, cast.fatima)


def act(cast: Cast, action: str, work: Work | None = None, **fields: str) -> int:
    person = f"/learners/{work.learner_id}" if work else ""
    return cast.mediator.post(f"{cast.dashboard}{person}/{action}", data=fields).status_code


def newcomer(cast: Cast, name: str) -> Work:
    return Work(cast, cast.house.learner(cast.code, name))


def test_a_lock_makes_newcomers_wait_until_they_are_let_in(cast: Cast) -> None:
    assert act(cast, "lock") == 303
    assert list(cast.board()) == ["Fatima", "Moussa"], "who is in stays in"
    late, later, last = (newcomer(cast, name) for name in ("Ana", "Bo", "Chloé"))
    assert "confirmera votre arrivée" in late.page()
    late.answer()
    assert len(late.attempts) == 1, "they work while they wait"
    assert list(cast.board()) == ["Fatima", "Moussa"]
    assert act(cast, "approve", late) == 303
    assert list(cast.board()) == ["Fatima", "Moussa", "Ana"]
    assert cast.board()["Ana"]["done"] == 1
    assert "confirmera votre arrivée" not in late.page()
    assert act(cast, "approve") == 303
    assert list(cast.board()) == ["Fatima", "Moussa", "Ana", "Bo", "Chloé"]
    assert later.learner_id < last.learner_id
    act(cast, "unlock")
    newcomer(cast, "Dina")
    assert "Dina" in cast.board()


def test_a_closed_room_lets_nobody_in_and_counts_who_was_seen(cast: Cast) -> None:
    act(cast, "lock")
    newcomer(cast, "Ana")
    assert "1 personne attend votre accord" in cast.mediator.get(cast.dashboard).text
    act(cast, "close")
    assert "1 personne attend" not in cast.mediator.get(cast.dashboard).text
    listed = cast.mediator.get("/staff/history").text.partition(f"history/{cast.session_id}")[2]
    assert re.findall(r"(\d+) / (\d+)<", listed)[0] == ("0", "2")


def test_who_is_removed_comes_back_with_everything(work: Work) -> None:
    cast = work.cast
    work.answer()
    assert act(cast, "remove", work) == 303
    assert list(cast.board()) == ["Moussa"]
    assert work.client.post(f"{work.url}/attempts", data={}).status_code == 403
    assert work.client.post(f"{cast.home}/help").status_code == 403
    assert work.client.get(f"{cast.home}/events").status_code == 403
    assert work.client.post(f"{cast.home}/come-back").status_code == 303
    assert cast.board()["Fatima"]["done"] == 1
    act(cast, "remove", work)
    assert act(cast, "restore", work) == 303
    assert cast.board()["Fatima"]["done"] == 1
    assert work.client.get(work.url).status_code == 200


def test_who_is_removed_from_a_locked_room_does_not_let_themselves_in(work: Work) -> None:
    cast = work.cast
    act(cast, "lock")
    act(cast, "remove", work)
    work.client.post(f"{cast.home}/come-back")
    assert list(cast.board()) == ["Moussa"]
    act(cast, "remove", work)
    act(cast, "restore", work)
    act(cast, "approve", work)
    assert list(cast.board()) == ["Fatima", "Moussa"]


def test_a_seat_given_back_can_be_taken(house: House) -> None:
    mediator, session_id, code = house.open_session(capacity="1")
    cast = Cast(house, mediator, session_id, code, house.learner(code), house.visitor())
    full = house.visitor().post(f"{cast.home}/learners", data={"name": "Ana"})
    assert full.status_code == 422
    act(cast, "remove", Work(cast, cast.fatima))
    newcomer(cast, "Ana")
    assert list(cast.board()) == ["Ana"]


def test_a_name_is_corrected(work: Work) -> None:
    cast = work.cast
    assert act(cast, "rename", work, name=" Fatma\u202e ", seat="7") == 303
    assert list(cast.board()) == ["Fatma", "Moussa"]
    assert "Bonjour Fatma" in work.client.get(cast.home).text
    seat = "select seat from learner where id = ?"
    assert cast.house.rows(seat, work.learner_id) == [("7",)]
    for bad in ({"name": ""}, {"name": "x" * 25}, {"name": "Zoé", "seat": "x" * 13}, {}):
        assert act(cast, "rename", work, **bad) == 422
    assert list(cast.board()) == ["Fatma", "Moussa"]
    assert cast.house.rows(seat, work.learner_id) == [("7",)]


def test_a_closed_session_reopens_as_it_was(work: Work) -> None:
    cast = work.cast
    work.answer()
    act(cast, "pause")
    act(cast, "lock")
    work.client.post(f"{cast.home}/help")
    assert act(cast, "close") == 303
    assert cast.board()["Fatima"]["state"] != "call", "nobody waits in a room that is closed"
    assert cast.house.visitor().post("/join", data={"code": cast.code}).status_code == 422
    assert "Regardez le tableau" not in work.page(), "a pause ends with the session"
    assert act(cast, "close") == 303
    assert act(cast, "reopen") == 303
    assert act(cast, "reopen") == 303
    assert "Regardez le tableau" not in work.page()
    assert cast.house.visitor().post("/join", data={"code": cast.code}).status_code == 303
    assert cast.board()["Fatima"]["done"] == 1
    newcomer(cast, "Ana")
    assert "Ana" not in cast.board(), "still locked"


def test_a_code_given_again_meanwhile_is_not_taken_back(work: Work) -> None:
    cast = work.cast
    act(cast, "close")
    _, other_id, _ = cast.house.open_session()
    cast.house.run(
        lambda db: db.execute(
            "update session set join_code = ? where id = ?", [cast.code, other_id]
        )
    )
    assert "Fatima" in work.client.get(cast.home).text, "the seat decides, not the code"
    assert act(cast, "reopen") == 303
    codes = cast.house.rows(
        "select id, join_code from session where id in (?, ?)", cast.session_id, other_id
    )
    assert dict(codes)[other_id] == cast.code
    assert dict(codes)[cast.session_id] != cast.code


def test_every_button_answers_htmx_without_a_page(work: Work) -> None:
    cast = work.cast
    person = f"{cast.dashboard}/learners/{work.learner_id}"
    for url in (f"{cast.dashboard}/pause", f"{cast.dashboard}/lock", f"{person}/visit"):
        answer = cast.mediator.post(url, headers=HTMX)
        assert answer.status_code == 200
        assert answer.text.startswith('<div id="undo"')
    answer = cast.mediator.post(f"{cast.dashboard}/close", headers=HTMX)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, cast.dashboard)


def test_a_button_leads_back_to_its_page_and_nowhere_else(work: Work) -> None:
    cast = work.cast
    person = f"{cast.dashboard}/learners/{work.learner_id}"
    matrix = f"{cast.dashboard}?view=matrix"
    here = cast.house.staff_url
    for referer, back in {
        f"{here}{person}": person,
        f"{here}{matrix}": matrix,
        f"{here}/staff/library": cast.dashboard,
        "https://evil.example/x": cast.dashboard,
        f"https://evil.example{person}": person,
        "//": cast.dashboard,
    }.items():
        answer = cast.mediator.post(f"{person}/visit", headers={"Referer": referer})
        assert answer.headers["location"] == back


def events(stream: httpx2.Response) -> Iterator[str]:
    """The messages of an event stream that say something."""
    waiting = ""
    for text in stream.iter_text():
        waiting = (waiting + text).replace("\r\n", "\n")
        *whole, waiting = waiting.split("\n\n")
        for event in whole:
            lines = [line[6:] for line in event.split("\n") if line.startswith("data: ")]
            if any(lines):
                yield "\n".join(lines)


@pytest.mark.parametrize(("view", "piece"), [("tiles", "tile"), ("matrix", "row")])
def test_the_dashboard_is_sent_what_changed(work: Work, view: str, piece: str) -> None:
    cast = work.cast
    hers, his = work.learner_id, replace(work, client=cast.moussa).learner_id
    url = f"{cast.dashboard}/events?view={view}"
    with cast.mediator.stream("GET", url) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        heard = events(stream)
        whole = next(heard)
        for target in ("strip", "attention", view, "waiting"):
            assert f'hx-target="#{target}"' in whole
        assert "Fatima" in whole
        assert "Moussa" in whole
        work.client.post(f"{cast.home}/help", data={"exercise": work.ref})
        change = next(message for message in heard if "appelle" in message)
        assert f'hx-target="#{piece}-{hers}"' in change
        assert 'hx-target="#attention"' in change
        assert f"#{piece}-{his}" not in change
        assert f'hx-target="#{view}"' not in change
        work.client.post(f"{cast.home}/help/cancel")
        work.answer()
        done = next(message for message in heard if 'data-status="done_' in message)
        assert f'hx-target="#{piece}-{hers}"' in done
        assert ('hx-target="#matrix-foot"' in done) is (view == "matrix")
        newcomer(cast, "Ana")
        assert any(f'hx-target="#{view}"' in message and "Ana" in message for message in heard)


def test_the_clock_alone_raises_a_flag_on_the_dashboard(cast: Cast) -> None:
    with cast.mediator.stream("GET", f"{cast.dashboard}/events") as stream:
        heard = events(stream)
        assert "Personne n'attend d'aide" in next(heard)
        cast.house.clock.advance(minutes=5)
        act(cast, "lock")
        assert any("n'a encore rien fait depuis" in message for message in heard)


def test_the_learner_is_told_of_a_pause_and_of_who_comes(work: Work) -> None:
    cast = work.cast
    with work.client.stream("GET", f"{cast.home}/events?exercise={work.ref}") as stream:
        heard = events(stream)
        assert 'hx-target="#live"' in next(heard)
        act(cast, "pause")
        assert "Regardez le tableau" in next(heard)
        act(cast, "resume")
        assert "Regardez le tableau" not in next(heard)
        act(cast, "visit", work)
        assert "Quelqu'un arrive" in next(heard)
        act(cast, "remove", work)
        assert "Vous avez quitté la séance" in next(heard)


def test_a_neighbour_hears_nothing_of_it(work: Work) -> None:
    cast = work.cast
    with cast.moussa.stream("GET", f"{cast.home}/events") as stream:
        heard = events(stream)
        next(heard)
        work.client.post(f"{cast.home}/help", data={"exercise": work.ref})
        act(cast, "visit", work)
        act(cast, "close")
        message = next(heard)
        assert "La séance est terminée" in message
        assert "Fatima" not in message


def test_who_reads_the_first_exercise_has_begun_and_who_opened_none_has_not(cast: Cast) -> None:
    Work(cast, cast.fatima).page()
    cast.house.clock.advance(seconds=160)
    states = {name: (one["state"], one["reason"]) for name, one in cast.board().items()}
    assert states == {"Fatima": ("working", None), "Moussa": ("watch", "S6")}
