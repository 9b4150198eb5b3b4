"""Exercise kinds: one module each, found here by what it offers.

The functions below are the way in for pages; definitions name their kind.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

import msgspec

from classroom.domain import Evidence, Record
from classroom.exercises import practical, schema, style
from classroom.exercises.base import Exercise, Form, Kind, Problem, Review, Shuffle, Turn
from classroom.refusals import BadResponse

OF = "of"
CLOCK_MARGIN_S = 2.0


def discover() -> dict[str, Kind]:
    """Modules of this package that have a `Definition` and can `play`."""
    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(__path__):
        candidate = importlib.import_module(f"{__name__}.{module.name}")
        if hasattr(candidate, "Definition") and hasattr(candidate, "play"):
            found[module.name] = cast(Kind, candidate)
    return found


KINDS = discover()


def load(
    raw: Mapping[str, Any], defaults: Mapping[str, Any] | None = None, language: str = "fr"
) -> tuple[Exercise | None, list[Problem]]:
    """One `[[exercise]]` table → its definition, None when there is an error; and all problems.

    `defaults` are the module's values of `estimate_min`, `devices`, `skills`, `level`; `language`
    that of its texts, which have rules of their own.
    """
    given = dict(raw)
    name = given.get("kind")
    if name is None:
        return None, [Problem("missing_key", "kind")]
    if not isinstance(name, str) or name not in KINDS:
        return None, [Problem("unknown_kind", "kind", ", ".join(KINDS), schema.shown(name))]
    kind = KINDS[name]
    filled = {**(defaults or {}), **given}
    shape = definition_of(kind, given)
    if isinstance(shape, Problem):
        return None, [shape]
    problems = schema.problems(shape, given)
    problems += style.check(given, filled.get("devices", ()), language)
    if kind.SCORED and not given.get("hints"):
        problems.append(Problem("no_hint", "hints", warning=True))
    if any(not problem.warning for problem in problems):
        return None, problems
    exercise = msgspec.convert(filled, shape)
    problems += kind.check(exercise)
    if any(not problem.warning for problem in problems):
        return None, problems
    return exercise, problems


def definition_of(kind: Kind, raw: Mapping[str, Any]) -> type[Exercise] | Problem:
    """A kind has one definition, or one for each variant that a table may be."""
    variant = getattr(kind, "variant", None)
    found: type[Exercise] | Problem = variant(raw) if variant else kind.Definition
    return found


@cache
def definition_hash(exercise: Exercise) -> str:
    """Short fingerprint of a definition: 12 hexadecimal digits."""
    return hashlib.sha256(msgspec.json.encode(exercise, order="sorted")).hexdigest()[:12]


def current(exercise: Exercise, log: Sequence[Record]) -> list[Record]:
    """The records made on this very definition: an older one's ranks mean nothing here."""
    fingerprint = definition_hash(exercise)
    return [record for record in log if record.get(OF) == fingerprint]


def public(
    exercise: Exercise, shuffle: Shuffle, log: Sequence[Record], last: Record | None = None
) -> Any:
    """What the template draws as `view`; `last` is the answer whose feedback is shown."""
    known = current(exercise, log)
    shown = last if last is not None and current(exercise, [last]) else None
    return KINDS[exercise.kind].public(exercise, shuffle, known, shown)


def play(
    exercise: Exercise,
    form: Form,
    shuffle: Shuffle,
    log: Sequence[Record],
    open_s: float | None = None,
) -> Turn:
    """Read and grade one post. Raises `refusals.BadResponse`.

    `open_s` is the time since the page was sent, when known: what claims to have lasted longer
    is kept without a score.
    """
    turn = KINDS[exercise.kind].play(exercise, form, shuffle, current(exercise, log))
    if open_s is not None and turn.lasted_s > open_s + CLOCK_MARGIN_S:
        turn = Turn({**turn.record, "doubt": "too_long"})
    turn.record[OF] = definition_hash(exercise)
    return turn


def is_seen(exercise: Exercise) -> bool:
    """True for what the mediator comes to look at."""
    return KINDS[exercise.kind].EVIDENCE is Evidence.SEEN


def look(exercise: Exercise, form: Form) -> Turn:
    """What the mediator ticks on what she saw. Raises `refusals.BadResponse`."""
    if not isinstance(exercise, practical.Definition):
        raise BadResponse(reason="malformed")
    turn = practical.look(exercise, form)
    turn.record[OF] = definition_hash(exercise)
    return turn


def evidence(exercise: Exercise) -> Evidence:
    """How we know that it is done: that of its kind, unless the kind tells its exercises apart."""
    kind = KINDS[exercise.kind]
    own = getattr(kind, "evidence", None)
    return own(exercise) if own else kind.EVIDENCE


def review(exercise: Exercise, record: Record) -> Review:
    """Feedback on a kept answer; none when the definition has changed since."""
    if not current(exercise, [record]):
        return Review()
    return KINDS[exercise.kind].review(exercise, record)


def keeps_typed_text(exercise: Exercise) -> bool:
    """True for a kind whose log holds what was typed, until it is reduced."""
    return hasattr(KINDS[exercise.kind], "reduced")


def reduced(exercise: Exercise, log: Sequence[Record]) -> list[Record]:
    """A log without what was typed, record by record; those of an older definition too."""
    kind: Any = KINDS[exercise.kind]
    fingerprint = definition_hash(exercise)
    less = iter(kind.reduced(exercise, current(exercise, log)))
    return [next(less) if record.get(OF) == fingerprint else without_text(record) for record in log]


def without_text(record: Record) -> Record:
    """A record that cannot be played again."""
    typed = {name: "…" for name, written in record.get("typed", {}).items() if written}
    return {**record, "typed": typed} if typed else record


def landing(exercise: Exercise, record: Record) -> str:
    """Where a page drawn anew after an answer is read from: the id of an element."""
    kind = KINDS[exercise.kind]
    return str(getattr(kind, "landing", lambda _: "feedback")(record))


def solution(exercise: Exercise) -> Any:
    """What `exercises/<kind>_solution.html` draws; None for kinds without one."""
    return KINDS[exercise.kind].solution(exercise)
