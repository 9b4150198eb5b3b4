"""A session may open with three questions of an earlier one."""

from __future__ import annotations

import json

import httpx2

from classroom import spacing
from classroom.domain import Plan, Step
from classroom.modules import Library
from tests.conftest import Cast
from tests.house import House
from tests.learning import Work

LIBRARY = Library.shipped()
SCAMS = next(plan for plan in LIBRARY.plans if plan.id == "scams")
MAIL = next(plan for plan in LIBRARY.plans if plan.id == "mail")


def plan_of(house: House, session_id: int) -> list[dict[str, object]]:
    kept = house.rows("select plan from session where id = ?", session_id)[0][0]
    steps: list[dict[str, object]] = json.loads(kept)["steps"]
    return steps


def opened(mediator: httpx2.Client, house: House, **fields: str) -> list[dict[str, object]]:
    answer = mediator.post("/staff/sessions", data={"plan": "mail", **fields})
    assert answer.status_code == 303, answer.text
    return plan_of(house, int(answer.headers["location"].rsplit("/", 1)[1]))


def test_questions_are_short_and_new_to_the_day() -> None:
    refs = spacing.questions(LIBRARY, SCAMS, (), MAIL)
    assert len(refs) == spacing.QUESTIONS
    for ref in refs:
        assert ref in SCAMS.exercises
        assert LIBRARY.exercise(ref).kind in spacing.KINDS
    assert spacing.questions(LIBRARY, SCAMS, (), SCAMS) == ()
    gone = Plan("x", "X", "", (Step("S", 5, ("scams/no-longer-there",)),))
    assert spacing.questions(LIBRARY, gone, (), MAIL) == ()


def test_what_was_passed_longest_ago_comes_first(cast: Cast) -> None:
    for ref in ("scams/whom-to-tell", "scams/three-clues"):
        Work(cast, cast.fatima, ref).answered()
        cast.house.clock.advance(minutes=2)
    cast.mediator.post(f"{cast.dashboard}/close")
    assert "3 questions d'une séance passée" in cast.mediator.get("/staff/sessions/new").text
    welcome, first, *rest = opened(cast.mediator, cast.house, remember=str(cast.session_id))
    assert first["title"] == "Pour se souvenir"
    refs = first["exercises"]
    assert isinstance(refs, list)
    assert refs[:2] == ["scams/whom-to-tell", "scams/three-clues"]
    assert len(refs) == 3
    assert [step["title"] for step in (welcome, *rest)] == [step.title for step in MAIL.steps]


def test_nothing_is_added_unless_it_is_asked(cast: Cast) -> None:
    for value in ("", "x", "-1", "9" * 30):
        steps = opened(cast.mediator, cast.house, remember=value)
        assert len(steps) == len(MAIL.steps)


def test_the_questions_of_another_organisation_do_not_exist(cast: Cast) -> None:
    _, foreign = cast.house.other_organisation()
    for session_id in (foreign, 10**9):
        data = {"plan": "mail", "remember": str(session_id)}
        assert cast.mediator.post("/staff/sessions", data=data).status_code == 404
