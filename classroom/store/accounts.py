"""Accounts and their sign-ins. Laptop mode has one of each, without a password."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from classroom.domain import Account
from classroom.staffing import Role, SignIn
from classroom.store.rows import Row, count_changed, many, moment, one, stamp

# What names a sign-in on a page: too little of its hash to be of use.
KEY_LENGTH = 16

LOCAL = """
select id, organisation_id, name, role from account order by id limit 1
"""
ADD_ORGANISATION = """
insert into organisation (name, created_at) values (:name, :at) returning id
"""
OLDEST_ORGANISATION = "select id from organisation order by id limit 1"
ADD_ACCOUNT = """
insert into account (organisation_id, name, role, email, password_hash, created_at)
values (:organisation_id, :name, :role, :email, :password_hash, :at)
returning id, organisation_id, name, role
"""


def from_row(row: Row) -> Account:
    return Account(**{**row, "role": Role(row["role"])})


def add_organisation(db: Database, name: str, at: datetime) -> int:
    made = one(db, ADD_ORGANISATION, name=name, at=stamp(at))
    assert made is not None
    return int(made["id"])


def add_to(
    db: Database,
    organisation_id: int,
    name: str,
    role: Role,
    at: datetime,
    email: str = "",
    password_hash: str = "",
) -> Account:
    row = one(
        db,
        ADD_ACCOUNT,
        organisation_id=organisation_id,
        name=name,
        role=role,
        email=email,
        password_hash=password_hash,
        at=stamp(at),
    )
    assert row is not None
    return from_row(row)


def add(
    db: Database, organisation: str, name: str, at: datetime, role: Role = Role.MEDIATOR
) -> Account:
    """A new organisation with its first account."""
    return add_to(db, add_organisation(db, organisation, at), name, role, at)


def oldest_organisation(db: Database) -> int | None:
    row = one(db, OLDEST_ORGANISATION)
    return None if row is None else int(row["id"])


def local(db: Database, at: datetime) -> Account:
    """The mediator of laptop mode, made on first use."""
    row = one(db, LOCAL)
    return from_row(row) if row else add(db, "", "", at)


SIGN_IN = """
insert into sign_in (token_hash, account_id, created_at, seen_at)
values (:token_hash, :account_id, :at, :at)
"""
FORGET_OLD = """
delete from sign_in where created_at < :before
"""
SIGNED_IN = """
select account.id, account.organisation_id, account.name, account.role,
  coalesce(sign_in.seen_at, sign_in.created_at) as seen_at
from sign_in join account on account.id = sign_in.account_id
where sign_in.token_hash = :token_hash and sign_in.created_at >= :since
  and coalesce(sign_in.seen_at, sign_in.created_at) >= :idle_since
  and account.disabled_at is null
"""
TOUCH = "update sign_in set seen_at = :at where token_hash = :token_hash"


def sign_in_local(db: Database, token_hash: str, at: datetime, since: datetime) -> Account:
    """Sign the local mediator in; sign-ins older than `since` are forgotten."""
    account = local(db, at)
    sign_in(db, account.id, token_hash, at, since)
    return account


def sign_in(db: Database, account_id: int, token_hash: str, at: datetime, since: datetime) -> None:
    """A browser is signed in; those of before `since` are forgotten."""
    db.execute(FORGET_OLD, {"before": stamp(since)})
    db.execute(SIGN_IN, {"token_hash": token_hash, "account_id": account_id, "at": stamp(at)})


def signed_in(
    db: Database, token_hash: str, since: datetime, idle_since: datetime
) -> tuple[Account, datetime] | None:
    """Whose browser this is, with the role of this moment, and when it was last seen."""
    row = one(
        db, SIGNED_IN, token_hash=token_hash, since=stamp(since), idle_since=stamp(idle_since)
    )
    if row is None:
        return None
    seen_at = moment(row.pop("seen_at"))
    return from_row(row), seen_at


def touch(db: Database, token_hash: str, at: datetime) -> None:
    """The browser is in use."""
    db.execute(TOUCH, {"token_hash": token_hash, "at": stamp(at)})


SIGN_INS = """
select token_hash, created_at, coalesce(seen_at, created_at) as seen_at from sign_in
where account_id = :account_id and created_at >= :since order by created_at desc
"""
SIGN_OUT = "delete from sign_in where token_hash = :token_hash"
SIGN_OUT_ONE = """
delete from sign_in where account_id = :account_id and substr(token_hash, 1, 16) = :key
"""
SIGN_OUT_ALL = """
delete from sign_in where account_id = :account_id and token_hash <> :but
"""


def sign_ins(db: Database, account_id: int, since: datetime) -> list[SignIn]:
    return [
        SignIn(row["token_hash"][:KEY_LENGTH], moment(row["created_at"]), moment(row["seen_at"]))
        for row in many(db, SIGN_INS, account_id=account_id, since=stamp(since))
    ]


def sign_out(db: Database, token_hash: str) -> None:
    db.execute(SIGN_OUT, {"token_hash": token_hash})


def sign_out_one(db: Database, account_id: int, key: str) -> None:
    """One browser of this account, by the key that names it."""
    db.execute(SIGN_OUT_ONE, {"account_id": account_id, "key": key})


def sign_out_all(db: Database, account_id: int, but: str = "") -> None:
    """Every browser of this account, but for the one with this token hash."""
    db.execute(SIGN_OUT_ALL, {"account_id": account_id, "but": but})


RENAME = """
update account set name = :name where id = :id and name <> :name
"""


def rename(db: Database, account_id: int, name: str) -> None:
    count_changed(db, RENAME, id=account_id, name=name)
