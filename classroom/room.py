"""What is kept of one session in memory, and what the attention rules look at in it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from classroom import attention, path
from classroom.attention import Situation
from classroom.domain import CARRIED, Activity, Attempt, HelpRequest, Interval, Progress, Visit
from classroom.live import EVERYONE
from classroom.modules import Library
from classroom.path import Standing
from classroom.presence import Presence
from classroom.refusals import NotFound
from classroom.store import attempts, help, learners, places, questions, sessions


class Room:
    """What is kept of one session, in memory: read whole once, then learner by learner."""

    def __init__(self, db: Database, session_id: int) -> None:
        self._read(db, session_id)

    def _read(self, db: Database, session_id: int) -> None:
        self.session = sessions.reload(db, session_id)
        self.questions = questions.open_count(db, session_id)
        self.places = places.of_room(db, self.session.organisation_id, self.session.room)
        tried: dict[int, list[Attempt]] = {}
        for attempt in attempts.of_session(db, session_id):
            tried.setdefault(attempt.learner_id, []).append(attempt)
        acted: dict[int, list[Activity]] = {}
        for activity in attempts.activities_of_session(db, session_id):
            acted.setdefault(activity.learner_id, []).append(activity)
        asked: dict[int, list[HelpRequest]] = {}
        for request in help.requests_of_session(db, session_id):
            asked.setdefault(request.learner_id, []).append(request)
        visited: dict[int, list[Visit]] = {}
        for visit in help.visits_of_session(db, session_id):
            visited.setdefault(visit.learner_id, []).append(visit)
        self.standings = {
            learner.id: Standing(
                self.session,
                learner,
                tried.get(learner.id, []),
                acted.get(learner.id, []),
                asked.get(learner.id, []),
                visited.get(learner.id, []),
            )
            for learner in learners.of_session(db, session_id)
        }

    def refresh(self, db: Database, changed: set[int]) -> None:
        """Read again those who changed; everything when `EVERYONE` did: what is done to the room
        may touch each one's calls and visits."""
        if EVERYONE in changed:
            self._read(db, self.session.id)
            return
        self.questions = questions.open_count(db, self.session.id)
        for learner_id in changed:
            try:
                learner = learners.in_session(db, self.session.id, learner_id)
            except NotFound:
                # Erased since.
                self.standings.pop(learner_id, None)
                continue
            self.standings[learner_id] = path.read(db, self.session, learner)

    def medians(self) -> dict[str, float]:
        return medians(self.standings.values())


def medians(standings: Iterable[Standing]) -> dict[str, float]:
    """Median seconds of those who passed each exercise, once they are five."""
    seconds: dict[str, list[int]] = {}
    for standing in standings:
        for attempt in standing.attempts:
            if attempt.passed and attempt.active_s is not None:
                seconds.setdefault(attempt.exercise, []).append(attempt.active_s)
    found = {ref: attention.median_seconds(times) for ref, times in seconds.items()}
    return {ref: median for ref, median in found.items() if median is not None}


def situate(
    standing: Standing,
    states: dict[str, Progress],
    presence: Presence,
    library: Library,
    medians: dict[str, float],
) -> Situation:
    """Gather what the attention rules look at."""
    current = current_exercise(standing, states, presence)
    state = states[current] if current else None
    finished = path.is_finished(standing.session.plan, states)
    counted = path.counted(standing.session.plan, states)
    call, visit = standing.open_request, standing.open_visit
    ended = [v.ended_at for v in standing.visits if v.ended_at]
    handled = [r.handled_at for r in standing.requests if r.handled_at]
    opened_at = presence.opened_at if presence.exercise == current else None
    return Situation(
        learner_id=standing.learner.id,
        joined_at=standing.learner.joined_at,
        exercise=current,
        exercise_done=state.is_done if state else False,
        estimate_s=library.exercise(current).estimate_min * 60 if current else 0,
        median_s=medians.get(current) if current else None,
        opened_at=opened_at or (state.first_at if state else None),
        last_input_at=presence.last_input_at,
        # Whoever has opened an exercise and reads it has begun.
        ever_acted=bool(
            any(attempt.record != CARRIED for attempt in standing.attempts)
            or standing.activities
            or presence.exercise
        ),
        wrong_at=state.wrong_at if state else (),
        wrong_total_at=state.wrong_total_at if state else (),
        hints_out_at=state.hints_out_at if state else None,
        firsts=tuple(sorted(s.first_try for s in states.values() if s.first_try)),
        slips_at=tuple(presence.slips),
        help_asked_at=call.asked_at if call else None,
        on_the_way_since=visit.started_at if visit else None,
        last_visit_at=max(ended, default=None),
        last_handled_at=max([*ended, *handled], default=None),
        finished=finished,
        finished_at=max((s.passed_at for s in counted if s.passed_at), default=None)
        if finished
        else None,
        offline_since=presence.offline_since,
        away=(
            *standing.session.pauses,
            *presence.hidden,
            *(Interval(v.started_at, v.ended_at) for v in standing.visits),
        ),
    )


def current_exercise(
    standing: Standing, states: dict[str, Progress], presence: Presence
) -> str | None:
    """The exercise on the screen, else the one last worked on."""
    if presence.exercise in states:
        return presence.exercise
    acted = [(a.at, a.exercise) for a in standing.attempts[-1:] if a.record != CARRIED]
    acted += [(a.at, a.exercise) for a in standing.activities[-1:]]
    latest = max(acted, default=None)
    return latest[1] if latest and latest[1] in states else None
