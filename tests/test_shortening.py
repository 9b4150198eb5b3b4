"""A plan made shorter: what is given up, in which order, and what never is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from classroom.domain import NEEDS, Need, Plan, Step
from classroom.modules import Library
from classroom.shortening import DURATIONS, MARGIN, TOGETHER_MIN, one_less, shorten, split, wanted

LIBRARY = Library.shipped()
REFS = [f"scams/{one.id}" for one in LIBRARY.module("scams").exercises]
LESSON = "scams/example"
PRACTICE = [ref for ref in REFS if LIBRARY.exercise(ref).kind != "lesson"]


def plan(*steps: Step) -> Plan:
    return Plan("p", "P", "", steps)


def given_up(start: Plan) -> list[tuple[tuple[str, int, tuple[str, ...]], ...]]:
    """Every plan on the way to the shortest."""
    found = []
    while (shorter := next(one_less(LIBRARY, start), None)) is not None:
        found.append(tuple((step.title, step.minutes, step.exercises) for step in shorter.steps))
        start = shorter
    return found


def test_what_is_given_up_comes_in_the_order_of_the_rule() -> None:
    a, b, c, d = PRACTICE[:4]
    whole = plan(
        Step("Accueil", 10),
        Step("Cours", 20, (LESSON, a, b)),
        Step("Encore", 10, (c,), "optional"),
        Step("Bonus", 10, (d,), "if_time"),
    )
    titles = [[title for title, _, _ in one] for one in given_up(whole)]
    assert titles == [
        ["Accueil", "Cours", "Encore"],  # if time allows
        ["Accueil", "Cours"],  # optional
        ["Accueil", "Cours"],  # the lesson
        ["Accueil", "Cours"],  # less talk
        ["Accueil", "Cours"],  # practice, but for the last
    ]
    refs = [one[1][2] for one in given_up(whole)]
    assert refs == [(LESSON, a, b), (LESSON, a, b), (a, b), (a, b), (a,)]
    assert [one[0][1] for one in given_up(whole)] == [10, 10, 10, TOGETHER_MIN, TOGETHER_MIN]


def test_parts_are_shortened_evenly() -> None:
    a, b, c, d, e = PRACTICE[:5]
    whole = plan(Step("Un", 30, (a, b, c)), Step("Deux", 20, (d, e)))
    assert [tuple(len(refs) for _, _, refs in one) for one in given_up(whole)] == [
        (2, 2),
        (2, 1),
        (1, 1),
    ]


def test_an_exercise_that_no_longer_exists_is_nobodys_last_practice() -> None:
    gone, real = "scams/gone", PRACTICE[0]
    whole = plan(Step("Un", 30, (gone, real)), Step("Deux", 30, (gone,)))
    assert shorten(LIBRARY, whole, 1).exercises == (real,)


def test_durations_are_those_offered() -> None:
    assert [wanted(str(minutes)) for minutes in DURATIONS] == list(DURATIONS)
    assert [wanted(typed) for typed in ("", "0", "-40", "41", "x", "040")] == [None] * 6


STEPS = st.builds(
    Step,
    st.just("S"),
    st.integers(1, 60),
    st.lists(st.sampled_from([*REFS, "scams/gone"]), unique=True, max_size=5).map(tuple),
    st.sampled_from(NEEDS),
)
PLANS = st.lists(STEPS, min_size=1, max_size=7).map(lambda steps: plan(*steps))


@given(PLANS, st.integers(1, 200))
def test_a_shorter_plan_is_part_of_the_whole(whole: Plan, minutes: int) -> None:
    shorter = shorten(LIBRARY, whole, minutes)
    left = iter(whole.exercises)
    assert all(ref in left for ref in shorter.exercises), "the same, in the same order"
    assert shorter.minutes <= whole.minutes
    assert all(step.minutes >= 1 for step in shorter.steps)
    fits = shorter.minutes <= minutes * (1 - MARGIN)
    assert fits or next(one_less(LIBRARY, shorter), None) is None
    assert shorten(LIBRARY, shorter, minutes) == shorter


@given(PLANS, st.integers(1, 200))
def test_a_required_part_keeps_a_practice(whole: Plan, minutes: int) -> None:
    def parts(one: Plan, need: Need) -> int:
        return sum(bool(split(LIBRARY, step)[1]) for step in one.steps if step.need == need)

    shorter = shorten(LIBRARY, whole, minutes)
    assert parts(shorter, "required") == parts(whole, "required")
    lessons = [ref for step in whole.steps for ref in split(LIBRARY, step)[0]]
    required = [step for step in whole.steps if step.need == "required"]
    practice = [ref for step in required for ref in split(LIBRARY, step)[1]]
    if set(practice) - set(shorter.exercises):
        assert not set(lessons) & set(shorter.exercises), "theory goes before practice"
        assert all(step.need == "required" for step in shorter.steps)


def test_every_shipped_plan_fits_an_hour() -> None:
    for one in LIBRARY.plans:
        assert shorten(LIBRARY, one, 60).minutes <= 57, one.id
