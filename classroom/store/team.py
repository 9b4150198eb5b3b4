"""The people of an organisation: found by address, given roles, kept out."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from classroom.domain import Account
from classroom.refusals import LastAdministrator, NotFound
from classroom.staffing import Member, Role
from classroom.store.rows import Row, count_changed, many, moment_or_none, one, stamp

MEMBER = """
  account.id, account.name, account.email, account.role, account.disabled_at,
  (select max(coalesce(seen_at, created_at)) from sign_in where account_id = account.id) as seen_at
"""
# The local mediator of a laptop that became a server has no address: nobody signs in as her.
OF_ORGANISATION = f"""
select {MEMBER} from account
where organisation_id = :organisation_id and email <> '' order by lower(name), id
"""
IN_ORGANISATION = f"""
select {MEMBER} from account where organisation_id = :organisation_id and id = :id
"""
BY_EMAIL = """
select id, organisation_id, name, role, password_hash from account
where email = :email and disabled_at is null
"""
TAKEN = "select 1 as taken from account where email = :email"
ORGANISATION = "select name from organisation where id = :id"
NAME_ORGANISATION = "update organisation set name = :name where id = :id and name = ''"
ADMINISTRATORS = """
select count(*) as n from account
where organisation_id = :organisation_id and role = 'administrator' and disabled_at is null
  and email <> '' and id <> :but
"""
ANYONE = "select count(*) as n from account where email <> ''"
SET_ROLE = """
update account set role = :role where id = :id and organisation_id = :organisation_id
"""
SET_DISABLED = """
update account set disabled_at = :at where id = :id and organisation_id = :organisation_id
"""
SET_PASSWORD = "update account set password_hash = :password_hash where id = :id"


def from_row(row: Row) -> Member:
    return Member(
        **{
            **row,
            "role": Role(row["role"]),
            "disabled_at": moment_or_none(row["disabled_at"]),
            "seen_at": moment_or_none(row["seen_at"]),
        }
    )


def of_organisation(db: Database, organisation_id: int) -> list[Member]:
    return [from_row(row) for row in many(db, OF_ORGANISATION, organisation_id=organisation_id)]


def member(db: Database, organisation_id: int, account_id: int) -> Member:
    """Raises `NotFound` for an account of another organisation, as for none at all."""
    row = one(db, IN_ORGANISATION, organisation_id=organisation_id, id=account_id)
    if row is None:
        raise NotFound
    return from_row(row)


def by_email(db: Database, email: str) -> tuple[Account, str] | None:
    """Whoever may sign in with this address, and the hash of their password."""
    row = one(db, BY_EMAIL, email=email)
    if row is None:
        return None
    password_hash = row.pop("password_hash")
    return Account(**{**row, "role": Role(row["role"])}), password_hash


def organisation(db: Database, organisation_id: int) -> str:
    row = one(db, ORGANISATION, id=organisation_id)
    return row["name"] if row else ""


def is_taken(db: Database, email: str) -> bool:
    """True for an address that has an account, even one that is kept out."""
    return one(db, TAKEN, email=email) is not None


def name_organisation(db: Database, organisation_id: int, name: str) -> None:
    """Of one that has no name yet, as that of a laptop."""
    db.execute(NAME_ORGANISATION, {"id": organisation_id, "name": name})


def has_anyone(db: Database) -> bool:
    """True once somebody can sign in."""
    row = one(db, ANYONE)
    return bool(row and row["n"])


def set_role(db: Database, organisation_id: int, account_id: int, role: Role) -> None:
    """Raises `NotFound`, `LastAdministrator`."""
    if role is not Role.ADMINISTRATOR:
        keep_one(db, organisation_id, account_id)
    if not count_changed(db, SET_ROLE, id=account_id, organisation_id=organisation_id, role=role):
        raise NotFound


def set_disabled(db: Database, organisation_id: int, account_id: int, at: datetime | None) -> None:
    """Keep an account out, or let it in again with None. Raises `NotFound`,
    `LastAdministrator`."""
    if at:
        keep_one(db, organisation_id, account_id)
    changed = count_changed(
        db,
        SET_DISABLED,
        id=account_id,
        organisation_id=organisation_id,
        at=stamp(at) if at else None,
    )
    if not changed:
        raise NotFound


def keep_one(db: Database, organisation_id: int, but: int) -> None:
    """Somebody else must be left to look after accounts."""
    if member(db, organisation_id, but).role is not Role.ADMINISTRATOR:
        return
    left = one(db, ADMINISTRATORS, organisation_id=organisation_id, but=but)
    if not (left and left["n"]):
        raise LastAdministrator


def set_password(db: Database, account_id: int, password_hash: str) -> None:
    db.execute(SET_PASSWORD, {"id": account_id, "password_hash": password_hash})
