"""A session looked back on: what its report can say by itself, and whom to see again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from classroom import amending
from classroom.domain import CARRIED, Plan, Progress, Session, Status
from classroom.lacoop.report import MINUTES_MAX, Facts, Typed
from classroom.lacoop.words import EQUIPMENT_OF_DEVICES, LEVELS, THEMES_OF_MODULES
from classroom.modules import Library
from classroom.progress import HINT_AFTER
from classroom.room import Room

ROUND_MIN = 5
BLOCKING_SHOWN = 3
# One person who stumbles is not yet a point that blocks the room.
BLOCKED_MIN = 2


@dataclass(frozen=True, slots=True)
class SeeAgain:
    """Someone who did not do everything: titles to look at together, and how many others are
    left. For the eyes of the mediator: it is in no report."""

    learner_id: int
    name: str
    to_review: tuple[str, ...]
    undone: int


@dataclass(frozen=True, slots=True)
class LookBack:
    """`proposal` is the form of the report as the session fills it in: people who had no device
    are the mediator's to add. `again` has whoever needs it most first; `plan` is
    that of the session with what was changed meanwhile."""

    facts: Facts
    proposal: Typed
    again: tuple[SeeAgain, ...]
    plan: Plan


def look_back(room: Room, library: Library, now: datetime, erased: int = 0) -> LookBack:
    """`erased` people took part too, and have left nothing but their number."""
    seen = [
        standing
        for standing in room.standings.values()
        if standing.learner.removed_at is None and standing.learner.approved_at is not None
    ]
    paths = [standing.progress(library) for standing in seen]
    met = [state for states in paths for state in states.values() if was_met(state, room.session)]
    opened = {state.exercise for state in met}
    again = [
        see_again(standing.learner.id, standing.learner.name, states.values(), library)
        for standing, states in zip(seen, paths, strict=True)
    ]
    left = [one for one in again if one.to_review or one.undone]
    return LookBack(
        facts=Facts(
            exercises=len(opened), blocking=blocking(met, library), questions=room.questions
        ),
        proposal=Typed(
            title=room.session.title,
            date=room.session.opened_at.astimezone().date().isoformat(),
            minutes=minutes(room.session, now),
            equipment=tuple(EQUIPMENT_OF_DEVICES[one.learner.device] for one in seen),
            themes=themes(opened),
            level=level(opened, library),
            counts={"total": str(total)} if (total := len(seen) + erased) else {},
        ),
        again=tuple(sorted(left, key=lambda one: (-len(one.to_review), -one.undone))),
        plan=amending.amended(
            room.session.plan, room.session.changes, first_tries(room), len(seen)
        ),
    )


def was_met(state: Progress, session: Session) -> bool:
    """Begun in this session: what an earlier one of the series brought along is not."""
    touched_at = state.last_at or session.opened_at
    return state.status != Status.TODO and touched_at >= session.opened_at


def first_tries(room: Room) -> dict[str, datetime]:
    """When each exercise was first tried by anyone."""
    found: dict[str, datetime] = {}
    for standing in room.standings.values():
        for attempt in standing.attempts:
            if attempt.record == CARRIED:
                continue
            found[attempt.exercise] = min(attempt.at, found.get(attempt.exercise, attempt.at))
    return found


def minutes(session: Session, now: datetime) -> str:
    """How long it lasted, to five minutes; nothing for a session that was left open for days."""
    lasted_min = ((session.closed_at or now) - session.opened_at).total_seconds() / 60
    rounded = max(ROUND_MIN, round(lasted_min / ROUND_MIN) * ROUND_MIN)
    return str(rounded) if rounded <= MINUTES_MAX else ""


def themes(opened: Iterable[str]) -> tuple[str, ...]:
    modules = {ref.partition("/")[0] for ref in opened}
    return tuple(theme for module in modules for theme in THEMES_OF_MODULES.get(module, ()))


def level(opened: Iterable[str], library: Library) -> str:
    """That of most exercises; the lowest of a session in which nothing was opened."""
    levels = Counter(library.exercise(ref).level for ref in opened).most_common(1)
    return LEVELS[levels[0][0] - 1 if levels else 0].form


def struggled(state: Progress) -> bool:
    """Left for later, called for, done with help, or missed several times in a row."""
    return state.wrong_run >= HINT_AFTER or state.status in (
        Status.TO_REVIEW,
        Status.HELP_ASKED,
        Status.DONE_HELPED,
    )


def blocking(met: Iterable[Progress], library: Library) -> tuple[str, ...]:
    """Titles of the exercises on which most people struggled."""
    stopped = Counter(state.exercise for state in met if struggled(state))
    most = stopped.most_common(BLOCKING_SHOWN)
    return tuple(library.exercise(ref).title for ref, count in most if count >= BLOCKED_MIN)


def see_again(
    learner_id: int, name: str, states: Collection[Progress], library: Library
) -> SeeAgain:
    left = [state for state in states if not state.is_done]
    hard = [state for state in left if struggled(state)]
    return SeeAgain(
        learner_id=learner_id,
        name=name,
        to_review=tuple(library.exercise(state.exercise).title for state in hard),
        undone=len(left) - len(hard),
    )
