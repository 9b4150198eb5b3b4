"""Games in a real browser: by mouse, by the keyboard alone, by a finger, without a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs
from playwright.sync_api import Page, expect

from classroom.exercises.keyboards import drawing
from classroom.modules import Library
from tests import axe
from tests.conftest import Cast
from tests.exercises.forms import make
from tests.exercises.test_games import GAMES
from tests.hands import Finger, Mouse, middle, pause
from tests.house import House
from tests.keyboard import Keyboard
from tests.learning import Work
from tests.people import ELSEWHERE, People

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
MODULE = "games"
TALL = {"viewport": {"width": 1024, "height": 1400}}
MORE: dict[str, dict[str, Any]] = {
    "gestures": {
        "rounds": [
            {"game": "tap", "target": 2},
            {"game": "long_press", "target": 1},
            {"game": "keys", "letters": "ab"},
        ]
    },
    "click_alone": {"game": "click", "count": 2, "alternative": "tap"},
}


def arcade() -> Library:
    """A module with every game."""
    shipped = Library.shipped()
    games = {name: {"game": name, **keys} for name, keys in GAMES.items()} | MORE
    made = tuple(
        make("game", id=name, title=f"Le jeu {name}", prompt="Jouez.", estimate_min=2, **keys)
        for name, keys in ((n, {"hints": ["Un indice."], **k}) for n, k in games.items())
    )
    return Library((structs.replace(shipped.modules[0], id=MODULE, exercises=made),), (), ())


@pytest.fixture(name="house", scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = House(tmp_path_factory.mktemp("data"), arcade(), allowed_hosts=(ELSEWHERE,))
    yield served
    served.close()


def start(people: People, name: str, **options: Any) -> Page:
    _, _, code = people.house.open_session(plan="", module=MODULE)
    page = people.join(code, "Linh", **{**TALL, **options})
    page.goto(f"{page.url}/exercises/{MODULE}/{name}")
    if options.get("java_script_enabled", True):
        page.wait_for_function("() => !document.querySelector('#answer :not(:defined)')")
    return page


def is_won(page: Page) -> None:
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")
    expect(page.locator("#score")).to_contain_text("Votre score")
    expect(page.locator("#onward")).to_have_text("Continuer")


def burst(page: Page, count: int) -> None:
    """So many balloons, at the pace of a hand."""
    for rank in range(count):
        page.locator("[data-target]").click()
        expect(page.locator("[data-tally]")).to_contain_text(f"{rank + 1} sur")
        pause(page)


# ---- with a mouse


def test_the_arrow_uncovers_a_picture(people: People) -> None:
    page = start(people, "hover")
    for tile in page.locator("[data-tile]").all():
        page.mouse.move(*middle(tile), steps=3)
        pause(page)
        page.mouse.move(middle(tile)[0] + 4, middle(tile)[1] + 4)
    is_won(page)


def test_targets_are_hit_and_misses_cost_nothing(people: People) -> None:
    page = start(people, "click")
    area, target = page.locator("[data-area]"), page.locator("[data-target]")
    for rank in range(10):
        expect(target).to_have_attribute("aria-label", f"Ballon {rank + 1} sur 10")
        size = target.bounding_box()
        assert size
        assert size["width"] >= 44
        x, y = middle(target)
        edge = area.bounding_box()
        assert edge
        page.mouse.click(edge["x"] + edge["width"] - (x - edge["x"]), edge["y"] + 3)
        page.mouse.click(x, y, delay=40)
        expect(page.locator("[data-tally]")).to_have_text(f"{rank + 1} sur 10")
    is_won(page)


def test_boxes_open_by_two_clicks_in_time(people: People) -> None:
    page = start(people, "double_click")
    boxes = page.locator("[data-box]")
    for rank in range(5):
        boxes.nth(rank).dblclick(delay=20)
        expect(boxes.nth(rank).locator("[data-opened]")).to_be_visible()
        pause(page)
    boxes.nth(5).click()
    page.wait_for_timeout(600)
    boxes.nth(5).click()
    expect(page.locator("[data-say]")).to_contain_text("trop espacés")
    page.get_by_role("button", name="Plus de temps").click()
    boxes.nth(5).click()
    page.wait_for_timeout(600)
    boxes.nth(5).click()
    is_won(page)


def test_the_right_button_opens_a_menu(people: People) -> None:
    page = start(people, "right_click")
    page.locator("[data-photo]").click()
    expect(page.locator("[data-say]")).to_contain_text("bouton gauche")
    page.locator("[data-photo]").click(button="right")
    page.get_by_role("menuitem", name="Ouvrir").click()
    expect(page.locator("#feedback")).to_contain_text("Presque")
    page.locator("[data-photo]").click(button="right")
    page.get_by_role("menuitem", name="Renommer").click()
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")


def test_items_are_carried_or_chosen(people: People) -> None:
    page = start(people, "drag")
    Mouse(page).carry(page.get_by_role("button", name="Pain"), page.locator("[data-box]"))
    expect(page.locator("[data-kept-items] li")).to_have_text(["Pain"])
    page.get_by_role("button", name="Lait").click()
    expect(page.locator("[data-say]")).to_contain_text("choisissez maintenant")
    pause(page)
    page.get_by_role("button", name="Panier").click()
    is_won(page)


def test_a_page_is_scrolled_to_its_last_word(people: People) -> None:
    page = start(people, "scroll")
    page.locator("[data-area]").hover()
    page.mouse.wheel(0, 4000)
    page.get_by_role("button", name="FIN", exact=True).click()
    is_won(page)


def test_words_are_selected(people: People) -> None:
    page = start(people, "select")
    for word in page.locator("[data-word]").all():
        word.dblclick()
        expect(word).to_have_attribute("data-found", "")
    is_won(page)
    assert "Le chat et le chien." not in page.locator("#feedback").inner_text()


# ---- with the keyboard alone


def keyboard(people: People, name: str) -> tuple[Page, Keyboard]:
    page = start(people, name)
    return page, Keyboard(page)


def test_targets_by_tab_and_enter(people: People) -> None:
    page, keys = keyboard(people, "click")
    keys.tab_to(tag="button", words="")
    while page.evaluate("!document.activeElement.hasAttribute('data-target')"):
        keys.press("Tab")
    for rank in range(10):
        keys.press("Enter")
        expect(page.locator("[data-tally]")).to_have_text(f"{rank + 1} sur 10")
        pause(page)
    is_won(page)


def focus(page: Page, selector: str) -> None:
    """Go there by Tab only."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"no way by Tab to {selector}")


