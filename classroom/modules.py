"""Modules of exercises: TOML folders → frozen `Module`s, and everything wrong with them."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from msgspec import structs

from classroom import resources
from classroom.domain import Plan
from classroom.exercises.base import Exercise, Problem
from classroom.exercises.toml import DefinitionError, read_toml
from classroom.i18n import SOURCE
from classroom.plans import read_plans
from classroom.reading import Module, Reading

__all__ = ["Library", "Module"]

Named = TypeVar("Named", Module, Plan)


def titled(one: Named, own: Mapping[str, Named], titles: Mapping[str, list[str]]) -> Named:
    """A module or a plan in the language that is read, or its title and summary at least."""
    if one.id in own:
        return own[one.id]
    title, summary = titles[one.id]
    if isinstance(one, Plan):
        return replace(one, title=title, summary=summary)
    return structs.replace(one, title=title, summary=summary)


@dataclass(frozen=True)
class Library:
    """The modules that can be used, the plans made of them, and every problem met."""

    modules: tuple[Module, ...]
    plans: tuple[Plan, ...]
    problems: tuple[Problem, ...]

    @classmethod
    def load(cls, folder: Path, language: str = "", today: date | None = None) -> Library:
        """Read `folder/language`: its modules, or the one that it is, and its `plans.toml`."""
        root = (folder / language).resolve()
        shown_from = folder.resolve().parent
        alone = (root / "module.toml").is_file()
        folders = [root] if alone else sorted(file.parent for file in root.glob("*/module.toml"))
        modules: list[Module] = []
        problems: list[Problem] = []
        for place in folders:
            file = (place / "module.toml").relative_to(shown_from).as_posix()
            reading = Reading(place, file, today or date.today())
            with contextlib.suppress(DefinitionError):
                modules.append(reading.module())
            problems += reading.problems
        known = cls(tuple(modules), (), ())
        plans_file = root / "plans.toml"
        plans, more = read_plans(
            plans_file, plans_file.relative_to(shown_from).as_posix(), known.has
        )
        return cls(tuple(modules), tuple(plans), (*problems, *more))

    @classmethod
    def shipped(cls, language: str = "fr") -> Library:
        """The library of a language; where it is not translated, in French under its titles."""
        source = cls.load(resources.LIBRARY, SOURCE)
        if language == SOURCE:
            return source
        own = cls.load(resources.LIBRARY, language)
        plans = {plan.id: plan for plan in own.plans}
        titles = read_toml((resources.LIBRARY / language / "titles.toml").read_bytes())
        return cls(
            tuple(titled(one, own._modules, titles["modules"]) for one in source.modules),
            tuple(titled(one, plans, titles["plans"]) for one in source.plans),
            (*source.problems, *own.problems),
        )

    @cached_property
    def _modules(self) -> dict[str, Module]:
        return {module.id: module for module in self.modules}

    @cached_property
    def _exercises(self) -> dict[str, Exercise]:
        return {
            f"{module.id}/{exercise.id}": exercise
            for module in self.modules
            for exercise in module.exercises
        }

    def has(self, ref: str) -> bool:
        return ref in self._exercises

    def exercise(self, ref: str) -> Exercise:
        """By `module-id/exercise-id`. Raises `KeyError`."""
        return self._exercises[ref]

    def title(self, ref: str) -> str:
        """Empty for an exercise that is gone."""
        return self._exercises[ref].title if ref in self._exercises else ""

    def devices(self, ref: str) -> tuple[str, ...]:
        """Where an exercise really works: its own list, else that of its module."""
        exercise = self._exercises[ref]
        return exercise.devices or self._modules[ref.partition("/")[0]].devices

    def alternative(self, ref: str) -> str:
        """The same for other devices, or "" when there is none."""
        other = f"{ref.partition('/')[0]}/{self._exercises[ref].alternative}"
        return other if other in self._exercises else ""

    def find(self, id: str) -> Module | None:
        return self._modules.get(id)

    def module(self, id: str) -> Module:
        """Raises `KeyError`."""
        return self._modules[id]
