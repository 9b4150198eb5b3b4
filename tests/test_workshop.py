"""A whole workshop in real browsers: one mediator, four people, everything that happens in one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from classroom import resources
from classroom.exercises.choice import Definition
from classroom.modules import Library
from tests.house import House

LIVE_MS = 8000
CLUES = "scams/three-clues"


@pytest.fixture
def library() -> Library:
    return Library.load(resources.LIBRARY, "fr")


class Room:
    """The house seen by its people: each has a browser of their own."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.contexts: list[BrowserContext] = []

    def someone(self) -> Page:
        context = self.browser.new_context(viewport={"width": 1024, "height": 768})
        context.set_default_timeout(LIVE_MS)
        self.contexts.append(context)
        return context.new_page()

    def mediator(self) -> Page:
        page = self.someone()
        page.goto(f"{self.house.staff_url}/staff?token={self.house.signer.staff_token()}")
        return page

    def join(self, typed: str, name: str, seat: str = "") -> Page:
        page = self.someone()
        page.goto(self.house.learner_url)
        page.get_by_label("Code de la séance").fill(typed)
        page.get_by_role("button", name="Entrer").click()
        page.get_by_label("Votre prénom").fill(name)
        page.get_by_label("Numéro de poste").fill(seat)
        page.get_by_role("button", name="Commencer").click()
        expect(page.get_by_role("heading", name=f"Bonjour {name}")).to_be_visible()
        return page


@pytest.fixture
def room(house: House, browser: Browser) -> Iterator[Room]:
    room = Room(house, browser)
    yield room
    for context in room.contexts:
        context.close()


