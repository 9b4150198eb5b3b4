"""Becoming one of the staff: what an invitation does, and the first one of all."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from classroom.domain import Account
from classroom.refusals import AddressTaken
from classroom.staffing import Invitation, Role
from classroom.store import accounts, audit, invitations, team


def join(
    db: Database,
    invited: Invitation,
    name: str,
    email: str,
    password_hash: str,
    organisation: str,
    at: datetime,
) -> Account:
    """Make the account of an invitation, once; in a new organisation with this name when it is of
    none yet.

    Raises `InvitationEnded`, `AddressTaken`.
    """
    invitations.use(db, invited.id, at)
    if team.is_taken(db, email):
        raise AddressTaken
    organisation_id = invited.organisation_id
    if organisation_id is None:
        organisation_id = accounts.add_organisation(db, organisation, at)
    elif organisation:
        team.name_organisation(db, organisation_id, organisation)
    made = accounts.add_to(db, organisation_id, name, invited.role, at, email, password_hash)
    audit.note(db, made, "joined", at)
    return made


def open_organisation(db: Database, name: str, token_hash: str, at: datetime) -> int:
    """A new organisation, and the invitation of its administrator. Its id."""
    organisation_id = accounts.add_organisation(db, name, at)
    invitations.add(db, token_hash, organisation_id, Role.ADMINISTRATOR, at)
    return organisation_id


def renew(db: Database, invited: Invitation, password_hash: str, at: datetime) -> int:
    """Give the account of a link its new password; every browser of it is signed out. Its id.

    Raises `InvitationEnded`.
    """
    assert invited.account_id is not None
    invitations.use(db, invited.id, at)
    team.set_password(db, invited.account_id, password_hash)
    accounts.sign_out_all(db, invited.account_id)
    return invited.account_id


def first_run(db: Database, token_hash: str, at: datetime) -> bool:
    """The invitation of a first administrator, as long as nobody can sign in; False once somebody
    can. What a laptop did before is theirs."""
    if team.has_anyone(db):
        return False
    invitations.first(db, token_hash, accounts.oldest_organisation(db), at)
    return True
