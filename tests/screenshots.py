"""The pictures of the documentation: the real pages with a believable room in front of them.

`make screenshots` writes them to `docs/screenshots/`. What would differ from one run to the
next (address, code, keys, hour) is made the same, so that a changed picture is a changed page.
"""

from __future__ import annotations

import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from classroom.broadcast import Broadcast
from classroom.pages import dashboard
from tests.browser import find
from tests.conftest import Cast
from tests.house import House
from tests.learning import Work
from tests.people import ELSEWHERE, People

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
# Nothing scrolls smoothly: a picture is taken where the page came to rest.
STILL: Any = {"reduced_motion": "reduce"}
PHONE: Any = {
    **STILL,
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
}
TABLET: Any = {**STILL, "viewport": {"width": 1024, "height": 768}}
LAPTOP: Any = {**STILL, "viewport": {"width": 1366, "height": 768}}
ADDRESS = "http://192.168.1.20:8080/"
CODE, LINK, KEY = "482915", "GEVbRPRcV3sR1o4n6D2QKg", "the-key-of-the-pictures"
BEGINS = datetime(2026, 11, 24, 14, 0)
# Sessions of the weeks before: days ago, plan, people, exercises each.
BEFORE = ((14, "search", 6, 5), (7, "passwords", 9, 4))
# How many exercises each person did; the first ones have a story below.
DONE = {
    "Fatima": 3, "Moussa": 1, "Yvette": 2, "Linh": 10, "Amina": 4, "Gérard": 3,
    "Ibrahim": 0, "Svetlana": 5, "Lucette": 7, "Josiane": 6, "Manuel": 4, "Thérèse": 1,
}  # fmt: skip


def furnished(folder: Path) -> House:
    """A house with the keys and the address of every run."""
    (folder / "secret.keys").write_text(KEY, "ascii")
    house = House(folder, allowed_hosts=(ELSEWHERE,))
    state = house.app_state()
    draw = dashboard.drawer(state["templates"], ADDRESS, house.library, house.signer)
    state["learner_url"] = ADDRESS
    state["broadcast"] = Broadcast(house.store, state["hub"], house.library, house.clock, draw)
    return house


def be_at(house: House, moment: datetime) -> None:
    house.clock.ahead = moment.astimezone() - datetime.now().astimezone()


def known_code(db: Any, session_id: int) -> None:
    change = "update session set join_code = :code, link_token = :link where id = :id"
    db.execute(change, {"code": CODE, "link": LINK, "id": session_id})


def solve(work: Work) -> None:
    while 'id="onward"' not in work.page():
        work.answer()


def weeks_before(house: House) -> None:
    """Sessions that are over, for the history."""
    for days, plan, count, exercises in BEFORE:
        be_at(house, BEGINS - timedelta(days=days))
        mediator, session_id, code = house.open_session(plan, mediator_name="Karim")
        cast = Cast(house, mediator, session_id, code, house.visitor(), house.visitor())
        refs = next(p for p in house.library.plans if p.id == plan).exercises
        for name in list(DONE)[:count]:
            learner = house.learner(code, name)
            for ref in refs[:exercises]:
                solve(Work(cast, learner, ref))
        house.clock.advance(minutes=58)
        mediator.post(f"{cast.dashboard}/close")


def fill_room(house: House, cast: Cast) -> dict[str, Work]:
    """Twelve people, each at their own pace, seventeen minutes after the beginning."""
    refs = next(p for p in house.library.plans if p.id == "scams").exercises
    people = {}
    for seat, name in enumerate(DONE, start=1):
        if DONE[name]:
            people[name] = Work(cast, house.learner(cast.code, name, str(seat)))
    for rank, ref in enumerate(refs):
        here = [people[name] for name in people if DONE[name] > rank]
        for work in here:
            work.ref = ref
            work.page()
        house.clock.advance(seconds=100)
        for work in here:
            solve(work)
        if rank == 3:
            for name in ("Amina", "Josiane"):
                cast.mediator.post(f"{cast.dashboard}/learners/{people[name].learner_id}/handled")
    late = list(DONE).index("Ibrahim") + 1
    people["Ibrahim"] = Work(cast, house.learner(cast.code, "Ibrahim", str(late)))
    for name, work in people.items():
        if 0 < DONE[name] < len(refs):
            work.ref = refs[DONE[name]]
            work.page()
    for name, tries in (("Moussa", 3), ("Lucette", 2)):
        for _ in range(tries):
            people[name].answer(right=False)
    house.clock.advance(seconds=100)
    for name in ("Fatima", "Yvette"):
        people[name].client.post(f"{cast.home}/help", data={"exercise": people[name].ref})
    cast.mediator.post(f"{cast.dashboard}/learners/{people['Yvette'].learner_id}/visit")
    drop_out(house, cast, people["Manuel"])
    house.clock.advance(seconds=70)
    return people


