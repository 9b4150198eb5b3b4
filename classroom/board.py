"""The board of a session as data: who stands where, who needs the mediator now and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from classroom import attention, path
from classroom.attention import Situation, Verdict
from classroom.domain import Learner, Progress, Session
from classroom.live import Hub
from classroom.modules import Library
from classroom.path import Standing
from classroom.room import Room, situate

NEEDY = ("call", "stuck", "watch")


@dataclass(frozen=True, slots=True)
class Tile:
    """One learner on the dashboard. `facts` are the values of the reason sentence."""

    learner_id: int
    name: str
    seat: str
    state: str
    signal: str
    facts: tuple[tuple[str, Any], ...]
    since: datetime | None
    since_min: int
    exercise_title: str
    exercise_number: int
    done: int
    total: int
    tries: int
    dots: tuple[tuple[int, str, str], ...]
    visited_min: int | None
    on_the_way: bool
    has_call: bool
    call_title: str
    to_see: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """The line at the top: counts and the state of the session."""

    present: int
    total: int
    done: int
    waiting_count: int
    paused_at: datetime | None
    locked: bool
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Someone who came while the session was locked."""

    learner_id: int
    name: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """One exercise of the matrix, with how many are stuck on it and how many did it."""

    ref: str
    number: int
    title: str
    failing: int
    done_count: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the dashboard shows at one moment. `tiles` are in order of arrival,
    `attention` in order of need."""

    session: Session
    strip: Strip
    attention: tuple[Tile, ...]
    tiles: tuple[Tile, ...]
    waiting: tuple[Waiting, ...]
    removed: tuple[Waiting, ...]
    exercises: tuple[Column, ...]
    updated_at: datetime = field(compare=False)


class BoardMaker:
    """Makes boards of one session, assessing again only those who changed unless asked for all."""

    def __init__(self, room: Room, hub: Hub, library: Library) -> None:
        self.room, self.hub, self.library = room, hub, library
        self._states: dict[int, tuple[Standing, dict[str, Progress], tuple[bool, ...]]] = {}
        self._assessed: dict[int, tuple[Situation, Verdict, Tile]] = {}
        self._medians: dict[str, float] = {}

    def board(self, now: datetime, changed: set[int] | None = None) -> Board:
        """The board at `now`; with None every learner is assessed again.

        That of a closed session stays as it was when it closed.
        """
        now = self.room.session.closed_at or now
        if changed is None:
            self._medians = self.room.medians()
        for learner_id, standing in self.room.standings.items():
            if changed is None or learner_id in changed or learner_id not in self._assessed:
                self._assessed[learner_id] = self._assess(standing, now)
        return self._compose(now)

    def states(self, learner_id: int) -> dict[str, Progress]:
        """Progress of one learner, computed anew only when something of theirs changed."""
        return self._known(learner_id)[1]

    def done(self, learner_id: int) -> tuple[bool, ...]:
        """Which exercises one learner has done, in the order of the plan."""
        return self._known(learner_id)[2]

    def _known(self, learner_id: int) -> tuple[Standing, dict[str, Progress], tuple[bool, ...]]:
        standing = self.room.standings[learner_id]
        known = self._states.get(learner_id)
        if known is None or known[0] is not standing:
            states = standing.progress(self.library)
            done = tuple(state.is_done for state in states.values())
            known = self._states[learner_id] = (standing, states, done)
        return known

    def verdict(self, learner_id: int) -> Verdict:
        return self._assessed[learner_id][1]

    def tile(self, learner_id: int) -> Tile:
        return self._assessed[learner_id][2]

    def _assess(self, standing: Standing, now: datetime) -> tuple[Situation, Verdict, Tile]:
        presence = self.hub.presence_or_absence(standing.learner.id)
        states = self.states(standing.learner.id)
        situation = situate(standing, states, presence, self.library, self._medians)
        verdict = attention.assess(situation, attention.PACES[standing.session.pace], now)
        tile = draw_tile(standing, states, situation, verdict, self.library, now)
        return situation, verdict, tile

    def _compose(self, now: datetime) -> Board:
        session = self.room.session
        here = [s.learner for s in self.room.standings.values() if s.learner.removed_at is None]
        seen = [learner for learner in here if learner.approved_at is not None]
        tiles = [self.tile(learner.id) for learner in seen]
        return Board(
            session=session,
            strip=Strip(
                present=sum(tile.state != "offline" and tile.signal != "S10" for tile in tiles),
                total=len(tiles),
                done=sum(tile.state == "done" for tile in tiles),
                waiting_count=len(here) - len(seen),
                paused_at=session.paused_at,
                locked=session.locked_at is not None,
                closed_at=session.closed_at,
            ),
            attention=self._by_need(seen, now) if session.closed_at is None else (),
            tiles=tuple(tiles),
            waiting=tuple(
                Waiting(x.id, x.name, x.joined_at)
                for x in here
                if x.approved_at is None and session.closed_at is None
            ),
            removed=tuple(
                Waiting(s.learner.id, s.learner.name, s.learner.joined_at)
                for s in self.room.standings.values()
                if s.learner.removed_at is not None
            ),
            exercises=self._columns(seen),
            updated_at=now,
        )

    def _by_need(self, seen: Sequence[Learner], now: datetime) -> tuple[Tile, ...]:
        needy = [
            self._assessed[learner.id][:2]
            for learner in seen
            if self.verdict(learner.id).state in NEEDY or self.tile(learner.id).on_the_way
        ]
        limits = attention.PACES[self.room.session.pace]
        return tuple(self.tile(ref) for ref in attention.rank(needy, limits, now))

    def _columns(self, seen: Sequence[Learner]) -> tuple[Column, ...]:
        refs = path.available(self.room.session, self.library)
        done = [sum(column) for column in zip(*(self.done(x.id) for x in seen), strict=True)]
        failing = Counter(
            self.tile(learner.id).exercise_number
            for learner in seen
            if self.tile(learner.id).state == "stuck"
        )
        return tuple(
            Column(ref, number, self.library.exercise(ref).title, failing[number], done_count)
            for number, (ref, done_count) in enumerate(
                zip(refs, done or [0] * len(refs), strict=True), start=1
            )
        )


def draw_tile(
    standing: Standing,
    states: dict[str, Progress],
    situation: Situation,
    verdict: Verdict,
    library: Library,
    now: datetime,
) -> Tile:
    refs = list(states)
    current = situation.exercise
    signal = verdict.signal
    since = signal.since if signal else None
    seen_at = situation.last_visit_at
    return Tile(
        learner_id=standing.learner.id,
        name=standing.learner.name,
        seat=standing.learner.seat,
        state=verdict.state,
        signal=signal.id if signal else "",
        facts=tuple(dict(signal.facts).items()) if signal else (),
        since=since,
        since_min=minutes_between(since, now) or 0,
        exercise_title=library.exercise(current).title if current else "",
        exercise_number=refs.index(current) + 1 if current else 0,
        done=sum(state.is_done for state in states.values()),
        total=len(states),
        tries=states[current].tries if current else 0,
        dots=tuple(
            (number, states[ref].status.value, library.exercise(ref).title)
            for number, ref in enumerate(refs, start=1)
        ),
        visited_min=minutes_between(seen_at, now),
        on_the_way=situation.on_the_way_since is not None,
        has_call=situation.help_asked_at is not None,
        call_title=call_title(standing, library),
        to_see=calls_to_look(standing, library),
    )


def call_title(standing: Standing, library: Library) -> str:
    """The exercise on which the open call was made; the person may have gone on since."""
    call = standing.open_request
    ref = call.exercise if call else None
    return library.exercise(ref).title if ref and library.has(ref) else ""


def calls_to_look(standing: Standing, library: Library) -> bool:
    """The open call says that something is done, for the mediator to see."""
    call = standing.open_request
    return call is not None and bool(call.exercise) and path.to_see(library, call.exercise or "")


def minutes_between(start: datetime | None, end: datetime) -> int | None:
    return None if start is None else max(0, int((end - start).total_seconds() // 60))
