"""Series: the same people in one session after another, as themselves, with what they passed."""

from __future__ import annotations

import re
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import expect

from tests.conftest import Cast
from tests.house import House
from tests.learning import Work
from tests.people import People
from tests.served import PASSWORD, Server, address

PLACED = {f"line-{rank}": str(rank % 4) for rank in range(8)}


def opened(house: House, series: str, plan: str = "scams", **fields: str) -> Cast:
    mediator, session_id, code = house.open_session(plan, series=series, **fields)
    return Cast(house, mediator, session_id, code, house.visitor(), house.visitor())


def new_series(house: House, plan: str = "scams") -> tuple[str, Cast]:
    """A series of one session, in which Fatima sits."""
    cast = opened(house, "new", plan, series_title="Les mardis")
    cast.fatima = house.learner(cast.code)
    return str(house.rows("select max(id) from series")[0][0]), cast


def card_of(house: House, name: str = "Fatima") -> dict[str, str]:
    card = house.rows("select card from learner where name = ? order by id", name)[0][0]
    return {f"picture{n}": one for n, one in enumerate(card.split("-"), start=1)}


def follow(client: httpx2.Client, cast: Cast) -> httpx2.Response:
    return client.post(f"{cast.home}/follow")


def test_a_browser_is_asked_whether_it_is_the_same_person(house: House) -> None:
    series, first = new_series(house)
    assert Work(first, first.fatima).answer().status_code == 303
    second = opened(house, series)
    page = first.fatima.get(second.home).text
    assert "C'est vous, Fatima" in page
    assert "C'est vous" not in house.visitor().get(second.home).text
    for _ in range(2):
        assert follow(first.fatima, second).status_code == 303
    rows = house.rows("select name, earlier_id, card from learner order by id")
    assert len(rows) == 2, "two taps, one seat"
    assert rows[1][:2] == ("Fatima", 1)
    assert rows[0][2] == rows[1][2], "the same card"


def test_what_was_passed_is_not_asked_again_and_not_counted_twice(house: House) -> None:
    series, first = new_series(house)
    work = Work(first, first.fatima)
    work.until("Refaire")
    second = opened(house, series)
    follow(first.fatima, second)
    line = second.board()["Fatima"]
    assert line["done"] == 1
    assert line["state"] == "idle", "she has not begun today"
    counted = house.rows(
        "select session_id, count(*) from attempt where score is not null group by session_id"
    )
    assert [session for session, _ in counted] == [first.session_id]
    second.mediator.post(f"{second.dashboard}/close")
    report = second.mediator.get(f"{second.dashboard}/report").text
    assert (
        "Les 3 indices" not in re.findall(r"<main.*", report, re.S)[0] or "à revoir" not in report
    )
    history = second.mediator.get("/staff/history").text
    assert history.count("Les arnaques") == 1 or "0" in history


def test_a_card_brings_one_back_on_another_machine_and_a_name_alone_does_not(
    house: House,
) -> None:
    series, _ = new_series(house)
    second = opened(house, series)
    other = house.visitor()
    wrong = other.post(f"{second.home}/return", data={"name": "Moussa", **card_of(house)})
    assert wrong.status_code == 422
    found = other.post(f"{second.home}/return", data={"name": "fatima", **card_of(house)})
    assert found.status_code == 303
    assert "Bonjour Fatima" in other.get(second.home).text
    assert house.rows("select count(*) from learner") == [(2,)]
    third = house.visitor()
    assert third.post(
        f"{second.home}/return", data={"name": "Fatima", **card_of(house)}
    ).is_redirect
    assert house.rows("select count(*) from learner") == [(2,)]


def test_a_card_of_another_series_opens_nothing(house: House) -> None:
    new_series(house)
    elsewhere = opened(house, "new", series_title="Les jeudis")
    alone = opened(house, "")
    for cast in (elsewhere, alone):
        answer = house.visitor().post(
            f"{cast.home}/return", data={"name": "Fatima", **card_of(house)}
        )
        assert answer.status_code == 422


