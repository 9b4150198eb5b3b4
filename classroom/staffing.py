"""Who works with an instance: roles, what they may see, and links that make an account.

Frozen values only, as in `domain`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """A mediator runs sessions and sees first names; a coordinator reads figures, never a name;
    an administrator is a mediator who also looks after accounts."""

    MEDIATOR = "mediator"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"

    @property
    def sees_names(self) -> bool:
        return self is not Role.COORDINATOR


@dataclass(frozen=True, slots=True)
class Member:
    """An account as administrators see it; `seen_at` is that of its latest sign-in."""

    id: int
    name: str
    email: str
    role: Role
    disabled_at: datetime | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link of single use. It makes an account with a role, in a new organisation when
    `organisation_id` is None; or, with `account_id`, gives that account a new password."""

    id: int
    organisation_id: int | None
    account_id: int | None
    role: Role
    email: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignIn:
    """One browser that is signed in; `key` names it without opening anything."""

    key: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the journal of access: who did `act`, in which session, to what or whom among
    the staff."""

    at: datetime
    name: str
    act: str
    session_title: str | None
    about: str
