"""A second language: the interface, the titles of everything, and two modules whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from classroom import resources
from classroom.exercises import game
from classroom.exercises.keyboards import ROWS, drawing, family, press
from classroom.i18n import SOURCE
from classroom.modules import Library
from tests import hands
from tests.house import House
from tests.people import People

FRENCH, ENGLISH = Library.shipped(), Library.shipped("en")
OWN = Library.load(resources.LIBRARY, "en")


@pytest.fixture(name="house", scope="module")
def in_english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = House(tmp_path_factory.mktemp("data"), ENGLISH, language="en")
    yield served
    served.close()


def test_both_languages_hold_the_same_exercises() -> None:
    for french, english in zip(FRENCH.modules, ENGLISH.modules, strict=True):
        assert french.id == english.id
        assert [one.id for one in french.exercises] == [one.id for one in english.exercises]
        assert [(one.kind, one.devices) for one in french.exercises] == [
            (one.kind, one.devices) for one in english.exercises
        ]
    assert [plan.id for plan in FRENCH.plans] == [plan.id for plan in ENGLISH.plans]
    for one, other in zip(FRENCH.plans, ENGLISH.plans, strict=True):
        assert one.exercises == other.exercises


def test_every_module_and_plan_has_a_title_in_english() -> None:
    assert not OWN.problems
    shared = {"Solitaire"}
    for french, english in zip(FRENCH.modules, ENGLISH.modules, strict=True):
        assert english.summary != french.summary or english.title in shared
    for plan, other in zip(FRENCH.plans, ENGLISH.plans, strict=True):
        assert other.summary != plan.summary
    assert {one.id for one in ENGLISH.modules if one.language == "en"} == {"mouse", "keyboard"}
    assert {one.language for one in FRENCH.modules} == {SOURCE}


@pytest.mark.parametrize("module", OWN.modules, ids=lambda one: one.id)
def test_a_translated_module_holds_no_french(module: object) -> None:
    text = str(module)
    assert not re.search(r"[éèêàçùœ«»]", text), re.findall(r".{20}[éèêàçùœ«»].{20}", text)


@pytest.mark.parametrize(
    ("character", "codes"),
    [
        ("q", "KeyQ"),
        ("@", "ShiftLeft+Digit2"),
        ("'", "Quote"),
        ("é", None),
        ("A", "ShiftLeft+KeyA"),
    ],
)
def test_an_english_keyboard_writes_its_own_way(character: str, codes: str | None) -> None:
    found = press("qwerty-windows", character)
    assert (found.codes if found else None) == codes


def test_a_keyboard_is_drawn_in_its_own_family() -> None:
    assert family("qwerty-windows") == ("qwerty-windows", "qwerty-mac", "phone")
    assert family("azerty-windows") == ("azerty-windows", "azerty-mac", "phone")
    for layout in ROWS:
        assert len({key.code for key in drawing(layout)}) == len(drawing(layout))


def test_a_mediator_finds_her_way_and_people_work_in_english(people: People) -> None:
    desk = people.mediator(locale="en-GB")
    desk.goto(f"{people.house.staff_url}/staff/sessions/new")
    expect(desk.locator("html")).to_have_attribute("lang", "en")
    expect(desk.get_by_text("Recognise a doubtful message")).not_to_have_count(0)
    desk.get_by_text("The mouse and the keyboard").first.click()
    desk.get_by_role("button", name="Open the session").click()
    code = re.sub(r"\D", "", desk.locator(".code").first.inner_text())
    page = people.someone(locale="en-GB")
    page.goto(f"{people.learner_url.rstrip('/')}/s/{code}")
    page.get_by_label("Your first name").fill("Fatima")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("The hidden picture")).to_be_visible()
    page.goto(f"{page.url}/exercises/keyboard/first-words")
    page.wait_for_function("() => !document.querySelector('#answer :not(:defined)')")
    page.locator("[data-line] input").first.focus()
    expect(page.locator("svg.keyboard:visible use")).to_have_attribute(
        "href", re.compile("#qwerty-windows$")
    )
    exercise = ENGLISH.exercise("keyboard/first-words")
    assert isinstance(exercise, game.Definition)
    hands.play(page, exercise, hands.Mouse(page))
    expect(page.locator("#feedback")).to_contain_text("Press and let go at once")


def test_french_inside_an_english_page_says_so(people: People) -> None:
    _, _, code = people.house.open_session("scams")
    page = people.someone(locale="en-GB")
    page.goto(f"{people.learner_url.rstrip('/')}/s/{code}")
    page.get_by_label("Your first name").fill("Fatima")
    page.get_by_role("button", name="Start").click()
    page.goto(f"{page.url}/exercises/scams/three-clues")
    expect(page.locator("#prompt")).to_have_attribute("lang", "fr")
    expect(page.locator("html")).to_have_attribute("lang", "en")
