"""People in front of real browsers: the mediator, learners, and what they do on the pages."""

from __future__ import annotations

import random
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from classroom.answering import answer_form, fill, key_of
from tests.house import House

# A plain-http name that is not loopback: what a learner's browser sees on a local network.
ELSEWHERE = "classroom.test"
LIVE_MS = 8000
TABLET = {"width": 1024, "height": 768}


class People:
    """The house seen by its people, each with a browser of their own."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.contexts: list[BrowserContext] = []
        # Where learners go; `elsewhere()` makes it an insecure origin.
        self.learner_url = house.learner_url

    def elsewhere(self) -> People:
        """From now on learners come by a name that browsers do not trust."""
        self.learner_url = f"http://{ELSEWHERE}:{self.house.learner_port}"
        return self

    def leave(self) -> None:
        for context in self.contexts:
            context.close()

    def someone(self, **options: Any) -> Page:
        """A fresh browser; `options` are Playwright's (`viewport`, `java_script_enabled`…)."""
        context = self.browser.new_context(**{"viewport": TABLET, "locale": "fr-FR", **options})
        context.set_default_timeout(LIVE_MS)
        self.contexts.append(context)
        return context.new_page()

    def mediator(self, **options: Any) -> Page:
        """Signed in by the printed link."""
        page = self.someone(**options)
        page.goto(f"{self.house.staff_url}/staff?token={self.house.signer.staff_token()}")
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

    def answer(self, page: Page, ref: str, *, right: bool = True, submit: bool = True) -> None:
        """Fill in the exercise that is on the screen, as one who knows or does not."""
        exercise = self.house.app_state()["library"].exercise(ref)
        fields = fill(
            answer_form(page.content()), key_of(exercise), 0.0 if right else 1.0, random.Random(7)
        )
        for name, value in fields:
            control = page.locator(f'#answer [name="{name}"]')
            kind = control.first.evaluate("e => e.type || e.localName")
            if kind in ("radio", "checkbox"):
                put_in_place(page, name, kind, [v for n, v in fields if n == name])
            elif kind.startswith("select"):
                control.select_option(value)
            elif kind in ("submit", "button"):
                page.locator(f'#answer button[name="{name}"][value="{value}"]').click()
                return
            elif kind != "hidden":
                control.fill(value)
        if submit:
            page.locator('#answer button[type="submit"]').last.click()


def put_in_place(page: Page, name: str, kind: str, values: list[str]) -> None:
    """Tick exactly these of a group."""
    for control in page.locator(f'#answer [name="{name}"]').all():
        wanted = control.get_attribute("value") in values
        if wanted or kind == "checkbox":
            control.set_checked(wanted)


def open_exercise(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def tile(dashboard: Page, name: str) -> Locator:
    return dashboard.locator(".tile").filter(has_text=name)


def expect_tile(dashboard: Page, name: str, state: str) -> None:
    expect(tile(dashboard, name).locator(".tile-state")).to_have_text(state, timeout=LIVE_MS)
