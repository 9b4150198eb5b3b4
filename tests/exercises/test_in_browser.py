"""Places, passages and cards in a real browser: by pointer, by keys, by finger, without script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.house import House
from tests.keyboard import Keyboard
from tests.people import People, redrawn

PLACE, PLACES = "scams/sender-address", "search/browser-window"
PASSAGES, CARDS = "scams/clues-in-a-mail", "scams/words"
EVERY = (PLACE, PLACES, PASSAGES, CARDS)
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
PLAIN = {"java_script_enabled": False}
TARGET_PX = 44


@pytest.fixture(name="house", scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = House(tmp_path_factory.mktemp("data"))
    yield served
    served.close()


def on(people: People, ref: str, **options: Any) -> Page:
    """A newcomer on one exercise."""
    _, _, code = people.house.open_session("", module=[ref.partition("/")[0]])
    page = people.join(code, "Fatima", **options)
    page.goto(f"{page.url}/exercises/{ref}")
    if options.get("java_script_enabled", True):
        page.wait_for_function("() => 'htmx' in window")
    return page


def card_front(page: Page) -> str:
    return page.locator(".flashcard summary .face").inner_text()


def spot(page: Page, label: str) -> Any:
    return page.locator(".stage").get_by_role("button", name=label)


@pytest.mark.parametrize("options", [{}, PHONE, PLAIN], ids=["tablet", "phone", "no script"])
@pytest.mark.parametrize("ref", EVERY)
def test_one_who_knows_comes_to_the_end(people: People, ref: str, options: dict[str, Any]) -> None:
    page = on(people, ref, **options)
    people.solve(page, ref)
    expect(page.locator("#feedback")).to_contain_text("Enregistré")
    expect(page.get_by_role("link", name="Continuer")).to_be_visible()


@pytest.mark.parametrize("options", [{}, PLAIN], ids=["script", "no script"])
def test_a_place_is_shown_on_the_picture(people: People, options: dict[str, Any]) -> None:
    page = on(people, PLACE, **options)
    feedback = page.locator("#feedback")
    with redrawn(page):
        spot(page, "Nom, à côté du rond").click()
    expect(feedback).to_contain_text("C'est le nom affiché")
    expect(spot(page, "Nom, à côté du rond")).to_have_attribute("data-state", "wrong")
    expect(page.locator(".shown")).to_contain_text("Nom, à côté du rond")
    with redrawn(page):
        spot(page, "Ligne sous le nom").click()
    expect(feedback).to_contain_text("Oui, c'est ça")
    expect(spot(page, "Ligne sous le nom")).to_be_disabled()


def test_a_place_is_shown_by_keys(people: People) -> None:
    page = on(people, PLACE)
    keys = Keyboard(page)
    keys.tab_to("Titre en gras")
    keys.press("Enter")
    expect(page.locator("#feedback")).to_be_focused()
    expect(page.locator("#feedback")).to_contain_text("C'est l'objet")
    keys.tab_to("Ligne sous le nom", key="Shift+Tab")
    keys.press("Space")
    expect(page.locator("#feedback")).to_be_focused()
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")


def test_the_list_says_the_places_in_words(people: People) -> None:
    page = on(people, PLACE)
    line = page.locator(".spot-list").get_by_role("button", name="Ligne sous le nom")
    expect(line).to_be_hidden()
    keys = Keyboard(page)
    keys.tab_to("Voir la liste")
    keys.press("Space")
    expect(line).to_be_visible()
    keys.tab_to("Ligne sous le nom")
    keys.press("Enter")
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")


def test_on_a_phone_the_list_is_open_and_large_enough(people: People) -> None:
    page = on(people, PLACES, **PHONE)
    expect(page.get_by_label("Voir la liste")).to_be_hidden()
    lines = page.locator(".spot-list .choice").all()
    assert len(lines) == 8
    for line in lines:
        box = line.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= TARGET_PX
    with redrawn(page):
        spot(page, "Dessin tourné vers la gauche").tap()
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")


@pytest.mark.parametrize(("ref", "errors"), [(PLACE, 0), (PLACE, 2), (PLACES, 0)])
def test_places_lie_where_the_module_says(people: People, ref: str, errors: int) -> None:
    page = on(people, ref)
    for label in ("Titre en gras", "Nom, à côté")[:errors]:
        with redrawn(page):
            spot(page, label).click()
    picture = page.locator(".stage img").bounding_box()
    assert picture
    for area in people.house.library.exercise(ref).areas:  # type: ignore[attr-defined]
        box = spot(page, area.label).bounding_box()
        assert box
        expected = (
            picture["x"] + picture["width"] * area.x / 100,
            picture["y"] + picture["height"] * area.y / 100,
            picture["width"] * area.w / 100,
            picture["height"] * area.h / 100,
        )
        found = (box["x"], box["y"], box["width"], box["height"])
        assert found == pytest.approx(expected, abs=1.5)
        assert min(found[2:]) >= TARGET_PX


def test_missed_places_come_back(people: People) -> None:
    page = on(people, PLACES)
    for label in ("Trois points", "Longue case", "Petite croix"):
        with redrawn(page):
            spot(page, label).click()
        with redrawn(page):
            page.get_by_role("link", name="Suite").click()
    expect(page.locator(".hotspot legend")).to_contain_text("Endroit 1 sur 1")
    expect(page.locator(".hotspot legend")).to_contain_text("revenir en arrière")
    spot(page, "Dessin tourné vers la gauche").click()
    expect(page.get_by_role("link", name="Continuer")).to_be_visible()


def test_passages_are_marked_by_pointer(people: People) -> None:
    page = on(people, PASSAGES)
    for words in ("Bonjour,", "nous coupons votre ligne."):
        page.locator(".passage").filter(has_text=words).click()
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator("#feedback")).to_contain_text("Presque")
    expect(page.locator(".passage-marks li")).to_have_count(2)
    expect(page.locator(".passage-marks")).to_contain_text("On vous presse")
    expect(page.locator(".passages input:checked")).to_have_count(2)
    people.solve(page, PASSAGES)
    expect(page.locator(".passage-marks [data-state=right]")).to_have_count(4)


def test_passages_are_marked_by_keys(people: People) -> None:
    page = on(people, PASSAGES)
    keys = Keyboard(page)
    for words in ("service-client", "Sans paiement", "Donnez votre", "facture-express"):
        keys.tab_to(words, type="checkbox")
        keys.press("Space")
    keys.tab_to("Vérifier")
    keys.press("Enter")
    expect(page.locator("#feedback")).to_be_focused()
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")


def test_cards_are_turned_by_keys_and_the_focus_goes_to_the_next(people: People) -> None:
    page = on(people, CARDS)
    keys = Keyboard(page)
    for number in range(5):
        expect(page.locator("#card-number")).to_have_text(f"Carte {number + 1} sur 5")
        expect(page.get_by_role("button", name="Je savais")).to_be_hidden()
        keys.tab_to(card_front(page), tag="summary")
        keys.press("Enter")
        keys.tab_to("Je savais" if number % 2 else "À revoir")
        keys.press("Enter")
        if number < 4:
            expect(page.locator(f"#card-{number + 1}")).to_be_focused()
    expect(page.locator("#feedback")).to_be_focused()
    expect(page.locator("#again-title")).to_have_text("3 cartes à revoir")
    expect(page.locator(".again .item")).to_have_count(3)
    expect(page.locator(".again .item p").first).to_be_hidden()
    page.locator(".again summary").first.click()
    expect(page.locator(".again .item p").first).to_be_visible()
    page.get_by_role("button", name="Refaire").click()
    expect(page.locator("#card-number")).to_have_text("Carte 1 sur 5")
    expect(page.get_by_role("button", name="Je savais")).to_be_hidden()
