"""A module of exercises: one TOML folder → a frozen `Module`, and everything wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from classroom.exercises import load, rules, schema
from classroom.exercises.base import Exercise, Problem
from classroom.exercises.toml import DefinitionError, lines_of, listed, numbered, read_toml
from classroom.i18n import SOURCE, TRANSLATED

FORMAT = 1
SHARED = ("devices", "skills", "level")
FOLDERS = {"image": "images", "audio": "audio"}


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something true in the real world that may change; `used_by` names exercises."""

    text: str
    source: str
    reviewed: date
    used_by: tuple[str, ...] = ()


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[module]` table."""

    id: str
    title: str
    summary: str
    level: int
    estimate_min: float
    devices: tuple[str, ...]
    themes: tuple[str, ...]
    skills: tuple[str, ...]
    digcomp: tuple[str, ...] = ()
    licence: str
    authors: tuple[str, ...]
    reviewed: date


class Module(Head, frozen=True, kw_only=True):
    """A module that can be used. `sheet` is the Markdown of `sheet.md`; `images` and `audio` are
    file names; `language` is that of its texts."""

    facts: tuple[Fact, ...]
    exercises: tuple[Exercise, ...]
    folder: Path
    sheet: str
    images: frozenset[str]
    audio: frozenset[str]
    language: str = SOURCE


class Reading:
    """One `module.toml` being read: collects problems, then makes the module."""

    def __init__(self, folder: Path, file: str, today: date) -> None:
        self.folder, self.file, self.today = folder, file, today
        above = folder.parent.name
        self.language = above if above in TRANSLATED else SOURCE
        self.problems: list[Problem] = []
        self.images = names_in(folder / "images")
        self.audio = names_in(folder / "audio")
        self.named: set[str] = set()

    def note(self, problem: Problem, line: int = 0, exercise: str = "") -> None:
        self.problems.append(
            replace(
                problem,
                module=self.folder.name,
                file=self.file,
                line=problem.line or line,
                exercise=exercise,
            )
        )

    def module(self) -> Module:
        """Raises `DefinitionError` when anything but warnings was found."""
        source = (self.folder / "module.toml").read_bytes()
        try:
            raw = read_toml(source)
        except DefinitionError as error:
            for problem in error.problems:
                self.note(problem)
            raise DefinitionError(self.problems) from error
        text = source.decode()
        self.check_top(raw)
        head = self.head(raw)
        facts = [fact for place, fact in numbered(raw.get("fact")) if self.fact(place, fact)]
        tables = [table for _, table in numbered(raw.get("exercise"))]
        exercises = self.exercises(tables, raw.get("module") or {}, lines_of(text, "exercise"))
        self.check_facts(facts, {exercise.id for exercise in exercises})
        self.check_files()
        if head is None or any(not problem.warning for problem in self.problems):
            raise DefinitionError(self.problems)
        sheet = self.folder / "sheet.md"
        return Module(
            **{name: getattr(head, name) for name in Head.__struct_fields__},
            facts=tuple(msgspec.convert(fact, Fact) for fact in facts),
            exercises=tuple(exercises),
            folder=self.folder,
            sheet=sheet.read_text(encoding="utf-8") if sheet.is_file() else "",
            images=self.images,
            audio=self.audio,
            language=self.language,
        )

    def check_top(self, raw: Mapping[str, Any]) -> None:
        if raw.get("format") != FORMAT:
            found = schema.shown(raw["format"]) if "format" in raw else ""
            self.note(Problem("bad_format", "format", str(FORMAT), found))
        for name in raw:
            if name not in ("format", "module", "fact", "exercise"):
                self.note(Problem("unknown_key", name))
        for name in ("fact", "exercise"):
            if not all(isinstance(table, dict) for table in listed(raw.get(name))):
                self.note(Problem("bad_type", name, "table", schema.shown(raw[name])))
        if not listed(raw.get("exercise")):
            self.note(Problem("missing_key", "exercise"))

    def head(self, raw: Mapping[str, Any]) -> Head | None:
        table = raw.get("module")
        if not isinstance(table, dict):
            self.note(Problem("missing_key", "module"))
            return None
        found = schema.problems(Head, table, "module")
        if not found:
            found += rules.shared(table, "module.")
            found += rules.closed("bad_theme", "module.themes", table["themes"], rules.THEMES)
            if table["id"] != self.folder.name:
                found.append(Problem("bad_id", "module.id", self.folder.name, table["id"]))
            if rules.is_old(table["reviewed"], self.today):
                found.append(
                    Problem(
                        "old_review", "module.reviewed", found=str(table["reviewed"]), warning=True
                    )
                )
        for problem in found:
            self.note(problem)
        return None if any(not p.warning for p in found) else msgspec.convert(table, Head)

    def fact(self, place: int, table: dict[str, Any]) -> bool:
        found = schema.problems(Fact, table, f"fact[{place}]")
        for problem in found:
            self.note(problem)
        return not found

    def exercises(
        self, tables: Sequence[dict[str, Any]], head: Any, lines: Sequence[int]
    ) -> list[Exercise]:
        head = head if isinstance(head, dict) else {}
        defaults = {name: head[name] for name in SHARED if name in head}
        minutes = head.get("estimate_min")
        if isinstance(minutes, int | float) and tables:
            defaults["estimate_min"] = minutes / len(tables)
        ids = [table.get("id") for table in tables]
        known = {str(table.get("id")): {**defaults, **table} for table in tables}
        made: list[Exercise] = []
        for place, table in enumerate(tables):
            id = str(table.get("id", ""))
            line = lines[place] if len(lines) == len(tables) else 0
            image, areas = table.get("image"), table.get("areas")
            table, found = self.with_files(table)
            if isinstance(image, str) and image in self.images:
                found += rules.flat_areas(areas, (self.folder / "images" / image).read_bytes())
            if id and not rules.ID.fullmatch(id):
                found.append(Problem("bad_id", "id", found=id))
            elif id in ids[:place]:
                found.append(Problem("duplicate_id", "id", found=id))
            found += rules.shared(table, "")
            found += rules.alternative(table, defaults, known)
            exercise, more = load(table, defaults, self.language)
            for problem in [*found, *more]:
                self.note(problem, line, id)
            if exercise is not None:
                made.append(exercise)
        return made

    def with_files(self, table: dict[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        """Files named by an exercise are checked; each becomes its URL."""
        found: list[Problem] = []

        def walk(raw: Any, key: str) -> Any:
            if isinstance(raw, list):
                return [walk(item, f"{key}[{n}]") for n, item in enumerate(raw, start=1)]
            if not isinstance(raw, dict):
                return raw
            here = {
                name: walk(item, f"{key}.{name}" if key else name) for name, item in raw.items()
            }
            prefix = f"{key}." if key else ""
            for name, files in (("image", self.images), ("audio", self.audio)):
                if isinstance(file := raw.get(name), str) and file:
                    found.extend(rules.named_file(prefix + name, file, files))
                    self.named.add(f"{FOLDERS[name]}/{file}")
                    if file in files:
                        here[name] = self.url(FOLDERS[name], file)
            if raw.get("image") and not str(raw.get("alt", "")).strip():
                found.append(Problem("missing_alt", prefix + "alt"))
            return here

        return walk(table, ""), found

    def url(self, folder: str, file: str) -> str:
        """Where a file is served; its fingerprint changes with it, so browsers may keep it."""
        digest = hashlib.sha256((self.folder / folder / file).read_bytes()).hexdigest()[:12]
        return f"/media/{self.folder.name}/{digest}/{file}"

    def check_facts(self, facts: Sequence[dict[str, Any]], ids: set[str]) -> None:
        for place, fact in enumerate(facts, start=1):
            used = fact.get("used_by", [])
            if not ids.intersection(used):
                self.note(Problem("unused_fact", f"fact[{place}].used_by", warning=True))
            if rules.is_old(fact["reviewed"], self.today):
                key, found = f"fact[{place}].reviewed", str(fact["reviewed"])
                self.note(Problem("old_review", key, found=found, warning=True))

    def check_files(self) -> None:
        files = {f"images/{name}" for name in self.images} | {f"audio/{n}" for n in self.audio}
        for file in sorted(files - self.named):
            self.note(Problem("unused_file", found=file, warning=True))


def names_in(folder: Path) -> frozenset[str]:
    return frozenset(file.name for file in folder.glob("*") if file.is_file())
