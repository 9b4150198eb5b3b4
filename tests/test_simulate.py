"""Simulated people use the real pages; the measure counts what they know to be kept."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random

import pytest

from classroom import bench, resources, simulate
from classroom.answering import answer_form, fill, key_of
from classroom.modules import Library
from tests.house import House


def test_a_simulated_room_answers_and_shows_several_states(house: House) -> None:
    mediator, session_id, code = house.open_session()

    async def few_seconds() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(3):
                await simulate.workshop(house.learner_url, code, 5, seed=3, speed=60)

    asyncio.run(few_seconds())
    board = mediator.get(f"/staff/sessions/{session_id}/progress.json").json()["learners"]
    assert len(board) == 5
    assert len({learner["state"] for learner in board}) >= 2
    assert len(house.rows("select id from attempt")) > 20
    assert house.rows("select id from attempt where passed")
    assert house.rows("select id from attempt where score < 1")
    assert house.rows("select id from help_request")


def test_a_person_who_knows_is_right_at_every_exercise(house: House) -> None:
    """The key made from the library agrees with the grading of every kind."""
    library = Library.load(resources.LIBRARY, "fr")
    rng = random.Random(1)
    for plan in library.plans:
        _, _, code = house.open_session(plan.id)
        client = house.learner(code)
        for ref in plan.exercises:
            exercise, url = library.exercise(ref), f"/s/{code}/exercises/{ref}"
            for _ in range(20):
                fields = answer_form(client.get(url).text)
                if len(fields) < 2 or (
                    "card" in dict.fromkeys(f.name for f in fields[:2])
                    and not [f for f in fields if f.name == "pick"]
                ):
                    break
                data: dict[str, list[str]] = {}
                for name, value in fill(fields, key_of(exercise), 0.0, rng):
                    data.setdefault(name, []).append(value)
                answer = client.post(f"{url}/attempts", data=data)
                assert answer.status_code == 303, (ref, answer.text)
                if exercise.kind not in ("lesson", "categorize", "choice"):
                    break
    wrong = house.rows("select distinct exercise from attempt where score < 1 or score is null")
    assert not [ref for (ref,) in wrong if library.exercise(ref).kind not in ("lesson",)]


def test_a_small_measure_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.run(learners=5, dashboards=1, duration_s=1, interval_s=0.5, as_json=True) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["lost"] == result["doubled"] == 0
    assert result["acknowledged"] >= 5
    assert result["dashboard_ms"]["count"] > 0
    assert result["machine"]["sqlite"]
