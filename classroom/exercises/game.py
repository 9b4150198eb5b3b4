"""`game`: reach a score with the mouse, the keyboard or the fingers.

One game, or several `rounds`. What is typed or selected is compared here; of the other games
the page notes what was done, which is checked for plausibility. A log that cannot be true is
kept without a score. The record holds hits and verdicts, never what was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec import structs

from classroom.domain import Evidence, Record
from classroom.exercises import fields, gestures, keyboards, rounds
from classroom.exercises.base import (
    Exercise,
    Form,
    Part,
    Problem,
    Review,
    Shuffle,
    Turn,
    outcome,
    sentence,
)
from classroom.exercises.rounds import Direction, Keyboard, Pair, Round
from classroom.exercises.text import normalise
from classroom.refusals import BadResponse

EVIDENCE = Evidence.DECLARED
SCORED = True
PLACES = 24
LINE_MAX = 200


class Definition(Exercise, frozen=True, kw_only=True):
    threshold: float = 0.8
    rounds: tuple[Round, ...] = ()
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


def played(exercise: Definition) -> tuple[Round, ...]:
    """The rounds of an exercise: those listed, or the only one."""
    if exercise.rounds:
        return exercise.rounds
    return (Round(**{name: getattr(exercise, name) for name in Round.__struct_fields__}),)


def check(exercise: Definition) -> Iterable[Problem]:
    if exercise.rounds and exercise.game:
        yield Problem("both_keys", expected="game", found="rounds")
    for place, round in enumerate(played(exercise), start=1):
        yield from rounds.check(round, f"rounds[{place}]." if exercise.rounds else "")


def evidence(exercise: Definition) -> Evidence:
    """Verified where the server compares everything itself."""
    compared = all(round.game in rounds.COMPARED for round in played(exercise))
    return Evidence.VERIFIED if compared else Evidence.DECLARED


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to type: what is shown, what the field begins with, how it went."""

    name: str
    shown: str
    begun: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Help:
    """A keyboard: how its special characters are made, and where the keys of each one lie."""

    layout: str
    has_drawing: bool
    tips: tuple[keyboards.Press, ...]
    presses: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One round as it is drawn. `name` is its field; `round` its keys but what is right; `order`
    the seeded places of its targets."""

    game: str
    name: str
    round: Round
    count: int
    order: tuple[int, ...] = ()
    lines: tuple[Line, ...] = ()
    keyboard: str = ""
    help: tuple[Help, ...] = ()
    pieces: tuple[tuple[str, bool], ...] = ()
    directions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The stages to play. `hits` is None without a score, `best` is that of the tries before.

    `plays` tells the page that one may always go on.
    """

    stages: tuple[Stage, ...]
    target: int
    hits: int | None = None
    best: int | None = None
    is_won: bool = False
    plays: bool = True
    submits: bool = False

    @property
    def has_area(self) -> bool:
        """There is something to aim at, which nothing on the page may cover."""
        return any(not stage.lines for stage in self.stages)


def places(round: Round, rank: int, shuffle: Shuffle) -> tuple[int, ...]:
    """Where targets appear, one after the other; only for the games where they move."""
    if round.game not in ("click", "tap"):
        return ()
    count = rounds.offered(round)
    return shuffle.order(f"targets-{rank}", max(PLACES, count))[:count]


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View:
    won = last is not None and scored(last) and outcome(exercise, score(exercise, last), {}).passed
    before = [sum(record["hits"]) for record in log[: -1 if last else None] if scored(record)]
    return View(
        stages=tuple(stage(exercise, rank, shuffle, last) for rank in range(len(played(exercise)))),
        target=sum(rounds.aim(round) for round in played(exercise)),
        hits=sum(last["hits"]) if last is not None and scored(last) else None,
        best=max(before, default=None),
        is_won=won,
    )


def scored(record: Record) -> bool:
    return "doubt" not in record


