"""Every kind: graded by the formulas, whatever the form holds, with no key in the page."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import UploadFile

from classroom import exercises
from classroom.domain import Record
from classroom.exercises import order
from classroom.exercises.base import Exercise, Shuffle, Turn
from classroom.refusals import BadResponse
from tests.exercises.forms import SAMPLE, SHUFFLE, TEMPLATES, draw, form, make, sample
from tests.exercises.twins import TWINS

IDS = [exercise.id for exercise in SAMPLE.modules[0].exercises]


def play(exercise: Exercise, fields: dict[str, Any], log: list[Record] | None = None) -> Turn:
    return exercises.play(exercise, form(fields), SHUFFLE, log or [])


def score(exercise: Exercise, fields: dict[str, Any], log: list[Record] | None = None) -> float:
    turn = play(exercise, fields, log)
    assert turn.outcome is not None
    return turn.outcome.score


def test_every_kind_is_found() -> None:
    wanted = "categorize choice cloze flashcards highlight hotspot lesson match order survey"
    assert {*wanted.split(), "text_entry"} <= set(exercises.KINDS)


def choices(*right: bool, **more: Any) -> Exercise:
    texts = [{"text": f"c{n}", "correct": is_right} for n, is_right in enumerate(right)]
    return make("choice", choices=texts, **more)


def shown(exercise: Exercise, *ranks: int) -> list[str]:
    """What to post to choose the choices of these ranks."""
    texts = {str(o.text): str(o.value) for o in exercises.public(exercise, SHUFFLE, []).options}
    return [texts[f"c{rank}"] for rank in ranks]


@pytest.mark.parametrize(
    ("ticked", "expected"),
    [((0,), 0.5), ((0, 1), 1.0), ((0, 1, 2), 0.5), ((2, 3), 0.0), ((0, 2), 0.0)],
)
def test_several_choices_are_right_minus_wrong(ticked: tuple[int, ...], expected: float) -> None:
    exercise = choices(True, True, False, False, multiple=True)
    assert score(exercise, {"choice": shown(exercise, *ticked)}) == expected


def test_one_choice_is_right_or_not() -> None:
    exercise = choices(False, True)
    assert score(exercise, {"choice": shown(exercise, 1)}) == 1.0
    assert score(exercise, {"choice": shown(exercise, 0)}) == 0.0


def test_only_what_was_chosen_gets_feedback() -> None:
    exercise = sample("objet")
    view = exercises.public(exercise, SHUFFLE, [])
    wrong = next(o for o in view.options if "personne" in o.text)
    turn = play(exercise, {"choice": str(wrong.value)})
    assert "case «" in exercises.review(exercise, turn.record).text
    html = draw(exercise, [turn.record], answered=True)
    assert html.count('data-state="wrong"') == 2
    assert html.count(" checked") == 1
    assert "Oui." not in html


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([0, 1, 2, 3, 4], 1.0),
        ([0, 3, 2, 1, 4], 1.0),
        ([0, 2, 1, 3, 4], 1.0),
        ([1, 0, 2, 3, 4], 0.5),
        ([4, 3, 2, 1, 0], 0.5),
    ],
)
def test_an_order_keeps_neighbours_and_free_lines(given: list[int], expected: float) -> None:
    assert order.score(sample("etapes-envoi"), given) == expected  # type: ignore[arg-type]


def test_an_exact_order_is_all_or_nothing() -> None:
    exercise = make("order", items=["a", "b", "c"], grading="exact")
    assert order.score(exercise, [0, 1, 2]) == 1.0  # type: ignore[arg-type]
    assert order.score(exercise, [1, 2, 0]) == 0.0  # type: ignore[arg-type]


@given(st.integers(0, 10_000))
def test_an_order_is_never_shown_solved(learner: int) -> None:
    exercise = make("order", items=["b", "a", "c"])
    lines = exercises.public(exercise, Shuffle(b"s", learner, "x"), []).lines
    assert [str(line.text) for line in lines] != ["b", "a", "c"]


def test_lines_left_untouched_are_no_try() -> None:
    exercise = sample("etapes-envoi")
    lines = exercises.public(exercise, SHUFFLE, []).lines
    untouched = {f"position-{line.id}": str(n) for n, line in enumerate(lines)}
    with pytest.raises(BadResponse) as refused:
        play(exercise, untouched)
    assert refused.value.facts["reason"] == "empty"
    turned = {f"position-{line.id}": str(4 - n) for n, line in enumerate(lines)}
    turn = play(exercise, turned)
    again = exercises.public(exercise, SHUFFLE, [turn.record], turn.record).lines
    assert [line.id for line in again] == [line.id for line in reversed(lines)]
    assert play(exercise, turned, [turn.record]).outcome


def test_pairs_and_boxes_are_counted() -> None:
    pairs = sample("icones")
    view = exercises.public(pairs, SHUFFLE, [])
    expected = {"Un trombone": "Joindre un fichier", "Une enveloppe": "Mail", "": "Supprimer"}
    fields = {r.name: str(view.options.index(expected[r.alt])) for r in view.rows}
    assert list(view.options) == sorted(view.options)
    assert score(pairs, fields) == 1.0
    fields[view.rows[0].name] = str(view.options.index("Imprimer"))
    assert score(pairs, fields) == pytest.approx(2 / 3)
    boxes = sample("tri-fichiers")
    rows = exercises.public(boxes, SHUFFLE, []).rows
    assert score(boxes, {row.name: "0" for row in rows}) == 0.5
    assert score(boxes, {rows[0].name: "0"}) in (0.0, 0.25)


def test_typed_text_is_not_kept() -> None:
    exercise = sample("corbeille")
    slip = play(exercise, {"answer": "corbeile"})
    assert slip.record["answer"] == "slip:0"
    assert slip.outcome
    assert slip.outcome.passed
    html = draw(exercise, [slip.record], answered=True)
    assert "Presque\u00a0: on écrit «\u00a0corbeille\u00a0». C&#39;est accepté." in html or (
        "Presque\u00a0: on écrit «\u00a0corbeille\u00a0». C'est accepté." in html
    )
    met = play(exercise, {"answer": "Archives"})
    assert met.record["answer"] == "wrong:0"
    assert "jetés" in exercises.review(exercise, met.record).text
    assert play(exercise, {"answer": "secret"}).record["answer"] == "other"


def test_numbers_and_gaps() -> None:
    assert score(sample("case-b3"), {"answer": "12.5"}) == 1.0
    assert score(sample("case-b3"), {"answer": "1250"}) == 0.0
    gaps = sample("adresse-trous")
    at = exercises.public(gaps, SHUFFLE, []).slots[0].options.index("@")
    assert score(gaps, {"gap-0": str(at), "gap-1": "."}) == 1.0
    assert score(gaps, {"gap-0": str(at), "gap-1": ","}) == 0.5
    assert score(gaps, {"gap-1": "."}) == 0.5


def test_a_survey_has_no_wrong_answer() -> None:
    assert score(sample("confiance"), {"line-0": "2"}) == 1.0
    with pytest.raises(BadResponse) as refused:
        play(sample("ou-j-en-suis"), {"line-0": "2"})
    assert refused.value.facts["reason"] == "incomplete"


def test_a_lesson_ends_with_its_last_page() -> None:
    exercise, log = sample("exemple-reponse"), list[Record]()
    for page, ends in ((0, False), (1, True)):
        turn = play(exercise, {"page": str(page), "go": "next"}, log)
        assert (turn.outcome is not None) is ends
        log.append(turn.record)
    assert exercises.public(exercise, SHUFFLE, log).is_done
    with pytest.raises(BadResponse):
        play(exercise, {"page": "1", "go": "next"})


def pick(exercise: Exercise, log: list[Record], right: bool) -> Turn:
    """Answer the current card rightly or not."""
    card = exercises.public(exercise, SHUFFLE, log)
    is_mail = "@" in card.text
    wanted = next(b for b in card.buttons if (("mail" in b.text) is is_mail) is right)
    turn = play(exercise, {"card": str(card.card), "pick": str(wanted.value)}, log)
    log.append(turn.record)
    return turn


def test_a_series_brings_back_only_the_missed_cards() -> None:
    exercise, log = sample("mail-ou-site"), list[Record]()
    assert pick(exercise, log, True).outcome is None
    assert pick(exercise, log, False).outcome is None
    first = pick(exercise, log, False).outcome
    assert first is not None
    assert first.score == pytest.approx(1 / 3)
    assert not first.passed
    answered = exercises.public(exercise, SHUFFLE, log, log[-1])
    assert (answered.is_answered, answered.is_round_over, answered.missed) == (True, True, 2)
    assert "Il reste 2 cartes à revoir" in draw(exercise, log, answered=True)
    assert exercises.public(exercise, SHUFFLE, log).total == 2
    assert pick(exercise, log, True).outcome is None
    second = pick(exercise, log, True).outcome
    assert second is not None
    assert second.passed
    assert exercises.public(exercise, SHUFFLE, log).is_finished
    with pytest.raises(BadResponse) as refused:
        play(exercise, {"card": "0", "pick": "0"}, log)
    assert refused.value.facts["reason"] == "finished"


def test_an_old_card_is_refused() -> None:
    exercise, log = sample("mail-ou-site"), list[Record]()
    first = exercises.public(exercise, SHUFFLE, log)
    pick(exercise, log, True)
    with pytest.raises(BadResponse) as refused:
        play(exercise, {"card": str(first.card), "pick": "0"}, log)
    assert refused.value.facts["reason"] == "stale"


def test_an_answer_to_an_older_definition_is_forgotten() -> None:
    exercise = choices(False, True)
    stale = {"choices": [7], "of": "000000000000"}
    assert exercises.review(exercise, stale).parts == ()
    assert "checked" not in draw(exercise, [stale], answered=True)


@pytest.mark.parametrize("id", IDS)
def test_an_unanswered_form_is_not_a_try(id: str) -> None:
    with pytest.raises(BadResponse) as refused:
        play(sample(id), {})
    assert refused.value.facts["reason"] == "empty"


VALUES = st.one_of(
    st.sampled_from(["0", "1", "2", "-1", "99", "", "²", "1e3", "next", "back", "known"]),
    st.sampled_from(["undo", "finish", "open:m2", "reply:m1", "send", "open:messages"]),
    st.text(max_size=20),
    st.just("x" * 2001),
    st.builds(lambda: UploadFile(io.BytesIO(b""), filename="a")),
)
FIELDS = [
    *("choice", "card", "pick", "answer", "page", "go", "passage", "say", "do"),
    *(f"{name}-{n}" for name in ("gap", "position", "row", "item", "line") for n in range(5)),
]
FORMS = st.dictionaries(st.sampled_from(FIELDS), st.one_of(VALUES, st.lists(VALUES, max_size=4)))


@given(st.sampled_from(IDS), st.lists(FORMS, max_size=5))
@settings(deadline=None)
def test_any_form_is_a_turn_or_a_bad_response(id: str, forms: list[dict[str, Any]]) -> None:
    exercise, log = sample(id), list[Record]()
    for fields in forms:
        try:
            turn = play(exercise, fields, log)
        except BadResponse:
            continue
        assert turn.outcome is None or 0 <= turn.outcome.score <= 1
        log.append(turn.record)
        exercises.review(exercise, turn.record)
        draw(exercise, log)
        draw(exercise, log, answered=True)


@pytest.mark.parametrize("name", TWINS)
def test_the_page_does_not_depend_on_the_right_answer(name: str) -> None:
    kind = name.split()[0]
    one, other = (make(kind, **keys) for keys in TWINS[name])
    assert exercises.definition_hash(one) != exercises.definition_hash(other)
    assert exercises.public(one, SHUFFLE, []) == exercises.public(other, SHUFFLE, [])
    assert draw(one) == draw(other)


def test_every_scored_kind_is_in_the_comparison() -> None:
    scored = {name for name, kind in exercises.KINDS.items() if kind.SCORED}
    assert scored <= {name.split()[0] for name in TWINS}


@pytest.mark.parametrize("id", IDS)
def test_solutions_are_drawn(id: str) -> None:
    exercise = sample(id)
    solution = exercises.solution(exercise)
    assert (solution is not None) is exercises.KINDS[exercise.kind].SCORED
    if solution is not None:
        template = TEMPLATES.get_template(f"exercises/{exercise.kind}_solution.html")
        assert template.render(solution=solution).strip()
