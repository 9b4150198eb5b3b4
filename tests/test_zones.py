"""A large room, looked at zone by zone: what each mediator of several has to see."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from classroom.names import zone_of
from tests.conftest import Cast
from tests.house import House
from tests.people import LIVE_MS, People

SEATS = [f"A{n}" for n in range(1, 17)] + [f"b {n}" for n in range(1, 15)] + [""]


@pytest.mark.parametrize(
    ("seat", "zone"),
    [
        ("", "-"),
        ("1", "1–30"),
        ("30", "1–30"),
        ("31", "31–60"),
        ("0", "1–30"),
        ("B12", "B"),
        ("b 3", "B"),
        ("rang 2", "RANG"),
        ("fenêtre", "FENÊTRE"),
        ("²", "²"),
    ],
)
def test_a_place_says_its_zone(seat: str, zone: str) -> None:
    assert zone_of(seat) == zone


def full(house: House) -> tuple[Cast, int]:
    """Thirty-one people in two zones and nowhere; one in each calls."""
    mediator, session_id, code = house.open_session()
    visitors = [house.learner(code, f"Élève{n}", seat) for n, seat in enumerate(SEATS, 1)]
    for caller in (visitors[0], visitors[16]):
        assert caller.post(f"/s/{code}/help").status_code == 303
    return Cast(house, mediator, session_id, code, visitors[0], visitors[16]), session_id


def test_each_zone_has_its_people_and_its_queue(house: House) -> None:
    cast, _ = full(house)
    page = cast.mediator.get(f"{cast.dashboard}?view=tiles").text
    assert page.count('class="tile"') == 31
    assert "Zone A" in page
    assert page.count('class="need"') == 2
    there = cast.mediator.get(f"{cast.dashboard}?view=tiles&zone=B").text
    assert there.count('class="tile"') == 14
    assert there.count('class="need"') == 1
    assert "Élève17" in there
    assert "Élève1<" not in there
    assert cast.mediator.get(f"{cast.dashboard}?zone=-").text.count('class="tile"') == 1


def test_a_zone_that_is_nowhere_is_empty_and_leads_back(house: House) -> None:
    cast, _ = full(house)
    for zone in ("Z", "%3Cscript%3E", "x" * 5000):
        page = cast.mediator.get(f"{cast.dashboard}?view=tiles&zone={zone}")
        assert page.status_code == 200
        assert "Personne n'est dans cette zone." in page.text
        assert "Toute la salle" in page.text
        assert "<script>" not in page.text.split("<main")[1]


def test_a_small_room_has_no_zones(cast: Cast) -> None:
    cast.house.learner(cast.code, "Josette", "B2")
    assert "Toute la salle" not in cast.mediator.get(f"{cast.dashboard}?view=tiles").text


def test_a_zone_is_followed_live(people: People) -> None:
    cast, session_id = full(people.house)
    page = people.mediator()
    page.goto(f"{people.house.staff_url}/staff/sessions/{session_id}?view=tiles")
    page.get_by_role("link", name="B 14").click()
    expect(page.get_by_role("link", name="B 14")).to_have_attribute("aria-current", "page")
    expect(page.locator("[data-freshness]")).to_have_text("En direct")
    queue = page.locator("#attention .need")
    expect(queue).to_have_count(1)
    cast.house.learner(cast.code, "Josette", "B99").post(f"/s/{cast.code}/help")
    expect(queue).to_have_count(2, timeout=LIVE_MS)
    expect(page.locator(".tile")).to_have_count(15)
    cast.house.learner(cast.code, "Karim", "A99").post(f"/s/{cast.code}/help")
    expect(page.get_by_role("link", name="A 17")).to_contain_text("2", timeout=LIVE_MS)
    expect(queue).to_have_count(2)
    page.get_by_role("link", name="Exercices", exact=True).click()
    expect(page.locator(".matrix tbody tr")).to_have_count(15)


def test_thirty_people_hold_on_a_laptop_screen(people: People) -> None:
    _, session_id, code = people.house.open_session()
    for n in range(30):
        people.house.learner(code, f"Marie-Thérèse {n + 1}", str(n + 1))
    page = people.mediator(viewport={"width": 1366, "height": 768})
    page.goto(f"{people.house.staff_url}/staff/sessions/{session_id}?view=tiles")
    expect(page.locator(".tile")).to_have_count(30)
    last = page.locator(".tile").last.bounding_box()
    assert last
    assert last["y"] + last["height"] <= 768
