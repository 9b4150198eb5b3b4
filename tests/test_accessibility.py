"""Every page in every state: no fault that axe knows, in light and dark, small and magnified."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from classroom import routes
from classroom.exercises import KINDS
from tests import axe
from tests.house import House
from tests.people import People
from tests.scenes import (
    SCENES,
    Room,
    Scene,
    exercises,
    handouts,
    learners,
    plans,
    privacy,
    series,
    staff,
    wall,
)

SCENE_FILES = (exercises, handouts, learners, plans, privacy, series, staff, wall)
SMALL = {"width": 320, "height": 640}
# What answers a GET without being a page.
NO_PAGE = {
    "/healthz",
    "/readyz",
    "/favicon.ico",
    "/media/{module}/{digest}/{file}",
    "/s/{code}/events",
    "/s/{code}/onward/{module}/{exercise}",
    routes.SESSION + "/events",
    "/staff/plans/{plan}/file",
    routes.SESSION + "/progress.json",
    routes.SESSION + "/report.json",
    routes.SESSION + "/report.csv",
    routes.SESSION + "/colleagues/{pass_id:int}.svg",
    "/staff/history.csv",
    "/staff/history.xlsx",
    routes.WALL + "/events",
    routes.WALL + "/qr.svg",
    routes.WALL + "/wifi.svg",
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Room]:
    house = House(tmp_path_factory.mktemp("data"), debug=True)
    people = People(house, browser)
    yield Room(house, people.someone(), people.someone())
    people.leave()
    house.close()


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_a_page_holds_for_everyone(scene: Scene, room: Room) -> None:
    page = scene.play(room)
    is_staff = page.locator("html[data-surface=staff]").count() > 0
    axe.inject(page)
    # Learners get 7:1 (AAA).
    found = {"in light": axe.violations(page, *([] if is_staff else ["color-contrast-enhanced"]))}
    light = axe.colours(page)
    page.emulate_media(color_scheme="dark")
    if is_staff:
        found["in dark"] = axe.broken(page, axe.COLOURS)
    assert (axe.colours(page) == light) is not is_staff, "exercises stay light, staff pages follow"
    page.emulate_media(color_scheme="light")
    found["at 200 % text"] = axe.too_wide(page, "200%")
    page.set_viewport_size(SMALL)
    # At its end: a bar that sticks to the screen lies over nothing there.
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    found["at 320 px"] = axe.too_wide(page) + axe.broken(page, axe.SIZES)
    found["at 320 px, very large text"] = axe.too_wide(page, "150%")
    assert not {where: what for where, what in found.items() if what}


def test_every_page_is_in_a_scene() -> None:
    for side, table in (("learner", routes.LEARNERS), ("staff", routes.STAFF)):
        pages = {route.path for route in table if "GET" in (route.methods or ())} - NO_PAGE
        assert pages <= {scene.route for scene in SCENES if scene.side == side}
    pages = {route.path for route in routes.ANYONE} - NO_PAGE
    assert pages == {routes.WALL, "/privacy", "/accessibility"}
    assert pages <= {scene.route for scene in SCENES}
    assert routes.STYLEGUIDE.path in {scene.route for scene in SCENES}


def test_every_kind_is_in_a_scene(room: Room) -> None:
    refs = [*exercises.SHAPES.values(), exercises.FOR_REAL]
    kinds = {room.house.library.exercise(ref).kind for ref in refs}
    assert kinds == set(KINDS)
