"""The thresholds of a session are set on its page, and the dashboard follows."""

from __future__ import annotations

import dataclasses

import pytest

from classroom.attention import PACES, thresholds
from tests.conftest import Cast
from tests.learning import Work

CALM = {name: str(value) for name, value in thresholds.typed(PACES["calm"]).items()}


def test_a_session_signals_when_its_mediator_says(cast: Cast) -> None:
    work = Work(cast, cast.fatima)
    for _ in range(3):
        work.answer(right=False)
        cast.house.clock.advance(seconds=10)
    cast.house.clock.advance(seconds=30)
    assert cast.board()["Fatima"]["state"] == "stuck"
    later = {**CALM, "wrong_run_watch": "5", "wrong_run_stuck": "6", "wrong_total_watch": "5"}
    later |= {"wrong_total_stuck": "6"}
    saved = cast.mediator.post(f"{cast.dashboard}/pace", data=later)
    assert saved.status_code == 303
    assert cast.board()["Fatima"]["state"] == "working"
    assert 'class="undo-bar"' in cast.mediator.get(saved.headers["location"]).text
    person = f"{cast.dashboard}/learners/{work.learner_id}"
    for _ in range(3):
        work.answer(right=False)
        cast.house.clock.advance(seconds=10)
    cast.house.clock.advance(seconds=30)
    assert "à surveiller dès 5, bloqué dès 6" in cast.mediator.get(person).text
    kept = cast.house.rows("select thresholds from session")[0][0]
    assert thresholds.checked("calm", kept) == kept
    chosen = cast.mediator.post(f"{cast.dashboard}/pace/choose", data={"pace": "calm"})
    assert chosen.status_code == 303
    assert cast.house.rows("select pace, thresholds from session") == [("calm", "")]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("idle_watch_s", "mille", "Écrivez un nombre de"),
        ("wrong_run_watch", "2,5", "Écrivez un nombre de"),
        ("slips", "nan", "Écrivez un nombre de"),
        ("wrong_run_stuck", "1", "au moins aussi grand"),
        ("group_people", "1", "Écrivez un nombre de"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_changes(
    cast: Cast, field: str, value: str, words: str
) -> None:
    answer = cast.mediator.post(f"{cast.dashboard}/pace", data={**CALM, field: value})
    assert answer.status_code == 422
    told = answer.text[answer.text.index(f'id="{field}-error"') :]
    assert words in told[:400]
    assert f'value="{value}"' in told[:900]
    assert cast.house.rows("select thresholds from session") == [("",)]


@pytest.mark.parametrize(
    "kept",
    ["[]", "{", "1", '{"unknown": 1}', '{"slips": "x"}', '{"slips": 1e99}', '{"silence_s": 1}'],
)
def test_thresholds_of_another_hand_are_refused(cast: Cast, kept: str) -> None:
    fields = {"pace": "calm", "thresholds": kept}
    assert cast.mediator.post(f"{cast.dashboard}/pace/choose", data=fields).status_code == 422
    assert cast.mediator.get(cast.dashboard).status_code == 200


@pytest.mark.parametrize("pace", PACES)
def test_what_is_typed_is_what_is_kept(pace: str) -> None:
    limits = PACES[pace]
    form = {name: str(value) for name, value in thresholds.typed(limits).items()}
    assert thresholds.read(form, pace) == ("", {})
    kept, wrong = thresholds.read({**form, "idle_watch_s": "1,5", "idle_stuck_s": "7"}, pace)
    assert not wrong
    expected = dataclasses.replace(limits, idle_watch_s=90, idle_stuck_s=420)
    assert thresholds.of(pace, kept) == expected
