"""Changing the plan while it runs: nobody loses their place, and all of it can be taken back."""

from __future__ import annotations

import re

import pytest

from classroom import path
from classroom.domain import Progress, Status
from classroom.modules import Library
from tests.conftest import Cast
from tests.house import hidden
from tests.learning import Work

INSERTED = "mail/well-written"


def change(cast: Cast, **fields: object) -> str:
    """Post a change; the address that follows, which carries the way to take it back."""
    answer = cast.mediator.post(f"{cast.dashboard}/changes", data=fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def path_of(client: object, cast: Cast) -> list[str]:
    html = client.get(cast.home).text  # type: ignore[attr-defined]
    return re.findall(r'class="path-item" id="path-\d+" href="/s/\d+/exercises/([^"]+)"', html)


def test_an_activity_for_all_is_asked_for_and_leads_back_to_where_one_was(cast: Cast) -> None:
    refs = path_of(cast.fatima, cast)
    here = Work(cast, cast.fatima, refs[2])
    here.answer(right=False)
    change(cast, exercise=INSERTED, act="now", whom="all")
    page = cast.fatima.get(here.url).text
    assert "On fait ensemble" in page
    assert f'href="/s/{cast.code}/exercises/{INSERTED}"' in page
    assert path_of(cast.moussa, cast) == [INSERTED, *refs]
    inserted = Work(cast, cast.fatima, INSERTED)
    assert "On fait ensemble" not in cast.fatima.get(inserted.url).text
    inserted.until("Continuer")
    after = cast.fatima.get(f"/s/{cast.code}/onward/{INSERTED}")
    assert after.headers["location"] == here.url
    assert "On fait ensemble" not in cast.fatima.get(cast.home).text
    assert "On fait ensemble" in cast.moussa.get(cast.home).text


def test_after_the_exercise_under_way_comes_what_was_put_next(cast: Cast) -> None:
    refs = path_of(cast.fatima, cast)
    change(cast, exercise=INSERTED, act="next", whom="all")
    assert "On fait ensemble" not in cast.fatima.get(cast.home).text
    after = cast.fatima.get(f"/s/{cast.code}/onward/{refs[0]}")
    assert after.headers["location"].endswith(INSERTED)


def test_only_those_who_were_ticked_get_it(cast: Cast) -> None:
    refs = path_of(cast.fatima, cast)
    moussa = Work(cast, cast.moussa).learner_id
    change(cast, exercise=INSERTED, act="now", whom="some", learner=moussa)
    assert path_of(cast.moussa, cast) == [INSERTED, *refs]
    assert path_of(cast.fatima, cast) == refs
    refused = cast.mediator.post(
        f"{cast.dashboard}/changes", data={"exercise": INSERTED, "act": "now", "whom": "some"}
    )
    assert refused.status_code == 422
    assert "cochez au moins une personne" in refused.text


def test_what_is_left_out_is_gone_for_one_person_and_comes_back(cast: Cast) -> None:
    refs = path_of(cast.fatima, cast)
    fatima = f"{cast.dashboard}/learners/{Work(cast, cast.fatima).learner_id}"
    cast.mediator.post(f"{fatima}/changes", data={"exercise": refs[0], "act": "leave_out"})
    assert path_of(cast.fatima, cast) == refs[1:]
    assert path_of(cast.moussa, cast) == refs
    assert "Laissés de côté" in cast.mediator.get(fatima).text
    cast.mediator.post(f"{fatima}/changes", data={"exercise": refs[0], "act": "next"})
    assert path_of(cast.fatima, cast) == refs


def test_a_change_is_taken_back_for_ten_seconds_and_what_was_done_stays(cast: Cast) -> None:
    refs = path_of(cast.fatima, cast)
    back = change(cast, exercise=INSERTED, act="now", whom="all")
    page = cast.mediator.get(back).text
    assert 'class="undo-bar"' in page
    Work(cast, cast.fatima, INSERTED).until("Continuer")
    ids = hidden(page[page.index('class="undo-bar"') :], "ids")
    cast.mediator.post(f"{cast.dashboard}/changes/withdraw", data={"ids": ids})
    assert path_of(cast.moussa, cast) == refs
    assert cast.house.rows("select count(*) from attempt where exercise = ?", INSERTED) != [(0,)]
    assert 'class="undo-bar"' not in cast.mediator.get(cast.dashboard).text


@pytest.mark.parametrize("token", ["forged", "é", "W10.a.b", "x" * 5000])
def test_a_forged_way_back_is_none(cast: Cast, token: str) -> None:
    cookie = {"Cookie": f"undo={token}; staff={cast.mediator.cookies['staff']}".encode()}
    page = cast.mediator.get(cast.dashboard, headers=cookie)  # type: ignore[arg-type]
    assert page.status_code == 200
    assert 'class="undo-bar"' not in page.text


def test_the_way_back_is_gone_after_ten_seconds_and_in_another_session(cast: Cast) -> None:
    back = change(cast, exercise=INSERTED, act="now", whom="all")
    assert 'class="undo-bar"' in cast.mediator.get(back).text
    _, other, _ = cast.house.open_session()
    token = next(one.value for one in cast.mediator.cookies.jar if one.name == "undo")
    assert token
    elsewhere = {"Cookie": f"undo={token}; staff={cast.mediator.cookies['staff']}"}
    page = cast.mediator.get(f"/staff/sessions/{other}", headers=elsewhere).text
    assert 'class="undo-bar"' not in page
    cast.house.clock.advance(seconds=11)
    assert 'class="undo-bar"' not in cast.mediator.get(back).text


def test_who_is_on_an_exercise_that_is_withdrawn_loses_nothing(cast: Cast) -> None:
    refs = path_of(cast.fatima, cast)
    back = change(cast, exercise=INSERTED, act="now", whom="all")
    work = Work(cast, cast.fatima, INSERTED)
    fields = work.fields()
    ids = hidden(cast.mediator.get(back).text.split('class="undo-bar"')[1], "ids")
    cast.mediator.post(f"{cast.dashboard}/changes/withdraw", data={"ids": ids})
    assert cast.fatima.post(f"{work.url}/attempts", data=fields).status_code == 303
    assert len(work.attempts) == 1
    work.until("Continuer")
    after = cast.fatima.get(f"/s/{cast.code}/onward/{INSERTED}").headers["location"]
    assert after.endswith(refs[0])
    assert path_of(cast.moussa, cast) == refs
    matrix = cast.mediator.get(f"{cast.dashboard}?view=matrix")
    assert matrix.status_code == 200
    assert cast.board()["Fatima"]["done"] == 1


def test_what_does_not_work_on_a_device_is_not_asked_there(cast: Cast) -> None:
    refs = path_of(cast.moussa, cast)
    cast.moussa.post(f"{cast.home}/device", data={"device": "phone"})
    change(cast, exercise="mouse/balloons", act="now", whom="all")
    assert "On fait ensemble" in cast.fatima.get(cast.home).text
    assert "On fait ensemble" not in cast.moussa.get(cast.home).text
    assert path_of(cast.moussa, cast) == refs


def test_where_one_was_is_the_exercise_begun_last() -> None:
    plan = Library.shipped().plans[0]
    refs = list(plan.exercises[:4])
    states = {ref: Progress(exercise=ref) for ref in [*refs, INSERTED]}
    assert path.next_ref(plan, states, refs[1], [INSERTED]) == INSERTED
    assert path.next_ref(plan, states, INSERTED, [INSERTED]) == refs[0]
    assert path.next_ref(plan, states, refs[1]) == refs[2]
    left = Progress(exercise=INSERTED, status=Status.TO_REVIEW)
    assert path.next_ref(plan, {**states, INSERTED: left}, refs[1], [INSERTED]) == refs[2]
