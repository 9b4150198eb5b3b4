"""What people take home: on one page each, black on white, and nobody else's name on it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from classroom.handouts import LINES_MAX, bullets, fitting
from classroom.modules import Library
from tests.conftest import Cast
from tests.learning import Work
from tests.people import People


def pages_of(page: Page) -> int:
    """How many sheets of A4 the browser prints."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def test_points_are_read_from_a_sheet() -> None:
    found = bullets("# T\n\n## À retenir\n\n- Un\n- Deux\n\n**Pas à pas**\n\n## Sites\n- a.fr\n")
    assert found == {"À retenir": ["Un", "Deux"], "Sites": ["a.fr"]}


@pytest.mark.parametrize("count", [1, 2, 3, 5, 13])
def test_no_more_is_on_a_page_than_it_holds(count: int) -> None:
    modules = [m for m in Library.shipped().modules if m.sheet][:count]
    parts, left_out = fitting(modules)
    assert parts
    assert sum(1 + len(p.remember) + len(p.sites) for p in parts) <= LINES_MAX
    assert len(parts) + len(left_out) <= count
    assert all(len(part.remember) <= 4 for part in parts)


def test_a_sheet_says_what_was_done_what_is_to_do_again_and_how_to_come_back(cast: Cast) -> None:
    work = Work(cast, cast.fatima)
    for _ in range(3):
        work.answer(right=False)
    cast.mediator.post("/staff/orientations", data={"label": "France services", "details": "Mardi"})
    page = cast.mediator.get(f"{cast.dashboard}/handouts/sheets?to=1").text
    sheets = page.split('<article class="handout')[1:]
    assert len(sheets) == 2
    fatima = sheets[0]
    assert "Fatima" in fatima
    assert "Moussa" not in fatima
    assert "Les 3 indices" in fatima
    assert "France services" in fatima
    assert "17cyber.gouv.fr" in fatima
    code = f"{cast.code[:3]}\u202f{cast.code[3:]}"
    assert code in fatima or cast.code[:3] in fatima
    own = cast.fatima.get(f"{cast.home}/sheet").text
    assert "Les 3 indices" in own
    assert "Moussa" not in own


def test_the_next_date_of_the_series_is_on_the_sheet(cast: Cast) -> None:
    house = cast.house
    mediator, first, code = house.open_session(series="new", series_title="Les mardis")
    house.learner(code, "Fatima")
    house.open_session(series="1", day="2027-03-02", hour="14:30", place="Mairie")
    page = mediator.get(f"/staff/sessions/{first}/handouts/sheets").text
    assert "Prochaine séance" in page
    assert "2 mars 2027" in page
    assert "Mairie" in page


def test_a_list_to_sign_has_lines_for_those_who_are_expected(cast: Cast) -> None:
    _, session, _ = cast.house.open_session(expected="25")
    empty = cast.mediator.get(f"/staff/sessions/{session}/handouts/attendance").text
    assert empty.count("<tr>") == 26
    known = cast.mediator.get(f"{cast.dashboard}/handouts/attendance").text
    assert "<td>Fatima</td>" in known
    assert cast.mediator.get(f"{cast.dashboard}/handouts/else").status_code == 404


HOSTILE = "<b>x</b>"


def test_a_hostile_name_is_text_on_paper(cast: Cast) -> None:
    cast.house.learner(cast.code, HOSTILE)
    for kind in ("sheets", "attendance", "cards"):
        page = cast.mediator.get(f"{cast.dashboard}/handouts/{kind}").text
        assert HOSTILE not in page
        assert "&lt;b&gt;" in page


def test_orientations_are_kept_changed_and_put_away(cast: Cast) -> None:
    client = cast.mediator
    assert client.post("/staff/orientations", data={"label": "x" * 81}).status_code == 422
    client.post("/staff/orientations", data={"label": "CCAS", "details": "2 rue Haute"})
    client.post("/staff/orientations", data={"id": "1", "label": "CCAS", "details": "3 rue Haute"})
    assert "3 rue Haute" in client.get("/staff/orientations").text
    stranger, _ = cast.house.other_organisation()
    stolen = stranger.post("/staff/orientations", data={"id": "1", "label": "Vol"})
    assert stolen.status_code == 404
    client.post("/staff/orientations/1/archive")
    assert "CCAS" not in client.get("/staff/orientations").text


def test_each_sheet_is_one_page_of_paper(people: People) -> None:
    house = people.house
    _, session, code = house.open_session(  # type: ignore[union-attr]
        "", module=["scams", "passwords", "search", "mail", "files"], capacity="40"
    )
    for n in range(12):
        house.learner(code, f"Marie-Thérèse-Anne {n}")  # type: ignore[union-attr]
    desk = people.mediator()
    for kind, most in (("sheets", 12), ("cards", 2), ("attendance", 1)):
        desk.goto(f"{house.staff_url}/staff/sessions/{session}/handouts/{kind}")
        assert pages_of(desk) == most, kind


def test_who_comes_after_the_end_goes_on_with_the_card(cast: Cast) -> None:
    card = cast.house.rows("select card from learner where name = 'Fatima'")[0][0]
    cast.mediator.post(f"{cast.dashboard}/close")
    visitor = cast.house.visitor()
    page = visitor.post("/join", data={"code": cast.code})
    assert page.status_code == 422
    assert f"/s/{cast.code}/return" in page.text
    typed = {f"picture{n}": one for n, one in enumerate(card.split("-"), start=1)}
    back = visitor.post(f"{cast.home}/return", data={"name": "Fatima", **typed})
    assert back.status_code == 303
    before = cast.house.rows("select attempts, passed from session_figures")
    Work(cast, visitor).until("Refaire")
    assert cast.house.rows("select count(*) from attempt where passed = 1") == [(1,)]
    cast.mediator.get("/staff/history")
    assert cast.house.rows("select attempts, passed from session_figures") == before
    assert visitor.post(f"{cast.home}/help").status_code == 410
