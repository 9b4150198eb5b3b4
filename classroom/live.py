"""Who changed, and who is there: the hub of one process, and what others told it.

A publication says *who* changed, never *what*: each stream reads the state again
and draws it, so there is nothing to replay and nothing to miss. What waits for a
slow reader is a set of names, which cannot grow past the people in the room.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlite_utils import Database

from classroom.presence import Presence, merged
from classroom.refusals import TooManyStreams
from classroom.settings import STREAMS_MAX, STREAMS_PER_OWNER_MAX
from classroom.store.presence import Sighting

# Stands for everybody in a session: the session itself changed.
EVERYONE = 0


class Subscription:
    """The changes that one stream has not drawn yet."""

    __slots__ = ("_changed", "_waiting", "ended")

    def __init__(self) -> None:
        self._changed: set[int] = set()
        self._waiting: asyncio.Future[None] | None = None
        # The seat was erased: its number may be another person's soon.
        self.ended = False

    def end(self) -> None:
        self.ended = True
        self.tell(EVERYONE)

    def tell(self, learner_id: int) -> None:
        self._changed.add(learner_id)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def changes(self, timeout_s: float) -> set[int]:
        """The learners changed since the last call; empty after `timeout_s` without any."""
        if not self._changed:
            self._waiting = asyncio.get_running_loop().create_future()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout_s):
                    await self._waiting
            self._waiting = None
        changed, self._changed = self._changed, set()
        return changed


@dataclass(slots=True)
class Room:
    """The open streams of one session: those that watch it whole, and those of each seat."""

    watchers: set[Subscription] = field(default_factory=set)
    seats: dict[int, set[Subscription]] = field(default_factory=dict)

    def listeners(self, learner_id: int) -> Iterator[Subscription]:
        yield from self.watchers
        if learner_id == EVERYONE:
            for subscriptions in self.seats.values():
                yield from subscriptions
        else:
            yield from self.seats.get(learner_id, ())


class Hub:
    """Publish, subscribe and presence for the streams of this process."""

    def __init__(self, clock: Callable[[], datetime], streams_max: int = STREAMS_MAX) -> None:
        self._clock, self._streams_max = clock, streams_max
        self._started_at = clock()
        self._rooms: dict[int, Room] = {}
        self._owners: Counter[str] = Counter()
        self._streams: set[asyncio.Task[object]] = set()
        self._closing = False
        self._presences: dict[int, Presence] = {}
        self._elsewhere: dict[int, list[Sighting]] = {}
        self._changed_at: dict[int, datetime] = {}
        self.bus: Bus | None = None

    def publish(self, session_id: int, learner_id: int = EVERYONE) -> None:
        """Tell every stream concerned, in every process, that this learner, or the whole
        session, changed."""
        self.tell(session_id, learner_id)
        if self.bus:
            self.bus.announce(session_id, learner_id)

    def tell(self, session_id: int, learner_id: int = EVERYONE) -> None:
        """The same for the streams of this process alone."""
        room = self._rooms.get(session_id)
        for subscription in room.listeners(learner_id) if room else ():
            subscription.tell(learner_id)

    def refuse_excess(self, owner: str) -> None:
        """Raises `TooManyStreams` when the bound in all, or that of one owner, is reached."""
        if len(self._streams) >= self._streams_max or self._owners[owner] >= STREAMS_PER_OWNER_MAX:
            raise TooManyStreams

    @contextmanager
    def admit(self, owner: str) -> Iterator[None]:
        """Count one stream, which the current task sends, while it is open."""
        task = asyncio.current_task()
        assert task is not None
        self._owners[owner] += 1
        self._streams.add(task)
        try:
            yield
        finally:
            self._streams.discard(task)
            self._owners[owner] -= 1
            if not self._owners[owner]:
                del self._owners[owner]

    def is_closing(self) -> bool:
        """True once the server stops."""
        return self._closing

    def close(self) -> None:
        """The server stops: every stream ends at once, and browsers come back to another."""
        self._closing = True
        for task in self._streams:
            task.cancel()

    @contextmanager
    def watch(self, session_id: int) -> Iterator[Subscription]:
        """Hear of every change in a session."""
        room = self._rooms.setdefault(session_id, Room())
        subscription = Subscription()
        room.watchers.add(subscription)
        try:
            yield subscription
        finally:
            room.watchers.discard(subscription)
            self._tidy(session_id, room)

    @contextmanager
    def attend(self, session_id: int, learner_id: int) -> Iterator[Subscription]:
        """Be present as a learner, and hear of one's own changes and the session's."""
        room = self._rooms.setdefault(session_id, Room())
        subscription = Subscription()
        room.seats.setdefault(learner_id, set()).add(subscription)
        presence = self.presence(learner_id)
        presence.streams += 1
        presence.offline_since = None
        self.publish(session_id, learner_id)
        try:
            yield subscription
        finally:
            room.seats[learner_id].discard(subscription)
            presence.streams -= 1
            if presence.streams == 0:
                del room.seats[learner_id]
                if not subscription.ended:
                    self.presence(learner_id).offline_since = self._clock()
                    self.publish(session_id, learner_id)
            self._tidy(session_id, room)

    def _tidy(self, session_id: int, room: Room) -> None:
        if not room.watchers and not room.seats:
            self._rooms.pop(session_id, None)

    def presence(self, learner_id: int) -> Presence:
        """The presence of a learner, to be changed; made on first sight."""
        if self.bus:
            self._changed_at[learner_id] = self._clock()
        return self._presences.setdefault(learner_id, Presence())

    def presence_or_absence(self, learner_id: int) -> Presence:
        """For reading: whoever was not seen since this process started is offline since then."""
        here = self._presences.get(learner_id)
        seen = self._elsewhere.get(learner_id)
        if seen:
            mine = [self.sighting(learner_id)] if here else []
            return merged([*seen, *mine])
        return here or Presence(offline_since=self._started_at)

    def sighting(self, learner_id: int) -> Sighting:
        """What this process knows of a learner it has seen."""
        here = self._presences[learner_id]
        return Sighting(
            learner_id=learner_id,
            streams=here.streams,
            offline_since=here.offline_since,
            exercise=here.exercise,
            opened_at=here.opened_at,
            last_input_at=here.last_input_at,
            hidden=tuple(here.hidden),
            slips=tuple(here.slips),
            changed_at=self._changed_at.get(learner_id, self._started_at),
        )

    def look(
        self, db: Database, session_id: int, learner_id: int | None = None
    ) -> Sequence[Sighting]:
        """Part of a reading, for `learn`: what other processes, if there are any, saw of a
        session or of one learner."""
        return self.bus.look(db, session_id, learner_id) if self.bus else ()

    def learn(self, seen: Iterable[Sighting]) -> None:
        """Take in what other processes saw, all of it for each learner it names."""
        heard: dict[int, list[Sighting]] = {}
        for sighting in seen:
            heard.setdefault(sighting.learner_id, []).append(sighting)
        self._elsewhere.update(heard)
        for learner_id, sightings in heard.items():
            latest = max(sightings, key=lambda sighting: sighting.changed_at)
            here = self._presences.get(learner_id)
            if here and latest.changed_at > self._changed_at.get(learner_id, self._started_at):
                here.follow(latest)

    def changes_since(self, at: datetime) -> list[Sighting]:
        """Sightings of this process that changed at or after a moment."""
        return [self.sighting(i) for i, changed in self._changed_at.items() if changed >= at]

    def everyone_changed(self) -> None:
        """Something may have been missed: every stream of this process draws anew."""
        for session_id in list(self._rooms):
            self.tell(session_id)

    def forget(self, learner_ids: Iterable[int]) -> None:
        """A session closed: only those whose stream is still open stay known."""
        for learner_id in learner_ids:
            presence = self._presences.get(learner_id)
            if presence is not None and presence.streams == 0:
                del self._presences[learner_id]
                self._changed_at.pop(learner_id, None)
            self._elsewhere.pop(learner_id, None)

    def dismiss(self, session_id: int, learner_ids: Iterable[int]) -> None:
        """Seats were erased: their streams end, and nothing of them is known any more."""
        room = self._rooms.get(session_id)
        for learner_id in learner_ids:
            for subscription in room.seats.get(learner_id, ()) if room else ():
                subscription.end()
            self._presences.pop(learner_id, None)
            self._changed_at.pop(learner_id, None)
            self._elsewhere.pop(learner_id, None)

    def is_quiet(self) -> bool:
        """True when no page is live."""
        return not self._streams


class Bus(Protocol):
    """Carries to the other processes who changed, never what."""

    def announce(self, session_id: int, learner_id: int) -> None: ...

    def look(self, db: Database, session_id: int, learner_id: int | None) -> list[Sighting]: ...
