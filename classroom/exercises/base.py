"""What every exercise kind shares: the common keys, the turn, the shuffle, the review."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

import msgspec

from classroom.domain import Evidence, Outcome, Record


class Form(Protocol):
    """A posted form: `starlette.datastructures.FormData`, or anything like it."""

    def get(self, key: str, /) -> Any: ...
    def getlist(self, key: str, /) -> Sequence[Any]: ...


class Piece(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table inside a definition: a choice, a gap, a pair."""


class Exercise(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, cache_hash=True
):
    """The common keys of a definition; each kind adds its own.

    `estimate_min`, `devices`, `skills` and `level` are filled from the module
    when the exercise does not say; every `image` and `audio` is a URL once loaded.
    """

    id: str
    kind: str
    title: str
    prompt: str
    hints: tuple[str, ...] = ()
    feedback_ok: str = ""
    feedback_retry: str = ""
    threshold: float = 1.0
    devices: tuple[str, ...] = ()
    alternative: str = ""
    audio: str = ""
    image: str = ""
    alt: str = ""
    estimate_min: float = 0
    skills: tuple[str, ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake of an author. `key` is the path inside the exercise, as `choices[2].correct`.

    `expected` and `found` are bare values; the template `modules/_problem.txt` makes the
    sentence. The place (`module` to `column`, counted from 1, 0 when unknown) is added
    by the reader of the file.
    """

    code: str
    key: str = ""
    expected: str = ""
    found: str = ""
    warning: bool = False
    module: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    exercise: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one post did: `record` is kept; `outcome` is None until a series ends its round;
    `calls` when it asks the mediator to come; `lasted_s` is how long it took by the clock of the
    page, where the page tells."""

    record: Record
    outcome: Outcome | None = None
    calls: bool = False
    lasted_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """Feedback on one part of an answer (a gap, a row, a choice); `text` may be empty.

    `key` is the rank of the part in the definition; `note` and `facts` are those of `Review`.
    """

    key: str
    right: bool
    text: str = ""
    note: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """Feedback on an answer: of what was chosen only, never of the rest.

    `text` is the author's sentence for the whole, empty when there is none: that of
    the only choice made, else `feedback_ok` or `feedback_retry`;
    `note` is a code of `exercises/_notes.html` for sentences that are ours
    (a slip accepted, a space in an address), `facts` its values.
    """

    text: str = ""
    parts: tuple[Part, ...] = ()
    note: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


class Shuffle:
    """A stable disorder: the same learner finds the same exercise in the same order.

    Seeded by a server secret, so that the order tells nothing; it depends on
    the number of things alone, never on which of them is right.
    """

    def __init__(self, secret: bytes, learner_id: int, exercise: str) -> None:
        self._key = hmac.digest(secret, f"{learner_id}:{exercise}".encode(), hashlib.sha256)

    def order(self, label: str, count: int, *, mixed: bool = False) -> tuple[int, ...]:
        """A permutation of `range(count)`; with `mixed` never the identity (count ≥ 2)."""
        return disorder(self._key, label, count, mixed)


@lru_cache(maxsize=16384)
def disorder(key: bytes, label: str, count: int, mixed: bool) -> tuple[int, ...]:
    """The permutation of a key; an exercise is drawn again after each of its answers."""
    rng = random.Random(hmac.digest(key, f"{label}:{count}".encode(), hashlib.sha256))
    order = list(range(count))
    while True:
        rng.shuffle(order)
        if not mixed or count < 2 or order != sorted(order):
            return tuple(order)


def outcome(exercise: Exercise, score: float, record: Record) -> Outcome:
    """Passed from `threshold` on; the margin forgives the rounding of fractions."""
    return Outcome(score, score >= exercise.threshold - 1e-9, record)


def sentence(exercise: Exercise, score: float) -> str:
    """The author's sentence for a whole answer, when nothing more precise exists."""
    passed = outcome(exercise, score, {}).passed
    return exercise.feedback_ok if passed else exercise.feedback_retry


def repeated(key: str, texts: Sequence[str]) -> Iterable[Problem]:
    """Two lines that read the same cannot be told apart by who answers."""
    for place, text in enumerate(texts):
        if text in texts[:place]:
            yield Problem("duplicate_text", f"{key}[{place + 1}]", found=text)


class Kind(Protocol):
    """One module of this package, found by its name.

    `exercise` is always an instance of the module's own `Definition`.
    """

    __name__: str
    Definition: type[Exercise]
    EVIDENCE: Evidence
    SCORED: bool

    def check(self, exercise: Any) -> Iterable[Problem]:
        """Mistakes that types alone do not show."""

    def public(
        self, exercise: Any, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
    ) -> Any:
        """What the template `exercises/<kind>.html` draws as `view`: no key in it.

        `last` is the answer whose feedback is on the screen: it is drawn still in
        place, with its feedback. Without it a series shows its next card.
        """

    def play(self, exercise: Any, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
        """Read one post and grade it. Raises `refusals.BadResponse` on a malformed one."""

    def review(self, exercise: Any, record: Record) -> Review:
        """Feedback drawn from what was kept, so that a reload shows the same."""

    def solution(self, exercise: Any) -> Any:
        """What `exercises/<kind>_solution.html` draws as `solution` after the third error."""
