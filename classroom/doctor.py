"""What would prevent a workshop, looked at before people arrive."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import sys
from dataclasses import asdict, dataclass
from typing import Any

from classroom.modules import Library
from classroom.server import CannotStart, held, listen, own_address, running
from classroom.settings import Settings
from classroom.store.schema import migrations

SPACE_MIN_MB = 200


@dataclass(frozen=True, slots=True)
class Check:
    """One thing examined; `found` is a value, `templates/cli/messages.txt` has the words."""

    name: str
    good: bool
    found: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def examine(settings: Settings) -> list[Check]:
    return [
        Check("python", sys.version_info >= (3, 11), platform.python_version()),
        Check("sqlite", sqlite3.sqlite_version_info >= (3, 37), sqlite3.sqlite_version),
        data(settings),
        space(settings),
        database(settings),
        ports(settings),
        Check("address", own_address() != "127.0.0.1", own_address()),
        modules(),
    ]


def data(settings: Settings) -> Check:
    if running(settings):
        return Check("data", True, str(settings.data))
    try:
        with held(settings):
            return Check("data", True, str(settings.data))
    except CannotStart as error:
        return Check("data", False, f"{settings.data} ({error.code})")


def space(settings: Settings) -> Check:
    folder = settings.data if settings.data.exists() else settings.data.anchor
    free = shutil.disk_usage(folder).free // 2**20
    return Check("space", free >= SPACE_MIN_MB, str(free))


def database(settings: Settings) -> Check:
    """Integrity and schema; an instance that has not started yet has none, which is fine."""
    if not settings.database.exists():
        return Check("database", True, "-")
    try:
        conn = sqlite3.connect(f"{settings.database.as_uri()}?mode=ro", uri=True)
        try:
            found = str(conn.execute("pragma quick_check").fetchone()[0])
            rows = conn.execute("select name from _sqlite_migrations").fetchall()
        finally:
            conn.close()
    except sqlite3.Error as error:
        return Check("database", False, str(error))
    known = {migration.name for migration in migrations._migrations}
    newer = any(name not in known for (name,) in rows)
    return Check("database", found == "ok" and not newer, "newer_schema" if newer else found)


def ports(settings: Settings) -> Check:
    """Free, or held by our own server."""
    found = f"{settings.port}, {settings.learner_port}"
    if running(settings):
        return Check("ports", True, found)
    try:
        listen("127.0.0.1", settings.port).close()
        listen(settings.host, settings.learner_port).close()
    except CannotStart as error:
        return Check("ports", False, f"{error.facts['port']} ({error.code})")
    return Check("ports", True, found)


def modules() -> Check:
    library = Library.shipped()
    errors = sum(not problem.warning for problem in library.problems)
    return Check("modules", not errors, f"{len(library.modules)} ({errors})")
