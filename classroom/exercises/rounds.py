"""The games, their keys and what each offers; one exercise plays one of them, or several rounds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from classroom.exercises.base import Piece, Problem, repeated
from classroom.exercises.text import normalise

Keyboard = Literal["azerty-windows", "azerty-mac", "qwerty-windows", "qwerty-mac", "phone"]
KEYBOARD = "azerty-windows"
Direction = Literal["left", "right", "up", "down"]
SIZE_MIN_PX = 44
COUNT = 10
COUNT_MAX = 40
GRID_MAX = 6
MARKED = re.compile(r"\{([^{}]+)\}")

# The keys that each game needs, and those that it may have besides `target`.
KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "hover": (("grid",), ()),
    "click": ((), ("count", "sizes_px")),
    "tap": ((), ("count", "sizes_px")),
    "double_click": ((), ("count",)),
    "right_click": (("menu", "choose"), ()),
    "drag": (("items", "boxes"), ()),
    "scroll": (("lines", "goal"), ()),
    "select": (("text",), ()),
    "keys": (("letters",), ("keyboard",)),
    "type": (("words",), ("keyboard",)),
    "correct": (("pairs",), ("keyboard",)),
    "long_press": ((), ("count",)),
    "swipe": ((), ("count", "directions")),
    "pinch": ((), ("count",)),
}
# What is typed or selected is compared on the server; of the others the page tells.
COMPARED = ("keys", "type", "correct", "select")
TYPED = ("keys", "type", "correct")


class Pair(Piece, frozen=True, kw_only=True):
    """A text with mistakes, and the same without."""

    text: str
    answer: str


class Round(Piece, frozen=True, kw_only=True):
    """One game with its keys: the same ones as in the definition of an exercise of one game."""

    game: str = ""
    target: int = 0
    count: int = 0
    sizes_px: tuple[int, ...] = ()
    grid: int = 0
    menu: tuple[str, ...] = ()
    choose: str = ""
    items: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    goal: str = ""
    text: str = ""
    letters: str = ""
    words: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    directions: tuple[Direction, ...] = ()
    keyboard: Keyboard | None = None


OWN = tuple(name for name in Round.__struct_fields__ if name not in ("game", "target"))


def letters(round: Round) -> str:
    return "".join(round.letters.split())


def expected(round: Round) -> tuple[str, ...]:
    """What is to be typed, in order."""
    if round.game == "keys":
        return tuple(letters(round))
    return round.words or tuple(pair.answer for pair in round.pairs)


def marked(round: Round) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A text without its braces, and where its marked words begin and end."""
    ranges: list[tuple[int, int]] = []
    for found in MARKED.finditer(round.text):
        start = found.start() - 2 * len(ranges)
        ranges.append((start, start + len(found[1])))
    return MARKED.sub(r"\1", round.text), tuple(ranges)


def pieces(round: Round) -> tuple[tuple[str, bool], ...]:
    """The same text cut where marks begin and end; True for what is marked."""
    parts = MARKED.split(round.text)
    return tuple((part, rank % 2 == 1) for rank, part in enumerate(parts) if part)


def offered(round: Round) -> int:
    """How many hits a round can give."""
    match round.game:
        case "hover":
            return round.grid**2
        case "right_click" | "scroll":
            return 1
        case "drag":
            return len(round.items)
        case "select":
            return len(marked(round)[1])
        case "keys" | "type" | "correct":
            return len(expected(round))
        case "swipe" if round.directions:
            return len(round.directions)
    return round.count or round.target or COUNT


def aim(round: Round) -> int:
    """The hits that make a full score."""
    return round.target or offered(round)


def check(round: Round, prefix: str) -> Iterable[Problem]:
    if not round.game:
        yield Problem("missing_key", f"{prefix}game")
        return
    if round.game not in KEYS:
        yield Problem("unknown_game", f"{prefix}game", ", ".join(KEYS), round.game)
        return
    needed, more = KEYS[round.game]
    for key in OWN:
        if key in needed and not getattr(round, key):
            yield Problem("missing_key", prefix + key)
        elif key not in needed and key not in more and getattr(round, key):
            yield Problem("unknown_key", prefix + key)
    yield from check_numbers(round, prefix)
    yield from check_texts(round, prefix)


def check_numbers(round: Round, prefix: str) -> Iterable[Problem]:
    for key, most in (("count", COUNT_MAX), ("grid", GRID_MAX)):
        if not 0 <= getattr(round, key) <= most:
            yield Problem("bad_target", prefix + key, f"1–{most}", str(getattr(round, key)))
            return
    most = offered(round)
    if not most:
        yield Problem("bad_target", f"{prefix}game", "1", "0")
    elif not 1 <= aim(round) <= most:
        yield Problem("bad_target", f"{prefix}target", f"1–{most}", str(round.target))
    for place, size in enumerate(round.sizes_px, start=1):
        if size < SIZE_MIN_PX:
            key = f"{prefix}sizes_px[{place}]"
            yield Problem("size_too_small", key, str(SIZE_MIN_PX), str(size))


def check_texts(round: Round, prefix: str) -> Iterable[Problem]:
    if round.choose and round.choose not in round.menu:
        yield Problem("bad_target", f"{prefix}choose", ", ".join(round.menu), round.choose)
    for key in ("menu", "items", "boxes"):
        yield from repeated(prefix + key, getattr(round, key))
    for place, word in enumerate(expected(round), start=1):
        if not normalise(word):
            yield Problem("empty_answer", f"{prefix}words[{place}]", found=word)
    for place, pair in enumerate(round.pairs, start=1):
        if normalise(pair.text) == normalise(pair.answer):
            yield Problem("bad_pair", f"{prefix}pairs[{place}]", "other_text", pair.text)
