"""A stream script that comes late is waited for: the stream still opens, on every page.

With two scripts that run as they come, htmx starts without its extension and the
page stays silent for good.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.conftest import Cast
from tests.people import LIVE_MS, People

STREAM_SCRIPT = "**/vendor/hx-sse.min.js"


def open_late(page: Page, url: str) -> Callable[[], None]:
    """Load a page without its stream script; what is returned lets the script come."""
    held: list[Route] = []
    page.route(STREAM_SCRIPT, lambda route: held.append(route))
    with page.expect_request(STREAM_SCRIPT):
        page.goto(url)
    assert page.evaluate("document.readyState") == "complete"
    assert len(held) == 1
    return lambda: held[0].continue_()


def connections(page: Page) -> list[str]:
    """The streams that the page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: "/events" in request.url and asked.append(request.url))
    return asked


def test_a_learner_is_paused_though_the_script_came_late(cast: Cast, people: People) -> None:
    page = people.join(cast.code, "Linh")
    url = page.url
    # Away from the page before: it may still be fetching its own.
    page.goto("about:blank")
    asked = connections(page)
    let_come = open_late(page, url)
    assert not asked
    with page.expect_request("**/events"):
        let_come()
    assert cast.mediator.post(f"{cast.dashboard}/pause").status_code == 303
    expect(page.locator("#pause")).to_contain_text("Regardez le tableau", timeout=LIVE_MS)


def test_a_dashboard_is_live_though_the_script_came_late(cast: Cast, people: People) -> None:
    desk = people.mediator()
    asked = connections(desk)
    let_come = open_late(desk, cast.house.staff_url + cast.dashboard)
    expect(desk.locator("[data-freshness]")).to_have_text("Reconnexion…")
    assert not asked
    let_come()
    expect(desk.locator("[data-freshness]")).to_have_text("En direct", timeout=LIVE_MS)
    cast.fatima.post(f"{cast.home}/help")
    expect(desk.locator("#attention")).to_contain_text("Fatima", timeout=LIVE_MS)
