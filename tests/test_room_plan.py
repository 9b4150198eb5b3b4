"""The plan of the room: places taken once, known again in the next session there."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.conftest import Cast
from tests.learning import Work
from tests.people import People


def cell(page: Page, x: int, y: int) -> Locator:
    return page.locator(f".plan-cell[data-x='{x}'][data-y='{y}']")


def test_a_place_is_kept_for_the_next_session_in_the_room(cast: Cast) -> None:
    fatima = f"{cast.dashboard}/learners/{Work(cast, cast.fatima).learner_id}"
    cast.mediator.post(f"{cast.dashboard}/room", data={"room": "Salle bleue"})
    placed = cast.mediator.post(f"{fatima}/place", data={"x": "2", "y": "1"})
    assert placed.status_code == 303
    seat = cast.house.rows("select seat from learner where name = 'Fatima'")[0][0]
    assert seat == "1"
    _, after, code = cast.house.open_session()
    cast.house.learner(code, "Josette", seat)
    dashboard = f"/staff/sessions/{after}"
    assert "Sans place" in cast.mediator.get(f"{dashboard}?view=plan").text
    cast.mediator.post(f"{dashboard}/room", data={"room": "Salle bleue"})
    page = cast.mediator.get(f"{dashboard}?view=plan").text
    assert "Sans place" not in page
    there = page[page.index('data-x="2" data-y="1"') :][:1500]
    assert "Josette" in there


def test_places_of_another_organisation_are_not_ours(cast: Cast) -> None:
    fatima = f"{cast.dashboard}/learners/{Work(cast, cast.fatima).learner_id}"
    cast.mediator.post(f"{fatima}/place", data={"x": "0", "y": "0"})
    stranger, theirs = cast.house.other_organisation()
    assert "plan-seat" not in stranger.get(f"/staff/sessions/{theirs}?view=plan").text


def test_what_is_no_place_is_refused(cast: Cast) -> None:
    fatima = f"{cast.dashboard}/learners/{Work(cast, cast.fatima).learner_id}"
    for x in ("-1", "6", "100", "²", ""):
        assert cast.mediator.post(f"{fatima}/place", data={"x": x, "y": "0"}).status_code == 422
    assert cast.house.rows("select count(*) from place") == [(0,)]


def test_a_tile_is_placed_by_keyboard_and_dragged_by_mouse(people: People) -> None:
    page = people.mediator()
    _, session_id, code = people.house.open_session()
    people.house.learner(code, "Fatima")
    dashboard = f"{people.house.staff_url}/staff/sessions/{session_id}?view=plan"
    page.goto(dashboard)
    page.locator(".plan-people").get_by_role("link", name="Fatima").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Rang 2, place 3").focus()
    page.keyboard.press("Enter")
    expect(cell(page, 2, 1)).to_contain_text("Fatima")
    page.goto(dashboard)
    page.wait_for_function("() => 'htmx' in window && customElements.get('room-plan')")
    tile = page.locator(".plan-cell .tile")
    start, target = tile.bounding_box(), cell(page, 4, 2).bounding_box()
    assert start
    assert target
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 40, steps=4)
    page.mouse.move(target["x"] + 30, target["y"] + 30, steps=4)
    page.mouse.up()
    expect(cell(page, 4, 2)).to_contain_text("Fatima")
    page.locator("#undo button").click()
    expect(cell(page, 2, 1)).to_contain_text("Fatima")


def test_a_tile_is_dragged_by_a_finger_held_still(people: People) -> None:
    page = people.mediator(has_touch=True)
    _, session_id, code = people.house.open_session()
    people.house.learner(code, "Fatima")
    page.goto(f"{people.house.staff_url}/staff/sessions/{session_id}?view=plan")
    page.locator(".plan-people").get_by_role("link", name="Fatima").tap()
    page.get_by_role("button", name="Rang 2, place 3").tap()
    expect(cell(page, 2, 1)).to_contain_text("Fatima")
    page.goto(f"{people.house.staff_url}/staff/sessions/{session_id}?view=plan")
    page.wait_for_function("() => 'htmx' in window && customElements.get('room-plan')")
    cell(page, 4, 2).scroll_into_view_if_needed()
    start = page.locator(".plan-cell .tile").bounding_box()
    target = cell(page, 4, 2).bounding_box()
    assert start
    assert target
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        finger.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
        )

    x, y = start["x"] + 20, start["y"] + 20
    far_x, far_y = target["x"] + 30, target["y"] + 30
    touch("touchStart", (x, y))
    expect(page.locator(".tile[data-lifted]")).to_have_count(1)
    for step in range(1, 6):
        touch("touchMove", (x + (far_x - x) * step / 5, y + (far_y - y) * step / 5))
    touch("touchEnd")
    expect(cell(page, 4, 2)).to_contain_text("Fatima")
    expect(page).to_have_url(re.compile("view=plan"))
