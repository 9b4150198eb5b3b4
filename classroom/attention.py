"""Who needs the mediator now, and why: a pure function of events, thresholds and clock.

Each signal is one small detector. A detector does not ask whether something holds
now but *since when* it holds, so that the debounce, the silence after a visit and
the sentence « depuis 4 min » come from one date. Time in a pause, in a hidden tab
or with the mediator beside does not count.

Thresholds come from published detectors (Lumilo, Kolibri, Hedy, Tutors), with times
doubled: older novices take about twice as long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from classroom.domain import Interval
from classroom.intervals import active_seconds, after_active

MEDIAN_FROM = 5


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When each signal asks to watch, and when it says stuck. Times in seconds."""

    wrong_run_watch: int = 2
    wrong_run_stuck: int = 3
    wrong_total_watch: int = 3
    wrong_total_stuck: int = 4
    slow_watch: float = 2.0
    slow_stuck: float = 3.0
    slow_floor_s: float = 240
    idle_watch_s: float = 180
    idle_stuck_s: float = 360
    start_watch_s: float = 120
    start_stuck_s: float = 240
    offline_s: float = 45
    offline_stuck_s: float = 120
    debounce_s: float = 25
    silence_s: float = 300
    old_call_s: float = 600
    unvisited_s: float = 1200


