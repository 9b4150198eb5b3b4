"""Reading module files: every mistake is named with its place; the other modules work."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom import exercises, resources
from classroom.exercises import rules, schema
from classroom.modules import Library
from tests.exercises.forms import FOLDER, SAMPLE, TEMPLATES, codes
from tests.exercises.twins import areas

TODAY = date(2026, 11, 23)
SENTENCE = TEMPLATES.overlay(autoescape=False).get_template("modules/_problem.txt")


def lines(library: Library, warnings: bool = False) -> list[str]:
    found = [p for p in library.problems if p.warning is warnings]
    return [SENTENCE.render(problem=problem).strip().replace("\u00a0", " ") for problem in found]


def changed(tmp_path: Path, old: str, new: str) -> Library:
    """The sample with one change, in a folder of its own."""
    folder = tmp_path / "sample"
    shutil.copytree(FOLDER, folder)
    text = (folder / "module.toml").read_text("utf-8")
    assert old in text
    (folder / "module.toml").write_text(text.replace(old, new, 1), "utf-8")
    return Library.load(tmp_path, today=TODAY)


def test_the_sample_has_no_error() -> None:
    assert lines(SAMPLE) == []
    assert len(SAMPLE.modules[0].exercises) == 29
    assert SAMPLE.has("sample/objet")
    assert SAMPLE.find("nothing") is None
    image = SAMPLE.exercise("sample/objet").image
    assert image.startswith("/media/sample/")
    assert image.endswith("/objet.svg")


CASES = [
    ('id = "objet"', 'id = "Objet"', "bad_id"),
    ('id = "objet"', 'id = "exemple-reponse"', "duplicate_id"),
    ("format = 1", "format = 2", "bad_format"),
    ('kind = "choice"', 'kind = "choix"', "unknown_kind"),
    ('alt = "Un mail vide', 'hints2 = "', "unknown_key"),
    ('image = "objet.svg"', 'image = "absent.svg"', "missing_file"),
    ('image = "objet.svg"', 'image = "../objet.svg"', "bad_path"),
    ('audio = "objet.mp3"', 'audio = "absent.mp3"', "missing_file"),
    ("threshold = 1.0", "threshold = 2.0", "bad_threshold"),
    ('devices = ["computer", "tablet"', 'devices = ["watch", "tablet"', "bad_device"),
    ('themes = ["email"', 'themes = ["mail"', "bad_theme"),
    ('skills = ["2.1", "4.1"]', 'skills = ["9.1", "4.1"]', "bad_skill"),
    ("level = 1", "level = 4", "bad_level"),
    ("reviewed = 2026-11-23", 'reviewed = "2026-11-23"', "bad_date"),
    ('id = "sample"', 'id = "simple"', "bad_id"),
    ("threshold = 1.0", 'alternative = "rien"', "bad_alternative"),
    ("threshold = 1.0", 'alternative = "corbeille"', "device_overlap"),
    ("À quoi sert l'objet ?", "", "empty_text"),
    ('prompt = "Écrivez le nom du dossier."', 'prompt = "Un. Deux. Trois."', "long_prompt"),
    ('prompt = "Écrivez le nom du dossier."', "", "missing_key"),
    ('title = "Lire un tableau"', "title = 3", "bad_type"),
    ("[[1]] exemple", "[[3]] exemple", "gap_mismatch"),
    ('answers = ["@"]', 'answers = ["%"]', "answer_not_in_list"),
    ('decoys = ["Imprimer"]', 'decoys = ["Mail"]', "bad_pair"),
    ("free = [[2, 3, 4]]", "free = [[2, 4]]", "bad_group"),
    ('"plage.jpg", box = "Photos"', '"plage.jpg", box = "Photo"', "bad_box"),
    ("number = 12.5", 'number = 12.5\nanswers = ["12"]', "both_keys"),
    ("x = 26, y = 22, w = 60", "x = 26, y = 22, w = 80", "bad_area"),
    ("x = 26, y = 22, w = 60", "x = 26, y = 22, w = 6", "bad_area"),
    ("x = 26, y = 22, w = 60", "x = 26, y = -1, w = 60", "bad_area"),
    ("w = 60, h = 19", "w = 60, h = 10.9", "bad_area"),
    ('find = ["Barre d\'adresse"]', 'find = ["Barre"]', "unknown_area"),
    ('label = "Grand espace du milieu"', 'label = "page"', "missing_label"),
    ('label = "Grand espace du milieu", ', "", "missing_label"),
    ("{expire ce soir}", "{expire ce soir", "bad_passage"),
    ("{expire ce soir}", "{ }", "bad_passage"),
    ("{expire ce soir}", "{Merci.}", "bad_passage"),
    ("{expire ce soir}", "expire ce soir", "bad_passage"),
    ("[AMELI] : [votre carte Vitale]", "AMELI : votre carte", "too_few_wrong"),
]


@pytest.mark.parametrize(("old", "new", "code"), CASES)
def test_a_mistake_hides_the_module_and_says_why(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    library = changed(tmp_path, old, new)
    assert library.modules == ()
    said = [line for line in lines(library) if line.endswith(f"[{code}]")]
    assert said, lines(library)
    assert all(line.startswith("test_a_mistake") or "sample/module.toml" in line for line in said)
    assert all(line.count(" : ") >= 2 for line in said)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'kind = "text_entry"\ntitle = "Où',
            'kind = "text_entry"\nzzz = []\ntitle = "Où',
            "exercice « corbeille », clé « zzz » : clé inconnue. [unknown_key]",
        ),
        (
            "decoys = ",
            "decoy = ",
            "exercice « icones », clé « decoy » : clé inconnue. "
            "Vouliez-vous écrire « decoys » ? [unknown_key]",
        ),
        (
            "correct = true, feedback = \"Oui. L'objet",
            'correct = "oui", feedback = "Oui. L\'objet',
            'exercice « objet », clé « choices[1].correct » : attendu true ou false, reçu "oui". '
            "[bad_type]",
        ),
        (
            "n = 2, answers",
            "n = 3, answers",
            "exercice « adresse-trous », clé « gaps » : le texte contient [[1]], [[2]], "
            "les trous définis sont 1, 3. [gap_mismatch]",
        ),
    ],
)
def test_the_sentence_names_the_place(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    library = changed(tmp_path, old, new)
    (line,) = lines(library)
    assert line.endswith(sentence), line
    number = int(line.split("ligne ")[1].split(" ")[0])
    id = sentence.split("« ")[1].split(" »")[0]
    text = (tmp_path / "sample" / "module.toml").read_text("utf-8").splitlines()
    assert text[number - 1] == f'id = "{id}"'


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('title = "Lire un tableau"', 'title = "Lire', "guillemet à la fin du texte. [bad_toml]"),
        ('title = "Lire un tableau"', 'title "Lire"', "le signe = après le nom de la clé."),
        ("number = 12.5", "number = douze", "cette valeur ne se lit pas"),
        ("number = 12.5", "number = 12.5\nnumber = 2", "cette clé est écrite deux fois."),
    ],
)
def test_a_syntax_error_gives_line_and_column(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    (line,) = lines(changed(tmp_path, old, new))
    assert ", ligne " in line
    assert ", colonne " in line
    assert "TOML illisible : " in line
    assert sentence in line


@pytest.mark.parametrize(
    ("kind", "keys", "expected"),
    [
        ("choice", {}, ("missing_key", "choices")),
        ("choice", {"choices": [{"text": "a"}, {"text": "b"}]}, ("no_correct", "choices")),
        (
            "choice",
            {"choices": [{"text": t, "correct": True} for t in "ab"]},
            ("too_many_correct", "choices"),
        ),
        (
            "choice",
            {"multiple": True, "choices": [{"text": t, "correct": True} for t in "ab"]},
            ("all_correct", "choices"),
        ),
        ("text_entry", {"answers": ["?!"]}, ("empty_answer", "answers[1]")),
        ("text_entry", {"answers": ["x"], "format": "date"}, ("empty_answer", "answers[1]")),
        ("text_entry", {"answers": ["a"], "tolerance": ["cas"]}, ("bad_type", "tolerance[1]")),
        ("cloze", {"text": "a", "gaps": []}, ("gap_mismatch", "gaps")),
        ("cloze", {"text": "[[1]]", "gaps": [{"n": 1, "answers": ["a"]}]},
         ("missing_key", "gaps[1].label")),
        ("survey", {"scale": ["a"]}, ("missing_key", "items")),
        ("order", {"items": ["a", "a", "b"]}, ("duplicate_text", "items[2]")),
        ("hotspot", {"find": [], "areas": []}, ("missing_key", "image")),
        ("hotspot", {"find": [], "areas": []}, ("missing_key", "areas[1]")),
        ("hotspot", {"find": [], "areas": []}, ("missing_key", "find")),
        ("hotspot", {"find": ["a"], "areas": areas("a", "a")}, ("all_correct", "areas")),
        ("hotspot", {"find": ["a", "a"], "areas": areas("a", "b")}, ("duplicate_text", "find[2]")),
        ("highlight", {"text": "a [b]"}, ("no_correct", "text")),
        ("highlight", {"text": "{a} ] [b]"}, ("bad_passage", "text")),
        ("highlight", {"text": "{a [b] c} [d]"}, ("bad_passage", "text")),
        ("flashcards", {"cards": []}, ("missing_key", "cards")),
        ("flashcards", {"cards": [{"front": "a"}]}, ("missing_key", "cards[1].back")),
    ],
)  # fmt: skip
def test_kinds_check_their_own_keys(
    kind: str, keys: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert expected in codes(kind, **keys)


@pytest.mark.parametrize(
    ("picture", "h", "is_flat"),
    [
        (b'<svg viewBox="0 0 640 400">', 11, False),
        (b'<svg viewBox="0 0 640 400">', 10.9, True),
        (b'<svg viewBox="0 0 320 100">', 22, False),
        (b'<svg viewBox="0 0 320 100">', 21, True),
        (b'<svg viewBox="0 0 0 100">', 1, False),
        (b"<svg>", 1, False),
        (b"\x89PNG", 1, False),
        (b'<svg viewBox="0 0 640 400">', "1", False),
    ],
)
def test_the_height_of_a_place_is_measured_in_its_drawing(
    picture: bytes, h: object, is_flat: bool
) -> None:
    found = [(problem.code, problem.key) for problem in rules.flat_areas([{"h": h}], picture)]
    assert found == ([("bad_area", "areas[1].h")] if is_flat else [])


def test_all_mistakes_are_listed() -> None:
    found = codes("choice", choices=[{"text": "", "correct": 1, "oops": 2}], hints="x", bad=1)
    assert {code for code, _ in found} == {"empty_text", "bad_type", "unknown_key"}
    assert len(found) == 5


def test_warnings_hide_nothing(tmp_path: Path) -> None:
    library = changed(tmp_path, "reviewed = 2026-11-23", "reviewed = 2020-01-01")
    assert len(library.modules) == 1
    assert any("[old_review]" in line for line in lines(library, warnings=True))
    (tmp_path / "sample" / "images" / "orphan.svg").write_text("<svg/>")
    library = Library.load(tmp_path, today=TODAY)
    assert any("orphan.svg" in line for line in lines(library, warnings=True))


def test_a_plan_with_a_missing_exercise_is_hidden(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "sample")
    plan = '[[plan]]\nid = "{}"\ntitle = "T"\nsummary = "S"\n[[plan.step]]\ntitle = "E"\n'
    plan += 'minutes = 5\nexercises = ["sample/{}"]\n'
    text = plan.format("good", "objet") + plan.format("bad", "rien")
    (tmp_path / "plans.toml").write_text(text)
    library = Library.load(tmp_path)
    assert [p.id for p in library.plans] == ["good"]
    assert library.plans[0].exercises == ("sample/objet",)
    (line,) = lines(library)
    assert "plans.toml, ligne 10 : clé « step[1].exercises[1] »" in line


JSON = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["text", "correct", "choices", "n", "box", "free"]), inner, max_size=3
        ),
    ),
    max_leaves=6,
)


@given(st.sampled_from(sorted(exercises.KINDS)), st.data())
def test_the_schema_agrees_with_msgspec(kind: str, data: st.DataObject) -> None:
    definition = exercises.KINDS[kind].Definition
    names = st.sampled_from(definition.__struct_fields__)
    raw = {"id": "x", "kind": kind, "title": "T", "prompt": "P.", **data.draw(
        st.dictionaries(names, JSON, max_size=4)
    )}  # fmt: skip
    if not schema.problems(definition, raw):
        msgspec.convert(raw, definition)
    exercises.load(raw)


def test_the_shipped_library_has_no_error() -> None:
    assert lines(Library.load(resources.LIBRARY, "fr", today=TODAY)) == []
