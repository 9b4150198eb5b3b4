"""Every page in every state it can be in, drawn for real: what tests of all pages go through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import httpx2
from playwright.sync_api import Page

from classroom.store import accounts
from tests.conftest import Cast
from tests.house import House, sign_in
from tests.learning import Work
from tests.people import TABLET

ALL = {
    "plan": "",
    "module": ["scams", "passwords", "search", "procedures", "mouse", "keyboard"],
}


@dataclass(eq=False)
class Room:
    """The house with two screens: a learner's and the mediator's."""

    house: House
    learner: Page
    desk: Page
    named: int = field(default=0)

    def cast(self, plan: str = "scams", **fields: object) -> Cast:
        mediator, session_id, code = self.house.open_session(plan, **fields)
        fatima, moussa = (self.house.learner(code, name) for name in ("Fatima", "Moussa"))
        return Cast(self.house, mediator, session_id, code, fatima, moussa)

    @cached_property
    def workshop(self) -> Cast:
        """A session of all modules, for exercises: each scene takes a seat of its own."""
        return self.cast(capacity="300", **ALL)

    def newcomer(self, ref: str) -> Work:
        self.named += 1
        cast = self.workshop
        return Work(cast, self.house.learner(cast.code, f"Josiane {self.named}", "12"), ref)

    def refs(self, plan: str = "scams") -> tuple[str, ...]:
        return next(one.exercises for one in self.house.library.plans if one.id == plan)

    def finisher(self, plan: str = "scams") -> Work:
        """Someone who did everything."""
        cast = self.cast(plan)
        for ref in self.refs(plan):
            Work(cast, cast.fatima, ref).until("Refaire")
        return Work(cast, cast.fatima)

    def visit(self, path: str, client: httpx2.Client | None = None) -> Page:
        """The learner's screen, for whoever has this seat or for nobody."""
        return show(self.learner, self.house.learner_url, path, "learner", client)

    def lead(self, path: str, client: httpx2.Client | None = None) -> Page:
        """The mediator's screen."""
        return show(self.desk, self.house.staff_url, path, "staff", client or self.mediator)

    @cached_property
    def mediator(self) -> httpx2.Client:
        return self.house.mediator()

    def colleague(self) -> httpx2.Client:
        """The mediator of an organisation where nothing was done yet."""
        self.named += 1
        name, now, client = f"neuf-{self.named}", self.house.clock(), self.house.visitor()
        account = self.house.run(accounts.add, name, "Inès", now)
        self.house.run(sign_in, account.id, name, now)
        client.cookies.set("staff", name)
        return client


def show(page: Page, base: str, path: str, cookie: str, client: httpx2.Client | None) -> Page:
    page.context.set_offline(False)
    page.set_viewport_size(TABLET)
    page.emulate_media(color_scheme="light")
    page.context.clear_cookies()
    if client:
        page.context.add_cookies([{"name": cookie, "value": client.cookies[cookie], "url": base}])
    answer = page.goto(base + path)
    assert answer
    assert answer.status < 500, path
    return page


Play = Callable[[Room], Page]


@dataclass(frozen=True)
class Scene:
    """One state of one page. `play` leaves it on the screen and returns that screen."""

    side: str
    route: str
    name: str
    play: Play

    @property
    def id(self) -> str:
        return f"{self.side}: {self.name}"


SCENES: list[Scene] = []


def scene(side: str, route: str, name: str) -> Callable[[Play], Play]:
    """Adds what is below to the scenes of this side."""

    def add(play: Play) -> Play:
        SCENES.append(Scene(side, route, name, play))
        return play

    return add
