"""The help that people had: hints that were enough or not, calls and how long they waited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from classroom.domain import Act, Progress
from classroom.modules import Library
from classroom.path import Standing


@dataclass(frozen=True, slots=True)
class Helped:
    """One help a person had: a `hint` they opened, and whether they passed the exercise with
    nobody beside them; a `call`, and how long it waited for whom; or a `visit` that answered no
    call."""

    kind: str
    at: datetime
    title: str = ""
    worked: bool = False
    waited_s: int | None = None
    cancelled: bool = False
    by: str = ""


def history(
    standing: Standing, states: Mapping[str, Progress], library: Library
) -> tuple[Helped, ...]:
    """Every help, the latest first."""
    found, answering = [], set[int]()
    for act in standing.activities:
        if act.act is Act.HINT:
            worked = by_oneself(standing, states, act.exercise, act.at)
            found.append(Helped("hint", act.at, library.title(act.exercise), worked))
    for call in standing.requests:
        over = call.handled_at or call.cancelled_at
        came = [
            visit
            for visit in standing.visits
            if visit.started_at >= call.asked_at and (over is None or visit.started_at <= over)
        ]
        answering.update(visit.id for visit in came)
        waited = int((came[0].started_at - call.asked_at).total_seconds()) if came else None
        found.append(
            Helped(
                "call",
                call.asked_at,
                library.title(call.exercise or ""),
                waited_s=waited,
                cancelled=call.cancelled_at is not None,
                by=came[0].by if came else "",
            )
        )
    alone = [visit for visit in standing.visits if visit.id not in answering]
    found += [Helped("visit", visit.started_at, by=visit.by) for visit in alone]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def by_oneself(
    standing: Standing, states: Mapping[str, Progress], ref: str, since: datetime
) -> bool:
    """Passed after that moment, with no visit in between."""
    state = states.get(ref)
    if state is None or state.passed_at is None or state.passed_at < since:
        return False
    return not any(since <= visit.started_at <= state.passed_at for visit in standing.visits)


@dataclass(frozen=True, slots=True)
class Summary:
    """Of a whole session. `waited_s` is the median wait of calls that were answered."""

    hints: int
    enough: int
    calls: int
    answered: int
    waited_s: float | None


def summary(people: Iterable[Iterable[Helped]]) -> Summary:
    had = [one for each in people for one in each]
    hints = [one for one in had if one.kind == "hint"]
    calls = [one for one in had if one.kind == "call"]
    waits = [one.waited_s for one in calls if one.waited_s is not None]
    return Summary(
        hints=len(hints),
        enough=sum(one.worked for one in hints),
        calls=len(calls),
        answered=len(waits),
        waited_s=median(waits) if waits else None,
    )
