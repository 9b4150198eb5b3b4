"""What a page noted of a game of gestures: is it plausible, and how many hits does it hold?

A log is a JSON list of events `[ms, name, …]`: milliseconds since the game began, then whole
numbers, or a direction. Places are per mille of the play area. The checks protect the dashboard
from errors of a page; with no ranking there is nothing to win by cheating.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from classroom.exercises.rounds import Round, marked, offered

BYTES_MAX = 20_000
EVENTS_MAX = 400
NUMBER_MAX = 10**8
APART_MS = 60
AREA = 1000
DELAY_MS, LONG_DELAY_MS = 500, 900
SLIP_MAX_PX = 8
PRESS_MIN_MS = 500
SWIPE_MIN_PX = 40
SCALE_MIN = 200
STEP_MS = 100
POINTERS = (0, 2)
DIRECTIONS = ("right", "left", "up", "down")

Value = int | str


class Implausible(Exception):
    """A log that no hand can have made; `reason` is kept with the attempt."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Event:
    at_ms: int
    name: str
    values: tuple[Value, ...]


def must(holds: bool, reason: str) -> None:
    if not holds:
        raise Implausible(reason)


def read(source: str) -> list[Event]:
    """The events of a log. Raises `Implausible`."""
    must(len(source.encode("utf-8", "replace")) <= BYTES_MAX, "too_long")
    try:
        raw = msgspec.json.decode(source.encode("utf-8", "replace"), type=list[list[Value]])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Implausible("unreadable") from error
    must(len(raw) <= EVENTS_MAX, "too_many")
    events: list[Event] = []
    for line in raw:
        must(len(line) >= 2 and isinstance(line[0], int) and isinstance(line[1], str), "unreadable")
        must(all(0 <= v <= NUMBER_MAX for v in line if isinstance(v, int)), "out_of_range")
        at_ms, name = int(line[0]), str(line[1])
        must(not events or at_ms >= events[-1].at_ms, "times")
        events.append(Event(at_ms, name, tuple(line[2:])))
    return events


def numbers(event: Event, count: int) -> tuple[int, ...]:
    found = tuple(value for value in event.values if isinstance(value, int))
    must(len(found) == len(event.values) == count, "unreadable")
    return found