def stage(exercise: Definition, rank: int, shuffle: Shuffle, last: Record | None) -> Stage:
    round = played(exercise)[rank]
    name, count = f"round-{rank}", rounds.offered(round)
    asked = structs.replace(round, choose="", pairs=())
    if round.game not in rounds.TYPED:
        return Stage(
            round.game,
            name,
            asked,
            count,
            order=places(round, rank, shuffle),
            pieces=rounds.pieces(round),
            directions=gestures.directions(round) if round.game == "swipe" else (),
        )
    # What is to be repaired is not shown: its keys would tell.
    own = round.keyboard or rounds.KEYBOARD
    layouts = keyboards.family(own) if round.game != "correct" else ()
    return Stage(
        round.game,
        name,
        asked,
        count,
        lines=tuple(lines(round, name, last["marks"][rank] if last else ())),
        keyboard=own,
        help=tuple(help_for(layout, rounds.expected(round)) for layout in layouts),
    )


def lines(round: Round, name: str, marks: Sequence[int]) -> Iterable[Line]:
    shown = [pair.text for pair in round.pairs] or rounds.expected(round)
    for place, text in enumerate(shown):
        state = ("right" if marks[place] else "wrong") if marks else ""
        begun = text if round.game == "correct" else ""
        yield Line(f"{name}-{place}", text, begun, state)


def help_for(layout: str, texts: tuple[str, ...]) -> Help:
    return Help(
        layout,
        layout in keyboards.ROWS,
        keyboards.tips(layout, texts),
        keyboards.presses(layout, texts),
    )


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    """Grade every round; one that was not played counts for nothing, none at all is no try."""
    hits: list[int] = []
    marks: list[list[int]] = []
    lasted_ms, begun, doubt = 0, False, ""
    for rank, round in enumerate(played(exercise)):
        name = f"round-{rank}"
        if round.game in rounds.TYPED:
            typed = [line(form, f"{name}-{n}") for n in range(rounds.offered(round))]
            begun = begun or is_begun(round, typed)
            wanted = rounds.expected(round)
            found = [int(t == normalise(w)) for t, w in zip(typed, wanted, strict=True)]
            hits.append(sum(found))
            marks.append(found)
            continue
        source = raw(form, name)
        begun, count = begun or bool(source), 0
        try:
            events = gestures.read(source or "[]")
            lasted_ms = max(lasted_ms, events[-1].at_ms if events else 0)
            count = gestures.hits(round, events, places(round, rank, shuffle))
        except gestures.Implausible as met:
            doubt = doubt or met.reason
        hits.append(count)
        marks.append([])
    if not begun:
        raise BadResponse(reason="empty")
    record: Record = {"hits": hits, "marks": marks}
    if doubt:
        return Turn({**record, "doubt": doubt})
    graded = outcome(exercise, score(exercise, record), record)
    return Turn(record, graded, lasted_s=lasted_ms / 1000)


def raw(form: Form, name: str) -> str:
    """The log of one round, empty when it is missing: too long a log is judged, not refused."""
    values = form.getlist(name)
    if len(values) > 1 or not all(isinstance(value, str) for value in values):
        raise BadResponse(reason="malformed")
    return values[0] if values else ""


def line(form: Form, name: str) -> str:
    typed = normalise(fields.text(form, name))
    if len(typed) > LINE_MAX:
        raise BadResponse(reason="too_long")
    return typed


def is_begun(round: Round, typed: Sequence[str]) -> bool:
    """Something was typed; what is to be repaired is not as it was."""
    if round.game != "correct":
        return any(typed)
    return any(t and t != normalise(pair.text) for t, pair in zip(typed, round.pairs, strict=True))


def score(exercise: Definition, record: Record) -> float:
    """Hits over target, at most 1; the mean of the rounds."""
    parts: list[float] = [
        min(1.0, hits / rounds.aim(round))
        for round, hits in zip(played(exercise), record["hits"], strict=True)
    ]
    return sum(parts) / len(parts)


def review(exercise: Definition, record: Record) -> Review:
    if not scored(record):
        return Review(note="unkept")
    reached = score(exercise, record)
    right = outcome(exercise, reached, {}).passed
    return Review(sentence(exercise, reached), (Part("0", right),))


@dataclass(frozen=True, slots=True)
class Way:
    """How one round is done when it does not come: the game, and what was expected where typed."""

    game: str
    texts: tuple[str, ...] = ()


def solution(exercise: Definition) -> tuple[Way, ...]:
    return tuple(
        Way(round.game, rounds.expected(round) or ((round.choose,) if round.choose else ()))
        for round in played(exercise)
    )
