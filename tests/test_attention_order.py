"""Whom the mediator sees first, and what holds of every situation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.attention import Situation, assess, rank
from classroom.domain import Interval
from classroom.intervals import active_seconds, after_active
from tests.situations import CALM, NORMAL, NOW, ago, errors, newcomer, person


def ordered(*people: Situation) -> list[int]:
    numbered = [replace(it, learner_id=n) for n, it in enumerate(people, start=1)]
    return rank([(it, assess(it, CALM, NOW)) for it in numbered], CALM, NOW)


STUCK = person(**errors(90, 80, 70))
RANKING = {
    "a call, stuck, two signals, one, not begun, at work": (
        person(),
        newcomer(5),
        person(**errors(90, 80)),
        person(**errors(90, 80), opened_at=ago(700)),
        STUCK,
        person(help_asked_at=ago(5)),
    ),
    "a connection lost for long is as urgent as being stuck": (
        person(**errors(90, 80)),
        person(offline_since=ago(300)),
    ),
    "a call somebody goes to comes after a call nobody answers": (
        person(help_asked_at=ago(300), on_the_way_since=ago(5)),
        person(help_asked_at=ago(5)),
    ),
    "even an old one": (
        person(help_asked_at=ago(900), on_the_way_since=ago(5)),
        person(help_asked_at=ago(5)),
    ),
    "a call older than ten minutes is first, visited or not": (
        person(help_asked_at=ago(599)),
        person(help_asked_at=ago(600), last_visit_at=ago(60)),
    ),
    "who was not visited for twenty minutes comes before who was": (
        person(**errors(190, 180, 170), last_visit_at=ago(1199)),
        person(**errors(90, 80, 70), last_visit_at=ago(1200)),
    ),
    "who waits longest": (person(**errors(90, 80, 70)), person(**errors(190, 180, 170))),
}


@pytest.mark.parametrize("case", RANKING)
def test_need_decides_the_order(case: str) -> None:
    people = RANKING[case]
    assert ordered(*people) == list(range(len(people), 0, -1))


def test_order_of_arrival_decides_between_equals() -> None:
    assert ordered(STUCK, STUCK, STUCK) == [1, 2, 3]


moments = st.integers(0, 4000).map(ago)
maybe = st.none() | moments
spans = st.tuples(st.integers(0, 4000), st.integers(0, 4000)).map(
    lambda pair: Interval(ago(max(pair)), ago(min(pair)))
)
times = st.lists(st.integers(0, 4000), max_size=5).map(
    lambda seconds: tuple(sorted(ago(s) for s in seconds))
)
situations = st.builds(
    person,
    joined_at=moments,
    exercise=st.sampled_from([None, "scams/three-clues"]),
    exercise_done=st.booleans(),
    estimate_s=st.integers(0, 600),
    opened_at=maybe,
    last_input_at=maybe,
    ever_acted=st.booleans(),
    wrong_at=times,
    wrong_total_at=times,
    help_asked_at=maybe,
    on_the_way_since=maybe,
    last_visit_at=maybe,
    last_handled_at=maybe,
    finished=st.booleans(),
    offline_since=maybe,
    away=st.lists(spans, max_size=3).map(tuple),
)
rooms = st.lists(situations, max_size=8)
URGENCY = ["working", "idle", "done", "watch", "offline", "stuck", "call"]


@given(rooms, st.randoms())
def test_the_order_is_total_and_does_not_depend_on_the_way_in(room: Any, rng: Any) -> None:
    people = [(replace(it, learner_id=n), assess(it, CALM, NOW)) for n, it in enumerate(room)]
    first = rank(people, CALM, NOW)
    assert sorted(first) == list(range(len(room)))
    rng.shuffle(people)
    assert rank(people, CALM, NOW) == first


@given(rooms)
def test_a_call_comes_before_everybody_who_did_not_call(room: Any) -> None:
    people = [(replace(it, learner_id=n), assess(it, CALM, NOW)) for n, it in enumerate(room)]
    states = [people[learner_id][1].state for learner_id in rank(people, CALM, NOW)]
    assert states[: states.count("call")] == ["call"] * states.count("call")


@given(situations)
def test_a_call_is_never_hidden(it: Situation) -> None:
    assert (assess(it, CALM, NOW).state == "call") == (it.help_asked_at is not None)


@given(situations, st.integers(0, 4000))
def test_more_waiting_never_lowers_the_level(it: Situation, seconds: int) -> None:
    later = NOW + timedelta(seconds=seconds)
    before, after = assess(it, CALM, NOW).state, assess(it, CALM, later).state
    assert URGENCY.index(after) >= URGENCY.index(before)


@given(situations, st.lists(spans, max_size=2))
def test_a_pause_never_raises_the_level(it: Situation, pauses: list[Interval]) -> None:
    rested = replace(it, away=(*it.away, *pauses))
    before, after = assess(it, CALM, NOW).state, assess(rested, CALM, NOW).state
    assert URGENCY.index(after) <= URGENCY.index(before)


@given(situations)
def test_the_calm_pace_is_never_the_more_pressing(it: Situation) -> None:
    calm, normal = assess(it, CALM, NOW).state, assess(it, NORMAL, NOW).state
    assert URGENCY.index(calm) <= URGENCY.index(normal)


@given(moments, st.integers(0, 4000), st.lists(spans, max_size=4))
def test_when_and_how_long_agree(start: datetime, seconds: int, away: list[Interval]) -> None:
    reached = after_active(start, seconds, NOW, away)
    assert (reached is not None) == (active_seconds(start, NOW, away) >= seconds)
    if reached is not None:
        assert active_seconds(start, reached, away) == seconds
