"""Reading module files: every mistake is named with its place; the other modules work."""

from __future__ import annotations

import re
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


PROMPT = 'prompt = "Écrivez le nom du dossier."'
CASES = [
    ("format = 1", "format = = 1", "bad_toml"),
    ('alt = "Un mail vide : les cases À, Objet et Message."\n', "", "missing_alt"),
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


# What hides nothing, and is still said.
REMARKS = [
    (PROMPT, 'prompt = "' + "Écrivez " + "bien " * 20 + 'le nom du dossier."', "long_sentence"),
    (PROMPT, 'prompt = "Faites un upload du dossier."', "jargon"),
    (PROMPT, 'prompt = "Le dossier est fermé par Léa."', "passive"),
    (PROMPT, 'prompt = "Cliquez sur le dossier."', "click_on_touch"),
    (PROMPT, 'prompt = "Une personne inscrit·e."', "middle_dot"),
    ("reviewed = 2026-11-23 ", "reviewed = 2020-11-23 ", "old_review"),
    ('used_by = ["faux-conseiller"]', "used_by = []", "unused_fact"),
    ('audio = "objet.mp3"\n', "", "unused_file"),
]


@pytest.mark.parametrize(("old", "new", "code"), REMARKS)
def test_a_remark_hides_nothing_and_names_the_place(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    library = changed(tmp_path, old, new)
    said = [line for line in lines(library, warnings=True) if line.endswith(f"[{code}]")]
    assert said, lines(library, warnings=True)
    assert all("sample/module.toml" in line for line in said)


def test_a_graded_exercise_without_a_hint_is_remarked() -> None:
    raw = {"id": "x", "kind": "text_entry", "title": "T", "prompt": "P.", "answers": ["a"]}
    _, problems = exercises.load(raw)
    assert [problem.code for problem in problems if problem.warning] == ["no_hint"]


def test_sizes_start_at_one() -> None:
    password = {
        "app": "password",
        "account": {"first_name": "Josette", "birth_year": 1950},
        "rules": {"length": 0},
        "goals": [{"object": "password", "field": "rules", "equals": True}],
        "solution": [{"do": "declare", "rules": "yes"}],
    }
    assert ("bad_size", "rules.length") in codes("simulation", **password)
    telephone = {
        "app": "smartphone",
        "settings": {"networks": ["A"], "text_size": 9},
        "goals": [{"object": "settings", "field": "wifi", "equals": "A"}],
        "solution": [{"do": "open:settings"}, {"do": "open:wifi"}, {"do": "join_wifi:A"}],
    }
    assert ("bad_size", "settings.text_size") in codes("simulation", **telephone)


# An application in which « Annuler » would lose something: none can be written in a file.
IN_CODE_ONLY = {"trap_costs"}


def test_every_code_of_a_problem_has_its_words_and_a_test() -> None:
    """By construction: a new code fails here until it can be read, and a test provokes it."""
    source = "".join(p.read_text("utf-8") for p in Path(resources.__file__).parent.rglob("*.py"))
    known = set(re.findall(r'Problem\(\s*"([a-z_]+)"', source))
    assert len(known) > 50
    words = (resources.TEMPLATES / "modules" / "_problem.txt").read_text("utf-8")
    tests = "".join(p.read_text("utf-8") for p in Path(__file__).parent.rglob("test_*.py"))
    for code in sorted(known):
        assert f'"{code}"' in words, f"no words for {code}"
        provoked = f'"{code}"' in tests or code in IN_CODE_ONLY
        assert provoked, f"no test provokes {code}"


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
    assert [problem.code for problem in library.problems if not problem.warning] == [
        "unknown_exercise"
    ]
    (line,) = lines(library)
    assert "plans.toml, ligne 10 : clé « step[1].exercises[1] »" in line


STEP = '[[plan]]\nid = "a"\ntitle = "T"\nsummary = "S"\n{}[[plan.step]]\ntitle = "E"\n{}'


def plans_of(tmp_path: Path, of_plan: str = "", of_step: str = "minutes = 5\n") -> Library:
    (tmp_path / "plans.toml").write_text(STEP.format(of_plan, of_step))
    return Library.load(tmp_path)


def test_a_step_of_a_plan_may_be_off_screen_and_not_required(tmp_path: Path) -> None:
    library = plans_of(tmp_path, "level = 2\n", 'minutes = 5\nneed = "if_time"\n')
    (plan,) = library.plans
    assert (plan.level, plan.exercises) == (2, ())
    assert (plan.steps[0].need, plan.steps[0].exercises) == ("if_time", ())
    assert plans_of(tmp_path).plans[0].steps[0].need == "required"


@pytest.mark.parametrize(
    ("of_plan", "of_step", "said"),
    [
        (
            "",
            'minutes = 5\nneed = "maybe"\n',
            'clé « step[1].need » : attendu if_time, optional, required, reçu "maybe". [bad_type]',
        ),
        ("", "minutes = 0\n", "clé « step[1].minutes » : « 0 » n'est pas dans la liste"),
        ("level = 4\n", "minutes = 5\n", "clé « level » : « 4 » n'est pas dans la liste"),
    ],
)
def test_what_is_wrong_in_a_plan_is_told(
    tmp_path: Path, of_plan: str, of_step: str, said: str
) -> None:
    library = plans_of(tmp_path, of_plan, of_step)
    assert library.plans == ()
    (line,) = lines(library)
    assert said in line


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
