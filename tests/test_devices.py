"""What works on the device of a person is their path; what does not is told kindly."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from playwright.sync_api import expect

from classroom.devices import guess
from tests.conftest import Cast
from tests.house import House
from tests.learning import Work
from tests.people import People

MOUSE, TOUCH = "mouse/balloons", "mouse/balloons-touch"
ANDROID = "Mozilla/5.0 (Linux; Android 13; SM-A145R) AppleWebKit/537.36 Chrome/120 Mobile Safari"
AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/115.0": "computer",
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/120": "computer",
    "": "computer",
    ANDROID: "phone",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 Safari": "phone",
    "Mozilla/5.0 (Linux; Android 12; SM-T500) AppleWebKit/537.36 Chrome/120 Safari": "tablet",
    "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) Mobile/15E148 Safari": "tablet",
}


@pytest.mark.parametrize("agent", AGENTS)
def test_a_browser_tells_its_device(agent: str) -> None:
    assert guess(agent) == AGENTS[agent]


@pytest.fixture(name="cast")
def of_gestures(house: House) -> Cast:
    mediator, session_id, code = house.open_session("", module=["mouse"])
    fatima = house.learner(code)
    return Cast(house, mediator, session_id, code, fatima, join(house, code, "Moussa"))


def join(house: House, code: str, name: str, **fields: str) -> httpx2.Client:
    client = house.visitor()
    client.headers["User-Agent"] = ANDROID
    joined = client.post(f"/s/{code}/learners", data={"name": name, "seat": "", **fields})
    assert joined.status_code == 303
    return client


def path_of(cast: Cast, client: httpx2.Client) -> set[str]:
    page = client.get(cast.home).text
    module = cast.house.library.module("mouse")
    urls = {f"mouse/{one.id}": f'/exercises/mouse/{one.id}"' for one in module.exercises}
    return {ref for ref, url in urls.items() if url in page}


def test_a_path_holds_what_works_on_the_device(cast: Cast) -> None:
    computer, phone = path_of(cast, cast.fatima), path_of(cast, cast.moussa)
    assert MOUSE in computer
    assert TOUCH not in computer
    assert TOUCH in phone
    assert MOUSE not in phone
    assert "Vous travaillez sur un téléphone" in cast.moussa.get(cast.home).text


def test_the_page_may_know_better_than_the_name_of_the_browser(cast: Cast) -> None:
    tablet = join(cast.house, cast.code, "Ana", device="tablet")
    assert "Vous travaillez sur une tablette" in tablet.get(cast.home).text
    nonsense = join(cast.house, cast.code, "Bo", device="fridge")
    assert "Vous travaillez sur un téléphone" in nonsense.get(cast.home).text


def test_the_device_is_changed_and_the_path_with_it(cast: Cast) -> None:
    changed = cast.moussa.post(f"{cast.home}/device", data={"device": "computer"})
    assert changed.status_code == 303
    assert path_of(cast, cast.moussa) == path_of(cast, cast.fatima)
    assert cast.moussa.post(f"{cast.home}/device", data={"device": "x"}).status_code == 422


def test_what_was_passed_elsewhere_stays_and_counts_once(cast: Cast) -> None:
    Work(cast, cast.fatima, MOUSE).answered()
    cast.fatima.post(f"{cast.home}/device", data={"device": "phone"})
    assert MOUSE in path_of(cast, cast.fatima)
    assert TOUCH not in path_of(cast, cast.fatima)
    assert cast.board()["Fatima"]["done"] == 1
    assert cast.board()["Fatima"]["device"] == "phone"


def test_an_exercise_for_another_device_leads_to_the_same_for_this_one(cast: Cast) -> None:
    page = cast.moussa.get(f"{cast.home}/exercises/{MOUSE}")
    assert page.status_code == 200
    assert "se fait sur un ordinateur. Vous êtes sur un téléphone." in page.text
    assert f"{cast.home}/exercises/{TOUCH}" in page.text
    alone = cast.moussa.get(f"{cast.home}/exercises/mouse/hidden-picture").text
    assert "Continuer" in alone
    assert 'id="answer"' not in alone


def test_the_matrix_says_what_is_not_for_a_device(cast: Cast) -> None:
    page = cast.mediator.get(f"{cast.dashboard}?view=matrix").text
    rows = {name: page.split(f">{name}</a>")[1].split("</tr>")[0] for name in ("Fatima", "Moussa")}
    columns = page.count('class="matrix-head"')
    for row in rows.values():
        assert row.count('class="matrix-cell"') == columns
        assert "Pas dans son parcours" in row


def test_we_say_how_we_know(cast: Cast) -> None:
    Work(cast, cast.fatima, MOUSE).answered()
    Work(cast, cast.fatima, "mouse/mouse-parts").until("Refaire")
    learner: dict[str, Any] = cast.board()["Fatima"]
    assert learner["evidence"] == {"declared": 1, "verified": 1, "seen": 0}
    person = cast.mediator.get(f"{cast.dashboard}/learners/1").text
    assert "déclaré" in person
    assert "vérifié" in person
    library = cast.mediator.get("/staff/library/procedures").text
    assert ">vu</td>" in library.replace("\n", "")
    assert "déclaré" in cast.mediator.get("/staff/library/passwords").text


def test_a_return_card_on_a_phone_changes_the_device(cast: Cast) -> None:
    card = cast.house.rows("select card from learner where name = 'Fatima'")[0][0].split("-")
    phone = cast.house.visitor()
    phone.headers["User-Agent"] = ANDROID
    fields = {"name": "Fatima", **{f"picture{n}": p for n, p in enumerate(card, start=1)}}
    assert phone.post(f"{cast.home}/return", data=fields).status_code == 303
    assert "Vous travaillez sur un téléphone" in phone.get(cast.home).text


def test_a_tablet_that_says_it_is_a_computer_is_known_by_its_fingers(people: People) -> None:
    _, _, code = people.house.open_session("", module=["mouse"])
    mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605.1.15 Version/17 Safari"
    page = people.someone(has_touch=True, is_mobile=True, user_agent=mac)
    page.goto(f"{people.learner_url.rstrip('/')}/s/{code}")
    page.wait_for_function("() => customElements.get('device-guess')")
    page.get_by_label("Votre prénom").fill("Ana")
    page.get_by_role("button", name="Commencer").click()
    expect(page.locator("#device")).to_contain_text("une tablette")
    page.locator("#device summary").click()
    page.get_by_role("button", name="Un ordinateur").click()
    expect(page.locator("#device")).to_contain_text("un ordinateur")
