"""How well each signal finds a known trouble: precision, recall, delay; and false alarms.

Simulated people go through the rules of the product itself: their attempts and presence are read
by `progress` and `room.situate`, assessed by `attention`. The mediator goes to nobody.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles
from typing import Any

from classroom import attention
from classroom.attention import PACES, Thresholds, Verdict
from classroom.bench.troubles import TROUBLES, Person, Trouble, trouble_of
from classroom.domain import Interval, Learner, Progress, Session, Status
from classroom.modules import Library
from classroom.room import medians, situate

# People in a room, how many rooms, and the share with a trouble.
ROOMS = ((12, 20, 0.5), (300, 1, 0.3))
LASTS_MIN, TICK_S = 75, 10
# A signal that comes and goes within half a minute is one.
GAP = timedelta(seconds=30)
# Of those without a trouble, how many meet one exercise that is too hard for them.
HARD_SHARE = 0.6
# Five minutes in which everyone looks at the board.
PAUSE_MIN = (30, 35)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PLAN = "scams"


@dataclass
class Flag:
    """One signal on one person, from when it was shown to when it was last seen."""

    signal: str
    shown_at: datetime
    last_at: datetime


@dataclass
class Tally:
    """What was found in all rooms of one size at one pace."""

    hours: float = 0
    troubles: int = 0
    found: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    missed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    true: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    false: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    groups: int = 0
    groups_found: int = 0

    def add(self, person: Person, flags: Sequence[Flag]) -> None:
        it = person.trouble
        for flag in flags:
            # What begins on the exercise that is made too hard is no false alarm.
            hard = person.hard is not None and flag.signal in ("S2", "S3", "S4", "S7", "S8")
            right = hard or (it is not None and explains(it, flag))
            (self.true if right else self.false)[flag.signal] += 1
        if it is None or it.seen_at is None:
            return
        self.troubles += 1
        mine = [flag.shown_at for flag in flags if flag.signal == it.signal and explains(it, flag)]
        if mine:
            self.found[it.signal].append((min(mine) - it.seen_at).total_seconds())
        else:
            self.missed[it.signal] += 1

    def false_alarms(self) -> float:
        """A person and hour. An offer to go further alarms nobody."""
        return round(sum(self.false.values()) / self.hours - self.false["S11"] / self.hours, 2)

    def rows(self) -> Iterator[dict[str, Any]]:
        """A line a signal."""
        for kind, (signal, _) in TROUBLES.items():
            delays, missed = self.found[signal], self.missed[signal]
            true, false = self.true[signal], self.false[signal]
            yield {
                "signal": signal,
                "trouble": kind,
                "troubles": len(delays) + missed,
                "recall": share(len(delays), missed),
                "precision": share(true, false),
                "delay_s": round(median(delays)) if delays else None,
                "delay_p90_s": round(quantiles(delays, n=10)[-1]) if len(delays) > 1 else None,
                "false_per_hour": round(false / self.hours, 3),
            }


def share(yes: int, no: int) -> float | None:
    return round(yes / (yes + no), 2) if yes + no else None


def explains(it: Trouble, flag: Flag) -> bool:
    """The trouble was there when the signal was shown; what it left stays for a while."""
    return it.explains(flag.signal) and it.begins_at <= flag.shown_at <= it.ends_at + timedelta(
        minutes=2
    )


def measure(rooms: Sequence[tuple[int, int, float]] = ROOMS) -> dict[str, Any]:
    """Figures by size of room and pace; the same ones each time."""
    library = Library.shipped()
    sizes = []
    for people, count, with_trouble in rooms:
        for pace, limits in PACES.items():
            tally = Tally()
            for seed in range(count):
                play(library, people, with_trouble, limits, seed, tally)
            sizes.append(
                {
                    "people": people,
                    "rooms": count,
                    "pace": pace,
                    "hours": round(tally.hours),
                    "troubles": tally.troubles,
                    "rows": list(tally.rows()),
                    "false_per_hour": tally.false_alarms(),
                    "groups": tally.groups,
                    "groups_found": tally.groups_found,
                }
            )
    return {"minutes": LASTS_MIN, "sizes": sizes, "passed": {}}


def play(
    library: Library, people: int, with_trouble: float, limits: Thresholds, seed: int, tally: Tally
) -> None:
    """One room, to its end."""
    crowd = room_of(library, people, with_trouble, random.Random(f"{people}-{seed}"))
    flags: dict[int, list[Flag]] = {one.learner.id: [] for one in crowd}
    states: dict[int, dict[str, Progress]] = {}
    usual: dict[str, float] = {}
    found = False
    for tick in range(0, LASTS_MIN * 60, TICK_S):
        now = START + timedelta(seconds=tick)
        session = replace(crowd[0].session, pauses=pauses(now))
        for one in crowd:
            one.session = session
            if one.step(now, TICK_S) or one.learner.id not in states:
                states[one.learner.id] = one.standing.progress(library)
        if tick % 60 == 0:
            usual = medians(one.standing for one in crowd)
        assessed = []
        for one in (one for one in crowd if one.learner.joined_at <= now):
            mine = states[one.learner.id]
            it = situate(one.standing, mine, one.presence, library, usual)
            verdict = attention.assess(it, limits, now)
            follow(flags[one.learner.id], verdict, now)
            assessed.append((it, verdict))
        met = Counter(
            ref for mine in states.values() for ref in mine if mine[ref].status is not Status.TODO
        )
        found = found or bool(attention.groups(assessed, met, limits))
    for one in crowd:
        tally.add(one, flags[one.learner.id])
    tally.groups += 1
    tally.groups_found += found
    tally.hours += people * LASTS_MIN / 60


def pauses(now: datetime) -> tuple[Interval, ...]:
    begins, ends = (START + timedelta(minutes=minute) for minute in PAUSE_MIN)
    return () if now < begins else (Interval(begins, ends if now >= ends else None),)


def room_of(library: Library, people: int, with_trouble: float, rng: random.Random) -> list[Person]:
    """People who come within five minutes. One exercise is too hard for some of the others."""
    plan = next(one for one in library.plans if one.id == PLAN)
    session = Session(1, 1, "482915", "link", "", plan, "calm", 1000, "", START)
    hard = plan.exercises[len(plan.exercises) // 2]
    crowd = []
    for number in range(1, people + 1):
        comes = START + timedelta(seconds=rng.uniform(0, 300))
        learner = Learner(number, 1, f"P{number}", "", "", comes, comes)
        own = random.Random(rng.random())
        trouble = trouble_of(number, comes, own) if own.random() < with_trouble else None
        stopped = hard if trouble is None and own.random() < HARD_SHARE else None
        one = Person(learner, session, [], library, own, trouble, stopped)
        one.refs = one.standing.refs(library)
        crowd.append(one)
    return crowd


def follow(flags: list[Flag], verdict: Verdict, now: datetime) -> None:
    """Note the signals that hold; one that comes back at once is the same."""
    shown = [signal.id for signal in verdict.signals]
    if verdict.ahead and verdict.state != "done":
        shown.append("S11")
    for signal in shown:
        same = [one for one in flags if one.signal == signal and now - one.last_at <= GAP]
        if same:
            same[0].last_at = now
        else:
            flags.append(Flag(signal, now, now))
