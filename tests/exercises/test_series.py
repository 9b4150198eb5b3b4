"""A series of cards: what is missed comes back, but is never drilled."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from classroom.domain import Record
from classroom.exercises import series
from classroom.progress import SOLUTION_AFTER

IN_A_ROW_MAX = 4


def asked(size: int, hard: frozenset[int]) -> list[int]:
    """The cards that come, in order, to someone who never gets the `hard` ones, until the solution
    is shown or all is done."""
    log: list[Record] = []
    order = tuple(range(size))
    came: list[int] = []
    for _ in range(SOLUTION_AFTER):
        course = series.follow(log, order, lambda card, pick: pick == 1).next_round()
        for card in course.waiting:
            came.append(card)
            log.append({"card": card, "pick": int(card not in hard)})
        if series.follow(log, order, lambda card, pick: pick == 1).is_finished:
            break
    return came


@given(st.integers(1, 12), st.frozensets(st.integers(0, 11)))
def test_no_card_comes_five_times_in_a_row(size: int, hard: frozenset[int]) -> None:
    """After three rounds the solution is shown: massed repetition teaches nothing."""
    runs = [len(list(run)) for _, run in itertools.groupby(asked(size, hard))]
    assert max(runs) <= IN_A_ROW_MAX


def test_a_card_that_is_missed_comes_back_alone() -> None:
    assert asked(3, frozenset({1})) == [0, 1, 2, 1, 1]
    assert asked(3, frozenset()) == [0, 1, 2]