def test_cards_differ_in_the_whole_series(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from classroom.store import seats

    drawn = iter([["sun", "key", "cat"]] * 3 + [["sun", "key", "fish"]])
    monkeypatch.setattr(seats.secrets, "SystemRandom", lambda: Sampler(drawn))
    series, _ = new_series(house)
    second = opened(house, series)
    house.learner(second.code, "Moussa")
    cards = [card for (card,) in house.rows("select card from learner order by id")]
    assert cards == ["sun-key-cat", "sun-key-fish"]


class Sampler:
    def __init__(self, drawn: object) -> None:
        self.drawn = drawn

    def sample(self, *_: object) -> list[str]:
        return next(self.drawn)  # type: ignore[call-overload,no-any-return]


def test_who_was_banned_does_not_come_back_and_a_locked_room_still_waits(house: House) -> None:
    series, first = new_series(house)
    moussa = house.learner(first.code, "Moussa")
    first.mediator.post(f"{first.dashboard}/learners/2/remove", data={"ban": "yes"})
    second = opened(house, series)
    second.mediator.post(f"{second.dashboard}/lock")
    banned = house.rows("select banned_at from learner where name = 'Moussa'")[0][0]
    if banned:
        assert follow(moussa, second).status_code == 401
    assert follow(first.fatima, second).is_redirect
    assert house.rows("select approved_at from learner where session_id = 2") == [(None,)]


def test_full_and_closed_sessions_take_nobody(house: House) -> None:
    series, first = new_series(house)
    second = opened(house, series, capacity="1")
    house.learner(second.code, "Moussa")
    assert follow(first.fatima, second).status_code == 422
    second.mediator.post(f"{second.dashboard}/close")
    assert follow(first.fatima, second).status_code == 410


def test_questions_kept_for_next_time_come_back(house: House) -> None:
    series, first = new_series(house)
    first.mediator.post(f"{first.dashboard}/questions", data={"question": "Comment imprimer ?"})
    first.mediator.post(f"{first.dashboard}/questions/1", data={"fate": "next_time"})
    second = opened(house, series)
    page = second.mediator.get(f"{second.dashboard}/questions").text
    assert "Comment imprimer ?" in page
    settle = f"{second.dashboard}/questions/1/earlier"
    assert second.mediator.post(settle, data={"fate": "answered"}).status_code == 303
    assert house.rows("select fate from parked_question") == [("answered",)]
    assert "Comment imprimer ?" not in second.mediator.get(f"{second.dashboard}/questions").text
    alone = opened(house, "")
    assert (
        alone.mediator.post(
            f"{alone.dashboard}/questions/1/earlier", data={"fate": "open"}
        ).status_code
        == 404
    )


def test_questions_asked_anew_and_the_placement_are_asked_again(house: House) -> None:
    series, first = new_series(house)
    work = Work(first, first.fatima)
    work.until("Refaire")
    first.mediator.post(f"{first.dashboard}/close")
    second = opened(house, series, "passwords", remember=str(first.session_id))
    follow(first.fatima, second)
    assert second.board()["Fatima"]["done"] == 0


def test_the_series_shows_who_came_when_and_how_far_they_are(house: House) -> None:
    series, first = new_series(house, "placement")
    ref = "placement/where-are-you"
    first.fatima.post(f"{first.home}/exercises/{ref}/attempts", data={**submission(1), **PLACED})
    second = opened(house, series, "placement")
    follow(first.fatima, second)
    better = {line: "3" for line in PLACED}
    second.fatima = first.fatima
    answer = first.fatima.post(
        f"{second.home}/exercises/{ref}/attempts", data={**submission(2), **better}
    )
    assert answer.status_code == 303, answer.text
    page = first.mediator.get(f"/staff/series/{series}").text
    assert "Les mardis" in page
    assert page.count('<th scope="row">Fatima</th>') == 1
    assert "mieux sur 6 lignes de 8" in page


def submission(number: int) -> dict[str, str]:
    return {"submission": f"0123456789abcde{number}"}


def test_a_series_is_named_renamed_put_away_and_taken_out(house: House) -> None:
    mediator = house.mediator()
    assert mediator.post("/staff/series", data={"title": "x" * 81}).status_code == 422
    path = mediator.post("/staff/series", data={"title": "Les mardis"}).headers["location"]
    mediator.post(path, data={"title": "Les jeudis"})
    assert "Les jeudis" in mediator.get("/staff/series").text
    mediator.post(f"{path}/archive")
    assert "1 cycle rangé" in mediator.get("/staff/series").text
    assert "Les jeudis" not in mediator.get("/staff/sessions/new").text
    mediator.post(f"{path}/restore")
    assert "Les jeudis" in mediator.get("/staff/sessions/new").text


def test_three_sessions_with_the_same_people(people: People) -> None:
    house = people.house
    desk = people.mediator()
    desk.goto(f"{house.staff_url}/staff/series")
    desk.get_by_label("Nom du cycle").fill("Les mardis")
    desk.get_by_role("button", name="Créer le cycle").click()
    series = desk.url.rsplit("/", 1)[1]
    _, first, code = house.open_session("scams", series=series)  # type: ignore[union-attr]
    fatima = people.join(code, "Fatima")
    fatima.get_by_role("link", name="Commencer").first.click()
    people.solve(fatima, "scams/example")
    house.mediator().post(f"/staff/sessions/{first}/close")  # type: ignore[union-attr]
    _, _, code = house.open_session("scams", series=series)  # type: ignore[union-attr]
    fatima.goto(people.learner_url)
    fatima.get_by_label("Code de la séance").fill(code)
    fatima.get_by_role("button", name="Entrer").click()
    fatima.get_by_role("button", name="Oui, je suis Fatima").click()
    expect(fatima.get_by_role("heading", name="Bonjour Fatima")).to_be_visible()
    people.return_by_card(fatima, "Fatima")
    desk.reload()
    expect(desk.get_by_role("row", name="Fatima")).to_have_count(1)
    expect(desk.locator("#meetings-title + ol li")).to_have_count(2)


def test_from_the_first_session_to_what_the_coordinator_reads(
    people: People, tmp_path: Path
) -> None:
    server = Server(tmp_path / "server")
    try:
        three_sessions(server, people)
    finally:
        server.close()


def three_sessions(server: Server, people: People) -> None:
    """Plans, a cycle of three sessions, six people, and the figures without a name."""
    admin = server.administrator()
    desk = people.someone()
    desk.goto(f"{server.staff_url}/sign-in")
    desk.get_by_label("Adresse e-mail").fill(address("Inès"))
    desk.get_by_label("Mot de passe").fill(PASSWORD)
    desk.get_by_role("button", name="Se connecter").click()
    desk.get_by_role("link", name="Cycles").click()
    desk.get_by_label("Nom du cycle").fill("Les mardis")
    desk.get_by_role("button", name="Créer le cycle").click()
    series = desk.url.rsplit("/", 1)[1]
    fatima = people.someone()
    others: list[httpx2.Client] = []
    for number, plan in enumerate(("placement", "scams", "placement")):
        desk.goto(f"{server.staff_url}/staff/sessions/new?series={series}&plan={plan}")
        desk.get_by_role("button", name="Ouvrir la séance").click()
        expect(desk.locator("[data-freshness]")).to_have_text("En direct")
        session_id = int(desk.url.rsplit("/", 1)[1])
        code = server.rows("select join_code from session where id = ?", session_id)[0][0]
        fatima.goto(f"{server.learner_url}/s/{code}")
        if number:
            fatima.get_by_role("button", name="Oui, je suis Fatima").click()
            for client in others:
                assert client.post(f"/s/{code}/follow").status_code == 303
        else:
            fatima.get_by_label("Votre prénom").fill("Fatima")
            fatima.get_by_role("button", name="Commencer").click()
            others = [server.learner(code, f"Élève {n}") for n in range(5)]
        expect(fatima.get_by_role("heading", name="Bonjour Fatima")).to_be_visible()
        level = "0" if number == 0 else "3"
        for client in others:
            if plan == "placement":
                said = {f"line-{rank}": level for rank in range(8)}
                answer = client.post(
                    f"/s/{code}/exercises/placement/where-are-you/attempts",
                    data={**submission(number), **said},
                )
                assert answer.status_code == 303
        admin.post(f"/staff/sessions/{session_id}/close")
    desk.goto(f"{server.staff_url}/staff/series/{series}")
    expect(desk.get_by_role("row", name="Élève 0")).to_contain_text("mieux sur 8 lignes de 8")
    odile = server.invite(admin, "Odile", "coordinator")
    page = odile.get("/staff/history/synthesis").text
    assert "<dd>3</dd>" in page
    assert "<dd>18</dd>" in page, "six people, three times"
    assert "5 puis 0" in page
    assert "0 puis 5" in page
    assert "Fatima" not in page
    assert "Élève" not in page
    assert odile.get(f"/staff/series/{series}").status_code == 403
