"""The close of a session: what is proposed, what is refused, what leaves, and to whom."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Cast
from tests.house import House
from tests.learning import Work
from tests.people import People
from tests.test_lacoop import unpacked

HOSTILE = ("=HYPERLINK(1)", "+SUM(A1)", "<b>Zoé</b>", '"Zora";x', "Żółć", "@Zack")
SAID = {
    "title": "Les arnaques",
    "date": "2026-11-20",
    "minutes": "90",
    "place": "LieuActivite",
    "equipment": ["Ordinateur"],
    "themes": ["SecuriteNumerique"],
    "level": "Debutant",
    "total": "9",
    "genreFeminin": "6",
}


def url(cast: Cast) -> str:
    return f"{cast.dashboard}/report"


def shown(cast: Cast) -> str:
    answer = cast.mediator.get(url(cast))
    assert answer.status_code == 200
    return html.unescape(answer.text)


def keep(cast: Cast, **fields: Any) -> httpx2.Response:
    return cast.mediator.post(url(cast), data={**SAID, **fields})


def kept(cast: Cast) -> int:
    return int(cast.house.rows("select count(*) from report")[0][0])


def value(page: str, field: str) -> str:
    found = re.search(rf'<input[^>]*name="{field}"[^>]*value="([^"]*)"', page)
    assert found, field
    return found[1]


def ticked(page: str, field: str) -> list[str]:
    return re.findall(rf'name="{field}" value="(\w+)" checked', page)


def coop_link(page: str) -> str:
    found = re.search(r'href="([^"]*/coop/mes-activites/[^"]*)"', page)
    assert found
    return found[1]


def outputs(cast: Cast) -> dict[str, str]:
    """All that may leave, as text."""
    page = shown(cast)
    sheet = re.search(r'<dl class="card copy-sheet.*?</dl>', page, re.S)
    assert sheet
    return {
        "link": json.dumps(unpacked(coop_link(page)), ensure_ascii=False),
        "sheet": sheet[0],
        "json": cast.mediator.get(f"{url(cast)}.json").text,
        "csv": cast.mediator.get(f"{url(cast)}.csv").text,
    }


def test_the_session_fills_in_what_it_knows(cast: Cast) -> None:
    phone = cast.house.learner(cast.code, "Yvette")
    phone.post(f"{cast.home}/device", data={"device": "phone"})
    gone = cast.house.learner(cast.code, "Gone")
    cast.mediator.post(f"{cast.dashboard}/learners/{Work(cast, gone).learner_id}/remove")
    Work(cast, cast.fatima).answer()
    cast.house.clock.advance(minutes=88)
    cast.mediator.post(f"{cast.dashboard}/close")
    cast.house.clock.advance(minutes=30)
    page = shown(cast)
    assert value(page, "title") == "Les arnaques"
    assert value(page, "total") == "3"
    assert value(page, "minutes") == "90"
    opened = cast.house.rows("select opened_at from session")[0][0]
    assert value(page, "date") >= opened[:10]
    assert ticked(page, "equipment") == ["Ordinateur", "Telephone"]
    assert ticked(page, "themes") == ["SecuriteNumerique"]
    assert 'value="Debutant" lang="fr" selected' in page
    assert kept(cast) == 0, "a page that is read keeps nothing"


def test_nothing_is_proposed_of_what_nobody_opened(house: House) -> None:
    mediator, session_id, _ = house.open_session()
    page = mediator.get(f"/staff/sessions/{session_id}/report").text
    assert value(page, "total") == ""
    assert value(page, "minutes") == "5"
    assert ticked(page, "themes") == ticked(page, "equipment") == []
    house.clock.advance(days=3)
    page = mediator.get(f"/staff/sessions/{session_id}/report").text
    assert value(page, "minutes") == "", "a session that was forgotten lasted nobody knows how long"


def test_who_did_not_finish_is_named_to_the_mediator(cast: Cast) -> None:
    Work(cast, cast.moussa).answer(right=False)
    Work(cast, cast.moussa).act("skip")
    page = shown(cast)
    again = page[page.index("Qui revoir") :]
    assert again.index("Moussa") < again.index("Fatima"), "whoever needs it most comes first"
    assert "À revoir\u00a0: Les 3 indices" in again
    assert "13 exercices pas encore faits" in again


def test_everyone_finished(cast: Cast) -> None:
    for learner in (1, 2):
        cast.mediator.post(f"{cast.dashboard}/learners/{learner}/remove")
    assert "tout le monde a tout fini" in shown(cast)


def test_questions_are_counted_and_lead_to_their_page(cast: Cast) -> None:
    cast.fatima.post(f"{cast.home}/questions", data={"question": "Mon mari, Zoltan ?"})
    page = shown(cast)
    assert "1 question est restée ouverte." in page
    assert f'href="{cast.dashboard}/questions"' in page
    assert "Zoltan" not in page


def test_a_report_is_kept_and_read_again(cast: Cast) -> None:
    answer = keep(cast, trancheAgeSoixanteDixPlus="2", themes=["Logement", "Email"])
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{url(cast)}#ready"
    page = shown(cast)
    assert "Le compte rendu est prêt" in page
    assert value(page, "trancheAgeSoixanteDixPlus") == "2"
    assert ticked(page, "themes") == ["Email", "AideAuxDemarchesAdministratives", "Logement"]
    assert "Non communiqué\u00a0: <strong>3</strong>" in page
    assert keep(cast, total="12").status_code == 303
    assert kept(cast) == 1
    assert value(shown(cast), "total") == "12"


def test_the_facts_are_counted_and_name_what_stopped_several(cast: Cast) -> None:
    for client in (cast.fatima, cast.moussa):
        Work(cast, client).answer(right=False)
        Work(cast, client).act("skip")
    cast.fatima.post(f"{cast.home}/questions", data={"question": "Pourquoi ?"})
    keep(cast)
    assert (
        "9 participants, 1 exercice. Points bloquants\u00a0: «\u00a0Les 3 indices\u00a0». "
        "Questions en suspens\u00a0: 1." in outputs(cast)["sheet"]
    )


def test_what_one_person_missed_is_said_of_nobody(cast: Cast) -> None:
    Work(cast, cast.moussa).act("skip")
    keep(cast)
    assert "bloquants" not in outputs(cast)["csv"]


@pytest.mark.parametrize(
    ("fields", "words_said"),
    [
        ({"total": ""}, "de 1 à 10\u00a0000"),
        ({"total": "0"}, "de 1 à 10\u00a0000"),
        ({"dejaAccompagne": "10"}, "plus que le nombre de participants"),
        ({"genreMasculin": "4"}, "plus que le nombre de participants"),
        ({"statutSocialRetraite": "dix"}, "de 0 à 10\u00a0000"),
        ({"date": "hier"}, "Donnez la date"),
        ({"minutes": "1 h"}, "la durée en minutes"),
        ({"title": "é" * 81}, "80 signes"),
        ({"place": "Ailleurs"}, "Choisissez un lieu"),
        ({"themes": []}, "au moins une thématique"),
    ],
)
def test_a_fault_is_said_in_its_place_and_nothing_typed_is_lost(
    cast: Cast, fields: dict[str, Any], words_said: str
) -> None:
    answer = keep(cast, trancheAgeMoinsDeDouze="1", **fields)
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert page.count('class="error"') == 1
    assert words_said in page
    assert 'role="alert"' in page
    told = {"trancheAgeMoinsDeDouze": "1", "genreFeminin": "6", **fields}
    for field in told.keys() - {"place", "themes"}:
        assert value(page, field) == told[field]
    assert kept(cast) == 0


def test_a_fault_is_tied_to_its_field(cast: Cast) -> None:
    page = keep(cast, total="", genreMasculin="x").text
    assert re.search(r'id="total"[^>]*aria-describedby="total-help total-error"', page)
    assert 'id="total-error"' in page
    assert re.search(r'id="genreMasculin"[^>]*aria-describedby="genreMasculin-error"', page)


def test_a_kept_report_outlives_a_faulty_one(cast: Cast) -> None:
    keep(cast)
    assert keep(cast, total="beaucoup").status_code == 422
    assert value(shown(cast), "total") == "9"


def test_an_open_session_says_that_it_is(cast: Cast) -> None:
    assert "encore ouverte" in shown(cast)
    cast.mediator.post(f"{cast.dashboard}/close")
    assert "encore ouverte" not in shown(cast)
    assert keep(cast).status_code == 303


def test_the_link_opens_la_coop_in_another_tab(cast: Cast) -> None:
    assert "/coop/mes-activites/" not in shown(cast)
    keep(cast)
    page = shown(cast)
    assert coop_link(page).startswith("https://coop-numerique.anct.gouv.fr/coop/")
    assert re.search(r'target="_blank" rel="noopener" href="https://coop-num', page)
    assert "Connectez-vous d'abord à La Coop" in page
    assert "Vérifiez-y le lieu" in page
    assert unpacked(coop_link(page))["json"]["participantsAnonymes"]["genreNonCommunique"] == 3


def test_files_are_named_and_typed(cast: Cast) -> None:
    keep(cast)
    table, data = (cast.mediator.get(f"{url(cast)}.{ending}") for ending in ("csv", "json"))
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.content.startswith(b"\xef\xbb\xbfDate;")
    assert data.json()["attributes"]["beneficiaires"]["genres"] == {
        "masculin": 0,
        "feminin": 6,
        "non_communique": 3,
    }
    for answer, ending in ((table, "csv"), (data, "json")):
        name = f'attachment; filename="seance-{cast.session_id}.{ending}"'
        assert answer.headers["content-disposition"] == name


def test_no_name_and_no_words_of_anybody_leave(cast: Cast) -> None:
    """Whoever was there, whatever they typed and however hard they struggled."""
    people = [cast.house.learner(cast.code, name) for name in HOSTILE]
    for client in (*people, cast.fatima, cast.moussa):
        Work(cast, client).answer(right=False)
        Work(cast, client).act("skip")
        client.post(f"{cast.home}/questions", data={"question": "Mon fils Zébulon"})
        client.post(f"{cast.home}/help")
    keep(cast)
    page = shown(cast)
    for name in (*HOSTILE, "Fatima", "Moussa"):
        assert name in html.unescape(page), "the mediator reads it"
    for where, text in outputs(cast).items():
        for name in (*HOSTILE, "Fatima", "Moussa", "Zébulon", "Zora", "Zack", "Zoé"):
            assert name not in text, (where, name)


def test_a_hostile_title_stays_a_title(cast: Cast) -> None:
    keep(cast, title='=cmd|"/c calc"!A1 <script>alert(1)</script>')
    page = cast.mediator.get(url(cast)).text
    assert "<script>alert" not in page
    line = cast.mediator.get(f"{url(cast)}.csv").text
    assert "'=cmd|" in line
    assert ";=cmd" not in line
    assert ';"=cmd' not in line


def test_another_organisation_sees_none_of_it(cast: Cast) -> None:
    keep(cast)
    elsewhere, _ = cast.house.other_organisation()
    for ending in ("", ".json", ".csv"):
        assert elsewhere.get(url(cast) + ending).status_code == 404
        assert cast.mediator.get(url(cast) + ending).status_code == 200
    assert elsewhere.post(url(cast), data={**SAID, "total": "1"}).status_code == 404
    assert value(shown(cast), "total") == "9"


def test_the_report_is_a_step_away_once_the_session_is_over(cast: Cast) -> None:
    link = f'href="{url(cast)}"'
    assert link not in cast.mediator.get(cast.dashboard).text
    cast.mediator.post(f"{cast.dashboard}/close")
    assert link in cast.mediator.get(cast.dashboard).text
    assert link in cast.mediator.get(f"/staff/history/{cast.session_id}").text


def test_a_report_goes_with_its_session(cast: Cast) -> None:
    keep(cast)
    cast.house.run(lambda db: db.execute("delete from session"))
    assert kept(cast) == 0


@pytest.fixture
def off_line(tmp_path: Path) -> Iterator[House]:
    served = House(tmp_path / "off", coop_url="")
    yield served
    served.close()


def test_without_an_address_there_is_no_link(off_line: House) -> None:
    mediator, session_id, _ = off_line.open_session()
    place = f"/staff/sessions/{session_id}/report"
    assert mediator.post(place, data=SAID).status_code == 303
    page = mediator.get(place).text
    assert "/coop/" not in page
    assert "Recopiez-le dans La Coop" in page
    assert 'copy-sheet" data-look' in page


def ready(people: People, **options: Any) -> Page:
    """A report that was kept, by hand."""
    _, session_id, _ = people.house.open_session()
    page = people.mediator(**options)
    page.goto(f"{people.house.staff_url}/staff/sessions/{session_id}/report")
    page.get_by_label("Nombre de participants").fill("9")
    page.get_by_label("E-mail").check()
    page.get_by_role("button", name="Enregistrer le compte rendu").click()
    expect(page.get_by_role("heading", name="Le compte rendu est prêt")).to_be_visible()
    return page


def test_a_report_is_made_without_javascript(people: People) -> None:
    page = ready(people, java_script_enabled=False)
    expect(page.locator(".copy-text").first).to_have_text("Les arnaques")
    expect(page.locator("copy-field button").first).to_be_hidden()


def test_a_field_is_copied_or_selected_where_it_cannot_be(people: People) -> None:
    page = ready(people, permissions=["clipboard-read", "clipboard-write"])
    line = page.locator("copy-field").first
    line.get_by_role("button", name="Copier").click()
    expect(line.get_by_role("status")).to_have_text("Copié")
    assert page.evaluate("navigator.clipboard.readText()") == "Les arnaques"
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    other = page.locator("copy-field").nth(1)
    other.get_by_role("button", name="Copier").click()
    expect(other.get_by_role("status")).to_have_text("Sélectionné\u00a0: Ctrl + C")
    assert page.evaluate("getSelection().toString()") == "9"


def test_the_sheet_alone_is_printed(people: People) -> None:
    page = ready(people)
    page.emulate_media(media="print")
    expect(page.locator(".copy-sheet")).to_be_visible()
    for left_out in ("form.report", "aside", "copy-field button"):
        expect(page.locator(left_out).first).to_be_hidden()