def test_a_picture_by_the_arrow_keys(people: People) -> None:
    page, keys = keyboard(people, "hover")
    focus(page, "[data-area]")
    row = ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowDown")
    for key in (*row, "ArrowRight", "ArrowRight"):
        pause(page)
        keys.press(key)
    is_won(page)


def test_boxes_by_enter(people: People) -> None:
    page, keys = keyboard(people, "double_click")
    focus(page, "[data-box='0']")
    for rank in range(6):
        keys.press("Enter")
        pause(page)
        if rank < 5:
            keys.press("Tab")
    is_won(page)


def test_a_menu_by_its_button_and_arrows(people: People) -> None:
    page, keys = keyboard(people, "right_click")
    focus(page, "[data-open]")
    keys.press("Enter", "Escape")
    expect(page.locator("[data-menu]")).to_be_hidden()
    keys.press("Shift+F10")
    expect(page.locator("[data-menu]")).to_be_visible()
    keys.press("ArrowDown", "Enter")
    is_won(page)


def test_items_by_enter(people: People) -> None:
    page, keys = keyboard(people, "drag")
    for item in range(2):
        focus(page, f"[data-item='{item}']")
        keys.press("Enter")
        focus(page, "[data-place]")
        keys.press("Enter")
        page.keyboard.press("Shift+Tab")
        pause(page)
    is_won(page)


def test_a_page_by_its_keys(people: People) -> None:
    page, keys = keyboard(people, "scroll")
    focus(page, "[data-area]")
    keys.press("End")
    focus(page, "[data-goal]")
    keys.press("Enter")
    is_won(page)


def test_words_by_shift_and_arrows(people: People) -> None:
    page, keys = keyboard(people, "select")
    focus(page, "[data-area]")
    keys.press("Control+Home", *["ArrowRight"] * 3, *["Shift+ArrowRight"] * 4)
    expect(page.locator("[data-found]")).to_have_text(["chat"])
    keys.press("x", "Delete")
    expect(page.locator("[data-area]")).to_have_text("Le chat et le chien.")
    keys.press("Control+Home", *["ArrowRight"] * 14, *["Shift+ArrowRight"] * 5)
    is_won(page)


