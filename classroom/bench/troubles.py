"""People with one known trouble each, or none, on the exercises of a plan. Seeded; no clock runs.

Each step of a few seconds they do what people do: read, think, try, err, look at another tab. A
trouble begins and ends at known moments; whoever has one does nothing else that is odd.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from classroom.domain import Act, Activity, Attempt, HelpRequest, Learner, Session
from classroom.modules import Library
from classroom.path import Standing
from classroom.presence import Presence

# What is wrong, the signal that should say so, and for how many minutes it lasts unless it is seen.
TROUBLES = {
    "calls": ("S1", 8),
    "errs": ("S2", 10),
    "begins_again": ("S3", 10),
    "slow": ("S4", 40),
    "stares": ("S5", 10),
    "never_begins": ("S6", 8),
    "guesses": ("S7", 8),
    "struggles": ("S8", 45),
    "clumsy": ("S9", 10),
    "cut": ("S10", 6),
    "ahead": ("S11", 75),
}
# Signals that another trouble explains as well: who errs may err again and again.
ALSO = {
    "errs": {"S3", "S7", "S8", "S4"},
    "begins_again": {"S2", "S8", "S4"},
    "slow": {"S5"},
    "stares": {"S4"},
    "never_begins": {"S5"},
    "guesses": {"S2", "S3", "S8"},
    "struggles": {"S2", "S3", "S7"},
    "cut": {"S4", "S5"},
}
BEGINS_MIN = (8, 40)
ERROR_RATE = 0.25
HARD_TRIES = 12
AHEAD_AFTER = 10
THINKS_S = (5, 60)
HIDES_EVERY_S, HIDES_S = 1200, (20, 90)
CLUMSY_EVERY_S = 25


@dataclass
class Trouble:
    """`seen_at` is when it was objectively there, which is later than its beginning for errors."""

    kind: str
    begins_at: datetime
    ends_at: datetime
    seen_at: datetime | None = None

    @property
    def signal(self) -> str:
        return TROUBLES[self.kind][0]

    def explains(self, signal: str) -> bool:
        return signal == self.signal or signal in ALSO.get(self.kind, ())


@dataclass
class Person:
    """One simulated learner. `work_s` is what is left to do before the next try."""

    learner: Learner
    session: Session
    refs: list[str]
    library: Library
    rng: random.Random
    trouble: Trouble | None
    hard: str | None
    attempts: list[Attempt] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    requests: list[HelpRequest] = field(default_factory=list)
    presence: Presence = field(default_factory=Presence)
    place: int = -1
    work_s: float = 0
    quiet_until: datetime | None = None
    hidden_until: datetime | None = None
    guessed_at: datetime | None = None

    @property
    def standing(self) -> Standing:
        return Standing(
            self.session,
            self.learner,
            tuple(self.attempts),
            tuple(self.activities),
            tuple(self.requests),
            (),
        )

    def has(self, kind: str, now: datetime) -> bool:
        it = self.trouble
        return it is not None and it.kind == kind and it.begins_at <= now < it.ends_at

    def step(self, now: datetime, seconds: float) -> bool:
        """Live for some seconds; true when something was kept."""
        if now < self.learner.joined_at:
            return False
        before = len(self.attempts), tuple(self.requests)
        self._call(now)
        if self.session.paused_at is None and self._is_there(now, seconds):
            self._work(now, seconds)
        return before != (len(self.attempts), tuple(self.requests))

    def _call(self, now: datetime) -> None:
        if self.has("calls", now) and not self.requests:
            self._notice(now)
            self.requests.append(HelpRequest(1, self.learner.id, None, now))
        elif self.requests and self.requests[0].is_open and not self.has("calls", now):
            call = self.requests[0]
            self.requests = [HelpRequest(call.id, call.learner_id, None, call.asked_at, now)]

    def _is_there(self, now: datetime, seconds: float) -> bool:
        """Not cut off, not on another tab, and begun."""
        if self.has("cut", now):
            self._notice(now)
            self.presence.offline_since = self.presence.offline_since or now
            return False
        self.presence.offline_since = None
        if self.has("never_begins", now):
            self._notice(now)
            return False
        if self.hidden_until and now >= self.hidden_until:
            self.presence.show(True, now)
            self.hidden_until = None
        elif self.hidden_until is None and self.rng.random() < seconds / HIDES_EVERY_S:
            self.presence.show(False, now)
            self.hidden_until = now + timedelta(seconds=self.rng.uniform(*HIDES_S))
        return self.hidden_until is None

    def _work(self, now: datetime, seconds: float) -> None:
        if self.place < 0 or self.work_s == 0:
            self._open_next(now)
        if self.place >= len(self.refs):
            return
        if self.has("stares", now):
            self._notice(now)
            return
        if self.has("clumsy", now) and self.rng.random() < seconds / CLUMSY_EVERY_S:
            self._notice(now)
            self.presence.note_slips("1", now)
        if self.quiet_until is None or now >= self.quiet_until:
            self.presence.last_input_at = now
            self.quiet_until = now + timedelta(seconds=self.rng.uniform(*THINKS_S))
        self.work_s -= seconds
        if self.has("guesses", now):
            self._guess(now)
        elif self.work_s <= 0:
            self._answer(now)

    def _open_next(self, now: datetime) -> None:
        self.place += 1
        if self.place >= len(self.refs):
            self.presence.open(None, now)
            return
        self.presence.open(self.refs[self.place], now)
        usual = self.library.exercise(self.refs[self.place]).estimate_min * 60
        # An estimate is generous: most are done before.
        self.work_s = usual * self.rng.lognormvariate(-0.6, 0.35)
        if self.has("slow", now):
            self._notice(now)
            self.work_s = usual * 5 + 600

    def _guess(self, now: datetime) -> None:
        """Three tries one upon the other, once a minute."""
        if self.work_s > 0 and self.guessed_at and now - self.guessed_at < timedelta(minutes=1):
            return
        self._notice(now)
        self.guessed_at, self.work_s = now, 60
        for later in (0, 2, 4):
            self._try(now + timedelta(seconds=later), right=False)

    def _answer(self, now: datetime) -> None:
        ref = self.refs[self.place]
        tried = self._tries(ref)
        wrong = (
            self.has("errs", now)
            or self.has("begins_again", now)
            or (self.has("struggles", now) and not tried)
        )
        if wrong or (ref == self.hard and tried < HARD_TRIES):
            self._notice(now)
            right = False
        else:
            right = bool(tried) or self.has("ahead", now) or self.rng.random() >= ERROR_RATE
        self._try(now, right)
        if self.has("begins_again", now) and self._tries(ref) % 2 == 0:
            number = len(self.activities) + 1
            self.activities.append(Activity(number, self.learner.id, ref, Act.REDO, now))
        if self.has("ahead", now) and len(self.attempts) >= AHEAD_AFTER:
            self._notice(now)
        self.work_s = 0 if right else self.rng.uniform(20, 60)

    def _tries(self, ref: str) -> int:
        return sum(attempt.exercise == ref for attempt in self.attempts)

    def _try(self, now: datetime, right: bool) -> None:
        number = len(self.attempts) + 1
        score = 1.0 if right else 0.0
        ref = self.refs[self.place]
        opened = self.presence.opened_at or now
        self.attempts.append(
            Attempt(
                number,
                self.learner.id,
                ref,
                f"try-{number}",
                "",
                {},
                score,
                right,
                now,
                round((now - opened).total_seconds()),
            )
        )

    def _notice(self, now: datetime) -> None:
        if self.trouble and self.trouble.seen_at is None and now >= self.trouble.begins_at:
            self.trouble.seen_at = now


def trouble_of(number: int, comes_at: datetime, rng: random.Random) -> Trouble:
    """Each kind as often as the others, from one person to the next."""
    kind = [*TROUBLES][number % len(TROUBLES)]
    begins = comes_at
    if kind not in ("never_begins", "ahead"):
        begins += timedelta(minutes=rng.uniform(*BEGINS_MIN))
    return Trouble(kind, begins, begins + timedelta(minutes=TROUBLES[kind][1]))
