"""The server dies in the middle of a workshop: browsers say so, wait, and nothing is lost."""

from __future__ import annotations

import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.people import LIVE_MS, People, expect_tile, open_exercise, tile
from tests.process import Process, open_session

CLUES, CARD = "scams/three-clues", "scams/gave-my-card"
# The longest wait between two tries is 10 s, give or take a fifth.
BACK_MS = 15_000


def free_port() -> int:
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture
def options() -> list[str]:
    """The same addresses for each start: browsers come back to where they were."""
    return ["--port", str(free_port()), "--learner-port", str(free_port())]


@pytest.fixture
def server(tmp_path: Path, options: list[str]) -> Iterator[list[Process]]:
    """The starts of one server, on one folder; the last one is running."""
    starts = [Process(tmp_path / "data", *options)]
    yield starts
    starts[-1].stop()


@pytest.fixture
def people(server: list[Process], browser: Browser) -> Iterator[People]:
    room = People(server[0], browser)
    yield room
    room.leave()


class Journal:
    """The submissions of one browser that the server acknowledged."""

    def __init__(self, page: Page) -> None:
        self.acknowledged: list[str] = []
        page.on("response", self.note)

    def note(self, response: Response) -> None:
        if response.url.endswith("/attempts") and response.ok:
            found = re.search("submission=([^&]+)", response.request.post_data or "")
            assert found
            self.acknowledged.append(found[1])


def stored(server: Process, name: str) -> list[str]:
    """The submissions of one person in the database."""
    sql = (
        "select a.submission from attempt a join learner l on l.id = a.learner_id"
        " where l.name = ? order by a.id"
    )
    with closing(sqlite3.connect(server.data / "classroom.db")) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        return [row[0] for row in db.execute(sql, [name])]


def test_answers_outlive_the_server_and_every_screen_recovers(
    server: list[Process], options: list[str], people: People
) -> None:
    opened = open_session(server[0].data)
    desk = people.mediator()
    desk.goto(opened["dashboard_url"])
    expect(desk.locator("[data-freshness]")).to_have_text("En direct")
    fatima, moussa = (people.join(opened["code"], name) for name in ("Fatima", "Moussa"))
    journals = {"Fatima": Journal(fatima), "Moussa": Journal(moussa)}
    for page, right in ((fatima, False), (moussa, True)):
        open_exercise(page, people.house.library.exercise(CLUES).title)
        people.answer(page, CLUES, right=right)
        expect(page.locator("#feedback")).to_contain_text("Enregistré")
    open_exercise_after(moussa, people, CARD)
    people.answer(moussa, CARD, right=False)
    expect(moussa.locator("#feedback")).to_contain_text("Presque")
    assert [len(journal.acknowledged) for journal in journals.values()] == [1, 2]

    # This answer leaves as the server dies: acknowledged or kept, it must count once.
    people.answer(moussa, CARD)
    server[0].kill()
    for page in (fatima, moussa, desk):
        expect(page.locator("#connection")).to_contain_text("Connexion perdue", timeout=LIVE_MS)
    expect(desk.locator("[data-freshness]")).not_to_have_text("En direct")
    people.answer(fatima, CLUES)
    expect(fatima.locator("#answer [data-kept]")).to_be_visible()
    expect(fatima.get_by_text("Enregistré")).to_be_hidden()
    assert len(stored(server[0], "Fatima")) == 1

    server.append(Process(server[0].data, *options))
    for page in (fatima, moussa):
        expect(page.locator("#feedback")).to_contain_text("Oui, c'est ça", timeout=BACK_MS)
        expect(page.locator("#feedback")).to_contain_text("Enregistré")
        expect(page.locator("#connection")).not_to_contain_text("Connexion perdue")
        expect(page.locator("#answer [data-kept]")).to_be_hidden()
    for name, count in (("Fatima", 2), ("Moussa", 3)):
        kept = stored(server[-1], name)
        assert set(journals[name].acknowledged) == set(kept), "an answer was lost"
        assert len(kept) == len(set(kept)) == count, "an answer was kept twice"

    expect(desk.locator("[data-freshness]")).to_have_text("En direct", timeout=BACK_MS)
    expect(desk.locator("#connection")).not_to_contain_text("Connexion perdue")
    done = '.dot[data-status="done_alone"]'
    expect(tile(desk, "Fatima").locator(done)).to_have_count(1)
    expect(tile(desk, "Moussa").locator(done)).to_have_count(2)
    expect_tile(desk, "Fatima", "avance")
    fatima.get_by_role("button", name="J'ai besoin d'aide").click()
    expect(desk.locator("#attention")).to_contain_text("Fatima", timeout=LIVE_MS)


def open_exercise_after(page: Page, people: People, ref: str) -> None:
    """Go back to the path, then to another exercise."""
    page.get_by_role("link", name="Mon parcours").click()
    open_exercise(page, people.house.library.exercise(ref).title)
