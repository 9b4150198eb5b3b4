"""The report on the signals of attention: the same each time, and able to say that one is blind."""

from __future__ import annotations

from typing import Any

import pytest

from classroom import attention
from classroom.attention.signals import DETECTORS
from classroom.bench import signals

SMALL = ((22, 1, 1.0),)
# Those that nothing else can hide.
PLAIN = {"S1", "S2", "S3", "S5", "S6", "S9", "S10"}


def rows(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Of the calm pace, by signal."""
    return {row["signal"]: row for row in result["sizes"][0]["rows"]}


@pytest.fixture(scope="module")
def small() -> dict[str, Any]:
    return signals.measure(SMALL)


def test_the_same_rooms_give_the_same_figures() -> None:
    few = ((6, 1, 0.5),)
    assert signals.measure(few) == signals.measure(few)


def test_a_plain_trouble_is_found_by_its_signal_and_soon(small: dict[str, Any]) -> None:
    for signal in PLAIN:
        row = rows(small)[signal]
        assert row["troubles"] >= 1
        assert row["recall"] == 1, signal
        assert row["precision"] >= 0.9
    assert rows(small)["S1"]["delay_s"] <= signals.TICK_S


def test_people_who_are_well_are_left_in_peace() -> None:
    calm = signals.measure(((12, 1, 0.0),))["sizes"][0]
    assert calm["troubles"] == 0
    assert calm["false_per_hour"] < 0.5


def test_a_rule_that_is_blind_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tuple(rule for rule in DETECTORS if rule.__name__ != "idle")
    monkeypatch.setattr(attention, "DETECTORS", kept)
    found = rows(signals.measure(((11, 1, 1.0),)))
    assert found["S5"]["recall"] == 0
    assert found["S9"]["recall"] == 1
