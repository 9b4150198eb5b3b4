"""One cast for all tests: a house, the mediator and a session, two learners; one browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import find
from tests.cluster import Databases, cluster
from tests.house import House
from tests.people import ELSEWHERE, People

# A machine that does two things at once takes its time; what never comes is still a failure.
expect.set_options(timeout=15_000)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    served = House(tmp_path / "data", allowed_hosts=(ELSEWHERE,))
    yield served
    served.close()


@dataclass
class Cast:
    house: House
    mediator: httpx2.Client
    session_id: int
    code: str
    fatima: httpx2.Client
    moussa: httpx2.Client

    @property
    def dashboard(self) -> str:
        return f"/staff/sessions/{self.session_id}"

    @property
    def home(self) -> str:
        return f"/s/{self.code}"

    def board(self) -> dict[str, dict[str, object]]:
        """The learners of the board by name."""
        data = self.mediator.get(f"{self.dashboard}/progress.json").json()
        return {learner["name"]: learner for learner in data["learners"]}


@pytest.fixture
def cast(house: House) -> Cast:
    mediator, session_id, code = house.open_session()
    return Cast(
        house, mediator, session_id, code, house.learner(code), house.learner(code, "Moussa")
    )


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """A PostgreSQL server, and as many empty databases as tests ask for."""
    with cluster() as running:
        yield Databases(running)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium. It knows the name `ELSEWHERE` as this machine, over plain http."""
    arguments = ["--no-sandbox", f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=find(), args=arguments)
        yield opened
        opened.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser last: it keeps an event loop in this thread, where others start their own."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture
def people(house: House, browser: Browser) -> Iterator[People]:
    """The people of the house, each with a browser of their own."""
    room = People(house, browser)
    yield room
    room.leave()