class Tally:
    """The hits of one round as its events are gone through."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.targets: list[int] = []
        self.last_ms = 0

    def hit(self, event: Event, target: int) -> None:
        """Each target once, inside the offer; no hand is faster than `APART_MS`."""
        must(0 <= target < self.most and target not in self.targets, "targets")
        must(not self.targets or event.at_ms - self.last_ms >= APART_MS, "too_fast")
        self.targets.append(target)
        self.last_ms = event.at_ms


def inside(x: int, y: int) -> None:
    must(x <= AREA and y <= AREA, "outside")


def hover(round: Round, events: Sequence[Event], order: Sequence[int], tally: Tally) -> None:
    for event in events:
        must(event.name == "tile", "unknown")
        tile, x, y = numbers(event, 3)
        inside(x, y)
        tally.hit(event, tile)


def click(round: Round, events: Sequence[Event], order: Sequence[int], tally: Tally) -> None:
    """`hit` and `miss` name the target then shown: the seeded places, one after the other."""
    for event in events:
        must(event.name in ("hit", "miss"), "unknown")
        target, x, y = numbers(event, 3)
        inside(x, y)
        rank = len(tally.targets)
        must(rank < len(order) and target == order[rank], "order")
        if event.name == "hit":
            tally.hit(event, rank)


def double_click(round: Round, events: Sequence[Event], order: Sequence[int], tally: Tally) -> None:
    """Pairs of clicks: box, milliseconds between them, slip in pixels; `slower` gives more time."""
    delay = DELAY_MS
    for event in events:
        if event.name == "slower":
            numbers(event, 0)
            delay = LONG_DELAY_MS
            continue
        must(event.name in ("pair", "miss"), "unknown")
        box, gap, slip = numbers(event, 3)
        if event.name == "pair":
            must(gap <= delay and slip <= SLIP_MAX_PX, "pair")
            tally.hit(event, box)


def right_click(round: Round, events: Sequence[Event], order: Sequence[int], tally: Tally) -> None:
    opened, chosen = False, -1
    for event in events:
        if event.name == "menu":
            numbers(event, 0)
            opened = True
        else:
            must(event.name == "choose" and opened, "order")
            (chosen,) = numbers(event, 1)
            must(chosen < len(round.menu), "targets")
    if chosen >= 0 and round.menu[chosen] == round.choose:
        tally.hit(events[-1], 0)


def drag(round: Round, events: Sequence[Event], order: Sequence[int], tally: Tally) -> None:
    for event in events:
        must(event.name == "drop", "unknown")
        item, box = numbers(event, 2)
        must(box < len(round.boxes), "targets")
        tally.hit(event, item)


def scroll(round: Round, events: Sequence[Event], order: Sequence[int], tally: Tally) -> None:
    ended = False
    for event in events:
        must(event.name in ("line", "end", "goal"), "unknown")
        numbers(event, 1 if event.name == "line" else 0)
        ended = ended or event.name == "end"
        if event.name == "goal":
            must(ended, "order")
            tally.hit(event, 0)


def select(round: Round, events: Sequence[Event], order: Sequence[int], tally: Tally) -> None:
    """Ranges of characters; the marked words are compared here, each counts once."""
    text, ranges = marked(round)
    for event in events:
        must(event.name == "range", "unknown")
        start, end = numbers(event, 2)
        must(start < end <= len(text), "outside")
        if (start, end) in ranges and (rank := ranges.index((start, end))) not in tally.targets:
            tally.hit(event, rank)


def long_press(round: Round, events: Sequence[Event], order: Sequence[int], tally: Tally) -> None:
    """`press` of so many milliseconds, or `button`, the equivalent."""
    for event in events:
        must(event.name in ("press", "short", "button"), "unknown")
        if event.name == "button":
            tally.hit(event, *numbers(event, 1))
            continue
        target, held, x, y = numbers(event, 4)
        inside(x, y)
        if event.name == "press":
            must(PRESS_MIN_MS <= held <= event.at_ms + APART_MS, "too_short")
            tally.hit(event, target)


def swipe(round: Round, events: Sequence[Event], order: Sequence[int], tally: Tally) -> None:
    """`swipe` with its length in pixels, or `push`, the equivalent by buttons and keys."""
    wanted = directions(round)
    for event in events:
        must(event.name in ("swipe", "push") and len(event.values) == 3, "unknown")
        rank, direction, length = event.values
        must(isinstance(rank, int) and isinstance(length, int), "unreadable")
        must(direction in DIRECTIONS, "unreadable")
        must(event.name == "push" or int(length) >= SWIPE_MIN_PX, "too_short")
        must(int(rank) == len(tally.targets) < len(wanted), "order")
        if direction == wanted[int(rank)]:
            tally.hit(event, int(rank))


def pinch(round: Round, events: Sequence[Event], order: Sequence[int], tally: Tally) -> None:
    """Scale reached, in per cent, with so many pointers: two, or none for the buttons."""
    for event in events:
        must(event.name == "scale", "unknown")
        picture, scale, pointers = numbers(event, 3)
        must(scale >= SCALE_MIN and pointers in POINTERS, "too_short")
        tally.hit(event, picture)


Play = Callable[[Round, Sequence[Event], Sequence[int], Tally], None]
GESTURES: dict[str, Play] = {
    "hover": hover,
    "click": click,
    "tap": click,
    "double_click": double_click,
    "right_click": right_click,
    "drag": drag,
    "scroll": scroll,
    "select": select,
    "long_press": long_press,
    "swipe": swipe,
    "pinch": pinch,
}


def directions(round: Round) -> tuple[str, ...]:
    """The way each picture goes: as written, else each in turn."""
    most = offered(round)
    return round.directions or tuple(DIRECTIONS[rank % len(DIRECTIONS)] for rank in range(most))


def hits(round: Round, events: Sequence[Event], order: Sequence[int]) -> int:
    """How many hits a log holds. Raises `Implausible`."""
    tally = Tally(offered(round))
    GESTURES[round.game](round, events, order, tally)
    return len(tally.targets)


def enact(round: Round, order: Sequence[int]) -> str:
    """The log of someone who succeeds in everything, for simulated people."""
    ranks = range(offered(round))
    lines = [line for rank in ranks for line in gesture(round, rank, order)]
    return json.dumps([[PRESS_MIN_MS + STEP_MS * n, *line] for n, line in enumerate(lines)])


def gesture(round: Round, rank: int, order: Sequence[int]) -> list[list[Value]]:
    """One success, without its time."""
    match round.game:
        case "hover":
            return [["tile", rank, 500, 500]]
        case "double_click":
            return [["pair", rank, 300, 2]]
        case "right_click":
            return [["menu"], ["choose", round.menu.index(round.choose)]]
        case "drag":
            return [["drop", rank, 0]]
        case "scroll":
            return [["end"], ["goal"]]
        case "select":
            return [["range", *marked(round)[1][rank]]]
        case "long_press":
            return [["press", rank, PRESS_MIN_MS, 500, 500]]
        case "swipe":
            return [["swipe", rank, directions(round)[rank], 120]]
        case "pinch":
            return [["scale", rank, 220, 2]]
    return [["hit", order[rank], 500, 500]]
