"""What each rule looks at, and since when it holds: one small detector a signal. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from classroom.attention.thresholds import Thresholds
from classroom.domain import Interval
from classroom.intervals import active_seconds, after_active


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules know of one learner. `exercise` is the current one.

    `wrong_at` are the wrong tries since the last success on it, `wrong_total_at`
    all of them. `hints_out_at` is the first wrong try once every hint was open; `firsts` tell,
    exercise after exercise, whether the first try was right. `slips_at` are clumsy presses and
    keys. `median_s` is None until enough people finished it. `offline_since` is None when
    connected, or when nothing can be known. `away` may overlap.
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
    hints_out_at: datetime | None = None
    firsts: tuple[tuple[datetime, bool], ...] = ()
    slips_at: tuple[datetime, ...] = ()
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


def at_random(it: Situation, limits: Thresholds, now: datetime) -> tuple[Signal, ...]:
    """S7: wrong though every hint is open, or tries one upon the other; stuck with S2 beside it."""
    rapid = in_a_burst(it.wrong_at, limits.rapid_tries, limits.rapid_s)
    began = [at for at in (it.hints_out_at, rapid) if at is not None]
    if not began or it.exercise_done:
        return ()
    since = min(began)
    facts = (("rapid", since == rapid),)
    watch = Signal("S7", "watch", since, facts, limits.rapid_tries)
    if len(it.wrong_at) < limits.wrong_run_watch:
        return (watch,)
    both = max(since, it.wrong_at[limits.wrong_run_watch - 1])
    return (Signal("S7", "stuck", both, facts, limits.rapid_tries), watch)


def in_a_burst(times: Sequence[datetime], count: int, apart_s: float) -> datetime | None:
    """When so many came, each within `apart_s` of the one before; None when they never did."""
    run = 1
    for before, at in pairwise(times):
        run = run + 1 if (at - before).total_seconds() < apart_s else 1
        if run >= count:
            return at
    return None


def struggles(it: Situation, limits: Thresholds, now: datetime) -> tuple[Signal, ...]:
    """S8: few exercises right at the first try, of the last ones."""
    since: datetime | None = None
    for seen in range(limits.window_from, len(it.firsts) + 1):
        window = it.firsts[max(0, seen - limits.window) : seen]
        if sum(right for _, right in window) > limits.few_right:
            since = None
        elif since is None:
            since = window[-1][0]
    if since is None or it.finished:
        return ()
    window = it.firsts[-limits.window :]
    facts = (("right", sum(right for _, right in window)), ("seen", len(window)))
    return (Signal("S8", "watch", since, facts, limits.few_right),)


def clumsy(it: Situation, limits: Thresholds, now: datetime) -> tuple[Signal, ...]:
    """S9: presses on nothing and keys that write nowhere, several in a short while."""
    recent = [at for at in it.slips_at if (now - at).total_seconds() <= limits.slips_s]
    if len(recent) < limits.slips:
        return ()
    facts = (("count", len(recent)),)
    return (Signal("S9", "watch", recent[limits.slips - 1], facts, limits.slips),)


def is_ahead(it: Situation, limits: Thresholds) -> bool:
    """S11: nearly all of the last exercises right at once, or everything done: time for a bonus."""
    window = it.firsts[-limits.window :]
    right = sum(one for _, one in window)
    return it.finished or (len(window) >= limits.window and right >= limits.many_right)


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


TRIES: tuple[Detector, ...] = (wrong_in_a_row, wrong_in_all)
DETECTORS: tuple[Detector, ...] = (
    calls,
    *TRIES,
    gone,
    at_random,
    slow,
    idle,
    never_began,
    struggles,
    clumsy,
)
