"""One learner on the dashboard, as data: the state, why, and how far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from classroom import exercises, path
from classroom.attention import Situation, Verdict
from classroom.domain import Evidence, Progress
from classroom.modules import Library
from classroom.names import zone_of
from classroom.path import Standing


@dataclass(frozen=True, slots=True)
class Tile:
    """One learner on the dashboard. `facts` are the values of the reason sentence; `dots` are the
    number in the plan, the status and the title of each exercise of this person's path; `evidence`
    counts those done by how we know it; `claimed_by` is who is on the way; `host` is whose screen
    this person shares."""

    learner_id: int
    name: str
    seat: str
    zone: str
    device: str
    state: str
    signal: str
    facts: tuple[tuple[str, Any], ...]
    since: datetime | None
    since_min: int
    exercise: str | None
    exercise_title: str
    exercise_number: int
    done: int
    total: int
    tries: int
    dots: tuple[tuple[int, str, str], ...]
    evidence: tuple[tuple[str, int], ...]
    visited_min: int | None
    on_the_way: bool
    claimed_by: str
    host: str
    has_call: bool
    call_title: str
    to_see: bool
    ahead: bool


def draw_tile(
    standing: Standing,
    states: dict[str, Progress],
    situation: Situation,
    verdict: Verdict,
    library: Library,
    now: datetime,
    host: str = "",
) -> Tile:
    refs = path.available(standing.session, library)
    numbers = {ref: number for number, ref in enumerate(refs, start=1)}
    current = situation.exercise
    signal = verdict.signal
    since = signal.since if signal else None
    seen_at = situation.last_visit_at
    return Tile(
        learner_id=standing.learner.id,
        name=standing.learner.name,
        seat=standing.learner.seat,
        zone=zone_of(standing.learner.seat),
        device=standing.learner.device,
        state=verdict.state,
        signal=signal.id if signal else "",
        facts=tuple(dict(signal.facts).items()) if signal else (),
        since=since,
        since_min=minutes_between(since, now) or 0,
        exercise=current,
        exercise_title=library.exercise(current).title if current else "",
        exercise_number=numbers[current] if current else 0,
        done=sum(state.is_done for state in states.values()),
        total=len(states),
        tries=states[current].tries if current else 0,
        dots=tuple(
            (numbers[ref], state.status.value, library.exercise(ref).title)
            for ref, state in states.items()
        ),
        evidence=proofs(states, library),
        visited_min=minutes_between(seen_at, now),
        on_the_way=standing.open_visit is not None,
        claimed_by=standing.open_visit.by if standing.open_visit else "",
        host=host,
        has_call=situation.help_asked_at is not None,
        call_title=call_title(standing, library),
        to_see=calls_to_look(standing, library),
        ahead=verdict.ahead and verdict.state == "working",
    )


def proofs(states: dict[str, Progress], library: Library) -> tuple[tuple[str, int], ...]:
    """How many of the exercises done are only declared, verified, or seen by the mediator."""
    known = Counter(
        exercises.evidence(library.exercise(ref)) for ref, state in states.items() if state.is_done
    )
    return tuple((level.value, known[level]) for level in Evidence)


def call_title(standing: Standing, library: Library) -> str:
    """The exercise on which the open call was made; the person may have gone on since."""
    call = standing.open_request
    ref = call.exercise if call else None
    return library.exercise(ref).title if ref and library.has(ref) else ""


def calls_to_look(standing: Standing, library: Library) -> bool:
    """The open call says that something is done, for the mediator to see."""
    call = standing.open_request
    return call is not None and bool(call.exercise) and path.to_see(library, call.exercise or "")


def minutes_between(start: datetime | None, end: datetime) -> int | None:
    return None if start is None else max(0, int((end - start).total_seconds() // 60))
