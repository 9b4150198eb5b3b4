"""The path of one learner: where they stand on every exercise of the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from classroom import exercises, progress
from classroom.domain import (
    Activity,
    Attempt,
    HelpRequest,
    Learner,
    Need,
    Plan,
    Progress,
    Session,
    Status,
    Visit,
)
from classroom.modules import Library
from classroom.piloting import ChangeAct
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

    def refs(self, library: Library) -> list[str]:
        """The exercises of this person's path. What was passed on another device stays, in place
        of the same for this one."""
        passed = {attempt.exercise for attempt in self.attempts if attempt.passed}
        return own(self.session, library, self.learner, passed)

    def progress(self, library: Library) -> dict[str, Progress]:
        """Progress on every exercise of the plan, in its order."""
        refs = self.refs(library)
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
    """The exercises of the session's plan that still exist, whatever the device, then those that
    were put in while it runs, for whomever. What was withdrawn since stays open: someone may be on
    it."""
    put_in = [one.exercise for one in session.changes if one.act is not ChangeAct.LEAVE_OUT]
    refs = dict.fromkeys([*session.plan.exercises, *put_in])
    return [ref for ref in refs if library.has(ref)]


def changes_of(session: Session, learner: Learner) -> dict[str, ChangeAct]:
    """What holds of the changes for one person, by exercise: the last one to each counts. What
    does not work on their device is not asked of them."""
    return {
        change.exercise: change.act
        for change in session.changes
        if change.withdrawn_at is None
        and change.learner_id in (None, learner.id)
        and (learner.device in change.devices or change.act is ChangeAct.LEAVE_OUT)
    }


def wanted(session: Session, learner: Learner) -> list[str]:
    """What one person was asked to do out of turn: at once first, the latest before."""
    changed = changes_of(session, learner)
    order = [ref for ref in reversed(changed) if changed[ref] is not ChangeAct.LEAVE_OUT]
    return sorted(order, key=lambda ref: changed[ref] is not ChangeAct.NOW)


def own(
    session: Session, library: Library, learner: Learner, passed: Collection[str] = ()
) -> list[str]:
    """Those of one person: what works on their device, where an exercise and the same for other
    devices count once; without what was left out for them, with what was put in for them."""
    changed = changes_of(session, learner)

    def counts(ref: str) -> bool:
        if ref in passed:
            return True
        if ref in changed:
            return changed[ref] is not ChangeAct.LEAVE_OUT
        if ref not in session.plan.exercises:
            return False
        works = learner.device in library.devices(ref)
        return works and library.alternative(ref) not in passed

    return [ref for ref in available(session, library) if counts(ref)]


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
    """One step on the path page; without items it is done together."""

    title: str
    need: Need
    items: tuple[Line, ...]


def exercise_url(session: Session, ref: str) -> str:
    return f"/s/{session.join_code}/exercises/{ref}"


def onward_url(session: Session, ref: str) -> str:
    """Leads to what comes after an exercise for whoever asks."""
    return f"/s/{session.join_code}/onward/{ref}"


def home_url(session: Session) -> str:
    return f"/s/{session.join_code}"


def added(session: Session, library: Library, states: Mapping[str, Progress]) -> PathStep:
    """What was put into this person's path besides the plan; a step without a title."""
    lines = lines_of(session, library, states)
    refs = [ref for ref in states if ref not in session.plan.exercises]
    return PathStep("", "required", tuple(lines[ref] for ref in refs))


def lines_of(session: Session, library: Library, states: Mapping[str, Progress]) -> dict[str, Line]:
    """One line for each exercise of a path."""
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

    return {ref: line(ref) for ref in states}


def steps(
    session: Session, library: Library, states: Mapping[str, Progress]
) -> tuple[PathStep, ...]:
    """The plan as the learner sees it; steps whose exercises are all gone are left out."""
    lines = lines_of(session, library, states)
    drawn = (
        (step, tuple(lines[ref] for ref in step.exercises if ref in lines))
        for step in session.plan.steps
    )
    return tuple(
        PathStep(step.title, step.need, items)
        for step, items in drawn
        if items or not step.exercises
    )


def following(plan: Plan, refs: Sequence[str], ref: str) -> str | None:
    """The exercise after one that is done, required as it is or not; None at the last one. The
    path then says what is left."""
    spare = plan.spare
    after = refs[refs.index(ref) + 1 :]
    return next((one for one in after if (one in spare) == (ref in spare)), None)


def counted(plan: Plan, states: Mapping[str, Progress]) -> list[Progress]:
    """What must be done to have finished: all that is not spare, or all where everything is."""
    spare = plan.spare
    return [state for ref, state in states.items() if ref not in spare] or list(states.values())


def is_finished(plan: Plan, states: Mapping[str, Progress]) -> bool:
    return bool(states) and all(state.is_done for state in counted(plan, states))


def next_ref(
    plan: Plan,
    states: Mapping[str, Progress],
    after: str | None = None,
    wanted: Collection[str] = (),
) -> str | None:
    """The next exercise not yet done; None when all are. First what is `wanted` out of turn;
    after that, where the person was; else the one after this, or the first of the path. What is
    spare waits until the rest is done, for whoever is slow to come to the end."""
    asked = [ref for ref in wanted if ref in states and ref != after and is_open(states[ref])]
    if asked:
        return asked[0]
    if after in wanted:
        begun = [s for s in states.values() if s.last_at is not None and s.exercise not in wanted]
        last = max(begun, key=lambda state: (state.last_at, state.exercise), default=None)
        if last is not None and last.status in (Status.DOING, Status.HELP_ASKED):
            return last.exercise
        after = last.exercise if last else None
    refs = list(states)
    start = refs.index(after) + 1 if after is not None and after in states else 0
    todo = [ref for ref in refs[start:] + refs[:start] if not states[ref].is_done and ref != after]
    spare = plan.spare
    return next((ref for ref in todo if ref not in spare), next(iter(todo), None))


def is_open(state: Progress) -> bool:
    """Neither done nor left for later."""
    return not state.is_done and state.status is not Status.TO_REVIEW