@pytest.mark.parametrize("name", GAMES)
def test_tab_always_leaves_a_game(people: People, name: str) -> None:
    page = start(people, name)
    focus(page, "#answer *")
    focus(page, "[data-done]")


# ---- typing


def lit(page: Page) -> list[str]:
    """The keys that are coloured on the drawing."""
    known = {f"{key.x},{key.y},{key.width}": key.code for key in drawing("azerty-windows")}
    places = page.locator("svg:visible [data-lit]").all()
    return sorted(known[place.get_attribute("data-lit") or ""] for place in places)


def test_letters_come_one_at_a_time(people: People) -> None:
    page = start(people, "keys")
    lines = page.locator("[data-line]:visible")
    expect(lines).to_have_count(1)
    assert lit(page) == ["KeyQ"]
    page.locator("[data-line]:visible input").focus()
    page.keyboard.type("b")
    expect(page.locator("[data-say]")).to_have_text("Vous avez tapé b. Cherchez a.")
    page.keyboard.type("a")
    expect(lines).to_contain_text("Lettre 2 sur 3")
    page.keyboard.type("ze")
    is_won(page)


def test_words_are_typed_and_the_next_key_is_lit(people: People) -> None:
    page = start(people, "type")
    first, second = page.locator("[data-line] input").all()
    first.focus()
    page.keyboard.type("l'")
    assert lit(page) == ["Digit2"]
    page.keyboard.type("x")
    assert lit(page) == ["Backspace"]
    page.keyboard.press("Backspace")
    page.keyboard.insert_text("été")
    expect(page.locator("[data-line]").first).to_contain_text("Oui")
    page.keyboard.press("Enter")
    expect(second).to_be_focused()
    assert lit(page) == ["KeyP", "ShiftLeft"]
    page.keyboard.type("paris")
    page.get_by_role("button", name="J'ai fini").click()
    expect(page.locator("#feedback")).to_contain_text("Presque")
    expect(first).to_have_value("l'été")
    expect(page.locator("[data-line]").nth(1)).to_contain_text("À revoir")
    second.fill("Paris")
    expect(page.locator("[data-verdict]").nth(1)).to_be_hidden()
    page.get_by_role("button", name="J'ai fini").click()
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")
    expect(page.locator("#score")).to_have_text(
        "Votre meilleur score\u00a0: 1. Cette fois\u00a0: 2."
    )


def test_a_text_is_repaired_and_stays_so(people: People) -> None:
    page = start(people, "correct")
    field = page.locator("[data-line] input")
    expect(field).to_have_value("chatt")
    field.fill("chattt")
    page.get_by_role("button", name="J'ai fini").click()
    expect(page.locator("#feedback")).to_contain_text("Presque")
    field.fill("chat")
    page.get_by_role("button", name="J'ai fini").click()
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")


def test_a_lit_capitals_key_is_told(people: People) -> None:
    page = start(people, "type")
    page.locator("[data-line] input").first.focus()
    told = page.locator("[data-caps]")
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'A', bubbles: true, modifierCapsLock: true}))"
    )
    expect(told).to_contain_text("Verr. Maj est allumée")


# ---- with a finger, on a phone


def phone(people: People, name: str) -> tuple[Page, Finger]:
    page = start(people, name, **PHONE)
    return page, Finger(page)


def test_balloons_with_a_finger(people: People) -> None:
    page, _ = phone(people, "tap")
    for rank in range(5):
        page.locator("[data-target]").tap()
        expect(page.locator("[data-tally]")).to_have_text(f"{rank + 1} sur 5")
        pause(page)
    is_won(page)


def test_tiles_and_boxes_with_a_finger(people: People) -> None:
    page, _ = phone(people, "hover")
    for tile in page.locator("[data-tile]").all():
        tile.tap()
        pause(page)
    is_won(page)
    page.goto(page.url.replace("/hover", "/double_click"))
    for box in page.locator("[data-box]").all():
        box.tap()
        pause(page)
    is_won(page)


