"""The documents say what is true: examples load, commands exist, links lead somewhere."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import click
import pytest

from classroom import cli
from classroom.exercises import KINDS, load
from classroom.exercises.base import Exercise
from classroom.modules import Library
from classroom.reading import Head
from tests.exercises.forms import FOLDER
from tests.test_floors import FLOORS

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
DOCUMENTS += sorted((ROOT / "docs").glob("*.md"))
FORMAT = (ROOT / "docs/exercises.md").read_text("utf-8")
PICTURE_MAX = 180 * 1024
BLOCKS = re.findall(r"```toml\n(.*?)```", FORMAT, re.S)
EXAMPLES = [block for block in BLOCKS if block.startswith("[[exercise]]")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8"))
    missing = [t for t in targets if "://" not in t and not (document.parent / t).exists()]
    assert not missing


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split('"')[1])
def test_an_example_is_a_valid_exercise(example: str) -> None:
    (raw,) = tomllib.loads(example)["exercise"]
    module = {"estimate_min": 5, "devices": ["computer"], "skills": ["1.1"], "level": 1}
    exercise, problems = load(raw, module)
    assert exercise, problems


def test_the_examples_are_together_a_module_and_its_plan(tmp_path: Path) -> None:
    folder = tmp_path / "fr" / "sample"
    shutil.copytree(FOLDER, folder)
    *parts, plan = BLOCKS
    (folder / "module.toml").write_text("\n".join(parts), "utf-8")
    (folder.parent / "plans.toml").write_text(plan, "utf-8")
    library = Library.load(folder.parent)
    assert not [problem for problem in library.problems if not problem.warning]
    assert len(library.module("sample").exercises) == len(EXAMPLES)
    assert [plan.id for plan in library.plans] == ["first-steps"]


def first_cells(tables: str) -> set[str]:
    """The names in the first column of tables."""
    cells = re.findall(r"^\| (`[^|]+) \|", tables, re.M)
    return {name for cell in cells for name in re.findall(r"`([a-z_]+)`", cell)}


def keys_told(section: str) -> set[str]:
    """The keys of the first table of a section."""
    table = FORMAT.split(f"{section}\n", 1)[1].split("| key |", 1)[1].split("\n\n", 1)[0]
    return first_cells(table)


@pytest.mark.parametrize("kind", KINDS)
def test_the_keys_of_a_kind_are_those_it_reads(kind: str) -> None:
    own = set(KINDS[kind].Definition.__struct_fields__) - set(Exercise.__struct_fields__)
    assert keys_told(f"### {kind}") == own


def test_the_keys_of_a_module_and_of_every_exercise_are_told() -> None:
    assert keys_told("## The module") == {"format", *Head.__struct_fields__}
    assert keys_told("## Keys that every exercise has") == set(Exercise.__struct_fields__)


def test_every_code_of_the_check_is_told() -> None:
    words = (ROOT / "templates/modules/_problem.txt").read_text("utf-8")
    codes = {
        code
        for test in re.findall(r"p\.code (?:==|in) ([^%]+?)(?: and | *%)", words)
        for code in re.findall(r'"(\w+)"', test)
    }
    said = FORMAT.split("## What the check says")[1].split("\n## ")[0]
    assert first_cells(said) == codes


def test_every_kind_has_its_example() -> None:
    shown = {tomllib.loads(example)["exercise"][0]["kind"] for example in EXAMPLES}
    assert shown == set(KINDS)


def test_the_floors_are_those_that_are_enforced() -> None:
    rows = re.findall(
        r"^\| \d \| `([^`]+)` \|", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M
    )
    assert tuple(rows) == FLOORS


def commands(group: click.Group, before: str = "") -> set[str]:
    found: set[str] = set()
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= commands(command, f"{name} ")
        else:
            found.add(before + name)
    return found


def options(group: click.Group) -> set[str]:
    """Every long option of every command."""
    found: set[str] = set()
    for command in group.commands.values():
        if isinstance(command, click.Group):
            found |= options(command)
        for parameter in command.params:
            found |= {name for name in parameter.opts if name.startswith("--")}
    return found


def test_every_command_and_option_is_told() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    table = readme.split("## Commands")[1].split("\n## ")[0]
    told = {row.strip() for row in re.findall(r"^\| `([a-z ]+)[^`]*` \| [a-z]", table, re.M)}
    assert commands(cli.main) == told
    assert set(re.findall(r"--[a-z][a-z-]*", table)) - {"--help"} == options(cli.main)


def test_every_variable_is_told_beside_its_option() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `(--[a-z-]+)[^`]*` \| `(CLASSROOM_[A-Z_]+)`", readme, re.M))
    serve = cli.main.commands["serve"]
    assert told == {p.opts[0]: p.envvar for p in serve.params if getattr(p, "envvar", None)}


def test_every_picture_is_small_and_made_by_the_script() -> None:
    """Pictures of pages that are gone would stay otherwise."""
    script = (ROOT / "tests/screenshots.py").read_text("utf-8")
    for picture in (ROOT / "docs/screenshots").glob("*.png"):
        name = re.sub("-(phone|laptop)$", "", picture.stem)
        assert re.search(rf'"{name}["{{]', script), picture.name
        assert picture.stat().st_size <= PICTURE_MAX, picture.name
