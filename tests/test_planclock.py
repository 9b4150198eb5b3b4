"""The clock of a plan: how much time is left, and what still fits in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from classroom import planclock
from classroom.domain import Step
from classroom.planclock import PlanClock, Walker

NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
STEPS = (
    Step("Un", 10, ("m/a", "m/b")),
    Step("Pause", 10, ()),
    Step("Deux", 10, ("m/c", "m/d")),
    Step("Trois", 10, ("m/e",)),
)
ALL = ("m/a", "m/b", "m/c", "m/d", "m/e")
ESTIMATES = dict.fromkeys(ALL, 5.0)


def walker(done: str, active_min: float = 10) -> Walker:
    refs = frozenset(f"m/{letter}" for letter in done)
    return Walker(frozenset(ALL) - refs, refs, active_min)


def read(*walkers: Walker, left_min: float) -> PlanClock:
    ends_at = NOW + timedelta(minutes=left_min)
    return planclock.read(STEPS, ESTIMATES, walkers, ends_at, NOW)


@pytest.mark.parametrize(
    ("left_min", "expected"), [(42.9, 42), (1, 1), (0.4, 0), (0, 0), (-0.5, -1), (-10, -10)]
)
def test_minutes_left_are_never_more_than_there_are(left_min: float, expected: int) -> None:
    assert read(walker("a"), left_min=left_min).left_min == expected


@pytest.mark.parametrize(
    ("done", "step"),
    [
        (["", "", ""], 1),
        (["ab", "ab", ""], 2),
        (["abc", "abc", ""], 3),
        (["abcde", "abcd", "abc"], 4),
        (["abcde"], 4),
    ],
)
def test_the_room_is_where_half_of_it_is(done: list[str], step: int) -> None:
    assert read(*map(walker, done), left_min=30).step == step


def test_nobody_is_judged_on_the_first_minutes() -> None:
    clock = read(walker("ab", active_min=4.9), walker("", active_min=30), left_min=30)
    assert (clock.upto, clock.finishing, clock.unfit) == (0, 0, ())


def test_at_the_pace_of_the_plan_what_fits_is_what_the_plan_says() -> None:
    # Ten minutes done in ten: the break takes ten, two exercises ten, three minutes are kept.
    same = [walker("ab") for _ in range(4)]
    assert read(*same, left_min=23).unfit == (4,)
    assert read(*same, left_min=22.9).upto == 2
    assert read(*same, left_min=28).upto == 4


def test_the_sentence_tells_the_furthest_step_that_half_will_finish() -> None:
    quick, slow = walker("abcd", active_min=10), walker("a", active_min=20)
    clock = read(quick, quick, slow, left_min=20)
    assert (clock.people, clock.upto, clock.finishing, clock.unfit) == (3, 4, 2, ())


def test_one_whose_pace_is_unknown_walks_as_the_others_do() -> None:
    clock = read(walker("ab"), walker("ab"), walker("", active_min=2), left_min=60)
    assert (clock.upto, clock.finishing) == (4, 3)


def test_when_nothing_fits_the_present_step_is_told() -> None:
    clock = read(*[walker("ab", active_min=40)] * 3, left_min=5)
    assert (clock.upto, clock.unfit) == (2, (3, 4))
    clock = read(*[walker("a", active_min=40)] * 3, left_min=5)
    assert (clock.upto, clock.finishing, clock.unfit) == (1, 0, (1, 2, 3, 4))


def test_what_a_person_cannot_do_is_not_waited_for() -> None:
    here = Walker(frozenset({"m/c"}), frozenset({"m/a", "m/b"}), 10)
    assert planclock.read(STEPS, ESTIMATES, [here], NOW + timedelta(minutes=60), NOW).upto == 4


SPARE = (
    Step("Un", 10, ("m/a", "m/b")),
    Step("Deux", 10, ("m/c",), "optional"),
    Step("Trois", 10, ("m/d",), "if_time"),
    Step("Quatre", 10, ("m/e",)),
    Step("Échanges", 10),
)


def spared(*walkers: Walker, left_min: float) -> PlanClock:
    return planclock.read(SPARE, ESTIMATES, walkers, NOW + timedelta(minutes=left_min), NOW)


def test_what_is_not_required_is_left_out_first() -> None:
    # At the pace of the plan: three exercises of five minutes, ten together, three are kept.
    same = [walker("ab")] * 3
    found = [spared(*same, left_min=left) for left in (28, 27.9, 22.9, 17.9, 7.9)]
    assert [(one.left_out, one.upto, one.unfit) for one in found] == [
        ((), 5, ()),
        ((3,), 5, ()),
        ((2, 3), 5, ()),
        ((2, 3), 4, (5,)),
        ((2, 3), 1, (4, 5)),
    ]


def test_who_passed_over_what_is_not_required_is_not_late() -> None:
    assert planclock.place(SPARE, walker("ab")) == 3
    assert planclock.place(SPARE, walker("abe")) == 1
    clock = spared(walker("abe", active_min=15), left_min=20)
    assert (clock.step, clock.upto, clock.left_out) == (2, 5, (3,))


def test_what_is_done_already_is_not_left_out() -> None:
    clock = spared(walker("abd", active_min=15), left_min=3)
    assert (clock.left_out, clock.unfit) == ((2,), (4, 5))


def test_a_closing_talk_that_does_not_fit_is_told_while_something_is_left_to_do() -> None:
    ready = Walker(frozenset({"m/e"}), frozenset(ALL) - {"m/e"}, 20)
    assert spared(ready, left_min=10).unfit == (5,)
    assert spared(walker("abcde"), left_min=5).unfit == ()
