"""One person as the mediator sees them: every exercise in a line, the last answer in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from classroom import exercises, path, trail
from classroom.domain import Progress
from classroom.exercises import practical
from classroom.exercises.base import Shuffle
from classroom.exercises.markdown import inline, render
from classroom.modules import Library
from classroom.path import Standing
from classroom.trail import ExercisePage

# Criteria are shown in the author's order.
UNMIXED = Shuffle(b"", 0, "")


@dataclass(frozen=True, slots=True)
class Answer:
    """One exercise: how far, how many tries, minutes in use (None when never told), and the
    feedback on the last answer."""

    number: int
    title: str
    status: str
    tries: int
    minutes: int | None
    feedback: Markup


def answers(
    standing: Standing, states: Mapping[str, Progress], library: Library
) -> tuple[Answer, ...]:
    """In the order of the plan."""
    used: dict[str, int] = {}
    for attempt in standing.attempts:
        if attempt.active_s is not None:
            used[attempt.exercise] = max(used.get(attempt.exercise, 0), attempt.active_s)
    return tuple(
        Answer(
            number,
            library.exercise(ref).title,
            state.status.value,
            state.tries,
            used[ref] // 60 if ref in used else None,
            said(library, ref, state),
        )
        for number, (ref, state) in enumerate(states.items(), start=1)
    )


def said(library: Library, ref: str, state: Progress) -> Markup:
    if not state.log:
        return Markup()
    return inline(exercises.review(library.exercise(ref), state.log[-1]).text)


def last_answer(
    standing: Standing, states: Mapping[str, Progress], library: Library, secret: bytes
) -> ExercisePage | None:
    """The exercise answered last, as it stands on the person's screen; None before any answer.
    What is done for real has a place of its own."""
    answered = [a.exercise for a in standing.attempts if a.exercise in states]
    on_screen = (ref for ref in reversed(answered) if not path.to_see(library, ref))
    ref = next(on_screen, None)
    if ref is None or not states[ref].log:
        return None
    here, who = standing.session, standing.learner
    return trail.exercise_page(here, who, states[ref], library, secret, "", answered=True)


@dataclass(frozen=True, slots=True)
class ToSee:
    """Something done for real that the mediator looks at; `called` when the person waits."""

    ref: str
    title: str
    prompt: Markup
    called: bool
    view: practical.View


def to_see(
    standing: Standing, states: Mapping[str, Progress], library: Library
) -> tuple[ToSee, ...]:
    """In the order of the plan, those that are done at the end."""
    call = standing.open_request
    found = [
        ToSee(
            ref,
            exercise.title,
            render(exercise.prompt),
            call is not None and call.exercise == ref,
            practical.public(exercise, UNMIXED, exercises.current(exercise, state.log)),
        )
        for ref, state in states.items()
        if isinstance(exercise := library.exercise(ref), practical.Definition)
    ]
    return tuple(sorted(found, key=lambda one: one.view.is_seen))
