"""« À aider » keeps still under the hand, and takes its true order once left alone."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Cast
from tests.hands import pause
from tests.people import LIVE_MS


@pytest.fixture
def dashboard(cast: Cast, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.clock.install()
    page = context.new_page()
    page.goto(f"{cast.house.staff_url}/staff?token={cast.house.signer.staff_token()}")
    page.goto(cast.house.staff_url + cast.dashboard)
    expect(page.locator("[data-freshness]")).to_have_text("En direct")
    yield page
    context.close()


def call(learner: httpx2.Client, cast: Cast) -> None:
    assert learner.post(f"{cast.home}/help").status_code == 303


def expect_order(page: Page, *names: str) -> None:
    expect(page.locator("#attention .need-name")).to_have_text(list(names), timeout=LIVE_MS)


def claim(cast: Cast, learner_name: str) -> None:
    """A colleague answers this call elsewhere: it goes behind the calls nobody answers."""
    learner_id = cast.board()[learner_name]["id"]
    cast.mediator.post(f"{cast.dashboard}/learners/{learner_id}/visit")


def test_lines_do_not_move_under_the_pointer(cast: Cast, dashboard: Page) -> None:
    call(cast.fatima, cast)
    call(cast.moussa, cast)
    expect_order(dashboard, "Fatima", "Moussa")
    first = dashboard.locator("#attention .need").first
    first.hover()
    claim(cast, "Fatima")
    expect(first).to_contain_text("Réglé", timeout=LIVE_MS)
    expect_order(dashboard, "Fatima", "Moussa")
    call(cast.house.learner(cast.code, "Linh"), cast)
    expect_order(dashboard, "Fatima", "Moussa", "Linh")
    dashboard.mouse.move(1300, 700)
    expect_order(dashboard, "Moussa", "Linh", "Fatima")


def test_a_line_that_is_over_stays_where_it_was(cast: Cast, dashboard: Page) -> None:
    call(cast.fatima, cast)
    call(cast.moussa, cast)
    expect_order(dashboard, "Fatima", "Moussa")
    dashboard.locator("#attention .need").nth(1).hover()
    cast.fatima.post(f"{cast.home}/help/cancel")
    expect(dashboard.locator("#attention .need[data-gone]")).to_contain_text("Fatima")
    expect_order(dashboard, "Fatima", "Moussa")
    dashboard.mouse.move(1300, 700)
    expect_order(dashboard, "Moussa")


def test_the_order_can_be_frozen_by_hand(cast: Cast, dashboard: Page) -> None:
    call(cast.fatima, cast)
    call(cast.moussa, cast)
    expect_order(dashboard, "Fatima", "Moussa")
    freeze = dashboard.get_by_role("button", name="Figer l'ordre")
    freeze.click()
    expect(freeze).to_have_attribute("aria-pressed", "true")
    claim(cast, "Fatima")
    expect(dashboard.locator("#attention .need").first).to_contain_text("Réglé")
    expect_order(dashboard, "Fatima", "Moussa")
    freeze.click()
    expect_order(dashboard, "Moussa", "Fatima")


def test_the_order_is_taken_again_though_the_page_was_touched_meanwhile(
    cast: Cast, dashboard: Page
) -> None:
    call(cast.fatima, cast)
    call(cast.moussa, cast)
    expect_order(dashboard, "Fatima", "Moussa")
    dashboard.locator(".room-title").click()
    claim(cast, "Fatima")
    expect(dashboard.locator("#attention .need").first).to_contain_text("Réglé")
    expect_order(dashboard, "Fatima", "Moussa")
    dashboard.clock.run_for(1900)
    dashboard.locator(".room-title").click()
    dashboard.clock.run_for(5000)
    expect_order(dashboard, "Moussa", "Fatima")


def test_a_double_click_comes_to_a_call_without_ending_it(cast: Cast, dashboard: Page) -> None:
    call(cast.fatima, cast)
    expect_order(dashboard, "Fatima")
    posts: list[str] = []
    dashboard.on("request", lambda r: r.method == "POST" and posts.append(r.url.split("/")[-1]))
    box = dashboard.get_by_role("button", name="J'y vais").bounding_box()
    assert box
    place = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    dashboard.mouse.click(*place)
    expect(dashboard.get_by_role("button", name="Réglé")).to_be_visible(timeout=LIVE_MS)
    dashboard.mouse.click(*place)
    dashboard.clock.fast_forward(1000)
    pause(dashboard)
    dashboard.mouse.click(*place)
    expect(dashboard.locator("#attention .need:not([data-gone])")).to_have_count(0)
    assert posts == ["visit", "handled"], "the second click did nothing"


def test_what_is_read_aloud_is_one_sentence(cast: Cast, dashboard: Page) -> None:
    said = dashboard.locator("[data-said]")
    expect(said).to_have_text("Personne n'attend d'aide.")
    call(cast.fatima, cast)
    expect_order(dashboard, "Fatima")
    expect(said).to_have_text("Personne n'attend d'aide.")
    dashboard.clock.fast_forward(10_000)
    expect(said).to_have_text("1 personne à aider : Fatima.")
