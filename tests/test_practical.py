"""Done for real: the learner calls, the mediator looks and ticks, both screens follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, expect

from tests.exercises.forms import SAMPLE
from tests.house import House
from tests.people import LIVE_MS, People

REF = "sample/vrai-mail"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    served = House(tmp_path, SAMPLE)
    yield served
    served.close()


class Atelier:
    """A session of the sample module, one learner, and the page of that person."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.mediator, self.session_id, code = house.open_session(plan="", module="sample")
        self.learner = house.learner(code)
        (self.learner_id,) = house.rows("select id from learner")[0]
        self.room = f"/staff/sessions/{self.session_id}"
        self.person = f"{self.room}/learners/{self.learner_id}"
        self.url = f"/s/{code}/exercises/{REF}"

    def ready(self, submission: str = "ready-0001") -> httpx2.Response:
        fields = {"submission": submission, "ready": "yes"}
        return self.learner.post(f"{self.url}/attempts", data=fields)

    def see(self, *criteria: str, ref: str = REF, submission: str = "seen-0001") -> httpx2.Response:
        fields = {"submission": submission, "exercise": ref, "criterion": list(criteria)}
        return self.mediator.post(f"{self.person}/seen", data=fields)

    @property
    def call(self) -> bool:
        kept = self.house.rows("select handled_at from help_request order by id desc limit 1")
        return bool(kept) and kept[0][0] is None

    @property
    def status(self) -> str:
        row = self.mediator.get(self.person).text.partition(". Envoyer un vrai mail")[2]
        return row.partition('data-status="')[2].partition('"')[0]


@pytest.fixture
def atelier(house: House) -> Atelier:
    return Atelier(house)


def test_saying_it_is_done_calls_the_mediator_who_reads_why(atelier: Atelier) -> None:
    assert "C'est fait, venez voir" in atelier.learner.get(atelier.url).text
    assert atelier.ready().status_code == 303
    page = atelier.learner.get(atelier.url).text
    assert "C'est noté" in page
    assert 'id="onward"' in page, "one may go on meanwhile"
    board = atelier.mediator.get(atelier.room).text
    assert "a fini «\u00a0Envoyer un vrai mail\u00a0» et vous attend" in board
    assert "demande de l'aide" not in board
    assert "vous attend" in atelier.mediator.get(atelier.person).text
    atelier.ready("ready-0002")
    assert atelier.house.rows("select count(*) from help_request") == [(1,)]


def test_what_is_ticked_is_seen_and_the_call_is_over(atelier: Atelier) -> None:
    atelier.ready()
    assert atelier.call
    assert atelier.see("0", "2").status_code == 303
    assert not atelier.call
    assert atelier.status == "doing", "one thing is still to be seen"
    assert atelier.learner.get(atelier.url).text.count('data-seen="yes"') == 2
    assert atelier.see("0", "1", "2", submission="seen-0002").status_code == 303
    assert atelier.status == "done_alone", "to be called to look is not to help"
    page = atelier.learner.get(atelier.url).text
    assert "venez voir" not in page
    assert "Bravo" in atelier.mediator.get(atelier.person).text
    scores = "select score, passed from attempt order by id"
    assert atelier.house.rows(scores) == [(None, 0), (None, 0), (1.0, 1)]


def test_what_is_missing_is_no_error(atelier: Atelier) -> None:
    for n in range(4):
        atelier.see("0", submission=f"seen-000{n}")
    assert "Pourquoi c'est signalé" not in atelier.mediator.get(atelier.person).text
    assert atelier.mediator.get(f"{atelier.room}/progress.json").json()["learners"][0]["tries"] == 0


def test_she_may_tick_without_being_called_and_the_same_post_counts_once(atelier: Atelier) -> None:
    for _ in range(2):
        assert atelier.see("0", "1", "2").status_code == 303
    assert atelier.house.rows("select count(*) from attempt") == [(1,)]
    assert atelier.status == "done_alone"
    assert atelier.see("0").status_code == 422, "the same number, another answer"


@pytest.mark.parametrize(
    ("criteria", "ref", "status"),
    [
        (["3"], REF, 422),
        (["x"], REF, 422),
        (["0"] * 9, REF, 422),
        (["0"], "sample/objet", 422),
        (["0"], "sample/nothing", 404),
        (["0"], "", 404),
    ],
)
def test_a_malformed_look_is_refused(
    atelier: Atelier, criteria: list[str], ref: str, status: int
) -> None:
    assert atelier.see(*criteria, ref=ref).status_code == status
    assert atelier.house.rows("select count(*) from attempt") == [(0,)]


def test_a_learner_cannot_tick(atelier: Atelier) -> None:
    fields = {"submission": "forged-01", "ready": "no", "criterion": ["0", "1", "2"]}
    assert atelier.learner.post(f"{atelier.url}/attempts", data=fields).status_code == 422
    fields["ready"] = "yes"
    assert atelier.learner.post(f"{atelier.url}/attempts", data=fields).status_code == 303
    assert atelier.status == "help_asked"
    assert atelier.learner.post(f"{atelier.person}/seen", data=fields).status_code == 404


def test_both_screens_follow(house: House, browser: Browser) -> None:
    people = People(house, browser)
    _, session_id, code = house.open_session(plan="", module="sample")
    desk = people.mediator()
    desk.goto(f"{house.staff_url}/staff/sessions/{session_id}")
    learner = people.join(code, "Fatima")
    learner.goto(f"{house.learner_url}/s/{code}/exercises/{REF}")
    learner.get_by_role("button", name="C'est fait, venez voir").click()
    expect(learner.locator("#ready")).to_contain_text("C'est noté")
    need = desk.locator(".need")
    expect(need).to_contain_text("a fini", timeout=LIVE_MS)
    need.get_by_role("link", name="Fatima").click()
    expect(desk.get_by_role("heading", name="À voir sur place")).to_be_visible()
    for criterion in SAMPLE.exercise(REF).criteria:  # type: ignore[attr-defined]
        desk.get_by_label(criterion).check()
    desk.get_by_role("button", name="Enregistrer ce que j'ai vu").click()
    expect(desk.locator("#seen .badge")).to_have_text(re.compile("vu"))
    expect(learner.locator('.criterion[data-seen="yes"]')).to_have_count(3, timeout=LIVE_MS)
    expect(learner.locator("#feedback")).to_contain_text("C'est fait")
    expect(learner.locator("#onward")).to_be_visible()
    people.leave()
