"""What people take home: of each module they worked on what to remember, what to do again, where to
go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from classroom.closing import see_again, was_met
from classroom.domain import Learner
from classroom.exercises.markdown import inline
from classroom.modules import Library, Module
from classroom.path import Standing
from classroom.room import Room

REMEMBER, SITES = "À retenir", "Pour continuer chez vous"
REMEMBER_EN, SITES_EN = "To remember", "To go on at home"
# What fits on one A4 page beside the card: lines of all modules together, and of one.
LINES_MAX, LINES_OF_ONE, REDO_MAX = 24, 4, 6


@dataclass(frozen=True, slots=True)
class Part:
    """Of one module: what to remember, and where to go on, as inline HTML."""

    title: str
    remember: tuple[Markup, ...]
    sites: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of one person. `left_out` are modules there was no room for."""

    learner: Learner
    parts: tuple[Part, ...]
    left_out: tuple[str, ...]
    redo: tuple[str, ...]
    done: int

    @property
    def pictograms(self) -> list[str]:
        return self.learner.card.split("-")


def of_room(room: Room, library: Library) -> list[Sheet]:
    """One for each person who was there, in the order of arrival."""
    return [
        of_person(standing, library)
        for standing in room.standings.values()
        if standing.learner.removed_at is None and standing.learner.approved_at is not None
    ]


def of_person(standing: Standing, library: Library) -> Sheet:
    states = standing.progress(library)
    met = [state for state in states.values() if was_met(state, standing.session)]
    refs = [state.exercise for state in met] or list(states)
    modules = list(dict.fromkeys(ref.partition("/")[0] for ref in refs))
    parts, left_out = fitting([library.module(id) for id in modules])
    again = see_again(standing.learner.id, "", states.values(), library)
    return Sheet(
        learner=standing.learner,
        parts=tuple(parts),
        left_out=tuple(left_out),
        redo=again.to_review[:REDO_MAX],
        done=sum(state.is_done for state in met),
    )


def fitting(modules: Iterable[Module]) -> tuple[list[Part], list[str]]:
    """As many modules as one page holds, each with at most four lines to remember; fewer where
    there are many. Titles of the others."""
    found = [one for one in (part_of(module) for module in modules) if one.remember or one.sites]
    of_one = min(LINES_OF_ONE, max(2, LINES_MAX // (2 * max(1, len(found)))))
    parts: list[Part] = []
    left_out: list[str] = []
    room = LINES_MAX
    for part in found:
        cut = Part(part.title, part.remember[:of_one], part.sites[: max(1, of_one - 1)])
        lines = 1 + len(cut.remember) + len(cut.sites)
        if lines > room:
            left_out.append(part.title)
            continue
        room -= lines
        parts.append(cut)
    return parts, left_out


def part_of(module: Module) -> Part:
    sections = bullets(module.sheet)
    remember = (
        sections.get(REMEMBER) or sections.get(REMEMBER_EN) or next(iter(sections.values()), [])
    )
    sites = sections.get(SITES) or sections.get(SITES_EN) or []
    return Part(module.title, tuple(map(inline, remember)), tuple(map(inline, sites)))


def bullets(sheet: str) -> dict[str, list[str]]:
    """The points of each section of a sheet in Markdown."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in sheet.splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
        elif line.startswith("- ") and heading:
            found.setdefault(heading, []).append(line[2:].strip())
    return found
