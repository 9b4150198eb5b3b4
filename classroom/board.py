"""The board of a session as data: who stands where, who needs the mediator now and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from classroom import attention, path, planclock
from classroom.attention import Group, Situation, Thresholds, Verdict, thresholds
from classroom.domain import Learner, Progress, Session, Status
from classroom.intervals import active_seconds
from classroom.live import Hub
from classroom.modules import Library
from classroom.path import Standing
from classroom.planclock import PlanClock, Walker
from classroom.room import Room, situate
from classroom.seating import Cell, Zone, cells, zones
from classroom.tile import Tile, draw_tile

NEEDY = ("call", "stuck", "watch")


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
    """One exercise of the matrix, with how many are stuck on it, did it, or have it on
    their screen."""

    ref: str
    number: int
    title: str
    failing: int
    done_count: int
    here_count: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """Several people stuck on one exercise; their names in the order of arrival."""

    ref: str
    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the dashboard shows at one moment. `tiles` are in order of arrival,
    `attention` in order of need; `questions` counts those still to come back to;
    `cells` are the rows of the room, seen from its front; `zones` its parts, once there are too
    many people for one pair of eyes."""

    session: Session
    strip: Strip
    attention: tuple[Tile, ...]
    crowds: tuple[Crowd, ...]
    tiles: tuple[Tile, ...]
    waiting: tuple[Waiting, ...]
    removed: tuple[Waiting, ...]
    exercises: tuple[Column, ...]
    clock: PlanClock | None
    questions: int
    cells: tuple[tuple[Cell, ...], ...]
    zones: tuple[Zone, ...]
    updated_at: datetime = field(compare=False)

    def within(self, zone: str) -> Board:
        """The same board, with the people of one zone alone."""
        tiles, needy = (
            tuple(tile for tile in some if tile.zone == zone)
            for some in (self.tiles, self.attention)
        )
        return replace(self, tiles=tiles, attention=needy)


class BoardMaker:
    """Makes boards of one session, assessing again only those who changed unless asked for all."""

    def __init__(self, room: Room, hub: Hub, library: Library) -> None:
        self.room, self.hub, self.library = room, hub, library
        self._states: dict[int, tuple[Standing, dict[str, Progress]]] = {}
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
        standing = self.room.standings[learner_id]
        known = self._states.get(learner_id)
        if known is None or known[0] is not standing:
            known = self._states[learner_id] = (standing, standing.progress(self.library))
        return known[1]

    @property
    def limits(self) -> Thresholds:
        """When attention asks to look in this session."""
        return thresholds.of(self.room.session.pace, self.room.session.thresholds)

    def verdict(self, learner_id: int) -> Verdict:
        return self._assessed[learner_id][1]

    def tile(self, learner_id: int) -> Tile:
        return self._assessed[learner_id][2]

    def _assess(self, standing: Standing, now: datetime) -> tuple[Situation, Verdict, Tile]:
        host_id = standing.learner.with_id
        presence = self.hub.presence_or_absence(host_id or standing.learner.id)
        standing_of_host = self.room.standings.get(host_id) if host_id else None
        host = standing_of_host.learner.name if standing_of_host else ""
        states = self.states(standing.learner.id)
        situation = situate(standing, states, presence, self.library, self._medians)
        verdict = attention.assess(situation, self.limits, now)
        tile = draw_tile(standing, states, situation, verdict, self.library, now, host)
        return situation, verdict, tile

    def _compose(self, now: datetime) -> Board:
        session = self.room.session
        here = [s.learner for s in self.room.standings.values() if s.learner.removed_at is None]
        seen = [learner for learner in here if learner.approved_at is not None]
        tiles = [self.tile(learner.id) for learner in seen]
        crowds = self.crowds(seen) if session.closed_at is None else ()
        crowded = {one for group in crowds for one in group.learner_ids}
        needy = self._by_need(seen, crowded, now) if session.closed_at is None else ()
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
            attention=needy,
            crowds=tuple(
                Crowd(
                    group.exercise,
                    self.library.exercise(group.exercise).title,
                    tuple(self.tile(one).name for one in group.learner_ids),
                )
                for group in crowds
            ),
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
            clock=self._clock(seen, now) if session.closed_at is None else None,
            questions=self.room.questions,
            cells=cells(self.room.places, seen),
            zones=zones(tiles, needy),
            updated_at=now,
        )

    def _clock(self, seen: Sequence[Learner], now: datetime) -> PlanClock | None:
        """Runs from the first arrival, for the minutes of the plan, unless the end was moved."""
        session = self.room.session
        if not seen:
            return None
        began = min(learner.joined_at for learner in seen)
        walkers, refs = [], set[str]()
        for learner in seen:
            states = self.states(learner.id)
            refs.update(states)
            # What was passed in an earlier session says nothing of the pace of this one.
            left = frozenset(ref for ref, state in states.items() if not state.is_done)
            done = frozenset(
                ref
                for ref, state in states.items()
                if state.is_done and (state.passed_at or now) >= session.opened_at
            )
            active_min = active_seconds(learner.joined_at, now, session.pauses) / 60
            walkers.append(Walker(left, done, active_min))
        estimates = {ref: self.library.exercise(ref).estimate_min for ref in refs}
        ends_at = session.ends_at or began + timedelta(minutes=session.plan.minutes)
        return planclock.read(session.plan.steps, estimates, walkers, ends_at, now)

    def crowds(self, seen: Sequence[Learner]) -> tuple[Group, ...]:
        """Groups of people stuck on one exercise, of those who reached it."""
        reached = Counter(
            ref
            for learner in seen
            for ref, state in self.states(learner.id).items()
            if state.status is not Status.TODO
        )
        people = [self._assessed[learner.id][:2] for learner in seen if learner.with_id is None]
        return attention.groups(people, reached, self.limits)

    def _by_need(
        self, seen: Sequence[Learner], crowded: Collection[int], now: datetime
    ) -> tuple[Tile, ...]:
        needy = [
            self._assessed[learner.id][:2]
            for learner in seen
            if learner.id not in crowded
            and (learner.with_id is None or self.verdict(learner.id).state == "call")
            and (self.verdict(learner.id).state in NEEDY or self.tile(learner.id).on_the_way)
        ]
        limits = self.limits
        return tuple(self.tile(ref) for ref in attention.rank(needy, limits, now))

    def _columns(self, seen: Sequence[Learner]) -> tuple[Column, ...]:
        refs = path.available(self.room.session, self.library)
        done = Counter(
            ref
            for learner in seen
            for ref, state in self.states(learner.id).items()
            if state.is_done
        )
        failing = Counter(
            self.tile(learner.id).exercise_number
            for learner in seen
            if self.tile(learner.id).state == "stuck"
        )
        # What was put in and withdrawn is a column only where someone passed it meanwhile.
        met = {ref for learner in seen for ref in self.states(learner.id)}
        met.update(self.room.session.plan.exercises)
        here = Counter(self.tile(learner.id).exercise_number for learner in seen)
        return tuple(
            Column(
                ref,
                number,
                self.library.exercise(ref).title,
                failing[number],
                done[ref],
                here[number],
            )
            for number, ref in enumerate(refs, start=1)
            if ref in met
        )