def test_an_item_is_carried_with_a_finger(people: People) -> None:
    page, finger = phone(people, "drag")
    box = page.locator("[data-box]")
    for name in ("Pain", "Lait"):
        item = page.get_by_role("button", name=name)
        box.scroll_into_view_if_needed()
        (x, y), (to_x, to_y) = middle(item), middle(box)
        finger.push(item, to_x - x, to_y - y)
        pause(page)
    is_won(page)


def test_the_menu_comes_under_a_finger_that_stays(people: People) -> None:
    page, finger = phone(people, "right_click")
    finger.keep(page.locator("[data-photo]"), 700)
    page.get_by_role("menuitem", name="Renommer").tap()
    is_won(page)


def test_a_finger_that_stays_on_each_picture(people: People) -> None:
    page, finger = phone(people, "long_press")
    pictures = page.locator("[data-picture]")
    finger.keep(pictures.nth(0).locator("[data-photo]"), 150)
    expect(page.locator("[data-say]")).to_contain_text("plus longtemps")
    finger.keep(pictures.nth(0).locator("[data-photo]"), 650)
    expect(pictures.nth(0).locator("[data-opened]")).to_be_visible()
    pause(page)
    finger.keep(pictures.nth(1).locator("[data-photo]"), 650)
    expect(pictures.nth(1).locator("[data-opened]")).to_be_visible()
    pause(page)
    pictures.nth(2).get_by_role("button", name="Menu").tap()
    is_won(page)


def test_pictures_are_pushed_aside(people: People) -> None:
    page, finger = phone(people, "swipe")
    area = page.locator("[data-area]")
    expect(page.locator("[data-say]")).to_have_text("Poussez la photo vers la gauche.")
    finger.push(area, 90, 0)
    expect(page.locator("[data-tally]")).to_have_text("0 sur 2")
    finger.push(area, -90, 5)
    expect(page.locator("[data-say]")).to_have_text("Poussez la photo vers le haut.")
    pause(page)
    page.get_by_role("button", name="Haut").click()
    is_won(page)


def test_a_picture_is_enlarged_by_two_fingers_or_by_buttons(people: People) -> None:
    page, finger = phone(people, "pinch")
    area = page.locator("[data-area]")
    area.scroll_into_view_if_needed()
    x, y = middle(area)
    finger.touch("touchStart", (x - 30, y), (x + 30, y))
    for spread in (45, 60, 70):
        finger.touch("touchMove", (x - spread, y), (x + spread, y))
    finger.touch("touchEnd")
    expect(page.locator("[data-tally]")).to_have_text("1 sur 2")
    for _ in range(4):
        page.get_by_role("button", name="Plus grand").tap()
    is_won(page)


def test_a_phone_shows_words_for_its_own_keyboard(people: People) -> None:
    page = start(people, "type", **PHONE, user_agent="Mozilla/5.0 (Linux; Android 13) Mobile")
    expect(page.locator("svg.keyboard:visible")).to_have_count(0)
    expect(page.locator(".game-tips:visible")).to_contain_text("gardez le doigt sur e")


# ---- around the games


def test_several_games_follow_each_other(people: People) -> None:
    page, finger = phone(people, "gestures")
    for _ in range(2):
        page.locator("[data-target]").tap()
        pause(page)
    expect(page.locator("[data-round]:visible")).to_contain_text("Jeu 2 sur 3")
    finger.keep(page.locator("[data-photo]:visible"), 650)
    expect(page.locator("[data-round]:visible")).to_contain_text("Jeu 3 sur 3")
    page.locator("[data-line]:visible input").tap()
    page.keyboard.type("ab")
    is_won(page)


def test_a_game_is_played_again_and_the_best_score_stays(people: People) -> None:
    page = start(people, "click")
    burst(page, 9)
    page.get_by_role("button", name="J'ai fini").click()
    expect(page.locator("#score")).to_have_text("Votre score\u00a0: 9 sur 10.")
    page.get_by_role("button", name="Refaire").click()
    expect(page.locator("[data-tally]")).to_have_text("0 sur 10")
    burst(page, 8)
    page.get_by_role("button", name="J'ai fini").click()
    expect(page.locator("#score")).to_have_text(
        "Votre meilleur score\u00a0: 9. Cette fois\u00a0: 8."
    )


