"""Who needs the mediator now, and why: a pure function of events, thresholds and clock.

Each signal is one small detector. A detector does not ask whether something holds
now but *since when* it holds, so that the debounce, the silence after a visit and
the sentence « depuis 4 min » come from one date. Time in a pause, in a hidden tab
or with the mediator beside does not count.

Thresholds come from published detectors (Lumilo, Kolibri, Hedy, Tutors), with times
doubled: older novices take about twice as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from classroom.domain import Interval

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


def merged(away: Iterable[Interval], now: datetime) -> list[tuple[datetime, datetime]]:
    """Intervals in order, overlaps joined, open ends at `now`."""
    spans: list[tuple[datetime, datetime]] = []
    for start, end in sorted((i.start, i.end or now) for i in away):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        elif end > start:
            spans.append((start, end))
    return spans


def active_seconds(start: datetime, now: datetime, away: Iterable[Interval]) -> float:
    """Seconds from `start` to `now` outside the intervals."""
    gone = sum(
        max(0.0, (min(end, now) - max(begin, start)).total_seconds())
        for begin, end in merged(away, now)
    )
    return max(0.0, (now - start).total_seconds() - gone)


def after_active(
    start: datetime, seconds: float, now: datetime, away: Iterable[Interval]
) -> datetime | None:
    """When `seconds` of activity since `start` were reached; None when not yet."""
    left, at = timedelta(seconds=seconds), start
    for begin, end in merged(away, now):
        if end <= at:
            continue
        if begin - at >= left:
            break
        if begin > at:
            left -= begin - at
        at = end
    reached = at + left
    return reached if reached <= now else None


Detector = Callable[[Situation, Thresholds, datetime], Signal | None]


def leveled(
    name: str,
    since: Callable[[float], datetime | None],
    watch: float,
    stuck: float,
    facts: tuple[tuple[str, Any], ...],
) -> Signal | None:
    """The stronger of two levels that holds; `since` says from when a threshold was reached."""
    for level, threshold in (("stuck", stuck), ("watch", watch)):
        at = since(threshold)
        if at is not None:
            return Signal(name, level, at, facts, threshold)
    return None


def calls(it: Situation, limits: Thresholds, now: datetime) -> Signal | None:
    """S1: asked for help."""
    return Signal("S1", "call", it.help_asked_at) if it.help_asked_at else None


def wrong_in_a_row(it: Situation, limits: Thresholds, now: datetime) -> Signal | None:
    """S2: wrong tries in a row on the exercise."""
    times = it.wrong_at
    return leveled(
        "S2",
        lambda count: times[int(count) - 1] if len(times) >= count else None,
        limits.wrong_run_watch,
        limits.wrong_run_stuck,
        (("count", len(times)),),
    )


def wrong_in_all(it: Situation, limits: Thresholds, now: datetime) -> Signal | None:
    """S3: wrong tries on the exercise, cumulative, unless it was passed since."""
    times = () if it.exercise_done else it.wrong_total_at
    return leveled(
        "S3",
        lambda count: times[int(count) - 1] if len(times) >= count else None,
        limits.wrong_total_watch,
        limits.wrong_total_stuck,
        (("count", len(times)),),
    )


def slow(it: Situation, limits: Thresholds, now: datetime) -> Signal | None:
    """S4: active time on the exercise against its estimate, or the room's median."""
    opened = it.opened_at
    if opened is None or it.exercise is None or it.exercise_done:
        return None
    usual = max(it.estimate_s, it.median_s or 0)
    minutes = int(active_seconds(opened, now, it.away) // 60)
    return leveled(
        "S4",
        lambda ratio: after_active(opened, max(ratio * usual, limits.slow_floor_s), now, it.away),
        limits.slow_watch,
        limits.slow_stuck,
        (("minutes", minutes),),
    )


def idle(it: Situation, limits: Thresholds, now: datetime) -> Signal | None:
    """S5: the page is seen, nothing is touched."""
    last = it.last_input_at
    if last is None or it.exercise is None or it.offline_since or not it.ever_acted:
        return None
    minutes = int(active_seconds(last, now, it.away) // 60)
    return leveled(
        "S5",
        lambda seconds: after_active(last, seconds, now, it.away),
        limits.idle_watch_s,
        limits.idle_stuck_s,
        (("minutes", minutes),),
    )


def never_began(it: Situation, limits: Thresholds, now: datetime) -> Signal | None:
    """S6: joined but never acted."""
    if it.ever_acted or it.offline_since:
        return None
    minutes = int(active_seconds(it.joined_at, now, it.away) // 60)
    return leveled(
        "S6",
        lambda seconds: after_active(it.joined_at, seconds, now, it.away),
        limits.start_watch_s,
        limits.start_stuck_s,
        (("minutes", minutes),),
    )


def gone(it: Situation, limits: Thresholds, now: datetime) -> Signal | None:
    """S10: no connection; after a while it is a technical problem to look at."""
    since = it.offline_since
    if since is None:
        return None
    seconds = (now - since).total_seconds()
    facts = (("minutes", int(seconds // 60)),)
    if seconds >= limits.offline_stuck_s:
        return Signal("S10", "stuck", since, facts, limits.offline_stuck_s)
    if seconds >= limits.offline_s:
        return Signal("S10", "offline", since, facts, limits.offline_s)
    return None


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
# Their own threshold is already a delay, or there must be none.
AT_ONCE = {"S1", "S10"}


def assess(it: Situation, limits: Thresholds, now: datetime) -> Verdict:
    """State and reason of one learner. A call is never hidden by another signal."""
    found = tuple(
        signal
        for detect in DETECTORS
        if (signal := detect(it, limits, now)) and holds(signal, it, limits, now)
    )
    if it.finished:
        found = tuple(signal for signal in found if signal.id == "S1")
    ranked = sorted(found, key=lambda signal: LEVELS.index(signal.level))
    if ranked:
        return Verdict(ranked[0].level, ranked[0], tuple(ranked))
    if it.finished:
        return Verdict("done")
    return Verdict("working" if it.ever_acted or it.exercise else "idle")


def holds(signal: Signal, it: Situation, limits: Thresholds, now: datetime) -> bool:
    """Past the debounce, and not silenced: after « Réglé » the same rule waits for five minutes
    or for a new error."""
    if signal.id not in AT_ONCE and (now - signal.since).total_seconds() < limits.debounce_s:
        return False
    handled = it.last_handled_at
    if signal.id == "S1" or handled is None or signal.since > handled:
        return True
    if (now - handled).total_seconds() >= limits.silence_s:
        return True
    return signal.id in ("S2", "S3") and any(at > handled for at in it.wrong_total_at)


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
