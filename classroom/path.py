"""The path of one learner: where they stand on every exercise of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from classroom import exercises, progress
from classroom.domain import Activity, Attempt, HelpRequest, Learner, Progress, Session, Visit
from classroom.modules import Library
from classroom.store import attempts, help


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is kept of one learner in one session."""

    session: Session
    learner: Learner
    attempts: Sequence[Attempt]
    activities: Sequence[Activity]
    requests: Sequence[HelpRequest]
    visits: Sequence[Visit]

    @property
    def open_request(self) -> HelpRequest | None:
        return next((request for request in self.requests if request.is_open), None)

    @property
    def open_visit(self) -> Visit | None:
        return next((visit for visit in self.visits if visit.ended_at is None), None)

    def progress(self, library: Library) -> dict[str, Progress]:
        """Progress on every exercise of the plan, in its order."""
        refs = available(self.session, library)
        return progress.of_learner(
            refs,
            self.attempts,
            self.activities,
            helped(self.requests, library),
            self.open_request.exercise if self.open_request else None,
            hint_counts={ref: len(library.exercise(ref).hints) for ref in refs},
        )


def read(db: Database, session: Session, learner: Learner) -> Standing:
    return Standing(
        session=session,
        learner=learner,
        attempts=attempts.of_learner(db, learner.id),
        activities=attempts.activities_of_learner(db, learner.id),
        requests=help.requests_of_learner(db, learner.id),
        visits=help.visits_of_learner(db, learner.id),
    )


def available(session: Session, library: Library) -> list[str]:
    """The exercises of the session's plan that still exist."""
    return [ref for ref in session.plan.exercises if library.has(ref)]


def helped(requests: Iterable[HelpRequest], library: Library) -> dict[str, tuple[datetime, ...]]:
    """When help was given, per exercise. Whoever was called to look has not helped."""
    times: dict[str, tuple[datetime, ...]] = {}
    for request in requests:
        if request.handled_at and request.exercise and not to_see(library, request.exercise):
            times[request.exercise] = (*times.get(request.exercise, ()), request.handled_at)
    return times


def to_see(library: Library, ref: str) -> bool:
    """True for an exercise that the mediator comes to look at."""
    return library.has(ref) and exercises.is_seen(library.exercise(ref))


@dataclass(frozen=True, slots=True)
class Line:
    """One exercise on the path page."""

    ref: str
    url: str
    number: int
    title: str
    status: str
    kind: str
    estimate_min: float


@dataclass(frozen=True, slots=True)
class PathStep:
    title: str
    minutes: int
    items: tuple[Line, ...]


def exercise_url(session: Session, ref: str) -> str:
    return f"/s/{session.join_code}/exercises/{ref}"


def home_url(session: Session) -> str:
    return f"/s/{session.join_code}"


def steps(
    session: Session, library: Library, states: Mapping[str, Progress]
) -> tuple[PathStep, ...]:
    """The plan as the learner sees it; steps whose exercises are all gone are left out."""
    numbers = {ref: number for number, ref in enumerate(states, start=1)}

    def line(ref: str) -> Line:
        exercise = library.exercise(ref)
        return Line(
            ref=ref,
            url=exercise_url(session, ref),
            number=numbers[ref],
            title=exercise.title,
            status=states[ref].status.value,
            kind=exercise.kind,
            estimate_min=exercise.estimate_min,
        )

    drawn = (
        PathStep(step.title, step.minutes, tuple(line(r) for r in step.exercises if r in numbers))
        for step in session.plan.steps
    )
    return tuple(step for step in drawn if step.items)


def next_ref(states: Mapping[str, Progress], after: str | None = None) -> str | None:
    """The next exercise not yet done: after this one, else from the start; None when all are."""
    refs = list(states)
    start = refs.index(after) + 1 if after is not None and after in states else 0
    todo = (ref for ref in refs[start:] + refs[:start] if not states[ref].is_done and ref != after)
    return next(todo, None)