def test_a_hint_leaves_the_game_as_it_is(people: People) -> None:
    page = start(people, "click")
    page.locator("[data-target]").click()
    page.get_by_role("button", name="Un indice").click()
    expect(page.locator("#hints")).to_be_visible()
    expect(page.locator("[data-tally]")).to_have_text("1 sur 10")
    page.locator("[data-target]").click()
    expect(page.locator("[data-tally]")).to_have_text("2 sur 10")
    page.get_by_role("button", name="J'ai fini").click()
    expect(page.locator("#score")).to_have_text("Votre score\u00a0: 2 sur 10.")
    expect(page.locator("#feedback")).to_be_focused()
    expect(page.get_by_role("button", name="J'ai fini")).to_be_visible()
    expect(page.locator("[data-tally]")).to_have_text("0 sur 10")


def test_a_log_that_cannot_be_is_told_and_the_game_is_there_again(people: People) -> None:
    page = start(people, "click")
    page.locator("[data-target]").click()
    page.evaluate("document.querySelector('[data-events]').value = '[[9,\"hit\",99,1,1]]'")
    page.get_by_role("button", name="J'ai fini").click()
    told = page.locator("#feedback")
    expect(told).to_contain_text("Le score n'a pas été enregistré")
    expect(told).to_contain_text("Rejouez si vous voulez.")
    expect(told).not_to_contain_text("Enregistré")
    expect(page.locator("[data-tally]")).to_have_text("0 sur 10")


def test_one_may_always_go_on(people: People) -> None:
    page = start(people, "click")
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("h1")).to_have_text("Le jeu tap")


def test_without_a_script_the_page_says_so_and_offers_another_way(people: People) -> None:
    page = start(people, "click_alone", java_script_enabled=False)
    expect(page.locator("[data-wait]")).to_contain_text("a besoin de JavaScript")
    expect(page.get_by_role("link", name="Faire plutôt")).to_have_text(
        "Faire plutôt\u00a0: Le jeu tap"
    )
    expect(page.get_by_role("button", name="J'ai fini")).to_be_hidden()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("h1")).not_to_have_text("Le jeu click_alone")


def test_typing_needs_no_script(people: People) -> None:
    page = start(people, "type", java_script_enabled=False)
    first, second = page.locator("[data-line] input").all()
    first.fill("l’été")
    second.fill("Paris")
    page.get_by_role("button", name="J'ai fini").click()
    is_won(page)


def test_games_work_where_browsers_trust_nothing(people: People) -> None:
    page = start(people.elsewhere(), "click")
    burst(page, 10)
    is_won(page)


@pytest.mark.parametrize("name", ["select", "long_press", "swipe", "pinch", "gestures"])
def test_games_that_no_module_has_yet_hold_for_everyone(people: People, name: str) -> None:
    page = start(people, name)
    axe.inject(page)
    found = {"as it is": axe.violations(page, "color-contrast-enhanced")}
    found["at 200 % text"] = axe.too_wide(page, "200%")
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    found["at 320 px"] = axe.too_wide(page) + axe.broken(page, axe.SIZES)
    assert not {where: what for where, what in found.items() if what}


def test_the_mediator_reads_the_score_and_plays_nothing(house: House) -> None:
    mediator, session_id, code = house.open_session(plan="", module=MODULE)
    fatima = house.learner(code)
    cast = Cast(house, mediator, session_id, code, fatima, fatima)
    for name, right, told in (("click", False, "0 sur 10"), ("type", True, "2 sur 2")):
        work = Work(cast, fatima, f"{MODULE}/{name}")
        work.answered(right)
        page = mediator.get(f"{cast.dashboard}/learners/{work.learner_id}").text
        assert f"Votre score\u00a0: {told}." in page
        assert "-game" not in page
        assert "J'ai fini" not in page


@pytest.mark.parametrize("name", GAMES)
def test_simulated_people_win_every_game_by_its_form(house: House, name: str) -> None:
    mediator, session_id, code = house.open_session(plan="", module=MODULE)
    fatima = house.learner(code)
    work = Work(Cast(house, mediator, session_id, code, fatima, fatima), fatima, f"{MODULE}/{name}")
    work.answered(right=False)
    work.answered()
    assert work.attempts == [(0.0, 0), (1.0, 1)]
