"""The path of one learner: where they stand on every exercise, and the page of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlite_utils import Database

from classroom import exercises, progress
from classroom.domain import Activity, Attempt, HelpRequest, Learner, Progress, Session, Visit
from classroom.exercises.base import Exercise, Review, Shuffle
from classroom.exercises.markdown import inline, render
from classroom.modules import Library
from classroom.refusals import NotFound
from classroom.store import attempts, help, learners, sessions


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is kept of one learner in one session."""

    session: Session
    learner: Learner
    attempts: Sequence[Attempt]
    activities: Sequence[Activity]
    requests: Sequence[HelpRequest]
    visits: Sequence[Visit]

    def as_of(self, attempt: Attempt) -> Standing:
        """The standing right after an attempt: the same submission gets the same reply."""
        return replace(
            self,
            attempts=[a for a in self.attempts if a.id <= attempt.id],
            activities=[a for a in self.activities if a.at <= attempt.at],
        )

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
            helped(self.requests),
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


def reread(db: Database, session_id: int, learner_id: int) -> Standing:
    """The same, session and seat included, for a stream that outlives what it knew."""
    return read(
        db, sessions.reload(db, session_id), learners.in_session(db, session_id, learner_id)
    )


def available(session: Session, library: Library) -> list[str]:
    """The exercises of the session's plan that still exist."""
    return [ref for ref in session.plan.exercises if library.has(ref)]


def helped(requests: Iterable[HelpRequest]) -> dict[str, tuple[datetime, ...]]:
    """When help was given, per exercise."""
    times: dict[str, tuple[datetime, ...]] = {}
    for request in requests:
        if request.handled_at and request.exercise:
            times[request.exercise] = (*times.get(request.exercise, ()), request.handled_at)
    return times


@dataclass(frozen=True, slots=True)
class Live:
    """What the mediator changes on a learner's screen. `help` is None, `asked` or `coming`."""

    paused: bool
    help: str | None
    mediator_name: str
    waiting: bool
    ended: bool
    removed: bool


def live(standing: Standing) -> Live:
    session, learner = standing.session, standing.learner
    coming, asked = standing.open_visit, standing.open_request
    return Live(
        paused=session.paused_at is not None and session.closed_at is None,
        help="coming" if coming else "asked" if asked else None,
        mediator_name=session.mediator_name,
        waiting=learner.approved_at is None,
        ended=session.closed_at is not None,
        removed=learner.removed_at is not None,
    )


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


@dataclass(frozen=True, slots=True)
class ExercisePage:
    """What `learn/_exercise.html` draws; nothing in it depends on which answer is right."""

    ref: str
    url: str
    number: int
    total: int
    done_count: int
    title: str
    prompt: Markup
    kind: str
    scored: bool
    image: str
    alt: str
    estimate_min: float
    view: Any
    review: Review | None
    feedback: str | None
    feedback_text: Markup
    hints: tuple[Markup, ...]
    hints_left: int
    solution: Any
    saved: bool
    submission: str
    progress: Progress
    previous_url: str
    next_url: str
    home_url: str


def exercise_page(
    standing: Standing,
    library: Library,
    ref: str,
    secret: bytes,
    submission: str,
    *,
    answered: bool,
) -> ExercisePage:
    """One exercise as it stands; with `answered` the answer just given, its feedback beside it.

    Without it, what is taken step by step (a series, a lesson) shows its next step.
    Raises `NotFound` when the session's plan has no such exercise.
    """
    states = standing.progress(library)
    if ref not in states:
        raise NotFound
    exercise, state = library.exercise(ref), states[ref]
    shuffle = Shuffle(secret, standing.learner.id, ref)
    shown = state.log[-1] if state.log else None
    view = exercises.public(exercise, shuffle, state.log, last=shown)
    if view.submits and not answered:
        shown, view = None, exercises.public(exercise, shuffle, state.log)
    review = exercises.review(exercise, shown) if shown is not None else None
    refs = list(states)
    place = refs.index(ref)
    follows = refs[place + 1] if place + 1 < len(refs) else None
    return ExercisePage(
        ref=ref,
        url=exercise_url(standing.session, ref),
        number=place + 1,
        total=len(refs),
        done_count=sum(p.is_done for p in states.values()),
        title=exercise.title,
        prompt=render(exercise.prompt),
        kind=exercise.kind,
        scored=exercises.KINDS[exercise.kind].SCORED,
        image=exercise.image,
        alt=exercise.alt,
        estimate_min=exercise.estimate_min,
        view=view,
        review=review,
        feedback=feedback(exercise, state, view, review),
        feedback_text=inline(review.text) if review else Markup(),
        hints=tuple(inline(hint) for hint in exercise.hints[: state.hints_shown]),
        hints_left=len(exercise.hints) - state.hints_shown,
        solution=exercises.solution(exercise) if state.solution_shown else None,
        saved=bool(state.log),
        submission=submission,
        progress=state,
        previous_url=exercise_url(standing.session, refs[place - 1]) if place else "",
        next_url=exercise_url(standing.session, follows) if follows else "",
        home_url=home_url(standing.session),
    )


def feedback(exercise: Exercise, state: Progress, view: Any, review: Review | None) -> str | None:
    """How the answer on the screen went; a step of a series is `card_ok` or `card_retry`."""
    passed = state.last is not None and state.last.passed
    if not exercises.KINDS[exercise.kind].SCORED:
        return "done" if passed else None
    if not view.submits:
        return None if review is None else "ok" if passed else "retry"
    if view.is_finished:
        return "ok"
    if review is None:
        return None
    return "card_ok" if review.parts[0].right else "card_retry"
