"""A module imports only from its own floor or a lower one; the table is the map of the house."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import classroom

FLOORS = (
    "domain piloting staffing figures refusals clock codes devices names pictograms settings"
    " resources i18n runtime",
    "exercises drafting intervals attention progress planclock preparing signing middleware"
    " protocol limits qr lacoop",
    "modules reading plans planfile library presence live stream bus store views visitor measure"
    " oidc passwords mailing spreadsheet journal",
    "path trail steps spacing shortening outline preview person helped room tile seating board wall"
    " broadcast guards answering forgetting closing amending membership"
    " following cycle tallying handouts erasing shredding eraser",
    "pages",
    "app routes",
    "server console doctor simulate bench terminal copies cli __main__",
)
FLOOR = {name: floor for floor, names in enumerate(FLOORS) for name in names.split()}
# Rooms whose members never import each other, and the helpers they share.
SHARED = {
    "pages": {"actions", "forms", "letters", "signin"},
    "exercises": {
        "base",
        "fields",
        "gestures",
        "keyboards",
        "markdown",
        "rounds",
        "rules",
        "schema",
        "series",
        "style",
        "text",
        "toml",
    },
    "exercises.simulation": {"engine", "goals", "pieces", "proof", "discretion"},
    "store": {"engine", "rows", "schema", "tables", "seats", "sqlite", "postgres"},
    "attention": {"signals", "thresholds"},
    "lacoop": {"words", "report"},
    "bench": {"servers", "room", "pace", "troubles"},
}
ROOT = Path(classroom.__file__).parent


def modules() -> dict[str, Path]:
    """Dotted name inside the package → file."""
    files = {p.relative_to(ROOT).with_suffix("").parts: p for p in ROOT.rglob("*.py")}
    return {".".join(p for p in parts if p != "__init__"): f for parts, f in files.items()}


HOUSE = modules()


def imports(tree: ast.Module) -> set[str]:
    """Modules of the house that a file imports, as dotted names inside the package."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    inside = {name.removeprefix("classroom.") for name in names if name.startswith("classroom.")}
    return {name if name in HOUSE else name.rpartition(".")[0] for name in inside} - {""}


def forbidden(importer: str, imported: str) -> bool:
    here, _, room = importer.partition(".")
    there, _, other = imported.partition(".")
    if here != there:
        return FLOOR[there] > FLOOR[here]
    return strangers(here, room, other)


def strangers(house: str, room: str, other: str) -> bool:
    """Two members of one house, where neither may know the other; a room may hold rooms."""
    if not (room and other) or room == other:
        return False
    mine, _, inside = room.partition(".")
    theirs, _, far = other.partition(".")
    if mine == theirs:
        return strangers(f"{house}.{mine}", inside, far)
    return other not in SHARED[house]


@pytest.mark.parametrize("module", sorted(HOUSE.keys() - {""}))
def test_a_module_has_a_floor_and_imports_only_downward(module: str) -> None:
    assert module.partition(".")[0] in FLOOR, f"{module} has no floor: add it to the table"
    wrong = {name for name in imports(ast.parse(HOUSE[module].read_text("utf-8")))
             if forbidden(module, name)}  # fmt: skip
    assert not wrong, f"{module} may not import {', '.join(sorted(wrong))}"


@pytest.mark.parametrize(
    ("importer", "imported", "refused"),
    [
        ("domain", "app", True),
        ("store.learners", "pages.join", True),
        ("pages.join", "pages.learn", True),
        ("exercises.order", "exercises.match", True),
        ("exercises.order", "exercises.base", False),
        ("exercises.order", "exercises.simulation.mail", True),
        ("exercises.simulation.form", "exercises.simulation.mail", True),
        ("exercises.simulation.mail", "exercises.simulation.engine", False),
        ("exercises.simulation", "exercises.simulation.mail", False),
        ("exercises", "exercises.order", False),
        ("pages.join", "store.learners", False),
    ],
)
def test_the_rule_tells_up_from_down(importer: str, imported: str, refused: bool) -> None:
    assert forbidden(importer, imported) is refused