PACES = {
    "calm": Thresholds(),
    "normal": Thresholds(
        slow_watch=1.5,
        slow_stuck=2.0,
        slow_floor_s=120,
        idle_watch_s=90,
        idle_stuck_s=180,
        start_watch_s=60,
        start_stuck_s=120,
    ),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules know of one learner. `exercise` is the current one.

    `wrong_at` are the wrong tries since the last success on it, `wrong_total_at`
    all of them. `median_s` is None until enough people finished it. `offline_since`
    is None when connected, or when nothing can be known. `away` may overlap.
    """

    learner_id: int
    joined_at: datetime
    exercise: str | None = None
    exercise_done: bool = False
    estimate_s: float = 0
    median_s: float | None = None
    opened_at: datetime | None = None
    last_input_at: datetime | None = None
    ever_acted: bool = False
    wrong_at: tuple[datetime, ...] = ()
    wrong_total_at: tuple[datetime, ...] = ()
    help_asked_at: datetime | None = None
    on_the_way_since: datetime | None = None
    last_visit_at: datetime | None = None
    last_handled_at: datetime | None = None
    finished: bool = False
    finished_at: datetime | None = None
    offline_since: datetime | None = None
    away: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule that holds. `level` is `call`, `stuck`, `watch` or `offline`; `facts` are the
    values of its sentence, `threshold` what was needed."""

    id: str
    level: str
    since: datetime
    facts: tuple[tuple[str, Any], ...] = ()
    threshold: float = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """State of a learner, the signal that explains it, and all that hold."""

    state: str
    signal: Signal | None = None
    signals: tuple[Signal, ...] = ()


# The levels of one rule that are reached, the stronger one first.
Detector = Callable[[Situation, Thresholds, datetime], tuple[Signal, ...]]


def leveled(
    name: str,
    since: Callable[[float], datetime | None],
    watch: float,
    stuck: float,
    facts: tuple[tuple[str, Any], ...],
) -> tuple[Signal, ...]:
    """Two levels of a rule; `since` says from when a threshold was reached."""
    return tuple(
        Signal(name, level, at, facts, threshold)
        for level, threshold in (("stuck", stuck), ("watch", watch))
        if (at := since(threshold)) is not None
    )


def counted(name: str, times: Sequence[datetime], watch: int, stuck: int) -> tuple[Signal, ...]:
    """Two levels of a count: each is reached at the time of the event that makes it."""

    def since(count: float) -> datetime | None:
        return times[int(count) - 1] if len(times) >= count else None

    return leveled(name, since, watch, stuck, (("count", len(times)),))


def calls(it: Situation, limits: Thresholds, now: datetime) -> tuple[Signal, ...]:
    """S1: asked for help."""
    return (Signal("S1", "call", it.help_asked_at),) if it.help_asked_at else ()


def wrong_in_a_row(it: Situation, limits: Thresholds, now: datetime) -> tuple[Signal, ...]:
    """S2: wrong tries in a row on the exercise."""
    return counted("S2", it.wrong_at, limits.wrong_run_watch, limits.wrong_run_stuck)


def wrong_in_all(it: Situation, limits: Thresholds, now: datetime) -> tuple[Signal, ...]:
    """S3: wrong tries on the exercise, cumulative, unless it was passed since."""
    times = () if it.exercise_done else it.wrong_total_at
    return counted("S3", times, limits.wrong_total_watch, limits.wrong_total_stuck)


def slow(it: Situation, limits: Thresholds, now: datetime) -> tuple[Signal, ...]:
    """S4: active time on the exercise against its estimate, or the room's median."""
    opened = it.opened_at
    if opened is None or it.exercise is None or it.exercise_done:
        return ()
    usual = max(it.estimate_s, it.median_s or 0)
    minutes = int(active_seconds(opened, now, it.away) // 60)
    return leveled(
        "S4",
        lambda ratio: after_active(opened, max(ratio * usual, limits.slow_floor_s), now, it.away),
        limits.slow_watch,
        limits.slow_stuck,
        (("minutes", minutes),),
    )


def idle(it: Situation, limits: Thresholds, now: datetime) -> tuple[Signal, ...]:
    """S5: the page is seen, nothing is touched."""
    last = it.last_input_at
    if last is None or it.exercise is None or it.offline_since or not it.ever_acted:
        return ()
    minutes = int(active_seconds(last, now, it.away) // 60)
    return leveled(
        "S5",
        lambda seconds: after_active(last, seconds, now, it.away),
        limits.idle_watch_s,
        limits.idle_stuck_s,
        (("minutes", minutes),),
    )


def never_began(it: Situation, limits: Thresholds, now: datetime) -> tuple[Signal, ...]:
    """S6: joined but never acted."""
    if it.ever_acted or it.offline_since:
        return ()
    minutes = int(active_seconds(it.joined_at, now, it.away) // 60)
    return leveled(
        "S6",
        lambda seconds: after_active(it.joined_at, seconds, now, it.away),
        limits.start_watch_s,
        limits.start_stuck_s,
        (("minutes", minutes),),
    )


def gone(it: Situation, limits: Thresholds, now: datetime) -> tuple[Signal, ...]:
    """S10: no connection; after a while it is a technical problem to look at."""
    since = it.offline_since
    if since is None:
        return ()
    facts = (("minutes", int((now - since).total_seconds() // 60)),)
    return tuple(
        Signal("S10", level, since, facts, threshold)
        for level, threshold in (("stuck", limits.offline_stuck_s), ("offline", limits.offline_s))
        if (now - since).total_seconds() >= threshold
    )


DETECTORS: tuple[Detector, ...] = (
    calls,
    wrong_in_a_row,
    wrong_in_all,
    gone,
    slow,
    idle,
    never_began,
)
LEVELS = ("call", "stuck", "offline", "watch")
# Neither debounced nor silenced: a call, and the plain fact of being away.
AT_ONCE = ("call", "offline")


def assess(it: Situation, limits: Thresholds, now: datetime) -> Verdict:
    """State and reason of one learner. A call is never hidden by another signal."""
    rules = (calls,) if it.finished else DETECTORS
    found = [
        signal for rule in rules if (signal := strongest(rule(it, limits, now), it, limits, now))
    ]
    ranked = tuple(sorted(found, key=lambda signal: LEVELS.index(signal.level)))
    if ranked:
        return Verdict(ranked[0].level, ranked[0], ranked)
    if it.finished:
        return Verdict("done")
    return Verdict("working" if it.ever_acted or it.exercise else "idle")


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
