"""What leaves for La Coop: its words, its sums, its four forms; and never a name."""

from __future__ import annotations

import base64
import csv
import io
import json
import zlib
from dataclasses import replace
from datetime import date
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from classroom.lacoop import outputs, words
from classroom.lacoop.report import Facts, Report, Totals, Typed, faults, number, read
from classroom.modules import Library

COUNTS = [count.form for group in words.GROUPS for count in group.counts]
FACTS = Facts(exercises=12, blocking=("Les 3 indices", "R&D <b>"), questions=2)
FORM = Typed(
    title="Reconnaître un message louche",
    date="2026-11-20",
    minutes="90",
    equipment=("Telephone", "Ordinateur"),
    themes=("SecuriteNumerique", "Email"),
    level="Debutant",
    counts={
        "total": "9",
        "dejaAccompagne": "4",
        "genreFeminin": "6",
        "trancheAgeSoixanteDixPlus": "3",
        "statutSocialRetraite": "5",
        "statutSocialEnEmploi": "1",
    },
)
REPORT = read(FORM, FACTS)
STATE: dict[str, Any] = {
    "titreAtelier": "Reconnaître un message louche",
    "participants": [],
    "participantsAnonymes": {
        "total": 9,
        "dejaAccompagne": 4,
        "genreMasculin": 0,
        "genreFeminin": 6,
        "genreNonCommunique": 3,
        "trancheAgeMoinsDeDouze": 0,
        "trancheAgeDouzeDixHuit": 0,
        "trancheAgeDixHuitVingtQuatre": 0,
        "trancheAgeVingtCinqTrenteNeuf": 0,
        "trancheAgeQuaranteCinquanteNeuf": 0,
        "trancheAgeSoixanteSoixanteNeuf": 0,
        "trancheAgeSoixanteDixPlus": 3,
        "trancheAgeNonCommunique": 6,
        "statutSocialRetraite": 5,
        "statutSocialSansEmploi": 0,
        "statutSocialEnEmploi": 1,
        "statutSocialScolarise": 0,
        "statutSocialNonCommunique": 3,
    },
    "date": "2026-11-20",
    "duree": {"duree": "90"},
    "typeLieu": "LieuActivite",
    "materiel": ["Ordinateur", "Telephone"],
    "thematiques": ["Email", "SecuriteNumerique"],
    "tags": [],
    "niveau": "Debutant",
    "notes": "<p>9 participants, 12 exercices. Points bloquants\u00a0: "
    "«\u00a0Les 3 indices\u00a0», «\u00a0R&amp;D &lt;b&gt;\u00a0». "
    "Questions en suspens\u00a0: 2.</p>",
}


def unpacked(link: str) -> Any:
    """What La Coop reads in an address."""
    packed = link.partition("?v=")[2]
    padding = "=" * (-len(packed) % 4)
    return json.loads(zlib.decompress(base64.urlsafe_b64decode(packed + padding)))


def cells(report: Report) -> dict[str, str]:
    """The file as a spreadsheet reads it."""
    text = outputs.as_csv(report).decode("utf-8-sig")
    headers, line = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    return dict(zip(headers, line, strict=True))


def test_the_link_opens_the_form_of_la_coop_filled_in() -> None:
    link = outputs.link(REPORT, "https://coop-numerique.anct.gouv.fr/")
    assert link.startswith(
        "https://coop-numerique.anct.gouv.fr/coop/mes-activites/cra/collectif?v="
    )
    assert link.partition("?v=")[2].replace("-", "").replace("_", "").isalnum()
    assert unpacked(link) == {"json": STATE}


def test_json_has_the_names_of_the_api() -> None:
    said = outputs.attributes(REPORT)
    assert said["type"] == "activite"
    assert said["attributes"] == {
        "type": "collectif",
        "accompagnements": 9,
        "date": "2026-11-20",
        "duree": 90,
        "type_lieu": "lieu_activite",
        "structure_id": None,
        "lieu_code_postal": None,
        "lieu_commune": None,
        "lieu_code_insee": None,
        "autonomie": None,
        "oriente_vers_structure": None,
        "structure_de_redirection": None,
        "materiel": ["ordinateur", "telephone"],
        "thematiques": ["email", "securite_numerique"],
        "tags": [],
        "precisions_demarche": None,
        "titre_atelier": "Reconnaître un message louche",
        "niveau_atelier": "debutant",
        "beneficiaires": {
            "total": 9,
            "genres": {"masculin": 0, "feminin": 6, "non_communique": 3},
            "tranches_age": {
                "moins_de_douze": 0,
                "douze_dix_huit": 0,
                "dix_huit_vingt_quatre": 0,
                "vingt_cinq_trente_neuf": 0,
                "quarante_cinquante_neuf": 0,
                "soixante_soixante_neuf": 0,
                "soixante_dix_plus": 3,
                "non_communique": 6,
            },
            "statuts": {
                "scolarise": 0,
                "sans_emploi": 0,
                "en_emploi": 1,
                "retraite": 5,
                "non_communique": 3,
            },
        },
    }


