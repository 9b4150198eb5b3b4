"""Time that counts: what lies between two moments outside the intervals spent away. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from classroom.domain import Interval


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
