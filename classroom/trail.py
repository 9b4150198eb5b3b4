"""One exercise before one learner: their trail on it, and the page that is drawn of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlite_utils import Database

from classroom import exercises, path, progress
from classroom.domain import Activity, Attempt, Learner, Progress, Session
from classroom.exercises.base import Exercise, Review, Shuffle
from classroom.exercises.markdown import inline, render
from classroom.modules import Library
from classroom.store import attempts


@dataclass(frozen=True, slots=True)
class Trail:
    """What one learner did on one exercise, in order of time."""

    exercise: str
    attempts: Sequence[Attempt]
    activities: Sequence[Activity]

    def attempt(self, submission: str) -> Attempt | None:
        """The attempt that a submission has made already."""
        return next((a for a in self.attempts if a.submission == submission), None)

    def until(self, attempt: Attempt) -> Trail:
        """The trail right after an attempt: the same submission gets the same reply."""
        before = [a for a in self.attempts if a.id < attempt.id]
        acted = [a for a in self.activities if a.at <= attempt.at]
        return Trail(self.exercise, [*before, attempt], acted)

    def progress(self, library: Library) -> Progress:
        """Progress on the exercise. Calls for help, which mark the path, are left out of it."""
        events: list[Attempt | Activity] = [*self.attempts, *self.activities]
        return progress.of_exercise(
            self.exercise,
            sorted(events, key=lambda event: event.at),
            (),
            calls=False,
            hint_count=len(library.exercise(self.exercise).hints),
        )


def read(db: Database, learner_id: int, exercise: str) -> Trail:
    return Trail(
        exercise,
        attempts.on_exercise(db, learner_id, exercise),
        attempts.activities_on_exercise(db, learner_id, exercise),
    )


@dataclass(frozen=True, slots=True)
class ExercisePage:
    """What `learn/_exercise.html` draws; nothing in it depends on which answer is right.

    `served` is when the page was made, in seconds; the alternative is for other devices, empty
    when it is not in the path.
    """

    ref: str
    url: str
    number: int
    total: int
    title: str
    prompt: Markup
    kind: str
    language: str
    scored: bool
    image: str
    alt: str
    audio: str
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
    served: int
    progress: Progress
    alternative_title: str
    alternative_url: str
    previous_url: str
    next_url: str
    home_url: str


def exercise_page(
    session: Session,
    learner: Learner,
    state: Progress,
    library: Library,
    secret: bytes,
    submission: str,
    *,
    answered: bool,
    served: int = 0,
) -> ExercisePage:
    """One exercise as it stands; with `answered` the answer just given, its feedback beside it.

    Without it, what is taken step by step (a series, a lesson) shows its next step.
    """
    ref, exercise = state.exercise, library.exercise(state.exercise)
    shuffle = Shuffle(secret, learner.id, ref)
    shown = state.log[-1] if state.log else None
    view = exercises.public(exercise, shuffle, state.log, last=shown)
    if view.submits and not answered:
        shown, view = None, exercises.public(exercise, shuffle, state.log)
    review = exercises.review(exercise, shown) if shown is not None else None
    refs = path.own(session, library, learner, {ref})
    place = refs.index(ref)
    follows = path.following(session.plan, refs, ref)
    other = library.alternative(ref)
    other = other if other in path.available(session, library) else ""
    return ExercisePage(
        ref=ref,
        url=path.exercise_url(session, ref),
        number=place + 1,
        total=len(refs),
        title=exercise.title,
        prompt=render(exercise.prompt),
        kind=exercise.kind,
        language=library.module(ref.partition("/")[0]).language,
        scored=exercises.KINDS[exercise.kind].SCORED,
        image=exercise.image,
        alt=exercise.alt,
        audio=exercise.audio,
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
        served=served,
        progress=state,
        alternative_title=library.exercise(other).title if other else "",
        alternative_url=path.exercise_url(session, other) if other else "",
        previous_url=path.exercise_url(session, refs[place - 1]) if place else "",
        next_url=onward(session, learner, ref, follows),
        home_url=path.home_url(session),
    )


def onward(session: Session, learner: Learner, ref: str, follows: str | None) -> str:
    """The neighbour; where the plan was changed for this person, where to go on is looked up once
    it is asked."""
    if path.changes_of(session, learner):
        return path.onward_url(session, ref)
    return path.exercise_url(session, follows) if follows else ""


def feedback(exercise: Exercise, state: Progress, view: Any, review: Review | None) -> str | None:
    """How the answer on the screen went; a step of a series is `card_ok` or `card_retry`; `unkept`
    is an answer that was kept without a score.

    A view with its own buttons that stays open after an error is answered again in place.
    What is played on one screen (a simulation) says itself how its last action went.
    """
    if hasattr(view, "feedback"):
        said: str | None = view.feedback
        return said
    passed = state.last is not None and state.last.passed
    if not exercises.KINDS[exercise.kind].SCORED:
        return "done" if passed else None
    if not view.submits and review is not None:
        unkept = state.last is None or state.last.record != state.log[-1]
        return "unkept" if unkept else "ok" if passed else "retry"
    if not view.submits:
        return None
    if view.is_finished:
        return "ok"
    if review is None or not review.parts:
        return None
    if review.parts[0].right:
        return "card_ok"
    return "card_retry" if view.is_answered else "retry"
