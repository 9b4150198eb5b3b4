"""The check of a simulation: every word exists, and the engine plays it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exercises.forms import codes
from tests.exercises.twins import MAILBOX, folders


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"app": "radio"}, ("unknown_app", "app")),
        ({"app": None}, ("missing_key", "app")),
        ({"goals": []}, ("missing_key", "goals")),
        ({"goals": [{"object": "m1", "field": "folder"}]}, ("bad_goal", "goals[1]")),
        ({"goals": [{"object": "m1", "field": "folder", "equals": "trash", "min": 2}]},
         ("bad_goal", "goals[1]")),
        ({"goals": [{"object": "m1", "field": "read", "equals": True, "points": 0}]},
         ("bad_goal", "goals[1].points")),
        ({"goals": [{"object": "m9", "field": "folder", "equals": "x"}]},
         ("unknown_object", "goals[1].object")),
        ({"goals": [{"object": "answer", "field": "correct", "equals": True}]},
         ("unknown_object", "goals[1].object")),
        ({"goals": [{"object": "m1", "field": "colour", "equals": "x"}]},
         ("unknown_field", "goals[1].field")),
        ({"goals": [{"object": "m1", "field": "read", "equals": True, "before": "fly"}]},
         ("unknown_action", "goals[1].before")),
        ({"goals": [{"object": "m1", "field": "read", "equals": 1.5}]},
         ("bad_type", "goals[1].equals")),
        ({"goals": folders(m1="inbox")}, ("start_already_passed", "goals")),
        ({"goals": folders(m1="reported", m2="reported"),
          "solution": [{"do": "report:m1"}, {"do": "report:m2"}]}, ("flag_all_passes", "goals")),
        ({"solution": [{"do": "burn:m1"}]}, ("unknown_action", "solution[1].do")),
        ({"solution": [{"do": "delete:m1"}]}, ("solution_fails", "solution")),
        ({"solution": [{"do": "send"}]}, ("solution_fails", "solution[1]")),
        ({"solution": []}, ("missing_key", "solution")),
        ({"traps": [{"do": "burn", "feedback": "Non."}]}, ("unknown_action", "traps[1].do")),
        ({"messages": [{"id": "sent", "from": "a@b.fr", "subject": "s", "body": "b"}]},
         ("bad_id", "messages[1].id")),
        ({"messages": [{"id": "m1", "from": "Léa", "subject": "s", "body": "b"}]},
         ("bad_address", "messages[1].from")),
        ({"oops": 1}, ("unknown_key", "oops")),
    ],
)  # fmt: skip
def test_the_check_plays_the_simulation(keys: dict[str, Any], expected: tuple[str, str]) -> None:
    right = {"goals": folders(m1="reported", m2="inbox"), "solution": [{"do": "report:m1"}]}
    assert expected in codes("simulation", **{**MAILBOX, **right, **keys})
