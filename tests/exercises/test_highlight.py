"""Passages to mark in a text: cut from braces and brackets, graded by what was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom import exercises
from classroom.answering import answer_form
from classroom.domain import Record
from classroom.exercises import highlight
from classroom.exercises.base import Exercise, Turn
from classroom.refusals import BadResponse
from tests.exercises.forms import SHUFFLE, TEMPLATES, draw, form, make, sample

TEXT = "{a} et [b], {c} puis [d] [e]"


def mark(exercise: Exercise, *texts: str) -> Turn:
    pieces = exercises.public(exercise, SHUFFLE, []).pieces
    values = {str(p.text): str(p.value) for p in pieces if isinstance(p, highlight.Toggle)}
    ticked = {"passage": [values[text] for text in texts]}
    return exercises.play(exercise, form(ticked), SHUFFLE, [])


@pytest.mark.parametrize(
    ("marked", "score"),
    [
        (("a", "c"), 1.0),
        (("a",), 0.5),
        (("a", "c", "d"), 0.5),
        (("a", "b"), 0.0),
        (("b", "d", "e"), 0.0),
        (("a", "b", "c", "d", "e"), 0.0),
    ],
)
def test_hits_less_false_marks_over_what_is_to_find(marked: tuple[str, ...], score: float) -> None:
    outcome = mark(make("highlight", text=TEXT), *marked).outcome
    assert outcome is not None
    assert (outcome.score, outcome.passed) == (score, score == 1.0)


def test_nothing_marked_is_no_try() -> None:
    with pytest.raises(BadResponse) as refused:
        mark(make("highlight", text=TEXT))
    assert refused.value.facts["reason"] == "empty"


def test_only_what_was_found_is_explained() -> None:
    exercise = sample("indices-arnaque")
    log: list[Record] = [mark(exercise, "expire ce soir", "Merci.").record]
    parts = exercises.review(exercise, log[0]).parts
    assert [(part.right, part.text) for part in parts] == [
        (True, "La carte Vitale n'expire pas."),
        (False, ""),
    ]
    page = draw(exercise, log, answered=True)
    assert page.count(" checked") == 2
    assert "expire pas" in page
    assert "gratuite" not in page
    assert "ameli.fr." not in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"{a} [b] \{c\} \[d\]", "a b {c} [d]"),
        (r"{a \[1\]} [b]", "a [1] b"),
        ("{a}[b]", "ab"),
        ("{a\nb} [c]", "a<br>b c"),
        ("{<i>} [**b**]", "&lt;i&gt; **b**"),
    ],
)
def test_the_text_is_shown_as_typed(text: str, shown: str) -> None:
    exercise = make("highlight", text=text)
    pieces = exercises.public(exercise, SHUFFLE, []).pieces
    assert "".join(str(p.text if isinstance(p, highlight.Toggle) else p) for p in pieces) == shown
    values = {p.value for p in pieces if isinstance(p, highlight.Toggle)}
    assert values == {0, 1}


def test_spaces_around_passages_are_those_of_the_text() -> None:
    page = draw(make("highlight", text="{un}, [deux] trois"))
    assert "</label>, <label" in page
    assert "</label> trois" in page


def test_a_passage_is_a_box_with_its_words() -> None:
    page = draw(sample("indices-arnaque"))
    (field,) = answer_form(f'<form id="answer">{page}</form>')
    assert (field.name, field.type) == ("passage", "checkbox")
    assert set(field.options.values()) >= {"expirecesoir", "merci."}


def test_the_solution_marks_the_passages_and_gives_the_reasons() -> None:
    template = TEMPLATES.get_template("exercises/highlight_solution.html")
    page = template.render(solution=exercises.solution(sample("indices-arnaque")))
    assert page.count("<mark>") == 3
    assert page.count("<li>") == 3
    assert "<ul>" not in template.render(solution=exercises.solution(make("highlight", text=TEXT)))


@given(st.text(alphabet="ab {}[]\\", max_size=30))
def test_any_text_is_refused_or_drawn(text: str) -> None:
    raw = {"id": "x", "kind": "highlight", "title": "T", "prompt": "P.", "text": text}
    exercise, problems = exercises.load(raw)
    if exercise is None:
        assert any(not problem.warning for problem in problems)
        return
    draw(exercise)
    everything = {"passage": [str(n) for n in range(text.count("{") + text.count("["))]}
    try:
        turn = exercises.play(exercise, form(everything), SHUFFLE, [])
    except BadResponse:
        return
    assert turn.outcome is not None
    assert turn.outcome.score == 0.0
