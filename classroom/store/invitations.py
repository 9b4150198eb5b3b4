"""Links of single use: to make an account, or to choose a new password."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from classroom.refusals import InvitationEnded
from classroom.staffing import Invitation, Role
from classroom.store.rows import Row, count_changed, many, moment, one, stamp

KEPT = timedelta(days=7)
RESET_KEPT = timedelta(hours=24)

COLUMNS = "id, organisation_id, account_id, role, email, created_at, expires_at"
ADD = """
insert into invitation
  (token_hash, organisation_id, account_id, role, email, created_at, expires_at)
values (:token_hash, :organisation_id, :account_id, :role, :email, :at, :expires_at)
"""
OPEN = "used_at is null and revoked_at is null and expires_at > :now"
BY_TOKEN = f"""
select {COLUMNS} from invitation where token_hash = :token_hash and {OPEN}
"""
BY_EMAIL = f"""
select {COLUMNS} from invitation
where email = :email and account_id is null and organisation_id is not null and {OPEN}
order by id desc limit 1
"""
OF_ORGANISATION = f"""
select {COLUMNS} from invitation
where organisation_id = :organisation_id and account_id is null and {OPEN} order by id
"""
USE = f"update invitation set used_at = :now where id = :id and {OPEN}"
REVOKE = """
update invitation set revoked_at = :at where id = :id and organisation_id = :organisation_id
"""
REVOKE_OF = """
update invitation set revoked_at = :at
where account_id = :account_id and used_at is null and revoked_at is null
"""
REVOKE_FIRST = """
update invitation set revoked_at = :at
where role = 'administrator' and email = '' and account_id is null and used_at is null
"""


def from_row(row: Row) -> Invitation:
    return Invitation(
        **{
            **row,
            "role": Role(row["role"]),
            "created_at": moment(row["created_at"]),
            "expires_at": moment(row["expires_at"]),
        }
    )


def add(
    db: Database,
    token_hash: str,
    organisation_id: int | None,
    role: Role,
    at: datetime,
    email: str = "",
) -> None:
    """A link that makes an account; without an organisation, in a new one."""
    row = {"token_hash": token_hash, "organisation_id": organisation_id, "account_id": None}
    row |= {"role": role, "email": email, "at": stamp(at), "expires_at": stamp(at + KEPT)}
    db.execute(ADD, row)


def add_reset(
    db: Database, token_hash: str, organisation_id: int, account_id: int, role: Role, at: datetime
) -> None:
    """A link that gives an account a new password; links of before open nothing any more."""
    db.execute(REVOKE_OF, {"account_id": account_id, "at": stamp(at)})
    row = {"token_hash": token_hash, "organisation_id": organisation_id, "account_id": account_id}
    row |= {"role": role, "email": "", "at": stamp(at), "expires_at": stamp(at + RESET_KEPT)}
    db.execute(ADD, row)


def first(db: Database, token_hash: str, organisation_id: int | None, at: datetime) -> None:
    """The link of a first start; that of an earlier one opens nothing any more."""
    db.execute(REVOKE_FIRST, {"at": stamp(at)})
    add(db, token_hash, organisation_id, Role.ADMINISTRATOR, at)


def by_token(db: Database, token_hash: str, now: datetime) -> Invitation:
    """Raises `InvitationEnded` for one used, expired, taken back or forged."""
    row = one(db, BY_TOKEN, token_hash=token_hash, now=stamp(now))
    if row is None:
        raise InvitationEnded
    return from_row(row)


def by_email(db: Database, email: str, now: datetime) -> Invitation | None:
    """The latest open invitation of someone with this address."""
    row = one(db, BY_EMAIL, email=email, now=stamp(now))
    return from_row(row) if row else None


def of_organisation(db: Database, organisation_id: int, now: datetime) -> list[Invitation]:
    rows = many(db, OF_ORGANISATION, organisation_id=organisation_id, now=stamp(now))
    return [from_row(row) for row in rows]


def use(db: Database, invitation_id: int, now: datetime) -> None:
    """Once and no more: raises `InvitationEnded` the second time."""
    if not count_changed(db, USE, id=invitation_id, now=stamp(now)):
        raise InvitationEnded


def revoke(db: Database, organisation_id: int, invitation_id: int, at: datetime) -> None:
    count_changed(db, REVOKE, id=invitation_id, organisation_id=organisation_id, at=stamp(at))
