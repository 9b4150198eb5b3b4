"""Situations of one learner around a fixed moment, for the tests of attention."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from classroom.attention import PACES, Situation

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
CALM, NORMAL = PACES["calm"], PACES["normal"]


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def errors(*seconds: float) -> dict[str, Any]:
    """Wrong tries on the exercise, so many seconds ago, none of them followed by a success."""
    times = tuple(ago(s) for s in seconds)
    return {"wrong_at": times, "wrong_total_at": times}


def firsts(results: str) -> tuple[tuple[datetime, bool], ...]:
    """Exercise after exercise, a minute apart, right (1) or not (0) at the first try."""
    return tuple((ago(60 * (len(results) - n)), one == "1") for n, one in enumerate(results))


def person(**known: Any) -> Situation:
    """Someone at work on an exercise that was just opened, unless `known` says otherwise."""
    at_work = {
        "learner_id": 1,
        "joined_at": ago(3600),
        "exercise": "scams/three-clues",
        "estimate_s": 300,
        "opened_at": ago(10),
        "last_input_at": ago(1),
        "ever_acted": True,
    }
    return Situation(**{**at_work, **known})


def newcomer(seconds: float, **known: Any) -> Situation:
    """Someone who joined so long ago and has done nothing."""
    return Situation(learner_id=1, joined_at=ago(seconds), **known)
