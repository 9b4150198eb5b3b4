"""Keys of an instance, and all that is signed or digested with them."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from datetime import datetime
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer

LOCAL_MEDIATOR = "local-mediator"
UNDO_S = 10
OIDC_S = 600


def new_token() -> str:
    """128 random bits for a cookie or a link."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> str:
    """What the database keeps of a token: a copy of it opens nothing."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def load_keys(path: Path) -> list[str]:
    """The keys of the data folder, newest last as itsdangerous wants them; made on first use."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").split()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
    return load_keys(path)


class Signer:
    """Signs with the newest key and accepts every key of the list; one salt a use."""

    def __init__(self, keys: list[str]) -> None:
        self._staff_link = URLSafeSerializer(keys, salt="staff-link")
        self._wall_link = URLSafeSerializer(keys, salt="wall-link")
        self._undo = URLSafeSerializer(keys, salt="undo")
        self._oidc = URLSafeSerializer(keys, salt="oidc")
        self._pass_link = URLSafeSerializer(keys, salt="pass-link")
        self._digest_key = hashlib.sha256(b"digest:" + keys[0].encode()).digest()
        self.shuffle_secret = hashlib.sha256(b"shuffle:" + keys[0].encode()).digest()
        self.console_key = hashlib.sha256(b"console:" + keys[-1].encode()).hexdigest()

    def staff_token(self) -> str:
        """The token of the staff link that the server prints."""
        return self._text(self._staff_link.dumps(LOCAL_MEDIATOR))

    def opens_staff(self, token: str) -> bool:
        try:
            return bool(self._staff_link.loads(token) == LOCAL_MEDIATOR)
        except BadData:
            return False

    def wall_token(self, session_id: int) -> str:
        """The token of the link to the wall of a session."""
        return self._text(self._wall_link.dumps(session_id))

    def wall_session(self, token: str) -> int | None:
        """The session of a token, or None for one that is not ours."""
        return self._number(self._wall_link, token)

    def pass_token(self, pass_id: int) -> str:
        """The token of the link that a colleague follows."""
        return self._text(self._pass_link.dumps(pass_id))

    def undo_token(self, session_id: int, undo: dict[str, object], at: datetime) -> str:
        """What a browser keeps so that the next page can take an action back."""
        return self._text(self._undo.dumps([session_id, at.timestamp(), undo]))

    def undo(self, token: str, session_id: int, now: datetime) -> dict[str, object] | None:
        """The same again, for ten seconds and in the same session; else None."""
        try:
            found_in, at, undo = self._undo.loads(token)
        except (BadData, ValueError):
            return None
        return undo if found_in == session_id and now.timestamp() - at <= UNDO_S else None

    def oidc_token(self, started: dict[str, str], at: datetime) -> str:
        """What a browser keeps while its owner signs in elsewhere."""
        return self._text(self._oidc.dumps([at.timestamp(), started]))

    def oidc_started(self, token: str, now: datetime) -> dict[str, str] | None:
        """The same again, for ten minutes; else None."""
        try:
            at, started = self._oidc.loads(token)
        except (BadData, ValueError):
            return None
        return started if now.timestamp() - at <= OIDC_S else None

    def pass_id(self, token: str) -> int | None:
        return self._number(self._pass_link, token)

    @staticmethod
    def _number(link: URLSafeSerializer, token: str) -> int | None:
        try:
            found = link.loads(token)
        except BadData:
            return None
        return found if isinstance(found, int) else None

    def is_console(self, key: str) -> bool:
        """True for a command run by someone who can read the data folder."""
        return hmac.compare_digest(key.encode(), self.console_key.encode())

    def digest(self, *parts: str) -> str:
        """A keyed fingerprint: tells two answers apart without keeping what was typed."""
        message = "\0".join(parts).encode(errors="surrogatepass")
        return hmac.digest(self._digest_key, message, hashlib.sha256).hex()[:32]

    @staticmethod
    def _text(signed: str | bytes) -> str:
        return signed if isinstance(signed, str) else signed.decode()
