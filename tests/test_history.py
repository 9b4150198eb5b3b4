"""What coordination reads: counts kept at the close, filtered, added up, never a name."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from classroom import spreadsheet
from classroom.figures import Group, told_apart
from tests.conftest import Cast
from tests.house import House
from tests.learning import Work
from tests.served import Server

NAMES = ("Zénobie", "Moussa", "Ana", "Josette", "Théodora")


def held(house: House, people: int = 5, **said: str) -> Cast:
    """A session that was closed; the first person passed one exercise."""
    mediator, session_id, code = house.open_session(**said)
    learners = [house.learner(code, NAMES[n % 5]) for n in range(people)]
    cast = Cast(house, mediator, session_id, code, learners[0], learners[-1])
    Work(cast, cast.fatima).until("Refaire")
    mediator.post(f"{cast.dashboard}/close")
    return cast


def csv_of(client: httpx2.Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/staff/history.csv?{query}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_a_session_is_counted_when_it_closes_and_again_after_it_was_reopened(
    house: House,
) -> None:
    cast = held(house)
    line = csv_of(cast.mediator)[0]
    assert line["Personnes inscrites"] == "5"
    assert line["Personnes présentes"] == "1"
    assert line["Exercices réussis"] == "1"
    assert int(line["Réponses"]) >= 1
    cast.mediator.post(f"{cast.dashboard}/reopen")
    assert csv_of(cast.mediator) == []
    house.learner(cast.code, "Karim")
    cast.mediator.post(f"{cast.dashboard}/close")
    assert csv_of(cast.mediator)[0]["Personnes inscrites"] == "6"


def test_what_was_never_counted_is_counted_when_it_is_asked_for(house: House) -> None:
    cast = held(house)
    house.run(lambda db: db.execute("delete from session_figures"))
    assert csv_of(cast.mediator)[0]["Personnes inscrites"] == "5"


def test_figures_that_are_frozen_are_not_counted_again(house: House) -> None:
    cast = held(house)
    house.run(lambda db: db.execute("update session_figures set frozen_at = kept_at"))
    cast.mediator.post(f"{cast.dashboard}/reopen")
    house.learner(cast.code, "Karim")
    cast.mediator.post(f"{cast.dashboard}/close")
    assert csv_of(cast.mediator)[0]["Personnes inscrites"] == "5"


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("", ["Mairie", "École"]),
        ("place=Mairie", ["Mairie"]),
        ("partner=CCAS", ["École"]),
        ("public=Seniors", ["Mairie"]),
        ("word=PASSE", ["École"]),
        ("word=%25", []),
        ("theme=SecuriteNumerique", ["Mairie", "École"]),
        ("theme=Sante", []),
        ("since=2000-01-01&until=2000-12-31", []),
        ("until=2000-01-01", []),
        ("since=2000-01-01", ["Mairie", "École"]),
        ("mediator=Karim", ["Mairie"]),
        ("status=planned", ["Gymnase"]),
        ("status=all", ["Gymnase", "Mairie", "École"]),
        ("since=demain&status=x&theme=y", ["Mairie", "École"]),
        ("place=" + "x" * 5000, []),
    ],
)
def test_files_and_list_are_what_the_filters_leave(
    full: House, query: str, places: list[str]
) -> None:
    client = full.mediator()
    assert sorted(line["Lieu"] for line in csv_of(client, query)) == sorted(places)
    page = client.get(f"/staff/history?{query}")
    assert page.status_code == 200
    rows = page.text.partition("<tbody>")[2].partition("</tbody>")[0]
    for place in ("Mairie", "École", "Gymnase"):
        assert (f"<td>{place}</td>" in rows) is (place in places)
    assert client.get(f"/staff/history/synthesis?{query}").status_code == 200


@pytest.fixture(name="full", scope="module")
def full_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("data"))
    held(house, place="Mairie", public="Seniors", mediator_name="Karim")
    held(house, title="Les mots de passe", place="École", partner="CCAS", mediator_name="Inès")
    house.open_session(place="Gymnase", day="2027-06-01", hour="10:00")
    yield house
    house.close()


def test_no_name_of_a_learner_is_in_any_page_or_file_of_coordination(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    try:
        admin = server.administrator()
        session_id, code = server.session_of(admin)
        for name in NAMES:
            server.learner(code, name)
        admin.post(f"/staff/sessions/{session_id}/close")
        odile = server.invite(admin, "Odile", "coordinator")
        for path in ("", "/synthesis", ".csv", ".xlsx", f"/{session_id}"):
            answer = odile.get(f"/staff/history{path}")
            assert answer.status_code == 200, path
            content = answer.content
            if path == ".xlsx":
                book = zipfile.ZipFile(io.BytesIO(content))
                content = b"".join(book.read(one) for one in book.namelist())
            found = [name for name in NAMES if name.encode() in content]
            assert not found, path
    finally:
        server.close()


HOSTILE = ('=HYPERLINK("http://evil")', "+33 1", "-2+3", "@SUM(A1)", "=cmd|'/C calc'!A0")


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_cell_is_a_formula(house: House, typed: str) -> None:
    cast = held(house, people=1, place=typed, title=typed)
    line = csv_of(cast.mediator)[0]
    assert line["Lieu"] == f"'{typed}"
    assert line["Séance"].startswith("'")
    book = zipfile.ZipFile(io.BytesIO(cast.mediator.get("/staff/history.xlsx").content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "http" not in book.read("[Content_Types].xml").decode().replace(
        "http://schemas.openxmlformats.org", ""
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_what_a_spreadsheet_would_run_is_text(start: str) -> None:
    assert spreadsheet.inert(f"{start}1") == f"'{start}1"
    assert spreadsheet.inert(-5) == -5


def group(name: str, people: int) -> Group:
    return Group(name, 1, people, 60, people)


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ([12, 8], [12, 8]),
        ([12, 8, 4, 3], [12, 8, 7]),
        ([12, 8, 2], [12, 10]),
        ([12, 2], []),
        ([12, 2, 1], []),
        ([6, 5, 4], [6, 9]),
        ([3, 2], []),
        ([12, 8, 0], [12, 8]),
        ([], []),
    ],
)
def test_a_group_too_small_is_neither_shown_nor_found_by_subtraction(
    people: list[int], shown: list[int]
) -> None:
    found = told_apart([group(str(n), count) for n, count in enumerate(people)])
    assert [one.people for one in found] == shown


def test_the_synthesis_breaks_down_what_is_large_enough(house: House) -> None:
    held(house, people=6, place="Mairie")
    cast = held(house, people=7, place="École")
    held(house, people=2, place="Gymnase")
    page = cast.mediator.get("/staff/history/synthesis").text
    assert "École" in page
    assert "Gymnase</th>" not in page
    assert "autres (moins de cinq personnes chacun)" in page
    small = cast.mediator.get("/staff/history/synthesis?place=Gymnase").text
    assert "Pas assez de personnes pour détailler" in small


def test_exercises_that_were_hard_are_named_once_enough_people_met_them(house: House) -> None:
    mediator, session_id, code = house.open_session()
    for n in range(5):
        learner = house.learner(code, f"Élève {n}")
        cast = Cast(house, mediator, session_id, code, learner, learner)
        work = Work(cast, learner)
        for _ in range(2):
            work.answer(right=False)
    mediator.post(f"{cast.dashboard}/close")
    page = mediator.get("/staff/history/synthesis").text
    hard = page.partition("Ce qui a posé difficulté")[2].partition("</table>")[0]
    assert "Les 3 indices" in hard
    assert '<td class="number">5</td>' in hard
