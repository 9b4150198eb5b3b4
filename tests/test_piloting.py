"""A workshop piloted by several hands: a laptop, a phone, the wall, and six learners at once."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests import axe
from tests.people import LIVE_MS, People, expect_tile

PHONE = {"width": 360, "height": 740}
WALL = {"width": 1920, "height": 1080}
NAMES = ("Fatima", "Moussa", "Ana", "Josette", "Bo", "Lucienne")
TO_ALL = "mail/well-written"


def by_link(people: People, laptop: Page, dashboard: str) -> Page:
    """A phone that follows the link of the laptop."""
    laptop.goto(f"{dashboard}/colleagues")
    laptop.locator("#label").fill("Inès")
    laptop.locator(".pass-new button[type='submit']").click()
    shown = laptop.get_by_text("/pilot/").first.inner_text()
    url = shown[shown.index("http") :].split()[0]
    phone = people.someone(viewport=PHONE)
    phone.goto(url)
    return phone


def test_a_workshop_is_piloted(people: People) -> None:
    house = people.house
    _, session_id, code = house.open_session(mediator_name="Karim")  # type: ignore[union-attr]
    dashboard = f"{house.staff_url}/staff/sessions/{session_id}"
    laptop = people.mediator()
    phone = by_link(people, laptop, dashboard)
    laptop.goto(dashboard)
    wall = people.someone(viewport=WALL)
    laptop.goto(f"{dashboard}/wall")
    href = laptop.get_by_role("link", name="Ouvrir le mur").get_attribute("href")
    wall.goto(f"{house.staff_url}{href}")
    laptop.goto(dashboard)
    pages = {name: people.join(code, name, str(seat)) for seat, name in enumerate(NAMES, 1)}

    # A call is on both screens; who goes first is named on the other, and to the person.
    pages["Fatima"].get_by_role("button", name="J'ai besoin d'aide").click()
    for screen in (laptop, phone):
        expect(screen.locator("#attention")).to_contain_text("Fatima", timeout=LIVE_MS)
    phone.locator("#attention").get_by_role("button", name="J'y vais").click()
    expect(laptop.locator("#attention")).to_contain_text("Inès y va", timeout=LIVE_MS)
    expect(pages["Fatima"].locator("#help")).to_contain_text("Inès arrive", timeout=LIVE_MS)

    # An activity for all, on every screen; the wall shows no name.
    laptop.goto(f"{dashboard}/changes")
    laptop.locator("#exercise").select_option(TO_ALL)
    laptop.get_by_role("button", name="Ajouter").click()
    for page in pages.values():
        expect(page.locator("#live-wanted")).to_be_visible(timeout=LIVE_MS)
    pages["Moussa"].get_by_role("link", name="Y aller").click()
    people.solve(pages["Moussa"], TO_ALL)
    pages["Moussa"].locator("#onward").click()
    expect(pages["Moussa"].locator("h1")).to_be_visible()
    expect(pages["Moussa"].locator("#live-wanted")).to_have_count(0)
    for name in NAMES:
        expect(wall.locator("body")).not_to_contain_text(name)

    # Pause, and back within ten seconds.
    laptop.goto(dashboard)
    expect(laptop.locator("[data-freshness]")).to_have_text("En direct", timeout=LIVE_MS)
    laptop.locator("#strip form[action$='/pause'] button").click()
    expect(pages["Ana"].locator("#pause")).to_be_visible(timeout=LIVE_MS)
    laptop.locator("#undo button").click()
    expect(pages["Ana"].locator("#pause")).to_have_count(0, timeout=LIVE_MS)

    # Removed while offline: what was answered is kept, and the person is told.
    pages["Bo"].context.set_offline(True)
    found = house.rows("select id from learner where name = 'Bo'")  # type: ignore[union-attr]
    laptop.goto(f"{dashboard}/learners/{found[0][0]}")
    laptop.get_by_role("button", name="Retirer", exact=True).click()
    expect(laptop.locator("#undo")).to_contain_text("Bo ne fait plus partie")
    pages["Bo"].context.set_offline(False)
    expect(pages["Bo"].locator("#live-removed")).to_be_visible(timeout=3 * LIVE_MS)
    laptop.locator("#undo button").click()
    laptop.goto(dashboard)
    expect_tile(laptop, "Bo", "pas commencé")

    # The link is taken back: the phone is told, and acts no more.
    laptop.goto(f"{dashboard}/colleagues")
    laptop.locator("form[action$='/revoke'] button").first.click()
    phone.reload()
    expect(phone.locator("body")).to_contain_text("lien")
    expect(phone.locator("#attention")).to_have_count(0)
    axe.inject(laptop)
    assert axe.violations(laptop) == []
