"""Cards to turn: each once, said to be known or not, never right or wrong."""

from __future__ import annotations

from typing import Any

import pytest

from classroom import exercises
from classroom.domain import Record
from classroom.exercises.base import Turn
from classroom.refusals import BadResponse
from tests.exercises.forms import SHUFFLE, draw, form, make

CARDS = [{"front": f"Face {n}", "back": f"Dos {n}"} for n in range(3)]
EXERCISE = make("flashcards", cards=CARDS, feedback_ok="Bravo.")


def say(log: list[Record], said: str, card: int | None = None) -> Turn:
    fields = {"card": str(len(log) if card is None else card), "say": said}
    turn = exercises.play(EXERCISE, form(fields), SHUFFLE, log)
    log.append(turn.record)
    return turn


def test_it_is_done_when_every_card_was_turned() -> None:
    log: list[Record] = []
    assert say(log, "again").outcome is None
    assert say(log, "known").outcome is None
    outcome = say(log, "again").outcome
    assert outcome is not None
    assert (outcome.score, outcome.passed) == (1.0, True)
    assert sorted(record["card"] for record in log) == [0, 1, 2]


def test_each_card_is_shown_once_then_those_to_see_again() -> None:
    log: list[Record] = []
    seen = set()
    for said in ("again", "known", "again"):
        view = exercises.public(EXERCISE, SHUFFLE, log)
        seen.add(str(view.face.front))
        assert f"Carte {len(log) + 1} sur 3" in draw(EXERCISE, log, answered=bool(log))
        say(log, said)
    assert len(seen) == 3
    again = exercises.public(EXERCISE, SHUFFLE, log).again
    expected = [CARDS[record["card"]]["front"] for record in log if not record["known"]]
    assert [str(face.front) for face in again] == expected
    assert "2 cartes à revoir" in draw(EXERCISE, log)


def test_who_knew_everything_reads_so() -> None:
    log: list[Record] = []
    for _ in CARDS:
        say(log, "known")
    assert "Rien à revoir" in draw(EXERCISE, log)


def test_the_last_card_brings_the_sentence_of_the_end() -> None:
    log: list[Record] = []
    for _ in CARDS:
        say(log, "known")
    said = [exercises.review(EXERCISE, record).text for record in log]
    assert said == ["", "", "Bravo."]


@pytest.mark.parametrize(
    ("fields", "before", "reason"),
    [
        ({}, 0, "empty"),
        ({"card": "0"}, 0, "empty"),
        ({"say": "known"}, 0, "empty"),
        ({"card": "0", "say": "yes"}, 0, "malformed"),
        ({"card": "9", "say": "known"}, 0, "malformed"),
        ({"card": "1", "say": "known"}, 0, "stale"),
        ({"card": "0", "say": "known"}, 1, "stale"),
        ({"card": "2", "say": "known"}, 3, "finished"),
    ],
)
def test_what_does_not_fit_is_refused(fields: dict[str, Any], before: int, reason: str) -> None:
    log: list[Record] = []
    for _ in range(before):
        say(log, "known")
    with pytest.raises(BadResponse) as refused:
        exercises.play(EXERCISE, form(fields), SHUFFLE, log)
    assert refused.value.facts["reason"] == reason


def test_the_answer_is_behind_the_card() -> None:
    page = draw(EXERCISE)
    front, back = page.split("</summary>")
    assert "Dos" not in front
    assert "Dos" in back
    assert 'value="known"' in back
