"""A proxy that hands over whole replies only: no stream passes, and pages follow all the same."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.conftest import Cast
from tests.people import LIVE_MS, People
from tests.proxy import buffering

# Past the silence after which a page asks by itself.
LATER_MS = 26_000


@contextmanager
def proxy_of(url: str) -> Iterator[str]:
    """The address of a proxy before this one."""
    host, port = url.rsplit(":", 1)
    opened: list[int] = []
    ready, done = threading.Event(), threading.Event()

    async def keep() -> None:
        async with buffering(int(port)) as own:
            opened.append(own)
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=asyncio.run, args=(keep(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield f"{host}:{opened[0]}"
    finally:
        done.set()
        thread.join()


def later(page: Page) -> None:
    page.wait_for_function("() => 'htmx' in window")
    page.clock.fast_forward(LATER_MS)


def test_the_dashboard_and_the_wall_ask_for_what_no_stream_brings(
    cast: Cast, people: People
) -> None:
    house = cast.house
    with proxy_of(house.staff_url) as proxied:
        desk = people.someone()
        desk.clock.install()
        desk.goto(house.sign_in_url.replace(house.staff_url, proxied))
        desk.goto(proxied + cast.dashboard)
        expect(desk.locator("[data-freshness]")).not_to_have_text("En direct")
        cast.fatima.post(f"{cast.home}/help")
        later(desk)
        expect(desk.locator("#attention")).to_contain_text("Fatima", timeout=LIVE_MS)
        expect(desk.locator("[data-freshness]")).to_have_text("En direct")
        cast.moussa.post(f"{cast.home}/help")
        desk.clock.run_for(5_000)
        expect(desk.locator("#attention")).to_contain_text("Moussa", timeout=LIVE_MS)


def test_a_learner_is_told_of_a_pause_without_a_stream(cast: Cast, people: People) -> None:
    with proxy_of(cast.house.learner_url) as proxied:
        page = people.someone()
        page.clock.install()
        page.context.add_cookies(
            [{"name": "learner", "value": cast.fatima.cookies["learner"], "url": proxied}]
        )
        page.goto(proxied + cast.home)
        assert cast.mediator.post(f"{cast.dashboard}/pause").status_code == 303
        later(page)
        expect(page.locator("#pause")).to_contain_text("Regardez le tableau", timeout=LIVE_MS)
        assert cast.mediator.post(f"{cast.dashboard}/resume").status_code == 303
        page.clock.run_for(5_000)
        expect(page.locator("#pause")).to_have_count(0, timeout=LIVE_MS)


def test_one_reply_holds_what_a_stream_says_first(cast: Cast) -> None:
    cast.fatima.post(f"{cast.home}/help")
    once = cast.mediator.get(f"{cast.dashboard}/events?view=tiles&once")
    assert once.headers["content-type"].startswith("text/html")
    assert once.text.count("<hx-partial") >= 5
    assert "Fatima" in once.text
    mine = cast.fatima.get(f"{cast.home}/events?once")
    assert "hx-partial" in mine.text
    assert cast.moussa.get("/s/000001/events?once").status_code in (401, 404)