def drop_out(house: House, cast: Cast, work: Work) -> None:
    """Open the stream of a page, then lose it; returns once the server knows."""
    with work.client.stream("GET", f"{cast.home}/events") as stream:
        next(stream.iter_bytes())
    presence = house.app_state()["hub"].presence(work.learner_id)
    while presence.offline_since is None:
        time.sleep(0.05)


def shoot(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
    print(f"{name}.png")


def mediator_side(people: People, cast: Cast, stuck: Work) -> None:
    base = people.house.staff_url + cast.dashboard
    for suffix, device in (("", TABLET), ("-laptop", LAPTOP), ("-phone", PHONE)):
        page = people.mediator(**device)
        page.goto(base)
        expect(page.locator("[data-freshness]")).to_have_text("En direct")
        shoot(page, f"dashboard{suffix}")
    page = people.mediator(**TABLET)
    page.goto(f"{base}?view=matrix")
    expect(page.locator("[data-freshness]")).to_have_text("En direct")
    shoot(page, "matrix")
    page.goto(f"{base}/wall")
    page.goto(
        people.house.staff_url
        + str(page.get_by_role("link", name="Ouvrir le mur").get_attribute("href"))
    )
    shoot(page, "wall")
    page.goto(f"{base}/learners/{stuck.learner_id}")
    shoot(page, "person")


def learner_side(people: People, cast: Cast) -> None:
    home = people.learner_url + cast.home
    for suffix, name, device in (("-phone", "Solange", PHONE), ("", "Paulette", LAPTOP)):
        page = people.someone(**device)
        page.goto(people.learner_url)
        shoot(page, f"join{suffix}")
        page = people.join(cast.code, name, **device)
        page.goto(f"{home}/exercises/scams/example")
        people.solve(page, "scams/example")
        page.goto(home)
        shoot(page, f"path{suffix}")
        page.goto(f"{home}/exercises/scams/three-clues")
        shoot(page, f"exercise{suffix}")
        people.answer(page, "scams/three-clues", right=False)
        expect(page.locator("#feedback")).to_be_focused()
        shoot(page, f"feedback{suffix}")
        for shown in ("#hints", "#solution"):
            people.answer(page, "scams/three-clues", right=False)
            expect(page.locator(shown)).to_be_visible()
        page.locator("#solution").evaluate("solution => solution.scrollIntoView()")
        shoot(page, f"solution{suffix}")


def past_side(people: People, house: House, cast: Cast) -> None:
    house.clock.advance(minutes=38)
    cast.mediator.post(f"{cast.dashboard}/close")
    page = people.mediator(**TABLET)
    page.goto(f"{people.house.staff_url}/staff/history")
    shoot(page, "history")
    page.goto(f"{people.house.staff_url}/staff/history/{cast.session_id}")
    shoot(page, "past-session")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    arguments = ["--no-sandbox", f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = furnished(Path(folder))
        browser = playwright.chromium.launch(executable_path=find(), args=arguments)
        people = People(house, browser).elsewhere()
        try:
            weeks_before(house)
            be_at(house, BEGINS)
            mediator, session_id, _ = house.open_session(mediator_name="Karim")
            house.run(known_code, session_id)
            cast = Cast(house, mediator, session_id, CODE, house.visitor(), house.visitor())
            room = fill_room(house, cast)
            mediator_side(people, cast, room["Moussa"])
            learner_side(people, cast)
            past_side(people, house, cast)
        finally:
            people.leave()
            browser.close()
            house.close()


if __name__ == "__main__":
    main()
