"""Organisations, accounts and their sign-ins. Laptop mode has one of each."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from classroom.domain import Account
from classroom.store.rows import count_changed, one, stamp

LOCAL = """
select id, organisation_id, name from account order by id limit 1
"""
ADD_ORGANISATION = """
insert into organisation (name, created_at) values (:name, :at) returning id
"""
ADD_ACCOUNT = """
insert into account (organisation_id, name, role, created_at)
values (:organisation_id, :name, :role, :at)
returning id, organisation_id, name
"""


def add(db: Database, organisation: str, name: str, at: datetime) -> Account:
    """A new organisation with its first mediator."""
    made = one(db, ADD_ORGANISATION, name=organisation, at=stamp(at))
    assert made is not None
    row = one(db, ADD_ACCOUNT, organisation_id=made["id"], name=name, role="mediator", at=stamp(at))
    assert row is not None
    return Account(**row)


def local(db: Database, at: datetime) -> Account:
    """The mediator of laptop mode, made on first use."""
    row = one(db, LOCAL)
    return Account(**row) if row else add(db, "", "", at)


SIGN_IN = """
insert into sign_in (token_hash, account_id, created_at) values (:token_hash, :account_id, :at)
"""
FORGET_OLD = """
delete from sign_in where created_at < :before
"""
SIGNED_IN = """
select account.id, account.organisation_id, account.name
from sign_in join account on account.id = sign_in.account_id
where sign_in.token_hash = :token_hash and sign_in.created_at >= :since
"""


def sign_in_local(db: Database, token_hash: str, at: datetime, since: datetime) -> Account:
    """Sign the local mediator in; sign-ins older than `since` are forgotten."""
    account = local(db, at)
    db.execute(FORGET_OLD, {"before": stamp(since)})
    db.execute(SIGN_IN, {"token_hash": token_hash, "account_id": account.id, "at": stamp(at)})
    return account


def signed_in(db: Database, token_hash: str, since: datetime) -> Account | None:
    row = one(db, SIGNED_IN, token_hash=token_hash, since=stamp(since))
    return Account(**row) if row else None


RENAME = """
update account set name = :name where id = :id and name <> :name
"""


def rename(db: Database, account_id: int, name: str) -> None:
    count_changed(db, RENAME, id=account_id, name=name)
