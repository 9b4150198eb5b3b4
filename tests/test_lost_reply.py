"""A network that loses the reply to an answer: it is sent again, and counts once."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.conftest import Cast
from tests.people import LIVE_MS, People, open_exercise

CLUES = "scams/three-clues"


def test_an_answer_whose_reply_was_lost_counts_once(cast: Cast, people: People) -> None:
    page = people.join(cast.code, "Linh")
    open_exercise(page, people.house.library.exercise(CLUES).title)
    sent: list[str] = []
    page.on("request", lambda r: r.url.endswith("/attempts") and sent.append(r.post_data or ""))

    def lose(route: Route) -> None:
        """The server hears the answer; the browser never hears of it."""
        assert route.fetch().status == 200
        route.abort()

    page.route("**/attempts", lose, times=1)
    people.answer(page, CLUES, right=False)
    expect(page.locator("#feedback")).to_contain_text("Presque", timeout=LIVE_MS)
    expect(page.locator("#feedback")).to_contain_text("Enregistré")
    assert len(sent) == 2
    assert sent[0] == sent[1], "the same answer under the same number"
    assert cast.house.rows("select count(*) from attempt") == [(1,)]
    assert cast.board()["Linh"]["tries"] == 1
