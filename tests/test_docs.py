"""The documents say what is true: examples load, commands exist, links lead somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from classroom import cli
from classroom.exercises import KINDS, load
from tests.test_floors import FLOORS

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
DOCUMENTS += sorted((ROOT / "docs").glob("*.md"))
EXAMPLES = re.findall(
    r"```toml\n(\[\[exercise\]\].*?)```", (ROOT / "docs/exercises.md").read_text("utf-8"), re.S
)


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


def test_every_command_and_option_is_told() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    table = readme.split("## Commands")[1].split("## What is kept")[0]
    told = {row.strip() for row in re.findall(r"^\| `([a-z ]+)[^`]*` \| [a-z]", table, re.M)}
    options = set(re.findall(r"^\| `(--[a-z-]+)[^`]*` \| `CLASSROOM", table, re.M))
    assert commands(cli.main) == told
    serve = cli.main.commands["serve"]
    known = {o for p in serve.params for o in p.opts if o.startswith("--")} - {"--json"}
    assert options == known
