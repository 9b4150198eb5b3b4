"""By keyboard alone: a learner from the code to the feedback, the mediator to « J'y vais »."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from classroom.answering import answer_form, fill, key_of
from tests.house import House
from tests.keyboard import Keyboard
from tests.means import Keys
from tests.people import LIVE_MS, People

SINGLE, LINES = "passwords/strongest", "passwords/forgotten"


@pytest.fixture(name="house", scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = House(tmp_path_factory.mktemp("data"))
    yield served
    served.close()


def on_the_path(people: People) -> tuple[Page, Keyboard]:
    """From the first page to the exercises, without touching a pointer."""
    _, _, code = people.house.open_session("passwords")
    page = people.someone()
    page.goto(people.learner_url)
    keys = Keyboard(page)
    expect(page.get_by_label("Code de la séance")).to_be_focused()
    keys.type(code)
    keys.press("Enter")
    expect(page.get_by_label("Votre prénom")).to_be_focused()
    keys.type("Fatima")
    keys.press("Tab")
    keys.type("7")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Bonjour Fatima")).to_be_visible()
    return page, keys


def open_by_keys(people: People, page: Page, keys: Keyboard, ref: str) -> None:
    title = people.house.library.exercise(ref).title
    number = people.house.library.plans[1].exercises.index(ref) + 1
    keys.tab_to(id=f"path-{number}")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def right_values(people: People, page: Page, ref: str) -> dict[str, str]:
    """What to choose, by field."""
    key = key_of(people.house.library.exercise(ref))
    values = dict(fill(answer_form(page.content()), key, 0.0, random.Random(7)))
    del values["submission"]
    return values


def test_the_first_stop_leads_past_the_head_of_the_page(people: People) -> None:
    page, keys = on_the_path(people)
    keys.tab_to("Aller au contenu")
    keys.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    keys.tab_to("Commencer")


def test_a_choice_is_made_with_arrows_and_the_focus_goes_to_its_feedback(people: People) -> None:
    page, keys = on_the_path(people)
    open_by_keys(people, page, keys, SINGLE)
    right = right_values(people, page, SINGLE)["choice"]
    keys.tab_to(type="radio")
    keys.press("Space")
    if page.locator(f"#choice-{right}").is_checked():
        keys.press("ArrowDown")
    keys.tab_to("Vérifier")
    keys.press("Enter")
    expect(page.locator("#feedback")).to_be_focused()
    expect(page.locator("#feedback")).to_contain_text("Presque")

    keys.tab_to(key="Shift+Tab", type="radio")
    keys.tab_to(key="ArrowDown", id=f"choice-{right}")
    expect(page.locator(f"#choice-{right}")).to_be_checked()
    keys.tab_to("Vérifier")
    keys.press("Space")
    expect(page.locator("#feedback")).to_be_focused()
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")
    keys.tab_to("Continuer")
    keys.press("Enter")
    expect(page.locator("#progress-text")).to_have_text(re.compile("Exercice 3 sur"))


def test_a_hint_and_help_are_within_reach(people: People) -> None:
    page, keys = on_the_path(people)
    open_by_keys(people, page, keys, SINGLE)
    keys.tab_to("Un indice")
    keys.press("Enter")
    expect(page.locator("#hint-1")).to_be_focused()
    keys.tab_to("J'ai besoin d'aide")
    keys.press("Enter")
    expect(page.locator("#help")).to_contain_text("Votre demande est envoyée")
    expect(page.locator("#help")).to_be_focused()


def test_lines_are_moved_and_the_focus_follows_them(people: People) -> None:
    page, keys = on_the_path(people)
    open_by_keys(people, page, keys, LINES)
    values = right_values(people, page, LINES)
    wanted = [name.replace("position", "line") for name in sorted(values, key=values.__getitem__)]
    lines = page.locator("#lines li")
    for place, line in enumerate(wanted):
        order = [item.get_attribute("id") for item in lines.all()]
        if order[place] == line:
            continue
        keys.tab_to("Monter", line=line)
        for step in range(order.index(line) - 1, place - 1, -1):
            keys.press("Enter" if step % 2 else "Space")
            assert keys.focus["line"] == line
            expect(page.locator("#lines [data-status]")).to_have_text(
                f"Ligne {step + 1} sur {len(wanted)}"
            )
    assert [item.get_attribute("id") for item in lines.all()] == wanted
    keys.tab_to("Descendre", line=wanted[0])
    keys.press("Enter")
    keys.tab_to("Monter", key="Shift+Tab", line=wanted[0])
    keys.press("Enter")
    keys.tab_to("Vérifier")
    keys.press("Enter")
    expect(page.locator("#feedback")).to_be_focused()
    expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça")


def test_a_call_is_answered_from_the_dashboard(people: People) -> None:
    _, session_id, code = people.house.open_session(mediator_name="Karim")
    learner = people.join(code, "Fatima")
    learner.get_by_role("button", name="J'ai besoin d'aide").click()
    desk = people.mediator()
    desk.goto(f"{people.house.staff_url}/staff/sessions/{session_id}")
    expect(desk.locator("[data-freshness]")).to_have_text("En direct")
    keys = Keyboard(desk)
    keys.tab_to("J'y vais")
    keys.press("Enter")
    expect(learner.locator("#help")).to_contain_text("Karim arrive", timeout=LIVE_MS)
    expect(desk.locator("#attention .need")).to_contain_text("Réglé")
    assert keys.focus["words"].startswith("Réglé"), "the focus is lost, or elsewhere"
    # A second later by the clock of the page: no second half of a double press.
    desk.evaluate("{ const now = Date.now.bind(Date); Date.now = () => now() + 1000; }")
    keys.press("Space")
    expect(learner.get_by_role("button", name="J'ai besoin d'aide")).to_be_visible()
    keys.tab_to("Pause")
    keys.press("Enter")
    expect(learner.locator("#pause")).to_contain_text("Regardez le tableau", timeout=LIVE_MS)


# One of each kind and of each application. Games have their own keys: see `test_games.py`.
EACH = (
    *("scams/example", "passwords/strongest", "scams/three-clues", "search/call-town-hall"),
    *("passwords/invent", "passwords/forgotten", "scams/whom-to-tell", "scams/who-writes"),
    *("search/who-speaks", "scams/sender-address", "scams/clues-in-a-mail", "scams/words"),
    *("scams/confidence", "scams/josette-inbox", "passwords/shared-computer"),
    *("procedures/housing-help", "files/tidy-bill", "smartphone/strange-sms"),
    "smartphone/doctor-cannot-hear",
)


@pytest.mark.parametrize("ref", EACH)
def test_every_kind_and_application_is_done_without_a_pointer(people: People, ref: str) -> None:
    _, _, code = people.house.open_session("", module=[ref.partition("/")[0]])
    page = people.join(code, "Fatima")
    page.goto(f"{page.url}/exercises/{ref}")
    page.wait_for_function("() => 'htmx' in window")
    page.wait_for_function("() => !document.querySelector('#answer :not(:defined)')")
    people.solve(page, ref, Keys)
    expect(page.locator("#feedback")).to_contain_text("Enregistré")
    expect(page.locator("#onward")).to_be_visible()


def test_keys_of_the_dashboard_and_how_to_switch_them_off(people: People) -> None:
    _, session_id, code = people.house.open_session("passwords")
    for name in ("Zoé", "Paul"):
        people.join(code, name).get_by_role("button", name="J'ai besoin d'aide").click()
    desk = people.mediator(viewport={"width": 1366, "height": 768})
    desk.goto(f"{people.house.staff_url}/staff/sessions/{session_id}")
    expect(desk.locator(".need")).to_have_count(2)
    expect(desk.locator("#room-keys")).to_be_visible()
    keys = Keyboard(desk)
    keys.press("n")
    assert keys.focus["words"] == "Zoé"
    keys.press("/")
    keys.type("zoe")
    expect(desk.locator(".tile:visible")).to_have_count(1)
    keys.press("p")
    expect(desk.locator("#filter")).to_have_value("zoep")
    expect(desk.get_by_text("Personne de ce nom.")).to_be_visible()
    keys.press("Escape")
    expect(desk.locator(".tile:visible")).to_have_count(2)
    keys.press("p")
    expect(desk.get_by_role("button", name="Reprendre")).to_be_visible()
    keys.press("?")
    expect(desk.get_by_text("aller à la première personne à aider")).to_be_visible()
    desk.get_by_role("button", name="Touches actives").click()
    keys.press("Escape")
    expect(desk.get_by_text("aller à la première personne à aider")).to_be_hidden()
    desk.locator("h1").first.evaluate("e => document.activeElement.blur()")
    keys.press("p")
    keys.press("?")
    expect(desk.get_by_text("aller à la première personne à aider")).to_be_hidden()
    expect(desk.get_by_role("button", name="Reprendre")).to_be_visible()
