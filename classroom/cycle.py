"""A series looked at as a whole: who came when, and how far each one says they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from classroom.store.series import Placement, Sitting


@dataclass(slots=True)
class Person:
    """One person of a series: what they passed in each session they came to, by its id; `before`
    and `after` are the levels they gave first and last, None where they did not know."""

    name: str
    passed: dict[int, int] = field(default_factory=dict)
    before: tuple[int | None, ...] = ()
    after: tuple[int | None, ...] = ()

    @property
    def rose(self) -> int:
        """On how many lines the last level is above the first."""
        return sum(b is not None and a is not None and a > b for b, a in self.pairs)

    @property
    def pairs(self) -> list[tuple[int | None, int | None]]:
        return list(zip(self.before, self.after, strict=False))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the questionnaire, for all who answered it twice: how many said each level first,
    and last."""

    rank: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    rose: int


def people(sittings: Sequence[Sitting], placements: Sequence[Placement]) -> list[Person]:
    """One for each chain of sittings, in the order of the first one."""
    found: dict[int, Person] = {}
    for sitting in sittings:
        person = found.get(sitting.earlier_id) if sitting.earlier_id else None
        person = person or Person(sitting.name)
        person.name = sitting.name
        person.passed[sitting.session_id] = sitting.passed
        found[sitting.id] = person
    for placement in placements:
        given = found.get(placement.learner_id)
        if given is None:
            continue
        lines = tuple(placement.record.get("lines", ()))
        if given.before:
            given.after = lines
        else:
            given.before = lines
    return list({id(person): person for person in found.values()}.values())


def lines(group: Sequence[Person], levels: int) -> list[Line]:
    """Of those who answered at least twice."""
    twice = [person for person in group if person.before and person.after]
    size = max((len(person.before) for person in twice), default=0)
    return [
        Line(
            rank,
            counts([person.before for person in twice], rank, levels),
            counts([person.after for person in twice], rank, levels),
            sum(
                b is not None and a is not None and a > b
                for person in twice
                for b, a in person.pairs[rank : rank + 1]
            ),
        )
        for rank in range(size)
    ]


def counts(given: Sequence[Sequence[int | None]], rank: int, levels: int) -> tuple[int, ...]:
    said = [answer[rank] for answer in given if rank < len(answer)]
    return tuple(said.count(level) for level in range(levels))
