"""Who needs the mediator now, and why: a pure function of events, thresholds and clock.

Each signal is one small detector. A detector does not ask whether something holds
now but *since when* it holds, so that the debounce, the silence after a visit and
the sentence « depuis 4 min » come from one date. Time in a pause, in a hidden tab
or with the mediator beside does not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from classroom.attention.signals import DETECTORS, TRIES, Signal, Situation, calls, is_ahead
from classroom.attention.thresholds import PACES, Thresholds

__all__ = ["PACES", "Group", "Signal", "Situation", "Thresholds", "Verdict"]

MEDIAN_FROM = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """State of a learner, the signal that explains it, and all that hold; `ahead` when a bonus
    may be offered."""

    state: str
    signal: Signal | None = None
    signals: tuple[Signal, ...] = ()
    ahead: bool = False


LEVELS = ("call", "stuck", "offline", "watch")
# Neither debounced nor silenced: a call, and the plain fact of being away.
AT_ONCE = ("call", "offline")


def assess(it: Situation, limits: Thresholds, now: datetime) -> Verdict:
    """State and reason of one learner. A call is never hidden by another signal. Whoever has
    finished is left in peace, but for tries on what they took up besides."""
    rules = DETECTORS
    if it.finished:
        rules = (calls,) if it.exercise_done else (calls, *TRIES)
    found = [
        signal for rule in rules if (signal := strongest(rule(it, limits, now), it, limits, now))
    ]
    ranked = tuple(sorted(found, key=lambda signal: LEVELS.index(signal.level)))
    if ranked:
        return Verdict(ranked[0].level, ranked[0], ranked)
    ahead = is_ahead(it, limits)
    if it.finished:
        return Verdict("done", ahead=ahead)
    return Verdict("working" if it.ever_acted or it.exercise else "idle", ahead=ahead)


def strongest(
    levels: Sequence[Signal], it: Situation, limits: Thresholds, now: datetime
) -> Signal | None:
    """The highest level of a rule that is past the debounce and not silenced."""
    quiet = silenced(levels, it, limits, now)
    for signal in levels:
        settled = (now - signal.since).total_seconds() >= limits.debounce_s
        if signal.level in AT_ONCE or (settled and not quiet):
            return signal
    return None


def silenced(levels: Sequence[Signal], it: Situation, limits: Thresholds, now: datetime) -> bool:
    """After « Réglé » a rule that held then waits for five minutes, or for a new error."""
    handled = it.last_handled_at
    if handled is None or (now - handled).total_seconds() >= limits.silence_s:
        return False
    if not any(signal.since <= handled for signal in levels):
        return False
    erred = any(at > handled for at in it.wrong_total_at)
    return not (erred and levels[0].id in ("S2", "S3"))


def tier(verdict: Verdict, limits: Thresholds, now: datetime) -> int:
    """Place of a state in the queue; -1 for a call that is old."""
    signal = verdict.signal
    if verdict.state == "call" and signal:
        return -1 if (now - signal.since).total_seconds() >= limits.old_call_s else 0
    if verdict.state in ("stuck", "offline"):
        return 1
    if verdict.state == "watch":
        return 2 if len(verdict.signals) > 1 else 3
    return 4 if verdict.state in ("idle", "done") else 5


def rank(
    people: Sequence[tuple[Situation, Verdict]], limits: Thresholds, now: datetime
) -> list[int]:
    """Learner ids by need: calls nobody answers first, then by state; among equals those not
    visited for 20 minutes, then those who wait longest, then order of arrival."""

    def key(person: tuple[Situation, Verdict]) -> tuple[int, bool, bool, datetime, int]:
        it, verdict = person
        visited = it.last_visit_at
        recent = visited is not None and (now - visited).total_seconds() < limits.unvisited_s
        since = verdict.signal.since if verdict.signal else now
        place = tier(verdict, limits, now)
        claimed = it.on_the_way_since is not None
        return (place if not claimed else max(place, 0), claimed, recent, since, it.learner_id)

    return [it.learner_id for it, _ in sorted(people, key=key)]


def median_seconds(durations: Sequence[float]) -> float | None:
    """The room's own measure of an exercise, once enough people finished it."""
    return float(median(durations)) if len(durations) >= MEDIAN_FROM else None


@dataclass(frozen=True, slots=True)
class Group:
    """Several people stuck on one exercise: one thing to explain, not so many visits."""

    exercise: str
    learner_ids: tuple[int, ...]


def groups(
    people: Sequence[tuple[Situation, Verdict]], reached: Mapping[str, int], limits: Thresholds
) -> tuple[Group, ...]:
    """Where enough of those who reached an exercise are stuck on it, the largest first. `reached`
    counts them. A call is never hidden in a group."""
    stuck: dict[str, list[int]] = {}
    for it, verdict in people:
        technical = any(signal.id == "S10" for signal in verdict.signals)
        if verdict.state == "stuck" and it.exercise and not technical:
            stuck.setdefault(it.exercise, []).append(it.learner_id)
    found = [
        Group(ref, tuple(ids))
        for ref, ids in stuck.items()
        if len(ids) >= limits.group_people and len(ids) >= limits.group_share * reached.get(ref, 0)
    ]
    return tuple(sorted(found, key=lambda group: (-len(group.learner_ids), group.exercise)))
