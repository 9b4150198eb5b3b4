"""Counting a session: what is kept of it when it closes, and outlives names and answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from classroom import helped, path
from classroom.closing import struggled, themes, was_met
from classroom.domain import CARRIED
from classroom.figures import Counted, OfExercise, OfPlacement
from classroom.following import is_placement
from classroom.modules import Library
from classroom.path import Standing
from classroom.room import Room
from classroom.store import figures, receipts

AT_ONCE = 200


def keep(db: Database, library: Library, session_id: int, now: datetime) -> None:
    """Count a session that is over, unless its figures were frozen: people were taken out of it
    since."""
    if figures.are_frozen(db, session_id):
        return
    room = Room(db, session_id)
    if room.session.closed_at is not None:
        counted = tally(room, library, figures.answered_before(db, session_id))
        gone = receipts.kept(db, session_id)
        # Those who were erased while it ran counted as well.
        counted = replace(
            counted,
            enrolled=counted.enrolled + gone.present,
            present=counted.present + gone.present,
            attempts=counted.attempts + gone.answers,
            passed=counted.passed + gone.passed,
        )
        figures.put(db, session_id, counted, now)


def catch_up(db: Database, library: Library, organisation_id: int, now: datetime) -> int:
    """Count sessions that closed before they were counted, some at a time; how many are left."""
    missing = figures.uncounted(db, organisation_id)
    for session_id in missing[:AT_ONCE]:
        keep(db, library, session_id, now)
    return max(0, len(missing) - AT_ONCE)


def tally(room: Room, library: Library, earlier: frozenset[int] = frozenset()) -> Counted:
    """`earlier` are the people who had said before how far they are."""
    session = room.session
    seen = [
        as_closed(standing)
        for standing in room.standings.values()
        if standing.learner.removed_at is None and standing.learner.approved_at is not None
    ]
    paths = {standing.learner.id: standing.progress(library) for standing in seen}
    met = [state for states in paths.values() for state in states.values()]
    met = [state for state in met if was_met(state, session)]
    had = [helped.history(one, paths[one.learner.id], library) for one in seen]
    help_had = helped.summary(had)
    waits = [one.waited_s for each in had for one in each if one.waited_s is not None]
    lasted_s = ((session.closed_at or session.opened_at) - session.opened_at).total_seconds()
    refs = [ref for ref in path.available(session, library) if any(s.exercise == ref for s in met)]
    return Counted(
        enrolled=len(seen),
        present=sum(
            any(attempt.record != CARRIED for attempt in one.attempts) or bool(one.activities)
            for one in seen
        ),
        attempts=sum(attempt.score is not None for one in seen for attempt in one.attempts),
        passed=sum(state.is_done for state in met),
        minutes=round(lasted_s / 60),
        calls=help_had.calls,
        answered=help_had.answered,
        waited_s=sum(waits),
        hints=help_had.hints,
        enough=help_had.enough,
        exercises=tuple(
            OfExercise(
                ref,
                reached=sum(state.exercise == ref for state in met),
                passed=sum(state.exercise == ref and state.is_done for state in met),
                struggled=sum(state.exercise == ref and struggled(state) for state in met),
            )
            for ref in refs
        ),
        placement=placement(seen, library, earlier),
        themes=tuple(dict.fromkeys(themes({state.exercise for state in met}))),
    )


def as_closed(standing: Standing) -> Standing:
    """As it was when the session closed: what people do at home is theirs."""
    closed_at = standing.session.closed_at
    if closed_at is None or all(attempt.at <= closed_at for attempt in standing.attempts):
        return standing
    return Standing(
        standing.session,
        standing.learner,
        [attempt for attempt in standing.attempts if attempt.at <= closed_at],
        [act for act in standing.activities if act.at <= closed_at],
        standing.requests,
        standing.visits,
    )


def placement(
    seen: list[Standing], library: Library, earlier: frozenset[int]
) -> tuple[OfPlacement, ...]:
    given: Counter[tuple[int, int, bool]] = Counter()
    for standing in seen:
        answers = [
            attempt.record.get("lines", ())
            for attempt in standing.attempts
            if attempt.passed
            and library.has(attempt.exercise)
            and is_placement(library, attempt.exercise)
        ]
        if not answers:
            continue
        is_later = standing.learner.id in earlier
        kept = [(answers[-1], True)] if is_later else [(answers[0], False)]
        if not is_later and len(answers) > 1:
            kept.append((answers[-1], True))
        for lines, later in kept:
            for line, level in enumerate(lines):
                if level is not None:
                    given[line, level, later] += 1
    return tuple(
        OfPlacement(line, level, later, people)
        for (line, level, later), people in sorted(given.items())
    )