def test_the_spreadsheet_has_the_columns_of_la_coop_and_ours() -> None:
    assert outputs.as_csv(REPORT).startswith(b"\xef\xbb\xbfDate;Type;Participants;")
    line = cells(REPORT)
    assert len(line) == 17 + 17
    assert line["Durée (min)"] == "90"
    assert line["Matériel numérique utilisé"] == "Ordinateur\nTéléphone"
    assert line["Thématique(s) d’accompagnement"] == "E-mail\nPrévention en sécurité numérique"
    assert line["Niveau d’autonomie (ou de l’atelier)"] == "1/3"
    assert line["Tranche d’âge\u00a0: 70 ans et plus"] == "3"
    assert line["Commune"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    hostile = structs.replace(REPORT, title=f"{start}HYPERLINK(1)")
    assert cells(hostile)["Nom de l’atelier"] == f"'{start}HYPERLINK(1)"


def test_a_sheet_to_copy_follows_the_form() -> None:
    sheet = outputs.sheet(REPORT)
    assert [label for label, _ in sheet] == [
        "Titre de l’atelier",
        "Bénéficiaires anonymes",
        "Bénéficiaires déjà accompagnés",
        "Genre\u00a0: Féminin",
        "Genre\u00a0: Non communiqué",
        "Tranche d’âge\u00a0: 70 ans et plus",
        "Tranche d’âge\u00a0: Non communiqué",
        "Statut du bénéficiaire\u00a0: Retraité",
        "Statut du bénéficiaire\u00a0: En emploi",
        "Statut du bénéficiaire\u00a0: Non communiqué ou hétérogène",
        "Date de l’accompagnement",
        "Durée",
        "Lieu de l’accompagnement",
        "Matériel numérique utilisé",
        "Thématique(s) d’accompagnement",
        "Tags",
        "Niveau de l’atelier",
        "Notes supplémentaires",
    ]
    told = dict(sheet)
    assert told["Date de l’accompagnement"] == "20/11/2026"
    assert told["Tags"] == ""


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ("45", "45\u00a0min"),
        ("60", "1\u00a0h"),
        ("90", "1\u00a0h 30\u00a0min"),
        ("5", "5\u00a0min"),
    ],
)
def test_a_duration_is_read_aloud(minutes: str, said: str) -> None:
    assert dict(outputs.sheet(read(replace(FORM, minutes=minutes), FACTS)))["Durée"] == said


def test_what_is_not_said_is_left_out() -> None:
    bare = read(
        Typed(date="2026-11-20", minutes="60", themes=("Email",), counts={"total": "1"}),
        Facts(exercises=0, blocking=(), questions=0),
    )
    state = outputs.state(bare)
    assert "titreAtelier" not in state
    assert "niveau" not in state
    assert state["notes"] == "<p>1 participant.</p>"
    counts = state["participantsAnonymes"]
    assert [counts[group.unsaid.form] for group in words.GROUPS] == [1, 1, 1]
    attributes = outputs.attributes(bare)["attributes"]
    assert attributes["titre_atelier"] is attributes["niveau_atelier"] is None


