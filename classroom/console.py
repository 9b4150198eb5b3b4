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

from classroom import membership
from classroom.domain import Account, Plan, Session
from classroom.modules import Library
from classroom.refusals import NotStored
from classroom.server import CannotStart, held, learner_url, open_store, running
from classroom.settings import Settings
from classroom.signing import Signer, load_keys, new_token, token_hash
from classroom.store import accounts, copying, sessions
from classroom.store.engine import Store
from classroom.store.sqlite import copy_to

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
        return ask_server(settings, staff, plan_id, title)
    return open_directly(settings, plan, title)


def ask_server(settings: Settings, staff: str, plan_id: str, title: str) -> dict[str, Any]:
    return ask(settings, staff, "staff/sessions", {"plan": plan_id, "title": title})


def ask(settings: Settings, staff: str, path: str, fields: dict[str, str]) -> dict[str, Any]:
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
        return ask(settings, staff, "console/organisations", {"name": name})
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


def restore(settings: Settings, source: Path) -> Path:
    """Put a copy back in place; what was there goes to the backups. Its path.

    Raises `CannotStart`.
    """
    if settings.database_url:
        raise CannotStart("backup_elsewhere")
    candidate = settings.data / "restoring.db"
    try:
        check(source)
        with held(settings):
            candidate.unlink(missing_ok=True)
            copy_to(source, candidate)
            open_store(settings, candidate).close()
            kept = backup(settings, None) if settings.database.exists() else source
            # The log of the old file must not be read into the new one.
            for log in ("-wal", "-shm"):
                settings.database.with_name(settings.database.name + log).unlink(missing_ok=True)
            candidate.replace(settings.database)
    except (OSError, sqlite3.Error) as error:
        raise CannotStart("restore_failed", source=source, reason=str(error)) from error
    finally:
        candidate.unlink(missing_ok=True)
    return kept


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
