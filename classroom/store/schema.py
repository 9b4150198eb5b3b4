"""The shape of the database: the only place that holds DDL.

Migrations are only ever added at the end. Times are UTC in ISO 8601 text, which
sorts as it reads.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

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
    define(db, WORKSHOP)


@migrations()
def several_processes(db: Database) -> None:
    define(db, PROCESSES)


WORKSHOP = """
create table organisation (
  id integer primary key,
  name text not null,
  created_at text not null
) strict;

create table account (
  id integer primary key,
  organisation_id integer not null references organisation (id),
  name text not null,
  role text not null check (role in ('mediator', 'coordinator', 'administrator')),
  created_at text not null
) strict;

create table sign_in (
  token_hash text primary key,
  account_id integer not null references account (id) on delete cascade,
  created_at text not null
) strict;

create table session (
  id integer primary key,
  organisation_id integer not null references organisation (id),
  account_id integer not null references account (id),
  join_code text not null check (length(join_code) between 6 and 8),
  link_token text not null unique,
  title text not null,
  plan text not null,
  pace text not null,
  capacity integer not null check (capacity between 1 and 1000),
  mediator_name text not null,
  opened_at text not null,
  locked_at text,
  closed_at text
) strict;
create unique index session_live_code on session (join_code) where closed_at is null;
create index session_code on session (join_code, closed_at);
create index session_of_organisation on session (organisation_id, opened_at);

create table pause (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  started_at text not null,
  ended_at text
) strict;
create unique index pause_open on pause (session_id) where ended_at is null;
create index pause_of_session on pause (session_id);

create table learner (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  name text not null check (length(name) between 1 and 120),
  seat text not null,
  card text not null,
  joined_at text not null,
  approved_at text,
  removed_at text,
  unique (session_id, card)
) strict;

create table device (
  token_hash text primary key,
  learner_id integer not null references learner (id) on delete cascade,
  created_at text not null
) strict;
create index device_of_learner on device (learner_id);

create table attempt (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  learner_id integer not null references learner (id) on delete cascade,
  exercise text not null,
  definition text not null,
  submission text not null,
  digest text not null,
  record text not null,
  score real check (score between 0 and 1),
  passed integer not null check (passed in (0, 1)),
  active_s integer,
  at text not null,
  unique (learner_id, submission)
) strict;
create index attempt_of_session on attempt (session_id);

create table activity (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  learner_id integer not null references learner (id) on delete cascade,
  exercise text not null,
  act text not null check (act in ('hint', 'redo', 'continue', 'skip')),
  submission text not null,
  at text not null,
  unique (learner_id, submission)
) strict;
create index activity_of_session on activity (session_id);

create table help_request (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  learner_id integer not null references learner (id) on delete cascade,
  exercise text,
  asked_at text not null,
  handled_at text,
  cancelled_at text
) strict;
create unique index help_request_open on help_request (learner_id)
  where handled_at is null and cancelled_at is null;
create index help_request_of_session on help_request (session_id);

create table visit (
  id integer primary key,
  session_id integer not null references session (id) on delete cascade,
  learner_id integer not null references learner (id) on delete cascade,
  started_at text not null,
  ended_at text
) strict;
create unique index visit_open on visit (learner_id) where ended_at is null;
create index visit_of_session on visit (session_id);
"""

PROCESSES = """
create table failed_lookup (
  source text primary key,
  level real not null,
  at text not null
) strict;
create index failed_lookup_at on failed_lookup (at);

create table process (
  id text primary key,
  beat_at text not null
) strict;

create table presence (
  process text not null references process (id) on delete cascade,
  learner_id integer not null references learner (id) on delete cascade,
  said text not null,
  primary key (process, learner_id)
) strict;
create index presence_of_learner on presence (learner_id);
"""
