"""Games: graded from what the page noted, never trusted further than a hand can go."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom import exercises
from classroom.domain import Evidence, Record
from classroom.exercises import game, gestures, keyboards, rounds
from classroom.exercises.base import Exercise, Turn
from classroom.exercises.rounds import Round
from classroom.refusals import BadResponse
from tests import keycaps
from tests.exercises.forms import SHUFFLE, codes, draw, form, make, sample

GAMES: dict[str, dict[str, Any]] = {
    "hover": {"grid": 3},
    "click": {"count": 10, "sizes_px": [96, 48]},
    "tap": {"count": 5},
    "double_click": {"count": 6},
    "right_click": {"menu": ["Ouvrir", "Renommer"], "choose": "Renommer"},
    "drag": {"items": ["Pain", "Lait"], "boxes": ["Panier"]},
    "scroll": {"lines": ["Un.", "Deux."], "goal": "FIN"},
    "select": {"text": "Le {chat} et le {chien}."},
    "keys": {"letters": "a z e"},
    "type": {"words": ["l'été", "Paris"]},
    "correct": {"pairs": [{"text": "chatt", "answer": "chat"}]},
    "long_press": {"count": 3},
    "swipe": {"directions": ["left", "up"]},
    "pinch": {"count": 2},
}
PLAYED = [name for name in GAMES if name not in rounds.TYPED]


def one(name: str, **keys: Any) -> Exercise:
    return make("game", game=name, **{**GAMES[name], **keys})


def round_of(exercise: Exercise) -> Round:
    assert isinstance(exercise, game.Definition)
    return game.played(exercise)[0]


def order_of(exercise: Exercise) -> tuple[int, ...]:
    order: tuple[int, ...] = exercises.public(exercise, SHUFFLE, []).stages[0].order
    return order


def answer(exercise: Exercise, log: Any, **more: Any) -> Turn:
    """What posting this log gives."""
    source = log if isinstance(log, str) else json.dumps(log)
    return exercises.play(exercise, form({"round-0": source}), SHUFFLE, [], **more)


def won(exercise: Exercise) -> list[list[Any]]:
    """The log of someone who succeeds in everything."""
    lines: list[list[Any]] = json.loads(gestures.enact(round_of(exercise), order_of(exercise)))
    return lines


def doubt(turn: Turn) -> str:
    assert turn.outcome is None
    reason: str = turn.record["doubt"]
    return reason


@pytest.mark.parametrize("name", PLAYED)
def test_a_game_that_is_played_through_has_the_full_score(name: str) -> None:
    exercise = one(name)
    turn = answer(exercise, won(exercise))
    assert turn.outcome is not None, turn.record
    assert (turn.outcome.score, turn.outcome.passed) == (1.0, True)


def test_eighty_per_cent_of_the_target_is_passed() -> None:
    exercise = one("click")
    for hits, passed in ((10, True), (8, True), (7, False)):
        outcome = answer(exercise, won(exercise)[:hits]).outcome
        assert outcome is not None
        assert (outcome.score, outcome.passed) == (hits / 10, passed)


def test_more_hits_than_the_target_are_no_more_than_all() -> None:
    outcome = answer(one("click", target=4), won(one("click"))).outcome
    assert outcome is not None
    assert outcome.score == 1.0


def test_each_round_says_its_gesture() -> None:
    html = draw(sample("jeu-gestes"))
    for words in ("Touchez", "Laissez le doigt posé", "Poussez", "Écartez deux doigts"):
        assert words in html


def test_rounds_are_scored_by_their_mean() -> None:
    exercise = sample("jeu-gestes")
    assert isinstance(exercise, game.Definition)
    stages = exercises.public(exercise, SHUFFLE, []).stages
    logs = {s.name: gestures.enact(s.round, s.order) for s in stages}
    full = exercises.play(exercise, form(logs), SHUFFLE, []).outcome
    assert full is not None
    assert full.score == 1.0
    half = exercises.play(exercise, form({**logs, "round-1": "", "round-3": "[]"}), SHUFFLE, [])
    assert half.outcome is not None
    assert half.outcome.score == 0.5


# A game, what is changed in its log, and the reason that is kept.
IMPLAUSIBLE: list[tuple[str, Any, str]] = [
    ("click", lambda log: log[::-1], "times"),
    ("click", lambda log: [log[1], *log[2:]], "order"),
    ("click", lambda log: [[n, *line[1:]] for n, line in enumerate(log)], "too_fast"),
    ("click", lambda log: [[*line[:3], 1001, 5] for line in log], "outside"),
    ("click", lambda log: [*log, [9999, "hit", 3, 5, 5]], "order"),
    ("click", lambda log: [[5, "miss", log[0][2], 1, 1]] * 401, "too_many"),
    ("click", lambda log: [[-5, *log[0][1:]]], "out_of_range"),
    ("click", lambda log: [[1.5, *log[0][1:]]], "unreadable"),
    ("click", lambda log: [[10**30, *log[0][1:]]], "out_of_range"),
    ("click", lambda log: "x" * 20_001, "too_long"),
    ("click", lambda log: "[" * 9000, "unreadable"),
    ("click", lambda log: {"a": 1}, "unreadable"),
    ("hover", lambda log: [*log, [99_999, "tile", 0, 1, 1]], "targets"),
    ("hover", lambda log: [[9, "tile", 9, 1, 1]], "targets"),
    ("double_click", lambda log: [[900, "pair", 0, 501, 2]], "pair"),
    ("double_click", lambda log: [[900, "pair", 0, 300, 9]], "pair"),
    ("right_click", lambda log: log[1:], "order"),
    ("right_click", lambda log: [log[0], [999, "choose", 2]], "targets"),
    ("drag", lambda log: [[9, "drop", 0, 1]], "targets"),
    ("drag", lambda log: [*log, [99_999, "drop", 0, 0]], "targets"),
    ("scroll", lambda log: log[1:], "order"),
    ("select", lambda log: [[9, "range", 3, 99]], "outside"),
    ("long_press", lambda log: [[900, "press", 0, 499, 5, 5]], "too_short"),
    ("long_press", lambda log: [[100, "press", 0, 600, 5, 5]], "too_short"),
    ("swipe", lambda log: [[900, "swipe", 0, "left", 39]], "too_short"),
    ("swipe", lambda log: [[900, "swipe", 1, "up", 99]], "order"),
    ("pinch", lambda log: [[900, "scale", 0, 199, 2]], "too_short"),
    ("pinch", lambda log: [[900, "scale", 0, 250, 1]], "too_short"),
]


@pytest.mark.parametrize(("name", "change", "reason"), IMPLAUSIBLE)
def test_what_no_hand_can_do_is_kept_without_a_score(name: str, change: Any, reason: str) -> None:
    exercise = one(name)
    turn = answer(exercise, change(won(exercise)))
    assert doubt(turn) == reason
    assert exercises.review(exercise, turn.record).note == "unkept"
    assert "Votre score" not in draw(exercise, [turn.record], answered=True)


def test_more_time_makes_slow_double_clicks_count() -> None:
    slow = [[100, "slower"], [900, "pair", 0, 850, 2]]
    assert answer(one("double_click"), slow).record["hits"] == [1]


def test_misses_cost_nothing() -> None:
    exercise = one("click")
    first, *others = won(exercise)
    missed = [[10, "miss", first[2], 1, 1], [20, "miss", first[2], 900, 1], first, *others]
    assert answer(exercise, missed).record["hits"] == [10]
    assert answer(one("select"), [[5, "range", 0, 2], [99, "range", 3, 7]]).record["hits"] == [1]
    wrong_way = [[500, "swipe", 0, "right", 90], [900, "swipe", 0, "left", 90]]
    assert answer(one("swipe"), wrong_way).record["hits"] == [1]


def test_the_wrong_line_of_a_menu_is_a_try() -> None:
    turn = answer(one("right_click"), [[300, "menu"], [900, "choose", 0]])
    assert turn.outcome is not None
    assert turn.outcome.score == 0


def test_a_game_lasts_no_longer_than_its_page() -> None:
    exercise = one("click")
    log = won(exercise)
    lasted_s = log[-1][0] / 1000
    assert answer(exercise, log, open_s=lasted_s - 1.9).outcome
    assert doubt(answer(exercise, log, open_s=lasted_s - 2.1)) == "too_long"


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        (["l'été", "Paris"], [1, 1]),
        ([" l’e\u0301te\u0301 ", "Paris "], [1, 1]),
        (["l'ete", "paris"], [0, 0]),
        (["", "PARIS"], [0, 0]),
    ],
)
def test_words_are_compared_exactly(typed: list[str], right: list[int]) -> None:
    fields = {f"round-0-{n}": text for n, text in enumerate(typed)}
    turn = exercises.play(one("type"), form(fields), SHUFFLE, [])
    assert turn.record["marks"] == [right]
    assert not any(text and text in json.dumps(turn.record) for text in typed)


def test_a_text_left_as_it_was_is_no_try() -> None:
    with pytest.raises(BadResponse) as refused:
        exercises.play(one("correct"), form({"round-0-0": "chatt"}), SHUFFLE, [])
    assert refused.value.facts["reason"] == "empty"
    assert exercises.play(one("correct"), form({"round-0-0": "chat"}), SHUFFLE, []).outcome


def test_what_the_server_compares_is_verified() -> None:
    known = {name: exercises.evidence(one(name)) for name in GAMES}
    verified = {name for name, evidence in known.items() if evidence is Evidence.VERIFIED}
    assert verified == {"keys", "type", "correct", "select"}
    assert exercises.evidence(sample("objet")) is Evidence.VERIFIED


def test_the_best_score_stands_beside_the_last() -> None:
    exercise = one("click")
    eight, nine = (answer(exercise, won(exercise)[:n]).record for n in (8, 9))
    assert "Votre score\u00a0: 8 sur 10." in draw(exercise, [eight], answered=True)
    both = draw(exercise, [eight, nine], answered=True)
    assert "Votre meilleur score\u00a0: 8. Cette fois\u00a0: 9." in both


def test_a_game_that_is_won_is_not_drawn_again() -> None:
    exercise = one("click")
    assert "<click-game" in draw(exercise)
    few, all_of_it = (answer(exercise, won(exercise)[:n]).record for n in (2, 10))
    assert "<click-game" in draw(exercise, [few], answered=True)
    assert "<click-game" not in draw(exercise, [all_of_it], answered=True)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, ("missing_key", "game")),
        ({"game": "jump"}, ("unknown_game", "game")),
        ({"game": "hover"}, ("missing_key", "grid")),
        ({"game": "hover", "grid": 3, "words": ["a"]}, ("unknown_key", "words")),
        ({"game": "click", "count": 5, "target": 6}, ("bad_target", "target")),
        ({"game": "click", "target": -1}, ("bad_target", "target")),
        ({"game": "click", "count": 41}, ("bad_target", "count")),
        ({"game": "click", "sizes_px": [96, 43]}, ("size_too_small", "sizes_px[2]")),
        ({"game": "select", "text": "Rien."}, ("bad_target", "game")),
        ({"game": "type", "words": ["a", "\u200b"]}, ("empty_answer", "words[2]")),
        ({"game": "type", "words": ["a"], "keyboard": "qwerty"}, ("bad_type", "keyboard")),
        ({"game": "right_click", "menu": ["a"], "choose": "b"}, ("bad_target", "choose")),
        ({"game": "correct", "pairs": [{"text": "a ", "answer": "a"}]}, ("bad_pair", "pairs[1]")),
        ({"game": "drag", "items": ["a", "a"], "boxes": ["b"]}, ("duplicate_text", "items[2]")),
        ({"game": "tap", "rounds": [{"game": "tap"}]}, ("both_keys", "")),
        ({"rounds": [{"game": "tap"}, {"game": "no"}]}, ("unknown_game", "rounds[2].game")),
        ({"rounds": [{"game": "tap", "rounds": []}]}, ("unknown_key", "rounds[1].rounds")),
    ],
)
def test_mistakes_of_authors_are_told(keys: dict[str, Any], expected: tuple[str, str]) -> None:
    assert expected in codes("game", **keys)


EVENTS = st.lists(
    st.tuples(
        st.integers(-5, 4000),
        st.sampled_from(
            (
                *("tile", "hit", "miss", "pair", "slower", "menu", "choose", "drop", "line"),
                *("end", "goal", "range", "press", "short", "button", "swipe", "push", "scale"),
            )
        ),
        st.one_of(st.integers(-2, 1200), st.sampled_from(["left", "up", ""])),
        st.integers(-2, 1200),
        st.integers(0, 1000),
    ).map(lambda line: list(line[: 2 + line[4] % 4])),
    max_size=20,
)
LOGS = st.one_of(
    st.text(max_size=60),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=8,
    ).map(json.dumps),
    EVENTS.map(lambda events: json.dumps(sorted(events, key=lambda event: event[0]))),
)


@given(st.sampled_from(sorted(GAMES)), LOGS, st.lists(st.text(max_size=210), max_size=3))
@settings(deadline=None, max_examples=400)
def test_no_log_breaks_a_game_or_passes_its_score(name: str, log: str, typed: list[str]) -> None:
    exercise = one(name)
    fields = {"round-0": log, **{f"round-0-{n}": text for n, text in enumerate(typed)}}
    try:
        turn = exercises.play(exercise, form(fields), SHUFFLE, [])
    except BadResponse:
        return
    kept: list[Record] = [json.loads(json.dumps(turn.record))]
    assert turn.outcome is None or 0 <= turn.outcome.score <= 1
    exercises.review(exercise, kept[0])
    draw(exercise, kept)
    draw(exercise, kept, answered=True)


@pytest.mark.parametrize(
    ("layout", "character", "codes_"),
    [
        ("azerty-windows", "a", "KeyQ"),
        ("azerty-windows", "@", "AltRight+Digit0"),
        ("azerty-mac", "@", "Backquote"),
        ("azerty-windows", "P", "ShiftLeft+KeyP"),
        ("azerty-windows", ".", "ShiftLeft+Comma"),
        ("azerty-windows", "ê", "BracketLeft KeyE"),
        ("azerty-windows", "ë", "ShiftLeft+BracketLeft KeyE"),
        ("azerty-windows", "é", "Digit2"),
        ("azerty-windows", ":", "Period"),
        ("azerty-windows", " ", "Space"),
    ],
)
def test_the_keys_of_a_character(layout: str, character: str, codes_: str) -> None:
    found = keyboards.press(layout, character)
    assert found is not None
    assert found.codes == codes_


def test_every_row_of_a_keyboard_is_as_long_as_the_others() -> None:
    for layout in keyboards.ROWS:
        ends = {row: 0 for row in range(5)}
        for key in keyboards.drawing(layout):
            row = key.y // keyboards.UNIT
            ends[row] = max(ends[row], key.x + key.width)
        assert len(set(ends.values())) == 1, (layout, ends)


def test_the_file_of_the_drawings_is_the_one_that_is_made() -> None:
    assert keycaps.FILE.read_text("utf-8") == keycaps.svg(), "python -m tests.keycaps"


def test_keys_of_what_is_to_be_repaired_are_not_lit() -> None:
    assert "data-keys" not in draw(one("correct"))
    assert "data-keys" in draw(one("type"))
