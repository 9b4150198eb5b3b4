"""Erasing while people work: the schedule kept by the hour, and every screen told at once."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

import structlog
from sqlite_utils import Database

from classroom import erasing, shredding
from classroom.journal import Journal
from classroom.live import Hub
from classroom.refusals import NotStored
from classroom.settings import Settings
from classroom.store import retention
from classroom.store.engine import Store
from classroom.store.erasures import Erasure

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger()

EVERY_S = 3600.0


class Eraser:
    """One for each process; several on one database share the work without meeting."""

    def __init__(
        self, settings: Settings, store: Store, hub: Hub, clock: Callable[[], datetime]
    ) -> None:
        self._settings, self._store, self._hub, self._clock = settings, store, hub, clock
        self.journal = Journal(settings.journal)
        self._recovered = False
        self._wake = asyncio.Event()
        self._shredding = asyncio.Lock()

    async def recover(self) -> None:
        """Before anyone is served: whoever was erased is not here again. A disk that refuses is
        asked again by the schedule."""
        try:
            if not self._settings.database_url:
                await asyncio.to_thread(shredding.sweep, self._settings)
            await asyncio.to_thread(erasing.recover, self._store, self.journal, self._clock())
        except NotStored as error:
            log.error("journal_not_replayed", reason=str(error.facts.get("reason")))
        else:
            self._recovered = True

    async def run(self) -> None:
        """Keep the schedule until cancelled: now, every hour, and after each erasure by hand."""
        while True:
            self._wake.clear()
            try:
                if not self._recovered:
                    await self.recover()
                await self.purge()
                # What other processes erased, and what the disk refused to write down.
                await asyncio.to_thread(erasing.catch_up, self._store, self.journal)
                await self.shred()
            except NotStored as error:
                log.error("purge_failed", reason=str(error.facts.get("reason")))
            except OSError as error:
                log.error("purge_failed", reason=error.strerror)
            with contextlib.suppress(TimeoutError):
                # Processes that started together do not stay together.
                async with asyncio.timeout(EVERY_S * random.uniform(0.9, 1.1)):
                    await self._wake.wait()

    async def purge(self) -> list[Erasure]:
        """Erase what is due, a session at a time, so that answers pass in between."""
        now, keep_days = self._clock(), self._settings.keep_days
        erased = []
        for session_id in await self._write(retention.due, now, keep_days):
            made = await self._write(erasing.whole_if_due, session_id, keep_days, now)
            if made is not None:
                erased.append(made)
                await self._tell([made])
        return erased

    async def session(self, session_id: int) -> Erasure | None:
        """The mediator erases a whole session; None when it is done already."""
        made = await self._write(erasing.whole, session_id, "mediator", self._clock())
        await self._tell([made] if made else [])
        self._wake.set()
        return made

    async def person(self, learner_id: int, cause: str) -> list[Erasure]:
        """One person is erased, by themselves or by the mediator."""
        made = await self._write(erasing.person, learner_id, cause, self._clock())
        await self._tell(made)
        self._wake.set()
        return made

    async def shred(self) -> None:
        """Once nobody is disturbed by it, leave nothing of what was erased in any file."""
        store, settings, journal = self._store, self._settings, self.journal
        async with self._shredding:
            now, is_quiet = self._clock(), self._hub.is_quiet()
            if await asyncio.to_thread(
                shredding.is_waiting, store, settings, now, is_quiet=is_quiet
            ):
                await asyncio.to_thread(shredding.shred, store, settings, journal, now)
            elif not settings.database_url:
                await asyncio.to_thread(shredding.clear_copies, store, settings, journal, now)

    async def _write(
        self, fn: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Durably, in a thread: it may take longer than an answer."""
        return await asyncio.to_thread(partial(self._store.write_now, fn, *args, **kwargs))

    async def _tell(self, made: Iterable[Erasure]) -> None:
        """The journal first, then the screens."""
        made = list(made)
        await asyncio.to_thread(erasing.note, self.journal, made)
        for one in made:
            self._hub.dismiss(one.session_id, one.learner_ids)
            self._hub.publish(one.session_id)
