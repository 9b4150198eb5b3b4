"""How a database comes to its present shape: migrations, only ever added at the end."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from classroom.store import tables

migrations = Migrations("classroom")


class NewerSchema(Exception):
    """The database was written by a later version of Classroom."""


def is_current(db: Database) -> bool:
    return not migrations.pending(db)


def refuse_newer(db: Database) -> None:
    """Raises `NewerSchema` when a migration was applied that this version does not know."""
    known = {migration.name for migration in migrations._migrations}
    if any(migration.name not in known for migration in migrations.applied(db)):
        raise NewerSchema


def define(db: Database, statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def a_workshop(db: Database) -> None:
    define(db, tables.WORKSHOP)


@migrations()
def several_processes(db: Database) -> None:
    define(db, tables.PROCESSES)


@migrations()
def words_to_the_room(db: Database) -> None:
    define(db, tables.ROOM)


@migrations()
def devices_of_people(db: Database) -> None:
    define(db, tables.DEVICES)


@migrations()
def piloting_the_room(db: Database) -> None:
    define(db, tables.PILOTING)


@migrations()
def reports_of_sessions(db: Database) -> None:
    define(db, tables.REPORTS)


@migrations()
def own_plans(db: Database) -> None:
    define(db, tables.PLANS)


@migrations()
def sessions_prepared_and_series(db: Database) -> None:
    define(db, tables.SERIES)


@migrations()
def accounts_of_a_server(db: Database) -> None:
    define(db, tables.SERVER)


@migrations()
def figures_of_sessions(db: Database) -> None:
    define(db, tables.FIGURES)


@migrations()
def erasures_and_statements(db: Database) -> None:
    define(db, tables.ERASURES)
