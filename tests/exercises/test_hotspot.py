"""A place to show in a picture: one question in place, or several as a series."""

from __future__ import annotations

import re

import pytest

from classroom import exercises
from classroom.domain import Record
from classroom.exercises.base import Exercise, Turn
from classroom.refusals import BadResponse
from tests.exercises.forms import SHUFFLE, TEMPLATES, draw, form, make, sample
from tests.exercises.twins import areas

ALONE, SEVERAL = "barre-adresse", "parties-fenetre"


def show(exercise: Exercise, log: list[Record], label: str) -> Turn:
    """Point at the place that is described so."""
    view = exercises.public(exercise, SHUFFLE, log)
    spot = next(spot for spot in view.spots if str(spot.label).startswith(label))
    fields = {"card": str(view.card.card), "pick": str(spot.value)}
    turn = exercises.play(exercise, form(fields), SHUFFLE, log)
    log.append(turn.record)
    return turn


@pytest.mark.parametrize(
    ("label", "score", "said"),
    [
        ("Longue case", 1.0, "On y écrit"),
        ("Petite languette", 0.0, "juste dessous"),
        ("Grand espace", 0.0, "plus haut"),
    ],
)
def test_a_place_is_right_or_not_and_says_what_it_is(label: str, score: float, said: str) -> None:
    exercise, log = sample(ALONE), list[Record]()
    outcome = show(exercise, log, label).outcome
    assert outcome is not None
    assert (outcome.score, outcome.passed) == (score, score == 1.0)
    assert said in exercises.review(exercise, log[-1]).text


def test_after_an_error_the_only_question_stays_open() -> None:
    exercise, log = sample(ALONE), list[Record]()
    show(exercise, log, "Grand espace")
    page = draw(exercise, log, answered=True)
    assert " disabled" not in page
    assert page.count('data-state="wrong"') == 4
    assert "Vous avez montré" in page
    outcome = show(exercise, log, "Longue case").outcome
    assert outcome is not None
    assert outcome.passed
    page = draw(exercise, log, answered=True)
    assert page.count(" disabled") == 6
    with pytest.raises(BadResponse) as refused:
        show(exercise, log, "Longue case")
    assert refused.value.facts["reason"] == "finished"


def test_once_done_the_found_places_are_shown() -> None:
    exercise, log = sample(ALONE), list[Record]()
    show(exercise, log, "Longue case")
    view = exercises.public(exercise, SHUFFLE, log)
    assert [spot.state for spot in view.spots].count("right") == 1
    assert view.is_finished
    assert view.chosen is None


def test_several_names_are_asked_one_after_the_other() -> None:
    exercise, log = sample(SEVERAL), list[Record]()
    assert "l&#39;onglet" in draw(exercise) or "l'onglet" in draw(exercise)
    assert "Endroit 1 sur 2" in draw(exercise)
    assert show(exercise, log, "Dessin tourné vers la droite").outcome is None
    assert " disabled" in draw(exercise, log, answered=True)
    first = show(exercise, log, "Dessin tourné vers la gauche").outcome
    assert first is not None
    assert (first.score, first.passed) == (0.5, False)
    assert "Il reste 1 endroit à revoir" in draw(exercise, log, answered=True)
    second = show(exercise, log, "Petite languette").outcome
    assert second is not None
    assert second.passed
    assert "les 2 endroits" in draw(exercise, log)


def test_places_are_drawn_in_reading_order_with_shuffled_values() -> None:
    rows = [
        {"name": f"n{n}", "label": f"row {n}", "x": 0, "y": 12 * n, "w": 50, "h": 12}
        for n in range(8)
    ]
    exercise = make("hotspot", image="i.svg", alt="A", find=["n3"], areas=rows[::-1])
    view = exercises.public(exercise, SHUFFLE, [])
    assert [str(spot.label) for spot in view.spots] == [f"row {n}" for n in range(8)]
    values = [spot.value for spot in view.spots]
    assert sorted(values) == list(range(8))
    assert values not in (list(range(8)), list(range(8))[::-1])


def test_what_lies_on_a_larger_area_is_drawn_over_it() -> None:
    small = {"name": "s", "label": "small", "x": 0, "y": 0, "w": 20, "h": 20}
    large = {**small, "name": "l", "label": "large", "w": 90, "h": 90}
    exercise = make("hotspot", image="i.svg", alt="A", find=["s"], areas=[small, large])
    spots = exercises.public(exercise, SHUFFLE, []).spots
    assert [str(spot.label) for spot in spots] == ["large", "small"]


def test_a_name_may_have_several_places() -> None:
    keys = areas("p", "q", "p")
    exercise = make("hotspot", image="i.svg", alt="A", find=["p"], areas=keys)
    for label in ("place 0", "place 2"):
        outcome = show(exercise, [], label).outcome
        assert outcome is not None
        assert outcome.passed


def test_places_are_attributes_of_the_drawing_and_named_by_their_description() -> None:
    page = draw(sample(ALONE))
    assert '<foreignObject x="26%" y="22%" width="60%" height="19%">' in page
    assert len(re.findall(r'aria-label="[^"]+"', page)) == 3
    assert page.count('name="pick"') == 6
    assert "style=" not in page
    assert "On y écrit" not in page


def test_the_solution_shows_the_place_and_says_why() -> None:
    exercise = sample(ALONE)
    template = TEMPLATES.get_template("exercises/hotspot_solution.html")
    page = template.render(solution=exercises.solution(exercise))
    assert page.count("<foreignObject") == 1
    assert "Barre d" in page
    assert "On y écrit" in page
    assert "button" not in page


def test_nothing_on_the_picture_has_an_id() -> None:
    drawing = draw(sample(ALONE)).split("<svg")[1].split("</svg>")[0]
    assert "<button" in drawing
    assert " id=" not in drawing
