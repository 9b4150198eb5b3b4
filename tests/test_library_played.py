"""Every shipped exercise, done to its end in a real browser, as a person does it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from classroom.exercises import game, practical
from classroom.exercises.base import Exercise
from classroom.exercises.simulation import password
from classroom.modules import Library
from tests import axe, hands
from tests.house import House
from tests.means import Pointer, Touch
from tests.people import People, redrawn
from tests.test_weight import Wire

MODULES = [module.id for module in Library.shipped().modules]
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
MODULE_MAX = 300_000
SECRET = "Tasse.velo7Nuage!"


@pytest.fixture(name="house", scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    served = House(tmp_path_factory.mktemp("data"))
    yield served
    served.close()


class Learner:
    """One person going through a module, and the mediator beside."""

    def __init__(self, people: People, module: str, hand: type[hands.Mouse], **options: Any):
        self.people = people
        self.means = Touch if hand is hands.Finger else Pointer
        self.desk, self.session_id, code = people.house.open_session("", module=[module])
        self.page = people.someone(**options)
        self.wire = Wire(self.page.context.new_cdp_session(self.page))
        self.home = f"{people.learner_url.rstrip('/')}/s/{code}"
        self.page.goto(self.home)
        self.page.get_by_label("Votre prénom").fill("Fatima")
        self.page.get_by_role("button", name="Commencer").click()
        self.hand = hand(self.page)

    def do(self, ref: str, exercise: Exercise) -> None:
        page = self.page
        page.goto(f"{self.home}/exercises/{ref}")
        page.wait_for_function("() => !document.querySelector('#answer :not(:defined)')")
        page.wait_for_function("() => 'htmx' in window")
        match exercise:
            case game.Definition():
                hands.play(page, exercise, self.hand)
            case password.Definition():
                invent(page)
            case practical.Definition():
                self.show(ref, exercise)
            case _:
                self.people.solve(page, ref, self.means)
        expect(page.locator("#feedback")).to_contain_text("Enregistré")
        expect(page.locator("#onward")).to_be_visible()

    def show(self, ref: str, exercise: practical.Definition) -> None:
        """Done for real; the mediator comes and ticks what she sees."""
        self.page.get_by_role("button", name="C'est fait").click()
        expect(self.page.locator("#ready")).to_be_visible()
        self.tick(ref, len(exercise.criteria))

    def tick(self, ref: str, criteria: int) -> None:
        found = self.people.house.rows(
            "select id from learner where session_id = ?", self.session_id
        )
        person = f"/staff/sessions/{self.session_id}/learners/{found[0][0]}"
        seen = {
            "submission": f"seen-{criteria}-{self.session_id}-0000",
            "exercise": ref,
            "criterion": [str(rank) for rank in range(criteria)],
        }
        reply: httpx2.Response = self.desk.post(f"{person}/seen", data=seen)
        assert reply.status_code == 303, reply.text


def invent(page: Page) -> None:
    page.locator("#password-one").fill(SECRET)
    page.locator("#password-two").fill(SECRET)
    with redrawn(page):
        page.get_by_role("button", name="C'est mon mot de passe").click()


def told(page: Page) -> list[str]:
    """What is wrong on the page for people who see, hear or move otherwise."""
    axe.inject(page)
    # At its end: the help that sticks to the screen lies over nothing there.
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    return axe.violations(page) + axe.too_wide(page)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_done_on_a_phone_and_then_on_a_computer(people: People, module: str) -> None:
    """On the phone what works there, with a finger; the rest with a mouse. All of it is passed,
    and what the plan of the module plays is light."""
    library = people.house.library
    shipped = library.module(module)
    mobile = [one for one in shipped.exercises if "phone" in (one.devices or shipped.devices)]
    planned = {ref for plan in library.plans if plan.id == module for ref in plan.exercises}
    mobile.sort(key=lambda one: f"{module}/{one.id}" not in planned)
    phone = Learner(people, module, hands.Finger, **PHONE)
    wrong: dict[str, list[str]] = {}
    for exercise in mobile:
        ref = f"{module}/{exercise.id}"
        phone.do(ref, exercise)
        wrong[ref] = told(phone.page)
        assert ref not in planned or phone.wire.bytes <= MODULE_MAX
    laptop = Learner(people, module, hands.Mouse, **LAPTOP)
    for exercise in shipped.exercises:
        works_here = "computer" in (exercise.devices or shipped.devices)
        if exercise not in mobile or (works_here and isinstance(exercise, game.Definition)):
            ref = f"{module}/{exercise.id}"
            laptop.do(ref, exercise)
            wrong[ref] = told(laptop.page)
    assert set(wrong) == {f"{module}/{one.id}" for one in shipped.exercises}
    assert not {ref: what for ref, what in wrong.items() if what}