def open_exercise(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def answer(page: Page, library: Library, *, right: bool) -> None:
    exercise = library.exercise(CLUES)
    assert isinstance(exercise, Definition)
    for choice in exercise.choices:
        label = page.locator("#answer label").filter(has_text=choice.text)
        label.locator("input").set_checked(choice.correct == right)
    page.get_by_role("button", name="Vérifier").click()


def expect_tile(dashboard: Page, name: str, state: str) -> None:
    tile = dashboard.locator(".tile").filter(has_text=name)
    expect(tile.locator(".tile-state")).to_have_text(state, timeout=LIVE_MS)


def test_a_workshop_from_the_code_to_the_history(room: Room, library: Library) -> None:
    house = room.house
    dashboard = room.mediator()
    expect(dashboard.get_by_role("heading", name="Votre première séance")).to_be_visible()
    dashboard.get_by_role("link", name="Nouvelle séance").click()
    dashboard.locator("label").filter(has_text="Reconnaître un message louche").first.click()
    dashboard.get_by_label("Votre prénom").fill("Karim")
    dashboard.get_by_role("button", name="Ouvrir la séance").click()

    expect(dashboard.locator(".nobody .joining-code")).to_be_visible()
    expect(dashboard.locator("[data-freshness]")).to_have_text("En direct")
    code = dashboard.locator(".strip-code .code").inner_text().replace("\u00a0", "")

    fatima = room.join(f"{code[:3]} {code[3:]}", "Fatima", "7")
    moussa = room.join(code.translate(str.maketrans("1234567890", "&é\"'(-è_çà")), "Moussa")
    yvette = room.join(f"  {code}.", "Yvette")
    linh = room.join(code, "Linh")
    for name in ("Fatima", "Moussa", "Yvette", "Linh"):
        expect_tile(dashboard, name, "pas commencé")
    expect(dashboard.locator(".strip-counts")).to_contain_text("4 sur 4 en ligne")

    title = library.exercise(CLUES).title
    for page in (fatima, moussa, linh):
        open_exercise(page, title)

    answer(fatima, library, right=True)
    expect(fatima.locator("#feedback")).to_contain_text("Enregistré")
    tile = dashboard.locator(".tile").filter(has_text="Fatima")
    expect(tile.locator('.dot[data-status="done_alone"]')).to_have_count(1)
    expect_tile(dashboard, "Fatima", "avance")

    for tried in range(3):
        answer(moussa, library, right=False)
        expect(moussa.locator("#feedback")).to_contain_text("Presque")
        expect(moussa.locator("#solution")).to_have_count(int(tried == 2))
    house.clock.advance(seconds=26)
    need = dashboard.locator("#attention .need").filter(has_text="Moussa")
    expect(need).to_contain_text("3 essais faux de suite", timeout=LIVE_MS)
    expect(need).to_contain_text(title)
    expect_tile(dashboard, "Moussa", "bloqué")

    yvette.get_by_role("button", name="J'ai besoin d'aide").click()
    expect(yvette.locator("#help")).to_contain_text("Votre demande est envoyée")
    expect_tile(dashboard, "Yvette", "appelle")
    call = dashboard.locator("#attention .need").first
    expect(call).to_contain_text("Yvette")
    call.get_by_role("button", name="J'y vais").click()
    expect(yvette.locator("#help")).to_contain_text("Karim arrive")
    call.get_by_role("button", name="Réglé").click()
    expect(yvette.get_by_role("button", name="J'ai besoin d'aide")).to_be_visible()
    expect_tile(dashboard, "Yvette", "pas commencé")

    linh.context.set_offline(True)
    expect(linh.locator("#connection")).to_contain_text("Connexion perdue", timeout=LIVE_MS)
    answer(linh, library, right=True)
    expect(linh.locator("#answer [data-kept]")).to_be_visible()
    assert not house.rows("select 1 from attempt a join learner l on l.id = a.learner_id "
                          "where l.name = 'Linh'")
    linh.context.set_offline(False)
    expect(linh.locator("#feedback")).to_contain_text("Enregistré", timeout=LIVE_MS)
    assert len(house.rows("select 1 from attempt a join learner l on l.id = a.learner_id "
                          "where l.name = 'Linh'")) == 1

    machine_two = return_by_card(room, fatima, code)
    expect(machine_two.get_by_text("1 exercice réussi sur")).to_be_visible()
    expect(dashboard.locator(".tile")).to_have_count(4)

    dashboard.get_by_role("button", name="Pause").click()
    for page in (fatima, moussa, yvette, linh, machine_two):
        expect(page.locator("#pause")).to_contain_text("Regardez le tableau")
    dashboard.get_by_role("button", name="Reprendre").click()
    for page in (fatima, moussa, yvette, linh, machine_two):
        expect(page.locator("#pause")).to_have_count(0)

    dashboard.get_by_text("Terminer", exact=True).click()
    dashboard.get_by_role("button", name="Terminer la séance").click()
    expect(dashboard.locator("#strip")).to_contain_text("Séance terminée")
    for page in (fatima, yvette):
        expect(page.locator("#live-ended")).to_contain_text("La séance est terminée")
    dashboard.get_by_role("link", name="Historique").click()
    dashboard.get_by_role("link", name="Les arnaques").click()
    row = dashboard.locator("tbody tr").filter(has_text="Fatima")
    expect(row.locator('.dot[data-status="done_alone"]')).to_have_count(1)


def return_by_card(room: Room, fatima: Page, code: str) -> Page:
    """The three pictures of one machine, shown to another."""
    fatima.get_by_text("Fatima").first.click()
    fatima.get_by_role("link", name="Ma carte de retour").click()
    pictures = [p.inner_text() for p in fatima.locator(".return-pictures .pictogram").all()]
    other = room.someone()
    other.goto(room.house.learner_url)
    other.get_by_label("Code de la séance").fill(code)
    other.get_by_role("button", name="Entrer").click()
    other.get_by_role("link", name="J'ai déjà une carte de retour").click()
    other.get_by_label("Votre prénom").fill("fatima")
    for place, picture in enumerate(pictures, start=1):
        other.get_by_role("group", name=f"Image {place}").get_by_label(picture, exact=True).check()
    other.get_by_role("button", name="Retrouver ma place").click()
    expect(other.get_by_role("heading", name="Bonjour Fatima")).to_be_visible()
    fatima.get_by_role("link", name="Mon parcours").click()
    return other
