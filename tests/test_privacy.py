"""What people are told: at the door, on the pages about their data and access, in footers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Cast
from tests.house import House

STAFF = "/staff/privacy"
NBSP = "\u00a0"
FILLED = {
    "controller": "Médiathèque « Les Lilas » <Nord>",
    "contact": "donnees@lilas.example",
    "officer": "Mme Durand",
    "place": "sur l'ordinateur de l'accueil",
    "accessibility": "Audit de 2026 : 71 %.\nLes jeux restent à revoir.",
}


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace(NBSP, " ").split())


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (30, "Ils sont effacés 30 jours après la fin de la séance."),
        (1, "Ils sont effacés 1 jour après la fin de la séance."),
        (0, "Ils sont effacés dès la fin de la séance."),
    ],
)
def test_the_door_tells_the_real_number_of_days(tmp_path: Path, days: int, said: str) -> None:
    house = House(tmp_path / "data", keep_days=days)
    try:
        _, session_id, code = house.open_session()
        page = house.visitor().get(f"/s/{code}").text
        assert said in words(page)
        assert f'href="/privacy?session={code}"' in page
        assert said.removeprefix("Ils sont effacés ")[:-1] in words(
            house.visitor().get("/privacy").text
        )
        house.rows("update session set series_id = 1 where id = ? returning id", session_id)
        assert "dernière séance du cycle" in words(house.visitor().get(f"/s/{code}").text)
    finally:
        house.close()


def test_every_page_leads_to_both_statements(cast: Cast) -> None:
    for client, path in (
        (cast.house.visitor(), "/"),
        (cast.fatima, cast.home),
        (cast.fatima, f"{cast.home}/exercises/scams/three-clues"),
        (cast.fatima, "/nowhere"),
    ):
        page = client.get(path).text
        assert 'href="/privacy' in page, path
        assert 'href="/accessibility' in page, path
    page = cast.mediator.get("/staff").text
    assert f'href="{STAFF}"' in page
    assert 'href="/accessibility"' in page


def test_the_wall_stays_a_wall(cast: Cast) -> None:
    wall = cast.house.visitor().get(f"/wall/{cast.house.signer.wall_token(cast.session_id)}")
    assert wall.status_code == 200
    assert "/privacy" not in wall.text


def test_as_it_comes_it_claims_nothing_that_nobody_said(cast: Cast) -> None:
    privacy = words(cast.fatima.get("/privacy").text)
    assert "n'a pas encore écrit son nom ici" in privacy
    assert "3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07" in privacy
    accessibility = words(cast.fatima.get("/accessibility").text)
    assert "n'a pas été évalué par un audit externe" in accessibility
    assert "Ils ne remplacent pas un audit" in accessibility
    assert "Libre réponse 71120, 75342 Paris CEDEX 07" in accessibility


def test_a_structure_fills_them_in(cast: Cast) -> None:
    assert cast.mediator.post(STAFF, data=FILLED).status_code == 303
    for client in (cast.fatima, cast.mediator):
        privacy = client.get(f"/privacy?session={cast.code}").text
        for name in ("contact", "officer"):
            assert FILLED[name] in privacy
        assert "&lt;Nord&gt;" in privacy
        assert "Les données sont ici : sur l" in words(privacy)
        assert "n'a pas encore écrit" not in privacy
    accessibility = words(cast.fatima.get("/accessibility").text)
    assert "Les jeux restent à revoir." in accessibility
    assert "n'a pas été évalué par un audit externe" in accessibility, "of the software, it is true"
    form = cast.mediator.get(STAFF).text
    assert 'value="donnees@lilas.example"' in form
    cast.mediator.post(STAFF, data={})
    assert "n'a pas encore écrit son nom ici" in cast.fatima.get("/privacy").text


def test_each_structure_speaks_for_its_own_sessions(cast: Cast) -> None:
    elsewhere, foreign = cast.house.other_organisation()
    cast.mediator.post(STAFF, data=FILLED)
    elsewhere.post(STAFF, data={"controller": "Autre structure"})
    code = cast.house.rows("select join_code from session where id = ?", foreign)[0][0]
    theirs = cast.house.visitor().get(f"/privacy?session={code}").text
    assert "Autre structure" in theirs
    assert "Mme Durand" not in theirs
    assert "Mme Durand" in cast.fatima.get(f"/privacy?session={cast.code}").text
    assert "Mme Durand" in cast.fatima.get("/privacy?session=nothing").text, "that of the instance"
    assert "Autre structure" not in cast.mediator.get(STAFF).text


@pytest.mark.parametrize("name", sorted(FILLED))
def test_what_cannot_be_shown_is_said_and_nothing_typed_is_lost(cast: Cast, name: str) -> None:
    cast.mediator.post(STAFF, data=FILLED)
    other = next(key for key in FILLED if key != name)
    answer = cast.mediator.post(STAFF, data={name: "x" * 2001, other: "gardé ainsi"})
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text
    assert "x" * 2001 in answer.text
    assert "gardé ainsi" in answer.text
    assert "Mme Durand" in cast.fatima.get("/privacy").text, "what was there stays"


def test_the_page_of_the_mediator_says_what_comes_next(cast: Cast) -> None:
    assert "après la fin de la séance ou du cycle" in words(cast.mediator.get(STAFF).text)
    cast.mediator.post(f"{cast.dashboard}/close")
    page = words(cast.mediator.get(STAFF).text)
    assert "Effacer maintenant ce qui est échu" in page
    assert "erasures.journal" in page
    assert "aucune copie de la base" in page
    assert re.search(r"séances? \d|20\d\d 2 0 \w+ \d+ \w+ 20\d\d", page), "two people, and the day"


def test_in_english_too(tmp_path: Path) -> None:
    house = House(tmp_path / "data", language="en")
    try:
        _, _, code = house.open_session()
        door = words(house.visitor().get(f"/s/{code}").text)
        assert "30 days after the end of the session" in door
    finally:
        house.close()
