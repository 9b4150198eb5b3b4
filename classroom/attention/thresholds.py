"""When each signal asks to watch, and when it says stuck: published thresholds, times doubled.

Sources: Lumilo, Kolibri, Hedy, Tutors; older novices take about twice as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache

import msgspec


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
    rapid_tries: int = 3
    rapid_s: float = 5
    few_right: int = 3
    many_right: int = 8
    window: int = 10
    window_from: int = 6
    slips: int = 3
    slips_s: float = 120
    offline_s: float = 45
    offline_stuck_s: float = 120
    debounce_s: float = 25
    silence_s: float = 300
    old_call_s: float = 600
    unvisited_s: float = 1200
    group_people: int = 3
    group_share: float = 0.3


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
class Bound:
    """A threshold that a mediator may set: its field, how many of its unit make one, the least and
    the most in what she types. `pair` is the field that must not be smaller."""

    field: str
    unit: float
    least: float
    most: float
    pair: str = ""


# In the order of the page. Minutes are kept in seconds; shares are typed in hundredths.
EDITABLE = (
    Bound("wrong_run_watch", 1, 1, 20, "wrong_run_stuck"),
    Bound("wrong_run_stuck", 1, 1, 20),
    Bound("wrong_total_watch", 1, 1, 50, "wrong_total_stuck"),
    Bound("wrong_total_stuck", 1, 1, 50),
    Bound("slow_watch", 1, 1, 20, "slow_stuck"),
    Bound("slow_stuck", 1, 1, 20),
    Bound("idle_watch_s", 60, 0.5, 60, "idle_stuck_s"),
    Bound("idle_stuck_s", 60, 0.5, 60),
    Bound("start_watch_s", 60, 0.5, 60, "start_stuck_s"),
    Bound("start_stuck_s", 60, 0.5, 60),
    Bound("few_right", 1, 0, 10),
    Bound("slips", 1, 1, 10),
    Bound("offline_s", 60, 0.5, 30, "offline_stuck_s"),
    Bound("offline_stuck_s", 60, 0.5, 30),
    Bound("unvisited_s", 60, 1, 120),
    Bound("group_people", 1, 2, 100),
    Bound("group_share", 0.01, 1, 100),
)
WHOLE = {"wrong_run_watch", "wrong_run_stuck", "wrong_total_watch", "wrong_total_stuck"} | {
    "few_right",
    "slips",
    "group_people",
}


@lru_cache(maxsize=256)
def of(pace: str, kept: str) -> Thresholds:
    """Those of a pace, with what was set in their place, as JSON or empty."""
    return replace(PACES[pace], **msgspec.json.decode(kept)) if kept else PACES[pace]


def typed(limits: Thresholds) -> dict[str, float]:
    """What the fields of the page hold."""
    values = asdict(limits)
    return {bound.field: round(values[bound.field] / bound.unit, 2) for bound in EDITABLE}


def checked(pace: str, kept: str) -> str | None:
    """What is kept of thresholds that come back from a page; None for what none of ours wrote."""
    try:
        values = msgspec.json.decode(kept, type=dict[str, float]) if kept else {}
    except msgspec.DecodeError:
        return None
    bounds = {bound.field: bound for bound in EDITABLE}
    if not values.keys() <= bounds.keys():
        return None
    form = {name: str(value) for name, value in typed(PACES[pace]).items()}
    form |= {name: str(round(value / bounds[name].unit, 2)) for name, value in values.items()}
    found, wrong = read(form, pace)
    return None if wrong else found


def read(form: Mapping[str, str], pace: str) -> tuple[str, dict[str, str]]:
    """What was typed, as JSON to keep, empty when it is the pace itself; and by field what is
    wrong: `number` or `order`."""
    base, found, wrong = asdict(PACES[pace]), dict[str, float](), dict[str, str]()
    for bound in EDITABLE:
        try:
            value = float(form.get(bound.field, "").strip().replace(",", "."))
        except ValueError:
            value = -1
        if not bound.least <= value <= bound.most or (bound.field in WHOLE and value % 1):
            wrong[bound.field] = "number"
        else:
            found[bound.field] = int(value) if bound.field in WHOLE else value * bound.unit
    for bound in EDITABLE:
        pair = bound.pair
        if pair and not wrong.keys() & {bound.field, pair} and found[bound.field] > found[pair]:
            wrong[pair] = "order"
    if wrong:
        return "", wrong
    changed = {name: value for name, value in found.items() if abs(value - base[name]) > 1e-6}
    return msgspec.json.encode(changed).decode() if changed else "", {}
