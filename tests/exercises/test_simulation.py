"""Simulations: the log alone gives state and score; goals, traps, the way back, the proof."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom import exercises
from classroom.exercises import simulation
from classroom.exercises.simulation import engine, goals
from classroom.exercises.simulation.engine import Goal, Value
from classroom.exercises.simulation.goals import held
from classroom.refusals import BadResponse
from tests.exercises.forms import SAMPLE, SHUFFLE, TEMPLATES, draw, form, make, sample
from tests.exercises.simulations import Acting, mailbox

SIMULATIONS = [one for one in SAMPLE.modules[0].exercises if one.kind == "simulation"]
BY_ID = {one.id: one for one in SIMULATIONS}


@pytest.mark.parametrize("id", BY_ID)
def test_the_solution_gives_all_points_and_passes_at_its_last_action(id: str) -> None:
    acting = Acting(BY_ID[id])
    assert acting.score < acting.exercise.threshold
    *before, last = acting.exercise.solution
    if before:
        assert acting.all(before).outcome is None
    outcome = acting.all([last]).outcome
    assert outcome
    assert outcome.passed
    assert outcome.score == acting.score == 1.0
    with pytest.raises(BadResponse) as refused:
        acting.do("undo")
    assert refused.value.facts["reason"] == "finished"
    assert "disabled" in draw(acting.exercise, acting.log)


@pytest.mark.parametrize("id", BY_ID)
def test_each_action_of_the_solution_has_its_sentence(id: str) -> None:
    solution = exercises.solution(BY_ID[id])
    html = TEMPLATES.get_template("exercises/simulation_solution.html").render(solution=solution)
    lines = [part.split("</li>")[0].strip() for part in html.split("<li>")[1:]]
    assert len(lines) == len(BY_ID[id].solution)
    assert all(lines)


@pytest.mark.parametrize("app", simulation.APPS)
def test_every_application_is_in_the_sample(app: str) -> None:
    assert app in {one.app for one in SIMULATIONS}


@pytest.mark.parametrize("app", simulation.APPS)
def test_every_verb_has_words(app: str) -> None:
    words = TEMPLATES.get_template("exercises/simulation/_words.html").module.words
    for verb in (*simulation.APPS[app].ACTIONS, *engine.EVERYWHERE, engine.ANSWER):
        line = simulation.Line(verb, "x", "y", "z", {})
        assert str(words(app, line)).strip(), verb


def test_i_am_done_too_early_is_a_try_answered_by_the_first_missing_goal() -> None:
    acting = Acting(sample("sim-boite"))
    outcome = acting.do("finish").outcome
    assert outcome
    assert (outcome.score, outcome.passed, acting.said) == (0.25, False, "goal:0")
    review = exercises.review(acting.exercise, acting.log[-1])
    assert review.text.startswith("Un mail demande de l'argent")
    acting.do("report:m2")
    acting.do("finish")
    assert acting.said == "goal:1"
    assert acting.score == 0.75


def test_a_trap_speaks_at_once_and_costs_nothing() -> None:
    acting = Acting(sample("sim-boite"))
    acting.all(["open:m2", "open_link:m2"])
    assert acting.said == "trap:0"
    assert "Pas de danger" in exercises.review(acting.exercise, acting.log[-1]).text
    assert acting.all(acting.exercise.solution).outcome
    assert acting.score == 1.0


def test_an_action_that_makes_no_sense_changes_nothing_and_says_what_to_do() -> None:
    acting = mailbox()
    before = acting.state
    assert acting.do("show_sender:m1").outcome is None
    assert acting.state == before
    assert acting.said == "note:open_first"
    html = draw(acting.exercise, acting.log)
    assert 'value="undo" disabled' in html
    note = TEMPLATES.get_template("exercises/simulation/_notes.html").module.note
    assert "Choisissez" in str(note("open_first"))


def test_what_was_done_is_taken_back_step_by_step() -> None:
    acting = mailbox()
    acting.all(["open:m1", "delete:m1", "undo"])
    assert acting.state["screen"] == "message"
    assert acting.state["messages"]["m1"]["folder"] == "inbox"
    acting.all(["delete:m1", "restart"])
    assert acting.state == engine.begin(acting.app, acting.exercise)
    acting.do("undo")
    assert acting.state["messages"]["m1"]["folder"] == "trash"
    acting.all(["undo", "undo", "undo"])
    assert acting.said == "note:nothing_to_undo"


def test_there_is_an_end_to_a_log() -> None:
    acting = mailbox()
    acting.log = [{"do": "folder:trash", "of": exercises.definition_hash(acting.exercise)}] * 500
    with pytest.raises(BadResponse) as refused:
        acting.do("folder:inbox")
    assert refused.value.facts["reason"] == "too_long"


@pytest.mark.parametrize("do", ["eval", "open", "open:m9", "open:m1:m2", "move:m1:nowhere", "do:x"])
def test_an_action_outside_the_vocabulary_is_refused(do: str) -> None:
    with pytest.raises(BadResponse) as refused:
        mailbox().do(do)
    assert refused.value.facts["reason"] == "malformed"


@pytest.mark.parametrize(
    ("operator", "value", "holds"),
    [
        ({"equals": True}, True, True),
        ({"equals": True}, "none", False),
        ({"equals": False}, False, True),
        ({"equals": "Atelier"}, "atelier ", True),
        ({"equals": "none"}, "none", True),
        ({"equals": "cv.pdf"}, ["cv.pdf"], True),
        ({"equals": "cv.pdf"}, ["cv.pdf", "chat.jpg"], False),
        ({"equals": 2}, 2, True),
        ({"equals": 1}, True, False),
        ({"one_of": ["delete", "block"]}, "block", True),
        ({"one_of": ["delete", "block"]}, "none", False),
        ({"contains": "bonjour"}, "Bonjour à tous", True),
        ({"contains": "cv.pdf"}, ["cv.pdf", "chat.jpg"], True),
        ({"contains": "n"}, "none", False),
        ({"min": 3}, "oui", True),
        ({"min": 1}, "none", False),
        ({"min": 150}, 175, True),
        ({"min": 2}, ["a"], False),
    ],
)
def test_a_goal_holds_or_not(operator: dict[str, Any], value: Value, holds: bool) -> None:
    if "one_of" in operator:
        operator = {"one_of": tuple(operator["one_of"])}
    assert held(Goal(object="x", field="y", **operator), value) is holds


def test_goals_on_what_was_sent_are_judged_together() -> None:
    goals = [
        {"object": "sent", "field": "to", "equals": "mairie@ville.exemple.fr"},
        {"object": "sent", "field": "subject", "min": 2},
    ]
    solution = [
        {"do": "compose"},
        {"do": "send", "to": "mairie@ville.exemple.fr", "subject": "Oui"},
    ]
    acting = mailbox(goals=goals, solution=solution)
    acting.all(["compose", {"do": "send", "to": "Mairie@Ville.exemple.fr"}])
    acting.all(["compose", {"do": "send", "to": "lea@exemple.fr", "subject": "Bonjour"}])
    assert acting.score == 0.5
    assert acting.all(solution).outcome
    assert acting.score == 1.0


def test_a_final_answer_is_a_goal_like_others() -> None:
    ask = {"label": "Qui écrit ?", "answers": ["Léa"]}
    goals = [{"object": "answer", "field": "correct", "equals": True}]
    acting = mailbox(ask=ask, goals=goals, solution=[{"do": "answer", "answer": "Léa"}])
    assert 'name="answer"' in draw(acting.exercise)
    acting.do("answer", answer=" ")
    assert acting.said == "note:no_answer"
    assert acting.do("answer", answer="Zoé").outcome is None
    outcome = acting.do("answer", answer="lea").outcome
    assert outcome
    assert outcome.passed


TEXTS = st.one_of(st.sampled_from(["", "a@b.fr", "480", "04/02/1961", "…"]), st.text(max_size=8))


@st.composite
def logs(draw: st.DrawFn) -> tuple[str, list[dict[str, str]]]:
    """Presses of buttons that exist, in any order, with anything typed."""
    id = draw(st.sampled_from(sorted(BY_ID)))
    exercise, app = BY_ID[id], simulation.APPS[BY_ID[id].app]
    known = app.slots(exercise)

    def one() -> dict[str, str]:
        verb = draw(st.sampled_from([*app.ACTIONS, "undo", "restart", "finish"]))
        parts = [
            draw(st.sampled_from(sorted(may)) if (may := known[slot]) else st.text(max_size=6))
            for slot in app.ACTIONS.get(verb, ())
        ]
        names = sorted({n for step in exercise.solution for n in step} - {"do"})
        typed = {name: draw(TEXTS) for name in names if draw(st.booleans())}
        return {**typed, "do": ":".join([verb, *parts])}

    return id, [one() for _ in range(draw(st.integers(0, 12)))]


@given(logs())
@settings(deadline=None, max_examples=200)
def test_whatever_is_pressed_the_state_stays_in_its_vocabulary(
    pressed: tuple[str, list[dict[str, str]]],
) -> None:
    id, posts = pressed
    acting, twice = Acting(BY_ID[id]), Acting(BY_ID[id])
    shape = acting.state.keys()
    for post in posts:
        try:
            turn = exercises.play(acting.exercise, form(post), SHUFFLE, acting.log)
        except BadResponse:
            continue
        acting.log.append(turn.record)
        assert turn.outcome is None or 0 <= turn.outcome.score <= 1
        assert acting.state.keys() == shape
        for goal in acting.exercise.goals:
            goals.read(acting.app, acting.exercise, acting.course, goal)
        draw(acting.exercise, acting.log, answered=True)
    twice.log = list(acting.log)
    assert twice.state == acting.state
    assert 0 <= twice.score == acting.score <= 1


@given(logs())
@settings(deadline=None, max_examples=100)
def test_typed_text_can_leave_without_changing_the_score(
    pressed: tuple[str, list[dict[str, str]]],
) -> None:
    id, posts = pressed
    acting, less = Acting(BY_ID[id]), Acting(BY_ID[id])
    for post in posts:
        try:
            turn = exercises.play(acting.exercise, form(post), SHUFFLE, acting.log)
        except BadResponse:
            continue
        acting.log.append(turn.record)
    less.log = exercises.reduced(acting.exercise, acting.log)
    assert less.score == acting.score
    assert [record["do"] for record in less.log] == [record["do"] for record in acting.log]
    assert exercises.reduced(acting.exercise, less.log) == less.log


def test_what_was_written_gives_way_to_what_was_expected() -> None:
    acting = Acting(sample("sim-demarche"))
    acting.do("next", nom="benali", naissance="4-2-1961")
    acting.do("next", loyer="999")
    less = exercises.reduced(acting.exercise, acting.log)
    assert less[0]["typed"] == {"nom": "…", "naissance": "04/02/1961"}
    assert "999" not in str(less)
    stale = [{**acting.log[0], "of": "000000000000"}]
    assert "benali" not in str(exercises.reduced(acting.exercise, stale))


def test_a_forgotten_password_is_refused_until_another_is_chosen() -> None:
    def login(id: str, **keys: Any) -> dict[str, Any]:
        address = f"https://{id}.example"
        return {"id": id, "kind": "login", "address": address, "title": id, "fields": ["P"], **keys}

    acting = Acting(
        make(
            "simulation",
            app="browser",
            start="account",
            pages=[
                login("account", forgotten=True, forgot={"text": "Oublié", "to": "renew"}),
                login("renew"),
            ],
            goals=[{"object": "browser", "field": "tabs", "min": 2, "points": 1}],
            solution=[{"do": "new_tab"}],
        )
    )
    acting.do("sign_in")
    assert not acting.state["signed_in"]
    assert acting.said == "note:password_refused"
    acting.all(["open:renew", "sign_in"])
    assert acting.state["signed_in"]
    acting.all(["sign_out", "back", "sign_in"])
    assert acting.state["signed_in"]
