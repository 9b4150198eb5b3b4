"""What a mediator says of a session, and the rules of La Coop for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct

from classroom import names
from classroom.lacoop.words import (
    EQUIPMENT,
    GROUPS,
    KNOWN_BEFORE,
    LEVELS,
    PLACES,
    PROCEDURE_THEMES,
    PROCEDURES,
    THEMES,
    Group,
    picked,
)
from classroom.refusals import InvalidName

COUNT_MAX = 10_000
MINUTES_MAX = 23 * 60 + 59
TITLE_MAX = 80


class Totals(Struct, frozen=True, kw_only=True):
    """How many people, and what the mediator told of them: `said` by key of the form. Nobody is
    asked; what is not told remains « non communiqué »."""

    total: int
    known_before: int = 0
    said: dict[str, int] = {}

    def unsaid(self, group: Group) -> int:
        return self.total - sum(self.said.get(count.form, 0) for count in group.counts)

    def counts(self) -> dict[str, int]:
        """The eighteen numbers of the form."""
        counts = {"total": self.total, KNOWN_BEFORE.form: self.known_before}
        for group in GROUPS:
            counts |= {count.form: self.said.get(count.form, 0) for count in group.counts}
            counts[group.unsaid.form] = self.unsaid(group)
        return counts

    def faults(self) -> dict[str, str]:
        """What La Coop would refuse, by the field or the group where it is said."""
        found = {} if self.total else {"total": "bad_total"}
        if self.known_before > self.total:
            found[KNOWN_BEFORE.form] = "over_total"
        return found | {group.id: "over_total" for group in GROUPS if self.unsaid(group) < 0}


class Facts(Struct, frozen=True, kw_only=True):
    """What the session itself tells: never who, never the words of anybody. `blocking` are titles
    of exercises, `questions` counts those still open."""

    exercises: int
    blocking: tuple[str, ...]
    questions: int


class Report(Struct, frozen=True, kw_only=True):
    """One workshop as La Coop counts it. Choices are keys of its form, `level` may be empty.
    There is no place here for the name of anybody."""

    title: str
    date: date
    minutes: int
    place: str
    equipment: tuple[str, ...]
    themes: tuple[str, ...]
    level: str
    totals: Totals
    facts: Facts


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it stands, whatever it is worth; `counts` by key of the form of La Coop."""

    title: str = ""
    date: str = ""
    minutes: str = ""
    place: str = PLACES[0].form
    equipment: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    level: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, report: Report) -> Typed:
        """A report as the form that says it."""
        totals = report.totals
        told = {KNOWN_BEFORE.form: totals.known_before, **totals.said}
        return cls(
            title=report.title,
            date=report.date.isoformat(),
            minutes=str(report.minutes),
            place=report.place,
            equipment=report.equipment,
            themes=report.themes,
            level=report.level,
            counts={"total": str(totals.total)} | {key: str(n) for key, n in told.items() if n},
        )

    @property
    def totals(self) -> Totals:
        """The numbers that can be read; the others count for nothing."""
        known = {key: number(typed) or 0 for key, typed in self.counts.items() if typed}
        return Totals(
            total=known.pop("total", 0), known_before=known.pop(KNOWN_BEFORE.form, 0), said=known
        )


def number(typed: str) -> int | None:
    """A count up to 10,000, or None."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 5):
        return None
    return int(typed) if int(typed) <= COUNT_MAX else None


def day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def title(typed: str) -> str | None:
    """A title without what is not seen, empty when there is none; None when it cannot be one."""
    if not typed.strip():
        return ""
    try:
        return names.clean(typed, TITLE_MAX)
    except InvalidName:
        return None


def faults(form: Typed) -> dict[str, str]:
    """Everything that is wrong with a form: a code by field, or by group of counts."""
    found = {key: "bad_count" for key, said in form.counts.items() if said and number(said) is None}
    totals = form.totals.faults()
    if "total" in totals or "total" in found:
        # What depends on the total is judged once there is one.
        totals, found["total"] = {}, "bad_total"
    if title(form.title) is None:
        found["title"] = "bad_title"
    if day(form.date) is None:
        found["date"] = "bad_date"
    if not 1 <= (number(form.minutes) or 0) <= MINUTES_MAX:
        found["minutes"] = "bad_minutes"
    if not picked(PLACES, (form.place,)):
        found["place"] = "no_place"
    if not picked(THEMES, form.themes):
        found["themes"] = "no_theme"
    return totals | found


def read(form: Typed, facts: Facts) -> Report:
    """The report of a form without faults. A procedure brings its own theme along: La Coop refuses
    one without the other."""
    said_title, on = title(form.title), day(form.date)
    assert said_title is not None
    assert on is not None
    themes = form.themes
    if picked(PROCEDURE_THEMES, themes):
        themes = (*themes, PROCEDURES)
    return Report(
        title=said_title,
        date=on,
        minutes=int(form.minutes),
        place=form.place,
        equipment=tuple(choice.form for choice in picked(EQUIPMENT, form.equipment)),
        themes=tuple(choice.form for choice in picked(THEMES, themes)),
        level=form.level if picked(LEVELS, (form.level,)) else "",
        totals=form.totals,
        facts=facts,
    )
