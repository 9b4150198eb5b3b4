"""From one store to another, whole: every row, with its identity, compared at the end."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from classroom.store.engine import Store
from classroom.store.tables import DEFINITIONS

# What only running processes know; it is of no use elsewhere.
PASSING = {"process", "presence", "failed_lookup"}
BATCH = 500


@dataclass(frozen=True, slots=True)
class Copied:
    """One table: how many rows, and a fingerprint of all of them, the same on both sides."""

    table: str
    rows: int
    checksum: str


class NotEmpty(Exception):
    """The target already holds sessions: nothing was copied."""


class Differs(Exception):
    """The copy does not read as the original: nothing was kept."""


def tables() -> list[str]:
    """The tables in the order of their definition, which is that of their references."""
    found = re.findall(r"create table (\w+)", DEFINITIONS)
    return [table for table in found if table not in PASSING]


def copy(source: Store, target: Store) -> list[Copied]:
    """Copy in one transaction on each side. Raises `NotEmpty`, `Differs`, `refusals.NotStored`."""
    return source.write_now(lambda here: target.write_now(lambda there: copy_all(here, there)))


def copy_all(here: Database, there: Database) -> list[Copied]:
    if any(there.execute(f"select 1 from {table} limit 1").fetchone() for table in tables()):
        raise NotEmpty
    copied = []
    for table in tables():
        columns = columns_of(here, table)
        insert = insert_of(table, columns)
        for row in rows_of(here, table, columns):
            there.execute(insert, dict(zip(columns, row, strict=True)))
        ours, theirs = (fingerprint(db, table, columns) for db in (here, there))
        if ours != theirs:
            raise Differs(table)
        copied.append(ours)
        if "id" in columns and not isinstance(there, Database):
            there.execute(CONTINUE.format(table=table))
    return copied


# Rows came with their ids: the next ones are counted from there.
CONTINUE = """
select setval(
  pg_get_serial_sequence('{table}', 'id'), (select coalesce(max(id), 0) + 1 from {table}), false)
"""


def columns_of(db: Database, table: str) -> list[str]:
    description = db.execute(f"select * from {table} limit 0").description
    return sorted(column[0] for column in description)


def insert_of(table: str, columns: list[str]) -> str:
    values = ", ".join(f":{name}" for name in columns)
    return f"insert into {table} ({', '.join(columns)}) values ({values})"


def rows_of(db: Database, table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    order = next(name for name in ("id", "token_hash", "session_id") if name in columns)
    cursor = db.execute(f"select {', '.join(columns)} from {table} order by {order}")
    while batch := cursor.fetchmany(BATCH):
        yield from batch


def fingerprint(db: Database, table: str, columns: list[str]) -> Copied:
    digest, count = hashlib.sha256(), 0
    for row in rows_of(db, table, columns):
        digest.update(repr(row).encode(errors="surrogatepass"))
        count += 1
    return Copied(table, count, digest.hexdigest()[:16])
