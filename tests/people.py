"""People in front of real browsers: the mediator, learners, and what they do on the pages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from classroom.answering import answer_form, fill, key_of
from tests.house import House
from tests.means import Pointer
from tests.process import Process

# A plain-http name that is not loopback: what a learner's browser sees on a local network.
ELSEWHERE = "classroom.test"
LIVE_MS = 8000
TABLET = {"width": 1024, "height": 768}
STEPS_MAX = 30


class People:
    """The house seen by its people, each with a browser of their own."""

    def __init__(self, house: House | Process, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.contexts: list[BrowserContext] = []
        # Where learners go; `elsewhere()` makes it an insecure origin.
        self.learner_url = house.learner_url

    def elsewhere(self) -> People:
        """From now on learners come by a name that browsers do not trust."""
        self.learner_url = f"http://{ELSEWHERE}:{self.learner_url.rsplit(':', 1)[1]}"
        return self

    def leave(self) -> None:
        for context in self.contexts:
            context.close()

    def someone(self, **options: Any) -> Page:
        """A fresh browser; `options` are Playwright's (`viewport`, `java_script_enabled`…)."""
        # Smooth scrolling is something to wait for.
        still = {"viewport": TABLET, "locale": "fr-FR", "reduced_motion": "reduce"}
        context = self.browser.new_context(**{**still, **options})
        context.set_default_timeout(LIVE_MS)
        self.contexts.append(context)
        return context.new_page()

    def mediator(self, **options: Any) -> Page:
        """Signed in by the printed link."""
        page = self.someone(**options)
        page.goto(self.house.sign_in_url)
        return page

    def join(self, typed: str, name: str, seat: str = "", **options: Any) -> Page:
        """From the first page to the path of exercises."""
        page = self.someone(**options)
        page.goto(self.learner_url)
        page.get_by_label("Code de la séance").fill(typed)
        page.get_by_role("button", name="Entrer").click()
        page.get_by_label("Votre prénom").fill(name)
        page.get_by_label("Numéro de poste").fill(seat)
        page.get_by_role("button", name="Commencer").click()
        expect(page.get_by_role("heading", name=f"Bonjour {name}")).to_be_visible()
        return page

    def return_by_card(self, page: Page, name: str, **options: Any) -> Page:
        """The code and the three pictures of one machine, shown to another."""
        page.locator("#person summary").click()
        page.get_by_role("link", name="Ma carte de retour").click()
        code = page.locator(".return-card .code").inner_text()
        pictures = [p.inner_text() for p in page.locator(".return-pictures .pictogram").all()]
        other = self.someone(**options)
        other.goto(self.learner_url)
        other.get_by_label("Code de la séance").fill(code)
        other.get_by_role("button", name="Entrer").click()
        other.get_by_role("link", name="J'ai déjà une carte de retour").click()
        other.get_by_label("Votre prénom").fill(name.lower())
        for place, picture in enumerate(pictures, start=1):
            group = other.get_by_role("group", name=f"Image {place}")
            group.get_by_label(picture, exact=True).check()
        other.get_by_role("button", name="Retrouver ma place").click()
        expect(other.get_by_role("heading", name=f"Bonjour {name}")).to_be_visible()
        return other

    def answer(
        self,
        page: Page,
        ref: str,
        *,
        right: bool = True,
        submit: bool = True,
        means: type[Pointer] = Pointer,
    ) -> None:
        """Fill in the exercise that is on the screen, as one who knows or does not."""
        hand = means(page)
        key = key_of(self.house.library.exercise(ref))
        fields = fill(answer_form(page.content()), key, 0.0 if right else 1.0, random.Random(7))
        places: dict[str, int] = {}
        for name, value in fields:
            control = page.locator(f'#answer [name="{name}"]')
            kind = control.first.evaluate("e => e.type || e.localName")
            if kind in ("radio", "checkbox"):
                hand.tick(control.all(), kind, [v for n, v in fields if n == name])
            elif kind.startswith("select") and control.is_visible():
                # By its place: Playwright would take « 1 », the words of another, for the value.
                index = control.evaluate(
                    "(e, v) => [...e.options].findIndex(o => o.value == v)", value
                )
                hand.choose(control, index)
            elif kind.startswith("select"):
                places[name.removeprefix("position-")] = int(value)
            elif kind in ("submit", "button"):
                closed = page.locator("#answer details:not([open]) > summary:visible")
                while closed.count():
                    hand.press(closed.first)
                # A place in a picture has a line in a list beside it, for the same answer; a key
                # that only stands for Enter is nothing to press.
                pressed = page.locator(f'#answer button[name="{name}"][value="{value}"]')
                hand.press(pressed.and_(page.locator("button:not([tabindex='-1'])")).first)
                return
            elif kind != "hidden":
                hand.write(control, value)
        move_lines(page, sorted(places, key=places.__getitem__), hand)
        if submit:
            hand.press(page.locator('#answer button[type="submit"]').last)

    def solve(self, page: Page, ref: str, means: type[Pointer] = Pointer) -> None:
        """Do the exercise on the screen to its end, card after card, page after page."""
        for _ in range(STEPS_MAX):
            with redrawn(page):
                self.answer(page, ref, means=means)
            onward = page.locator("#onward")
            if page.locator("#onward[hx-get]").count():
                with redrawn(page):
                    means(page).press(onward)
            elif onward.count():
                return
        raise AssertionError(f"{ref} has no end")


@contextmanager
def redrawn(page: Page) -> Iterator[None]:
    """What is done inside draws the exercise anew: its form carries another submission."""
    submission = page.locator('#answer [name="submission"]')
    before = submission.get_attribute("value")
    assert before
    yield
    expect(submission).not_to_have_attribute("value", before)
    page.wait_for_load_state()


def move_lines(page: Page, wanted: list[str], hand: Pointer) -> None:
    """Put lines in order with « Monter », from the first place down."""
    for place, line in enumerate(wanted):
        up = page.locator(f"#line-{line} [data-step='-1']")
        while page.locator("#lines li").nth(place).get_attribute("id") != f"line-{line}":
            hand.press(up)


def open_exercise(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def cut(page: Page) -> None:
    """Pull the plug, once the scripts that would notice are there."""
    page.wait_for_function("() => 'htmx' in window")
    page.context.set_offline(True)
    expect(page.locator("#connection")).to_contain_text("Connexion perdue", timeout=LIVE_MS)


def tile(dashboard: Page, name: str) -> Locator:
    return dashboard.locator(".tile").filter(has_text=name)


def expect_tile(dashboard: Page, name: str, state: str) -> None:
    expect(tile(dashboard, name).locator(".tile-state")).to_have_text(state, timeout=LIVE_MS)
