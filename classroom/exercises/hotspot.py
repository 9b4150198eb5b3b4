"""`hotspot`: a place to show in a picture; several names to find are a series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from classroom.domain import Evidence, Record
from classroom.exercises import rules, series
from classroom.exercises.base import (
    Exercise,
    Form,
    Part,
    Piece,
    Problem,
    Review,
    Shuffle,
    Turn,
    repeated,
    sentence,
)
from classroom.exercises.markdown import inline

EVIDENCE = Evidence.VERIFIED
SCORED = True

SMALLEST_W = 100 * rules.FINGER_PX / rules.PICTURE_PX


class Area(Piece, frozen=True, kw_only=True):
    """A rectangle, in percent of the picture. `label` describes it without naming it."""

    name: str
    x: float
    y: float
    w: float
    h: float
    label: str = ""
    feedback: str = ""


class Definition(Exercise, frozen=True, kw_only=True):
    find: tuple[str, ...]
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """An area as drawn. `state` is empty, `right` or `wrong`, of the chosen one only."""

    value: int
    label: Markup
    x: str
    y: str
    w: str
    h: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """The picture with its spots in reading order, and the card of the series that is asked.

    `is_answered` closes the spots: after an error the only question of an exercise stays
    open. `own_picture` tells the page that the picture of the exercise is drawn here.
    """

    card: series.Card
    spots: tuple[Spot, ...]
    image: str
    alt: str
    is_alone: bool
    is_answered: bool
    submits: bool = True
    own_picture: bool = True

    @property
    def is_finished(self) -> bool:
        return self.card.is_finished

    @property
    def chosen(self) -> Spot | None:
        """The spot that was shown, while its feedback is on the screen."""
        if not self.card.buttons:
            return None
        return next((spot for spot in self.spots if spot.state), None)


def check(exercise: Definition) -> Iterable[Problem]:
    names = [area.name for area in exercise.areas]
    if not exercise.image:
        yield Problem("missing_key", "image")
    if len(exercise.areas) < 2:
        yield Problem("missing_key", f"areas[{len(exercise.areas) + 1}]")
    for place, area in enumerate(exercise.areas, start=1):
        if not holds(area):
            found = f"x = {area.x:g}, y = {area.y:g}, w = {area.w:g}, h = {area.h:g}"
            yield Problem("bad_area", f"areas[{place}]", found=found)
        label = area.label.strip()
        if not label or label.casefold() == area.name.strip().casefold():
            yield Problem("missing_label", f"areas[{place}].label", found=area.name)
    yield from repeated("areas", [area.label for area in exercise.areas if area.label])
    if not exercise.find:
        yield Problem("missing_key", "find")
    for place, name in enumerate(exercise.find, start=1):
        if name not in names:
            yield Problem("unknown_area", f"find[{place}]", ", ".join(names), name)
    if names and set(names) == set(exercise.find[:1]):
        yield Problem("all_correct", "areas")
    yield from repeated("find", exercise.find)


def holds(area: Area) -> bool:
    """The area lies inside the picture and is wide enough; `rules.flat_areas` looks at heights."""
    right, bottom = area.x + area.w - 1e-9, area.y + area.h - 1e-9
    inside = area.x >= 0 and area.y >= 0 and right <= 100 and bottom <= 100
    return inside and area.w >= SMALLEST_W and area.h > 0


class Series:
    """The names to find of one exercise, as `series` wants them."""

    def __init__(self, exercise: Definition, shuffle: Shuffle) -> None:
        self.find, self.areas = exercise.find, exercise.areas
        self.order = tuple(range(len(exercise.find)))
        self.shown = shuffle.order("areas", len(exercise.areas))

    def is_right(self, card: int, pick: int) -> bool:
        return self.areas[pick].name == self.find[card]

    def picks(self, card: int) -> tuple[int, ...]:
        """The areas keep one order: a place must not change its value from card to card."""
        return self.shown

    def face(self, card: int) -> series.Face:
        return series.Face(inline(self.find[card]), [inline(area.label) for area in self.areas])


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View:
    it = Series(exercise, shuffle)
    card = series.draw(log, last, it.order, it.is_right, it.picks, it.face)
    states = {button.value: button.state for button in card.buttons}
    if not card.buttons:
        found = [area.name in exercise.find for area in exercise.areas]
        states = {place: "right" if found[rank] else "" for place, rank in enumerate(it.shown)}
    places = sorted(
        range(len(it.shown)), key=lambda place: reading(exercise.areas[it.shown[place]])
    )
    alone = len(exercise.find) == 1
    return View(
        card,
        tuple(spot(exercise.areas[it.shown[place]], place, states[place]) for place in places),
        exercise.image,
        exercise.alt,
        is_alone=alone,
        is_answered=card.is_finished or (card.is_answered and not alone),
    )


def reading(area: Area) -> tuple[float, ...]:
    """From top to bottom, then from left to right; what lies on a larger area comes after it."""
    return area.y, area.x, -area.w * area.h


def spot(area: Area, place: int, state: str) -> Spot:
    x, y, w, h = (f"{value:g}%" for value in (area.x, area.y, area.w, area.h))
    return Spot(place, inline(area.label), x, y, w, h, state)


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    it = Series(exercise, shuffle)
    return series.play(exercise, form, log, it.order, it.is_right, it.picks)


def review(exercise: Definition, record: Record) -> Review:
    shown = exercise.areas[record["pick"]]
    right = shown.name == exercise.find[record["card"]]
    text = shown.feedback or sentence(exercise, float(right))
    return Review(text, (Part(str(record["card"]), right),))


@dataclass(frozen=True, slots=True)
class Answer:
    """The picture again, with the right spots, their names and reasons in the order asked."""

    image: str
    alt: str
    spots: tuple[Spot, ...]
    found: tuple[tuple[Markup, Spot, Markup], ...]


def solution(exercise: Definition) -> Answer:
    found = tuple(
        (inline(name), spot(area, rank, "right"), inline(area.feedback))
        for name in exercise.find
        for rank, area in enumerate(exercise.areas)
        if area.name == name
    )
    return Answer(exercise.image, exercise.alt, tuple(shown for _, shown, _ in found), found)
