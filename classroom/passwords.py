"""Passwords: what is asked of them, and their hashes, a few at a time and never in the loop."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LENGTH_MIN, LENGTH_MAX = 12, 200
# Each hash takes 64 MB for a moment: two at once, whoever knocks.
AT_ONCE = asyncio.Semaphore(2)
HASHER = PasswordHasher()
# So that an unknown address takes as long as a wrong password.
NOBODY = HASHER.hash("nobody has this password")


def problem(password: str, email: str = "") -> str:
    """Why a password is refused, as a code; empty when it is good."""
    if len(password) < LENGTH_MIN:
        return "short"
    if len(password) > LENGTH_MAX:
        return "long"
    if len(set(password)) < 5 or (email and email.partition("@")[0] in password.lower()):
        return "weak"
    return ""


async def hashed(password: str) -> str:
    async with AT_ONCE:
        return await asyncio.to_thread(HASHER.hash, password)


async def matches(password_hash: str, password: str) -> bool:
    """False for an account without a password too, after the same time."""
    async with AT_ONCE:
        good = await asyncio.to_thread(verified, password_hash or NOBODY, password[:LENGTH_MAX])
    return good and bool(password_hash)


def verified(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
