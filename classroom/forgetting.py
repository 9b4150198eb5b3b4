"""What was typed in a simulation is kept only as long as it is being played."""

from __future__ import annotations

from sqlite_utils import Database

from classroom import exercises, trail
from classroom.domain import ELSEWHERE, Act
from classroom.modules import Library
from classroom.store import attempts


def on_exercise(db: Database, library: Library, learner_id: int, ref: str) -> None:
    """Reduce the current round of one learner on one exercise."""
    exercise = library.exercise(ref)
    if not exercises.keeps_typed_text(exercise):
        return
    done = trail.read(db, learner_id, ref)
    redone = max((act.at for act in done.activities if act.act is Act.REDO), default=None)
    played = [
        attempt
        for attempt in done.attempts
        if attempt.record not in ELSEWHERE and (redone is None or attempt.at >= redone)
    ]
    records = exercises.reduced(exercise, [attempt.record for attempt in played])
    for attempt, record in zip(played, records, strict=True):
        if record != attempt.record:
            attempts.rewrite(db, attempt.id, record)


def in_session(db: Database, library: Library, session_id: int) -> None:
    """Reduce all that is left when a session closes."""
    played = {(a.learner_id, a.exercise) for a in attempts.of_session(db, session_id)}
    for learner_id, ref in sorted(played):
        if library.has(ref):
            on_exercise(db, library, learner_id, ref)
