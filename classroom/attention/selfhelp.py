"""A hint offered to the person before anybody is told that they need help. Pure."""

from __future__ import annotations

from datetime import datetime

from classroom.attention.thresholds import Thresholds
from classroom.domain import Interval
from classroom.intervals import active_seconds

# Of the time after which the mediator is asked to look: what is left of it is for the hint to work.
SHARE = 2 / 3


def is_offered(
    opened_at: datetime | None,
    last_input_at: datetime | None,
    estimate_s: float,
    away: tuple[Interval, ...],
    limits: Thresholds,
    now: datetime,
) -> bool:
    """Nothing touched for a while, or long on the exercise; pauses and hidden tabs left out."""
    if opened_at is None or last_input_at is None:
        return False
    long_s = max(limits.slow_floor_s, limits.slow_watch * estimate_s)
    idle_s = active_seconds(last_input_at, now, away)
    spent_s = active_seconds(opened_at, now, away)
    return idle_s >= SHARE * limits.idle_watch_s or spent_s >= SHARE * long_s
