"""The projector: what it shows, that it follows the room, and that no name can be on it."""

from __future__ import annotations

import re

import httpx2
import pytest
from playwright.sync_api import Page, expect

from classroom.signing import Signer
from tests.conftest import Cast
from tests.house import House
from tests.learning import Work
from tests.people import LIVE_MS, People

STRANGE = ("Zébuline", "Quetzalcoatl")


def link(cast: Cast) -> str:
    return f"/wall/{cast.house.signer.wall_token(cast.session_id)}"


def put(cast: Cast, action: str, **data: str) -> httpx2.Response:
    return cast.mediator.post(f"{cast.dashboard}/{action}", data=data)


def first_message(client: httpx2.Client, url: str) -> str:
    with client.stream("GET", url) as stream:
        assert stream.status_code == 200
        text = ""
        for piece in stream.iter_text():
            text += piece
            if "</hx-partial>" in text:
                return text
    raise AssertionError("the stream says nothing")


def test_no_name_is_on_the_wall(house: House) -> None:
    mediator, session_id, code = house.open_session(mediator_name="Wilfrida")
    people = [house.learner(code, name, "77") for name in STRANGE]
    cast = Cast(house, mediator, session_id, code, *people)
    Work(cast, cast.fatima).answered()
    cast.fatima.post(f"{cast.home}/help")
    put(cast, "show", exercise="scams/three-clues", answer="yes")
    assert STRANGE[0] in mediator.get(cast.dashboard).text
    visitor = house.visitor()
    for seen in (visitor.get(link(cast)).text, first_message(visitor, link(cast) + "/events")):
        assert "exercice réussi sur" in seen
        for secret in (*STRANGE, "Wilfrida", "poste 77"):
            assert secret not in seen


@pytest.mark.parametrize("rest", ["", "/events", "/qr.svg", "/wifi.svg"])
def test_only_its_own_link_opens_the_wall(cast: Cast, rest: str) -> None:
    put(cast, "wifi", wifi_name="Salle")
    visitor = cast.house.visitor()
    with visitor.stream("GET", link(cast) + rest) as answer:
        assert answer.status_code == 200
    stranger = Signer(["another key"]).wall_token(cast.session_id)
    own = cast.house.signer
    for token in (stranger, str(cast.session_id), own.staff_token(), own.wall_token(10**9)):
        assert visitor.get(f"/wall/{token}{rest}").status_code == 404


def test_the_wall_says_how_to_come_and_how_far_the_room_is(cast: Cast) -> None:
    for _ in range(2):
        Work(cast, cast.fatima, "scams/example").answered()
    page = cast.house.visitor().get(link(cast)).text
    assert f"{cast.code[:3]}\u00a0{cast.code[3:]}" in page
    done, total = map(int, re.findall(r"(\d+) exercices? réussis? sur (\d+)", page)[0])
    assert 0 <= done < total
    assert re.search(r"Encore 1\sh\s\d\d, jusqu'à \d+\sh\s\d\d", page)
    assert 'aria-current="step"' in page


def test_an_exercise_then_its_answer_come_to_the_board(cast: Cast) -> None:
    visitor = cast.house.visitor()
    ref = "scams/three-clues"
    assert put(cast, "show", exercise=ref).status_code == 303
    page = visitor.get(link(cast)).text
    title = cast.house.library.exercise(ref).title
    assert f"<h1>{title}</h1>" in page
    assert "solution" not in page.split('id="wall-exercise"')[1]
    put(cast, "show", exercise=ref, answer="yes")
    page = visitor.get(link(cast)).text
    assert "solution" in page.split('id="wall-exercise"')[1]
    put(cast, "show", exercise="")
    assert f"<h1>{title}</h1>" not in visitor.get(link(cast)).text


@pytest.mark.parametrize("ref", ["scams/none", "none", "passwords/example", "x/../y", "\x00"])
def test_only_an_exercise_of_the_plan_is_shown(cast: Cast, ref: str) -> None:
    assert put(cast, "show", exercise=ref).status_code == 404
    assert cast.house.rows("select shown from session") == [(None,)]


def test_the_wifi_is_shown_until_it_is_taken_away(cast: Cast) -> None:
    visitor = cast.house.visitor()
    assert visitor.get(link(cast) + "/wifi.svg").status_code == 404
    put(cast, "wifi", wifi_name="Salle;1", wifi_password="livres 2026")
    page = visitor.get(link(cast)).text
    assert "Salle;1" in page
    assert "livres 2026" in page
    picture = visitor.get(link(cast) + "/wifi.svg")
    assert picture.headers["content-type"].startswith("image/svg")
    put(cast, "wifi", wifi_name="")
    assert "Salle;1" not in visitor.get(link(cast)).text


