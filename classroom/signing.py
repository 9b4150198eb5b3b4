"""Keys of an instance, and all that is signed or digested with them."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer

LOCAL_MEDIATOR = "local-mediator"


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
