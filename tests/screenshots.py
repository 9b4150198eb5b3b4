"""The pictures of the documentation: the real pages with a believable room in front of them.

`make screenshots` writes them to `docs/screenshots/`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser import find
from tests.conftest import Cast
from tests.house import House
from tests.learning import Work
from tests.people import ELSEWHERE, People

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
PHONE: Any = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
}
TABLET: Any = {"viewport": {"width": 1024, "height": 768}}
LAPTOP: Any = {"viewport": {"width": 1366, "height": 768}}
# How many exercises each person did; the first ones have a story below.
DONE = {
    "Fatima": 3, "Moussa": 1, "Yvette": 2, "Linh": 10, "Amina": 4, "Gérard": 3,
    "Ibrahim": 0, "Svetlana": 5, "Lucette": 2, "Josiane": 6, "Manuel": 4, "Thérèse": 1,
}  # fmt: skip


def fill_room(house: House, cast: Cast) -> dict[str, Work]:
    """Twelve people, each at their own pace."""
    refs = house.library.plans[0].exercises
    people = {
        name: Work(cast, house.learner(cast.code, name, str(seat)))
        for seat, name in enumerate(DONE, start=1)
    }
    for name, work in people.items():
        for ref in refs[: DONE[name]]:
            work.ref = ref
            while 'id="onward"' not in work.page():
                work.answer()
        if 0 < DONE[name] < len(refs):
            work.ref = refs[DONE[name]]
            work.page()
    for name, tries in (("Moussa", 3), ("Lucette", 2)):
        for _ in range(tries):
            people[name].answer(right=False)
    stream = people["Manuel"].client.stream("GET", f"{cast.home}/events")
    with stream:
        pass
    house.clock.advance(seconds=100)
    for name in ("Fatima", "Yvette"):
        people[name].client.post(f"{cast.home}/help", data={"exercise": people[name].ref})
    person = f"{cast.dashboard}/learners/{people['Yvette'].learner_id}"
    cast.mediator.post(f"{person}/visit")
    house.clock.advance(seconds=70)
    return people


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)
    page.screenshot(path=FOLDER / f"{name}.png", full_page=whole, animations="disabled")
    print(FOLDER / f"{name}.png")


def mediator_side(people: People, cast: Cast, stuck: Work) -> None:
    page = people.mediator(**TABLET)
    base = people.house.staff_url + cast.dashboard
    page.goto(base)
    expect(page.locator("[data-freshness]")).to_have_text("En direct")
    shoot(page, "dashboard")
    page.goto(f"{base}?view=matrix")
    expect(page.locator("[data-freshness]")).to_have_text("En direct")
    shoot(page, "matrix")
    page.goto(f"{base}/code")
    shoot(page, "code")
    page.goto(f"{base}/learners/{stuck.learner_id}")
    shoot(page, "person")
    phone = people.mediator(**PHONE)
    phone.goto(base)
    expect(phone.locator("[data-freshness]")).to_have_text("En direct")
    shoot(phone, "dashboard-phone")


def learner_side(people: People, cast: Cast) -> None:
    for suffix, device in (("-phone", PHONE), ("", LAPTOP)):
        page = people.someone(**device)
        page.goto(people.learner_url)
        shoot(page, f"join{suffix}")
        page = people.join(cast.code, "Paulette", **device)
        shoot(page, f"path{suffix}")
        page.goto(f"{people.learner_url}{cast.home}/exercises/scams/three-clues")
        shoot(page, f"exercise{suffix}")
        people.answer(page, "scams/three-clues", right=False)
        expect(page.locator("#feedback")).to_be_focused()
        shoot(page, f"feedback{suffix}")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    arguments = ["--no-sandbox", f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = House(Path(folder), allowed_hosts=(ELSEWHERE,))
        browser = playwright.chromium.launch(executable_path=find(), args=arguments)
        people = People(house, browser).elsewhere()
        try:
            mediator, session_id, code = house.open_session(mediator_name="Karim")
            cast = Cast(house, mediator, session_id, code, house.visitor(), house.visitor())
            room = fill_room(house, cast)
            mediator_side(people, cast, room["Moussa"])
            learner_side(people, cast)
        finally:
            people.leave()
            browser.close()
            house.close()


if __name__ == "__main__":
    sys.exit(main())
