"""Whoever prepares a session reads each exercise as learners will, and its answer."""

from __future__ import annotations

import pytest

from classroom.exercises import KINDS
from classroom.modules import Library
from tests.conftest import Cast
from tests.exercises.forms import SAMPLE
from tests.house import House

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
