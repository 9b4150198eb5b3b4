"""Whoever prepares a session reads each exercise as learners will, and its answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from classroom.exercises import KINDS, game, simulation
from classroom.modules import Library
from tests import hands
from tests.conftest import Cast
from tests.exercises.forms import SAMPLE
from tests.house import House
from tests.people import People

SHIPPED = Library.shipped()


def read(house: House, module: str, exercise: str) -> str:
    answer = house.mediator().get(f"/staff/library/{module}/exercises/{exercise}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_every_exercise_can_be_read_with_its_hints_and_its_answer(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    for library in (SHIPPED, SAMPLE):
        house = House(tmp_path_factory.mktemp("data"), library)
        try:
            for module in library.modules:
                for exercise in module.exercises:
                    page = read(house, module.id, exercise.id)
                    assert "preview-page" in page
                    assert page.count("<li>") >= len(exercise.hints)
                    assert ("La réponse" in page) is KINDS[exercise.kind].SCORED, exercise.id
        finally:
            house.close()


SIMULATIONS = [
    exercise
    for module in SAMPLE.modules
    for exercise in module.exercises
    if isinstance(exercise, simulation.Definition)
]


def test_a_solution_is_played_step_by_step(tmp_path: Path) -> None:
    """Every application, every step: the screen of that moment, and nothing to press."""
    house = House(tmp_path / "data", SAMPLE)
    mediator = house.mediator()
    try:
        for exercise in SIMULATIONS:
            for step in range(len(exercise.solution) + 1):
                path = f"/staff/library/sample/exercises/{exercise.id}?step={step}"
                page = mediator.get(path).text
                assert "Vous regardez la réponse" in page
                assert page.count('id="screen"') == 1
                assert '<fieldset class="last-answer" disabled>' in page
                assert ('rel="prev"' in page.partition("<ol")[0]) is (step > 0)
                assert ("Au départ" in page) is (step == 0)
    finally:
        house.close()


@pytest.mark.parametrize("step", ["-1", "x", "99999999999", "%00", "²"])
def test_a_strange_step_shows_a_step(cast: Cast, step: str) -> None:
    simulated = cast.mediator.get(f"/staff/library/scams/exercises/josette-inbox?step={step}")
    assert simulated.status_code == 200
    assert "Vous regardez la réponse" in simulated.text
    other = cast.mediator.get(f"/staff/library/scams/exercises/three-clues?step={step}")
    assert "Ce que les personnes voient" in other.text


def test_a_lesson_is_read_whole(cast: Cast) -> None:
    page = read(cast.house, "scams", "example")
    assert page.count("preview-page") == len(SHIPPED.exercise("scams/example").pages)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["scams/nothing", "nothing/example"])
def test_what_is_not_there_is_not_found(cast: Cast, path: str) -> None:
    module, exercise = path.split("/")
    answer = cast.mediator.get(f"/staff/library/{module}/exercises/{exercise}")
    assert answer.status_code == 404


def test_nothing_is_kept_of_it(cast: Cast) -> None:
    read(cast.house, "scams", "three-clues")
    assert cast.house.rows("select count(*) from attempt") == [(0,)]


def test_a_game_is_tried_and_nothing_leaves(people: People) -> None:
    exercise = SHIPPED.exercise("mouse/balloons")
    assert isinstance(exercise, game.Definition)
    page = people.mediator()
    page.goto(f"{people.house.staff_url}/staff/library/mouse/exercises/balloons")
    page.wait_for_function("() => !document.querySelector('.preview-page :not(:defined)')")
    posted: list[str] = []
    page.on("request", lambda one: posted.append(one.url) if one.method == "POST" else None)
    hands.play(page, exercise, hands.Mouse(page))
    expect(page.locator("[data-tally]")).to_have_text("10 sur 10")
    page.goto(f"{people.house.staff_url}/staff/library/keyboard/exercises/first-words")
    page.locator("[data-line] input").first.fill("chat")
    expect(page.locator("[data-line]").first).to_contain_text("Oui")
    assert posted == []