def test_what_was_on_the_wall_is_forgotten_with_the_end(cast: Cast) -> None:
    put(cast, "wifi", wifi_name="Salle", wifi_password="livres 2026")
    put(cast, "message", message="Encore 5 minutes.")
    put(cast, "show", exercise="scams/three-clues", answer="yes")
    cast.mediator.post(f"{cast.dashboard}/close")
    kept = "select wifi_name, wifi_password, message, shown, shown_answer from session"
    assert cast.house.rows(kept) == [("", "", "", None, 0)]


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("message", {"message": "x" * 201}),
        ("message", {"message": "\u202e\u2066"}),
        ("wifi", {"wifi_name": "x" * 65}),
        ("wifi", {"wifi_name": "Salle", "wifi_password": "a\u202eb"}),
        ("end", {"minutes": "6"}),
        ("end", {"minutes": "-5; drop"}),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(
    cast: Cast, action: str, data: dict[str, str]
) -> None:
    put(cast, "message", message="Avant")
    refused = put(cast, action, **data)
    assert refused.status_code == 422
    assert 'class="notice refused"' in refused.text
    kept = "select message, wifi_name, ends_at from session"
    assert cast.house.rows(kept) == [("Avant", "", None)]


def test_the_end_is_moved_by_minutes(cast: Cast) -> None:
    def left() -> int:
        page = cast.mediator.get(cast.dashboard).text
        found = re.search(r"Il reste <strong>(?:(\d+)\sh)?\s?(\d*)", page)
        assert found, page
        return 60 * int(found[1] or 0) + int(found[2] or 0)

    before = left()
    put(cast, "end", minutes="5")
    assert left() - before in (4, 5)
    put(cast, "end", minutes="-15")
    assert left() - before in (-11, -10)


def test_a_message_reaches_everyone_and_goes(cast: Cast) -> None:
    put(cast, "message", message="Encore 5 minutes.")
    for client in (cast.fatima, cast.moussa):
        assert "Encore 5 minutes." in client.get(cast.home).text
    assert "Encore 5 minutes." in cast.house.visitor().get(link(cast)).text
    put(cast, "message", message=" ")
    assert "Encore 5 minutes." not in cast.fatima.get(cast.home).text


def test_a_message_to_one_person_is_theirs_alone_until_read(cast: Cast) -> None:
    work = Work(cast, cast.fatima)
    person = f"{cast.dashboard}/learners/{work.learner_id}"
    cast.mediator.post(f"{person}/message", data={"message": "Bravo, continuez."})
    assert "Bravo, continuez." in cast.fatima.get(cast.home).text
    assert "Pas encore lu" in cast.mediator.get(person).text
    for page in (cast.moussa.get(cast.home), cast.house.visitor().get(link(cast))):
        assert "Bravo, continuez." not in page.text
    read = cast.fatima.post(f"{cast.home}/message/read", data={"exercise": work.ref})
    assert read.headers["location"].endswith(work.ref)
    assert "Bravo, continuez." not in cast.fatima.get(cast.home).text
    assert "Pas encore lu" not in cast.mediator.get(person).text


def wall_of(people: People, session_id: int) -> Page:
    page = people.someone(viewport={"width": 1920, "height": 1080})
    token = people.house.signer.wall_token(session_id)  # type: ignore[union-attr]
    page.goto(f"{people.learner_url.rstrip('/')}/wall/{token}")
    return page


def test_the_wall_follows_the_room(people: People) -> None:
    _, session_id, code = people.house.open_session(mediator_name="Karim")
    wall = wall_of(people, session_id)
    desk = people.mediator()
    desk.goto(f"{people.house.staff_url}/staff/sessions/{session_id}")
    learner = people.join(code, "Fatima")
    expect(wall.locator("#wall-board")).to_contain_text("1 personne", timeout=LIVE_MS)
    desk.get_by_text("Message", exact=True).click()
    desk.get_by_label("Ce que tout le monde lira").fill("On regarde le tableau.")
    desk.get_by_role("button", name="Envoyer à tous").click()
    for page in (wall.locator(".wall-message"), learner.locator("#live-message")):
        expect(page).to_contain_text("On regarde le tableau.", timeout=LIVE_MS)
    expect(learner.locator("#live-message")).to_contain_text("Message de Karim")
    desk.get_by_role("button", name="Pause").click()
    expect(wall.locator("#wall-board")).to_contain_text("Regardez le tableau", timeout=LIVE_MS)
    desk.goto(f"{people.house.staff_url}/staff/sessions/{session_id}/wall")
    desk.get_by_label("Exercice", exact=True).select_option(label="Les 3 indices")
    desk.get_by_role("button", name="Mettre au tableau").click()
    expect(wall.locator("#wall-exercise h1")).to_be_visible(timeout=LIVE_MS)
    assert "Fatima" not in wall.content()
