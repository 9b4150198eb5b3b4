"""Where someone stands on one exercise: the table of states, from what they did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.domain import Act, Activity, Attempt, Progress
from classroom.progress import of_exercise, of_learner

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
REF = "scams/three-clues"
# One letter a deed: a wrong try, a right one, a card inside a series, and the acts.
ACTS = {"h": Act.HINT, "r": Act.REDO, "c": Act.CONTINUE, "s": Act.SKIP}
SCORES = {"w": 0.5, "x": 0.0, "p": 1.0, "-": None}


def deed(letter: str, minute: int, ref: str = REF) -> Attempt | Activity:
    at = START + timedelta(minutes=minute)
    if letter in ACTS:
        return Activity(minute, 1, ref, ACTS[letter], at)
    return Attempt(minute, 1, ref, f"id-{minute}", "", {}, SCORES[letter], letter == "p", at)


def progress(deeds: str, helped: tuple[int, ...] = (), calls: bool = False, hints: int = 3) -> Any:
    """Progress after these deeds, one a minute; `helped` are minutes at which help was given."""
    events = [deed(letter, minute) for minute, letter in enumerate(deeds)]
    times = [START + timedelta(minutes=minute, seconds=30) for minute in helped]
    return of_exercise(REF, events, times, calls=calls, hint_count=hints)


STATES = [
    ("", {}, "todo"),
    ("h", {}, "doing"),
    ("w", {}, "doing"),
    ("-", {}, "doing"),
    ("s", {}, "to_review"),
    ("www", {}, "doing"),
    ("wwwc", {}, "to_review"),
    ("wwwcw", {}, "doing"),
    ("wwwr", {}, "doing"),
    ("p", {}, "done_alone"),
    ("wp", {}, "done_alone"),
    ("ps", {}, "done_alone"),
    ("pw", {}, "done_alone"),
    ("pwww", {}, "done_alone"),
    ("ph", {}, "done_alone"),
    ("hp", {}, "done_helped"),
    ("wwp", {}, "done_helped"),
    ("wwp", {"hints": 0}, "done_alone"),
    ("wwwp", {"hints": 0}, "done_helped"),
    ("hrp", {}, "done_helped"),
    ("p", {"helped": (1,)}, "done_alone"),
    ("wp", {"helped": (0,)}, "done_helped"),
    ("p", {"calls": True}, "help_asked"),
    ("s", {"calls": True}, "help_asked"),
    ("", {"calls": True}, "help_asked"),
]


@pytest.mark.parametrize(("deeds", "more", "expected"), STATES)
def test_the_first_line_that_applies(deeds: str, more: dict[str, Any], expected: str) -> None:
    assert progress(deeds, **more).status.value == expected


def facts(it: Progress) -> tuple[int, int, int, int, bool]:
    return it.tries, it.wrong_run, it.wrong_total, it.hints_shown, it.solution_shown


@pytest.mark.parametrize(
    ("deeds", "expected"),
    [
        ("w", (1, 1, 1, 0, False)),
        ("ww", (2, 2, 2, 1, False)),
        ("www", (3, 3, 3, 1, True)),
        ("wwhh", (2, 2, 2, 2, False)),
        ("hhhh", (0, 0, 0, 3, False)),
        ("wwwr", (3, 0, 3, 0, False)),
        ("wwwrww", (5, 2, 5, 1, False)),
        ("wwwrwww", (6, 3, 6, 1, True)),
        ("wwpw", (4, 1, 3, 0, False)),
        ("---w", (1, 1, 1, 0, False)),
    ],
)
def test_tries_hints_and_solution(deeds: str, expected: tuple[int, ...]) -> None:
    assert facts(progress(deeds)) == expected


def test_the_best_score_and_the_first_success_are_kept() -> None:
    it = progress("wpxr")
    assert (it.best_score, it.passed_at) == (1.0, START + timedelta(minutes=1))
    assert it.last is None
    assert it.log == ()
    assert progress("xw").best_score == 0.5
    assert progress("xw").last.id == 1


def test_each_exercise_has_its_own() -> None:
    attempts = [deed("w", 0, "a"), deed("p", 1, "b"), deed("p", 2, "gone")]
    acts = [deed("s", 3, "c")]
    states = of_learner(["c", "a", "b", "d"], attempts, acts, {}, "d", hint_counts={})
    assert {ref: state.status.value for ref, state in states.items()} == {
        "c": "to_review",
        "a": "doing",
        "b": "done_alone",
        "d": "help_asked",
    }
    assert list(states) == ["c", "a", "b", "d"]


deeds = st.text(alphabet="wxp-hrcs", max_size=12)


@given(deeds, deeds)
def test_what_is_done_stays_done(before: str, after: str) -> None:
    first, then = progress(before), progress(before + after)
    assert then.best_score >= first.best_score
    assert then.is_done >= first.is_done
    if first.is_done:
        assert (then.status, then.passed_at) == (first.status, first.passed_at)


@given(deeds)
def test_counts_agree(text: str) -> None:
    it = progress(text)
    assert it.wrong_run == len(it.wrong_at) <= it.wrong_total == len(it.wrong_total_at) <= it.tries
    assert it.hints_shown <= 3
    assert it.solution_shown == (it.wrong_run >= 3)
