"""What commands do to an instance: through the server that holds the data folder, or without."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from classroom import erasing, membership, shredding
from classroom.domain import Account, Plan, Session
from classroom.journal import Journal
from classroom.modules import Library
from classroom.refusals import NotStored
from classroom.server import CannotStart, held, learner_url, open_store, running
from classroom.settings import Settings
from classroom.signing import Signer, load_keys, new_token, token_hash
from classroom.store import accounts, copying, erasures, retention, sessions
from classroom.store.engine import Store, read_beside
from classroom.store.sqlite import copy_to, former

TIMEOUT_S = 10


def open_session(settings: Settings, plan_id: str, title: str) -> dict[str, Any]:
    """Open a session on a ready-made plan: id, code, join and dashboard URLs.

    Raises `CannotStart`.
    """
    library = Library.shipped(settings.language)
    plan = next((plan for plan in library.plans if plan.id == plan_id), None)
    if plan is None:
        known = ", ".join(plan.id for plan in library.plans)
        raise CannotStart("unknown_plan", plan=plan_id, known=known)
    if not settings.database_url and (staff := running(settings)):
        return ask_server(settings, staff, "staff/sessions", {"plan": plan_id, "title": title})
    return open_directly(settings, plan, title)


def ask_server(settings: Settings, staff: str, path: str, fields: dict[str, str]) -> dict[str, Any]:
    """Post to the running server as someone who can read the data folder. Raises `CannotStart`."""
    key = Signer(load_keys(settings.keys)).console_key
    request = urllib.request.Request(
        f"{staff}{path}",
        urllib.parse.urlencode(fields).encode(),
        {"Authorization": f"Bearer {key}", "Origin": staff.rstrip("/")},
    )
    # Straight to loopback: a proxy of the machine has no business here.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT_S) as response:
            answer: dict[str, Any] = json.load(response)
            return answer
    except urllib.error.HTTPError as error:
        with error:
            raise CannotStart("refused_by_server", reason=str(error.code)) from error
    except OSError as error:
        raise CannotStart("server_unreachable") from error


def add_organisation(settings: Settings, name: str) -> dict[str, Any]:
    """A new organisation: id, name, and the link of its administrator. Raises `CannotStart`."""
    if not settings.public_url:
        raise CannotStart("not_a_server")
    if not settings.database_url and (staff := running(settings)):
        return ask_server(settings, staff, "console/organisations", {"name": name})
    with held(settings):
        store, token = open_store(settings), new_token()
        try:
            now = datetime.now(UTC)
            made = store.write_now(membership.open_organisation, name, token_hash(token), now)
        finally:
            store.close()
    return {"id": made, "name": name, "url": f"{settings.public_url}invitation/{token}"}


def open_directly(settings: Settings, plan: Plan, title: str) -> dict[str, Any]:
    """No server holds the folder: write to the database ourselves."""
    with held(settings):
        store = open_store(settings)
        try:
            now = datetime.now(UTC)
            opening = sessions.Opening(title=title.strip()[:80] or plan.title, plan=plan)
            opened = store.write_now(add_session, opening, now)
        finally:
            store.close()
    learners = learner_url(settings, settings.learner_port)
    return {
        "id": opened.id,
        "code": opened.join_code,
        "join_url": f"{learners}j/{opened.link_token}",
        "dashboard_url": f"http://localhost:{settings.port}/staff/sessions/{opened.id}",
    }


def add_session(db: Any, opening: sessions.Opening, now: datetime) -> Session:
    account: Account = accounts.local(db, now)
    return sessions.add(db, account, opening, new_token(), now)


def restore(settings: Settings, source: Path) -> tuple[Path, int]:
    """Put a copy back in place; what was there goes to the backups. Its path, and how many people
    and sessions in the copy were erased again because the journal says so.

    Raises `CannotStart`.
    """
    if settings.database_url:
        raise CannotStart("backup_elsewhere")
    candidate = settings.data / shredding.RESTORING
    try:
        check(source)
        with held(settings):
            candidate.unlink(missing_ok=True)
            copy_to(source, candidate)
            erased = replayed(settings, candidate)
            kept = backup(settings, None) if settings.database.exists() else source
            # The log of the old file must not be read into the new one.
            for log in ("-wal", "-shm"):
                settings.database.with_name(settings.database.name + log).unlink(missing_ok=True)
            candidate.replace(settings.database)
    except (OSError, sqlite3.Error, NotStored) as error:
        raise CannotStart("restore_failed", source=source, reason=str(error)) from error
    finally:
        for left in (candidate, former(candidate)):
            left.unlink(missing_ok=True)
    return kept, erased


def replayed(settings: Settings, candidate: Path) -> int:
    """Nobody comes back with a copy who was erased since. What the database that is still in place
    erased counts too, journal or not."""
    journal, now = Journal(settings.journal), datetime.now(UTC)
    if settings.database.exists():
        with contextlib.suppress(CannotStart), opened(settings) as present:
            erasing.catch_up(present, journal)
    store = open_store(settings, candidate)
    try:
        again = erasing.recover(store, journal, now)
        store.shred()
    finally:
        store.close()
    return len(again)


def purge(settings: Settings, *, dry_run: bool) -> dict[str, Any]:
    """Erase what has been kept long enough, or count it: sessions, people, answers, and the days
    after which. Raises `CannotStart`."""
    if dry_run:
        return to_purge(settings)
    if not settings.database_url and (staff := running(settings)):
        return ask_server(settings, staff, "staff/privacy/purge", {})
    if not settings.database_url and not settings.database.exists():
        raise CannotStart("no_database", data=settings.data)
    with held(settings), opened(settings) as store:
        journal, now = Journal(settings.journal), datetime.now(UTC)
        try:
            if not settings.database_url:
                shredding.sweep(settings)
            erasing.recover(store, journal, now)
            made = list(erasing.purge(store, journal, settings.keep_days, now))
            if shredding.is_waiting(store, settings, now, is_quiet=True):
                shredding.shred(store, settings, journal, now)
        except (NotStored, OSError) as error:
            raise CannotStart("purge_failed", reason=str(error)) from error
    return erasures.totals(made) | {"keep_days": settings.keep_days}


def to_purge(settings: Settings) -> dict[str, Any]:
    """What a purge would erase now; nothing is changed."""
    if not settings.database_url and not settings.database.exists():
        raise CannotStart("no_database", data=settings.data)
    place = settings.database_url or settings.database
    found = read_beside(place, retention.due_counts, datetime.now(UTC), settings.keep_days)
    return {**found, "keep_days": settings.keep_days}


def check(source: Path) -> None:
    """Raises `sqlite3.Error` for a file that is no whole database of ours."""
    conn = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
    try:
        found = conn.execute("pragma integrity_check").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        conn.execute("select count(*) from session").fetchone()
    finally:
        conn.close()


def copy(source: Settings, target: Settings) -> list[copying.Copied]:
    """Everything from one store to another, empty one. Raises `CannotStart`."""
    with contextlib.ExitStack() as stack:
        for settings in (source, target):
            stack.enter_context(held(settings))
        here, there = (stack.enter_context(opened(s)) for s in (source, target))
        try:
            erasing.recover(here, Journal(source.journal), datetime.now(UTC))
            return copying.copy(here, there)
        except copying.NotEmpty as error:
            raise CannotStart("target_not_empty") from error
        except (copying.Differs, NotStored) as error:
            raise CannotStart("copy_differs", reason=str(error)) from error


def migrate(settings: Settings) -> None:
    """Raises `CannotStart`."""
    with held(settings), opened(settings):
        pass


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    try:
        yield store
    finally:
        store.close()


def free_name(folder: Path) -> Path:
    """A file of this second that is not there yet."""
    name = f"classroom-{datetime.now():%Y-%m-%d-%H%M%S}"
    taken = sum(file.name.startswith(name) for file in folder.glob("*"))
    return folder / (f"{name}-{taken + 1}.db" if taken else f"{name}.db")


def backup(settings: Settings, target: Path | None) -> Path:
    """A consistent copy, taken while answers may be flowing. Raises `CannotStart`."""
    if settings.database_url:
        raise CannotStart("backup_elsewhere")
    if not settings.database.exists():
        raise CannotStart("no_database", data=settings.data)
    target = target or free_name(settings.data / "backups")
    if target.exists():
        raise CannotStart("target_exists", target=target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_to(settings.database, target)
    except (OSError, sqlite3.Error) as error:
        target.unlink(missing_ok=True)
        raise CannotStart("copy_failed", target=target, reason=str(error)) from error
    return target
