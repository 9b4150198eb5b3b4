"""`practical`: something done for real; the mediator comes, looks and ticks what she saw.

The log holds `{"ready": True}` when the person says it is done, and `{"seen": [ranks]}` for
each look of the mediator; the last look is the one that counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from classroom.domain import Evidence, Outcome, Record
from classroom.exercises import fields
from classroom.exercises.base import (
    Exercise,
    Form,
    Problem,
    Review,
    Shuffle,
    Turn,
    outcome,
    repeated,
)
from classroom.exercises.markdown import inline
from classroom.refusals import BadResponse

EVIDENCE = Evidence.SEEN
# Nothing here is ever wrong: what is not ticked is not seen yet.
SCORED = False


class Definition(Exercise, frozen=True, kw_only=True):
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    value: int
    text: Markup
    seen: bool


@dataclass(frozen=True, slots=True)
class View:
    """`is_ready` once the person said that it is done, `is_seen` once enough was ticked."""

    criteria: tuple[Criterion, ...]
    is_ready: bool
    is_seen: bool
    submits: bool = True


def check(exercise: Definition) -> Iterable[Problem]:
    if not exercise.criteria:
        yield Problem("missing_key", "criteria")
    yield from repeated("criteria", exercise.criteria)


def seen(log: Sequence[Record]) -> frozenset[int]:
    """The criteria ticked at the last look."""
    looks = [record["seen"] for record in log if "seen" in record]
    return frozenset(looks[-1]) if looks else frozenset()


def public(
    exercise: Definition, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> View:
    ticked = seen(log)
    return View(
        tuple(Criterion(n, inline(text), n in ticked) for n, text in enumerate(exercise.criteria)),
        is_ready=bool(log),
        is_seen=bool(ticked) and is_enough(exercise, ticked),
    )


def play(exercise: Definition, form: Form, shuffle: Shuffle, log: Sequence[Record]) -> Turn:
    """« C'est fait, venez voir »: no more than a call."""
    ready = fields.text(form, "ready")
    if ready != "yes":
        raise BadResponse(reason="malformed" if ready else "empty")
    return Turn({"ready": True}, calls=True)


def look(exercise: Definition, form: Form) -> Turn:
    """What the mediator ticks. It passes from `threshold` on; until then it is not a try."""
    ticked = fields.positions(form, "criterion", len(exercise.criteria))
    record: Record = {"seen": list(ticked)}
    if not is_enough(exercise, ticked):
        return Turn(record)
    return Turn(record, Outcome(len(ticked) / len(exercise.criteria), True, record))


def is_enough(exercise: Definition, ticked: Collection[int]) -> bool:
    return outcome(exercise, len(ticked) / len(exercise.criteria), {}).passed


def review(exercise: Definition, record: Record) -> Review:
    return Review(exercise.feedback_ok if "seen" in record else "")


def solution(exercise: Definition) -> None:
    """There is none: the criteria say it all."""
