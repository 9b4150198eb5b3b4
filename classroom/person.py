"""One person as the mediator sees them: every exercise in a line, the last answer in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from classroom import exercises, path, steps, trail
from classroom.domain import ELSEWHERE, Attempt, Learner, Progress
from classroom.exercises import practical, simulation
from classroom.exercises.markdown import inline, render
from classroom.modules import Library
from classroom.path import Standing
from classroom.steps import UNMIXED, Steps
from classroom.trail import ExercisePage


@dataclass(frozen=True, slots=True)
class Answer:
    """One exercise: how far and, once done, how we know it; how many tries, minutes in use (None
    when never told), and the feedback on the last answer."""

    ref: str
    number: int
    title: str
    replays: bool
    status: str
    evidence: str
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
            ref,
            number,
            library.exercise(ref).title,
            bool(state.log) and replays(library, ref),
            state.status.value,
            exercises.evidence(library.exercise(ref)).value if state.is_done else "",
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
    answered = [a.exercise for a in own_answers(standing) if a.exercise in states]
    on_screen = (ref for ref in reversed(answered) if not path.to_see(library, ref))
    ref = next(on_screen, None)
    if ref is None or not states[ref].log:
        return None
    here, who = standing.session, standing.learner
    return trail.exercise_page(here, who, states[ref], library, secret, "", answered=True)


@dataclass(frozen=True, slots=True)
class Replay:
    """A simulation that a person did. `steps` is None when it has changed since: what was done in
    the former one means nothing in this one. What was typed and is erased stays so."""

    ref: str
    title: str
    prompt: Markup
    steps: Steps | None


def replay(
    standing: Standing, states: Mapping[str, Progress], library: Library, wanted: str, step: str
) -> Replay | None:
    """The simulation that is asked for, else the last one; None before any. It opens on the last
    action."""
    answered = own_answers(standing)
    played = [a for a in answered if a.exercise in states and replays(library, a.exercise)]
    refs = [attempt.exercise for attempt in played]
    if not refs:
        return None
    ref = wanted if wanted in refs else refs[-1]
    if not states[ref].log:
        return None
    exercise = library.exercise(ref)
    assert isinstance(exercise, simulation.Definition)
    log = exercises.current(exercise, states[ref].log)
    seen = None
    if log:
        times = [attempt.at for attempt in played if attempt.exercise == ref][-len(log) :]
        seconds = tuple(int((at - times[0]).total_seconds()) for at in times)
        seen = steps.at(exercise, log, step, len(log), seconds)
    return Replay(ref, exercise.title, render(exercise.prompt), seen)


def own_answers(standing: Standing) -> list[Attempt]:
    """Without what was passed on the screen of someone else, or in an earlier session."""
    return [attempt for attempt in standing.attempts if attempt.record not in ELSEWHERE]


def replays(library: Library, ref: str) -> bool:
    return isinstance(library.exercise(ref), simulation.Definition)


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


def left_out(standing: Standing, library: Library) -> list[tuple[str, str]]:
    """What was taken out of this person's path."""
    changed = path.changes_of(standing.session, standing.learner)
    mine = standing.refs(library)
    return [(ref, library.title(ref)) for ref in changed if ref not in mine and library.has(ref)]


def neighbours(
    states: Mapping[str, Progress], library: Library, learner: Learner, on: str | None
) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    """An easier and a harder exercise than the one on the screen: the nearest before and after it
    in its module, by level then by place, that this person has not passed."""
    if on is None:
        return None, None
    module = library.module(on.partition("/")[0])
    ranked = sorted(enumerate(module.exercises), key=lambda one: (one[1].level, one[0]))
    refs = [f"{module.id}/{exercise.id}" for _, exercise in ranked]
    at = refs.index(on)

    def nearest(candidates: Sequence[str]) -> tuple[str, str] | None:
        for ref in candidates:
            done = ref in states and states[ref].is_done
            if not done and learner.device in library.devices(ref) and is_practice(library, ref):
                return ref, library.title(ref)
        return None

    return nearest(refs[:at][::-1]), nearest(refs[at + 1 :])


def is_practice(library: Library, ref: str) -> bool:
    return exercises.KINDS[library.exercise(ref).kind].SCORED
