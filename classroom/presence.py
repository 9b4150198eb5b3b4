"""What is known of one learner's browser, from what it says and what other processes saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from classroom.domain import Interval
from classroom.store.presence import Sighting

HIDDEN_MAX = 200
SLIPS_MAX = 10


@dataclass(slots=True)
class Presence:
    """What is known of one learner's browser, in memory only.

    `offline_since` is None while a stream is open, and for a browser that never
    opened one (no JavaScript): of that one nothing can be said.
    """

    streams: int = 0
    offline_since: datetime | None = None
    exercise: str | None = None
    opened_at: datetime | None = None
    last_input_at: datetime | None = None
    hidden: list[Interval] = field(default_factory=list)
    slips: list[datetime] = field(default_factory=list)

    def follow(self, latest: Sighting) -> None:
        """Take over what the learner did last, through another process."""
        self.exercise, self.opened_at = latest.exercise, latest.opened_at
        self.last_input_at, self.hidden = latest.last_input_at, list(latest.hidden)
        self.slips = list(latest.slips)

    @property
    def is_hidden(self) -> bool:
        return bool(self.hidden) and self.hidden[-1].end is None

    def open(self, exercise: str | None, now: datetime) -> None:
        """An exercise, or None for the path, is on the screen."""
        if exercise != self.exercise or self.opened_at is None:
            self.exercise, self.opened_at, self.hidden = exercise, now, []
            self.last_input_at = now

    def note_idle(self, idle_s: str, now: datetime) -> None:
        """The browser says for how many seconds nobody has touched it."""
        if idle_s.isascii() and idle_s.isdigit() and len(idle_s) <= 6:
            self.last_input_at = max(
                self.last_input_at or now, now - timedelta(seconds=int(idle_s))
            )

    def note_slips(self, count: str, now: datetime) -> None:
        """Presses on nothing and keys that wrote nowhere, counted since the browser last told."""
        if count.isascii() and count.isdigit() and len(count) <= 2:
            self.slips = [*self.slips, *[now] * int(count)][-SLIPS_MAX:]

    def show(self, visible: bool, now: datetime) -> None:
        if visible and self.is_hidden:
            self.hidden[-1] = Interval(self.hidden[-1].start, now)
        elif not visible and not self.is_hidden:
            self.hidden = [*self.hidden[-HIDDEN_MAX:], Interval(now)]


def merged(seen: Sequence[Sighting]) -> Presence:
    """One presence out of what several processes saw: there if any has a stream open."""
    latest = max(seen, key=lambda sighting: sighting.changed_at)
    streams = sum(sighting.streams for sighting in seen)
    gone = [sighting.offline_since for sighting in seen if sighting.offline_since]
    presence = Presence(streams, None if streams else max(gone, default=None))
    presence.follow(latest)
    return presence