def test_a_procedure_brings_its_theme_along() -> None:
    assert read(replace(FORM, themes=("Logement",)), FACTS).themes == (words.PROCEDURES, "Logement")


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"title": "x" * 81}, {"title": "bad_title"}),
        ({"title": "\u202e"}, {"title": "bad_title"}),
        ({"title": ""}, {}),
        ({"date": ""}, {"date": "bad_date"}),
        ({"date": "20/11/2026"}, {"date": "bad_date"}),
        ({"date": "2026-02-30"}, {"date": "bad_date"}),
        ({"minutes": ""}, {"minutes": "bad_minutes"}),
        ({"minutes": "0"}, {"minutes": "bad_minutes"}),
        ({"minutes": "1440"}, {"minutes": "bad_minutes"}),
        ({"minutes": "1439"}, {}),
        ({"place": ""}, {"place": "no_place"}),
        ({"place": "Marseille"}, {"place": "no_place"}),
        ({"themes": ()}, {"themes": "no_theme"}),
        ({"themes": ("Cuisine",)}, {"themes": "no_theme"}),
        ({"level": "Expert", "equipment": ("Minitel",)}, {}),
        ({"counts": {}}, {"total": "bad_total"}),
        ({"counts": {"total": "0"}}, {"total": "bad_total"}),
        ({"counts": {"total": "10001"}}, {"total": "bad_total"}),
        ({"counts": {"total": "9", "dejaAccompagne": "10"}}, {"dejaAccompagne": "over_total"}),
        ({"counts": {"total": "9", "dejaAccompagne": "-1"}}, {"dejaAccompagne": "bad_count"}),
        ({"counts": {"total": "9", "genreFeminin": "²"}}, {"genreFeminin": "bad_count"}),
        ({"counts": {"total": "9", "genreMasculin": "5", "genreFeminin": "5"}},
         {"genre": "over_total"}),
        ({"counts": {"total": "9", "trancheAgeSoixanteDixPlus": "10"}}, {"age": "over_total"}),
        ({"counts": {"total": "x", "statutSocialRetraite": "3"}}, {"total": "bad_total"}),
    ],
)  # fmt: skip
def test_each_fault_is_said_of_its_field(change: dict[str, Any], wrong: dict[str, str]) -> None:
    assert faults(replace(FORM, **change)) == wrong


def test_what_nobody_offers_is_not_kept() -> None:
    kept = read(replace(FORM, level="Expert", equipment=("Minitel", "Tablette")), FACTS)
    assert (kept.level, kept.equipment) == ("", ("Tablette",))


counts = st.dictionaries(st.sampled_from(COUNTS), st.integers(0, 40))


@given(st.integers(0, 60), st.integers(0, 60), counts)
def test_the_sums_are_right_or_refused(total: int, before: int, said: dict[str, int]) -> None:
    totals = Totals(total=total, known_before=before, said=said)
    told = totals.counts()
    assert len(told) == 18
    for group in words.GROUPS:
        everyone = sum(told[one.form] for one in (*group.counts, group.unsaid))
        assert everyone == total
        assert (group.id in totals.faults()) == (told[group.unsaid.form] < 0)
    assert ("dejaAccompagne" in totals.faults()) == (before > total)
    assert ("total" in totals.faults()) == (total == 0)


@given(st.text(max_size=90), st.integers(1, 1439), st.integers(1, 100), counts)
def test_a_form_without_faults_is_a_report_that_says_the_same(
    title: str, minutes: int, total: int, said: dict[str, int]
) -> None:
    typed = {key: str(count) for key, count in said.items()}
    form = replace(FORM, title=title, minutes=str(minutes), counts={"total": str(total), **typed})
    if faults(form):
        return
    report = read(form, FACTS)
    assert read(Typed.of(report), FACTS) == structs.replace(
        report, totals=structs.replace(report.totals, said={k: n for k, n in said.items() if n})
    )
    assert unpacked(outputs.link(report, ""))["json"] == outputs.state(report)
    assert not any(cell.startswith(outputs.FORMULA) for cell in cells(report).values())


@given(st.text(max_size=7))
def test_a_number_is_plain_digits(typed: str) -> None:
    found = number(typed)
    assert found is None or (0 <= found <= 10_000 and str(found) == (typed.lstrip("0") or "0"))


def test_every_shipped_module_has_its_themes() -> None:
    known = {choice.form for choice in words.THEMES}
    for module in Library.shipped().modules:
        assert set(words.THEMES_OF_MODULES[module.id]) <= known, module.id


def test_the_enumerations_are_those_of_la_coop() -> None:
    for choices, size in ((words.PLACES, 4), (words.EQUIPMENT, 5), (words.LEVELS, 3)):
        assert len({choice.form for choice in choices}) == size
    assert (len(words.DIGITAL_THEMES), len(words.PROCEDURE_THEMES)) == (19, 11)
    assert len({choice.api for choice in words.THEMES}) == 30
    assert [len(group.counts) for group in words.GROUPS] == [2, 7, 4]


def test_there_is_no_place_for_a_name() -> None:
    """Who adds a field to what leaves has to say here that it holds nobody's name."""
    assert get_type_hints(Report) == {
        "title": str,
        "date": date,
        "minutes": int,
        "place": str,
        "equipment": tuple[str, ...],
        "themes": tuple[str, ...],
        "level": str,
        "totals": Totals,
        "facts": Facts,
    }
    assert get_type_hints(Totals) == {"total": int, "known_before": int, "said": dict[str, int]}
    assert get_type_hints(Facts) == {
        "exercises": int,
        "blocking": tuple[str, ...],
        "questions": int,
    }
