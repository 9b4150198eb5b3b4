"""Questions of an earlier session that may open a new one: spaced, not drilled. Pure.

Spaced tests help older adults, massed repetition does not (Maddox & Balota 2015; Simone 2012).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from classroom.domain import Attempt, Plan
from classroom.modules import Library

QUESTIONS = 3
MINUTES = 6
SHORT_MIN = 5
KINDS = ("choice", "categorize", "match", "text_entry", "cloze", "order", "hotspot", "highlight")


def questions(
    library: Library, earlier: Plan, attempts: Sequence[Attempt], today: Plan
) -> tuple[str, ...]:
    """Three short exercises of an earlier plan that today's does not hold: those passed longest
    ago first, then those that nobody passed."""
    passed: dict[str, datetime] = {}
    for attempt in attempts:
        if attempt.passed:
            passed[attempt.exercise] = max(attempt.at, passed.get(attempt.exercise, attempt.at))

    def fits(ref: str) -> bool:
        if not library.has(ref) or ref in today.exercises:
            return False
        exercise = library.exercise(ref)
        return exercise.kind in KINDS and exercise.estimate_min <= SHORT_MIN

    fitting = [ref for ref in dict.fromkeys(earlier.exercises) if fits(ref)]
    known = sorted((ref for ref in fitting if ref in passed), key=lambda ref: passed[ref])
    return (*known, *(ref for ref in fitting if ref not in passed))[:QUESTIONS]
