"""A hint is offered before anybody is told, and what helped is known afterwards."""

from __future__ import annotations

import re

from tests.conftest import Cast
from tests.learning import Work

OFFER = 'id="live-nudge"'


def live(cast: Cast, work: Work) -> str:
    """What the stream of the page says first."""
    events = f"{cast.home}/events?exercise={work.ref}"
    with work.client.stream("GET", events) as stream:
        return next(chunk for chunk in stream.iter_text() if "live" in chunk)


def person(cast: Cast, work: Work) -> str:
    return cast.mediator.get(f"{cast.dashboard}/learners/{work.learner_id}").text


def test_a_hint_is_offered_before_the_mediator_is_told(cast: Cast) -> None:
    work = Work(cast, cast.fatima)
    work.answer(right=False)
    assert OFFER not in live(cast, work)
    work.page()
    cast.house.clock.advance(seconds=130)
    assert OFFER in live(cast, work)
    assert cast.board()["Fatima"]["state"] == "working"


def test_nothing_is_offered_in_a_pause_nor_when_all_hints_are_read_or_it_is_done(
    cast: Cast,
) -> None:
    work, paused = Work(cast, cast.fatima), Work(cast, cast.moussa)
    paused.answer(right=False)
    cast.mediator.post(f"{cast.dashboard}/pause")
    cast.house.clock.advance(seconds=200)
    assert OFFER not in live(cast, paused)
    cast.mediator.post(f"{cast.dashboard}/resume")
    for n in range(5):
        work.client.post(f"{work.url}/hints", data={"submission": f"hint-012345678{n}"})
    cast.house.clock.advance(seconds=130)
    assert OFFER not in live(cast, work)
    work.until("Refaire")
    cast.house.clock.advance(seconds=130)
    assert OFFER not in live(cast, work)


def test_what_helped_is_told_with_the_time_it_took(cast: Cast) -> None:
    work = Work(cast, cast.fatima)
    work.client.post(f"{work.url}/hints", data={"submission": "hint-0123456789"})
    work.until("Refaire")
    cast.fatima.post(f"{cast.home}/help", data={"exercise": work.ref})
    cast.house.clock.advance(minutes=3)
    cast.mediator.post(f"{cast.dashboard}/learners/{work.learner_id}/visit")
    cast.house.clock.advance(minutes=2)
    cast.mediator.post(f"{cast.dashboard}/learners/{work.learner_id}/handled")
    page = person(cast, work)
    assert "a suffi" in page
    assert "aide venue en 3 min" in page
    past = cast.mediator.get(f"/staff/history/{cast.session_id}").text
    assert "Attente médiane, sur 1 appel" in past
    assert re.search(r"<dd>3\s+min</dd>", past)
    assert "Indices suffisants, sur 1 lu" in past
