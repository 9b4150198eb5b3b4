"""How one instance is run: everything a flag or a `CLASSROOM_*` variable can say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

# Limits that protect the room; sizes in bytes, times in seconds.
BODY_MAX = HEAD_MAX = 64 * 1024
RECEIVE_S = 15.0
HEARTBEAT_S = 15.0
STREAMS_MAX = 4000
STREAMS_PER_OWNER_MAX = 12
# La Coop de la médiation numérique, where mediators report their activity.
COOP_URL = "https://coop-numerique.anct.gouv.fr"
# Days after the end of a session, or of the last one of its series, until its people are erased.
KEEP_DAYS, KEEP_DAYS_MAX = 30, 365


@dataclass(frozen=True, slots=True)
class Settings:
    """`host` is where learners are served; staff pages answer on loopback only.

    A port of 0 asks the system for a free one. `allowed_hosts` are names, beside the
    machine's own and any IP address, that learners may type in the address bar. With
    `database_url` the store is PostgreSQL, and every process on it needs the same
    `keys_file`. A request, head or body, has `receive_s` to come; `streams_max` pages may be
    live at once. Reports are linked to `coop_url`; empty, they are not. People are erased
    `keep_days` after their session.

    With `public_url` (`https://…/`) one listener behind a TLS proxy serves everyone, and the staff
    signs in. `trusted_proxy` are the addresses whose word on who asks is taken; letters go by
    `smtp_url`; `oidc_issuer` is where people may sign in instead.
    """

    data: Path
    port: int = 8000
    host: str = "0.0.0.0"
    learner_port: int = 8080
    allowed_hosts: tuple[str, ...] = ()
    language: str = "fr"
    debug: bool = False
    database_url: str = ""
    keys_file: Path | None = None
    receive_s: float = RECEIVE_S
    streams_max: int = STREAMS_MAX
    coop_url: str = COOP_URL
    public_url: str = ""
    trusted_proxy: str = "127.0.0.1"
    smtp_url: str = ""
    smtp_from: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""
    keep_days: int = KEEP_DAYS

    @property
    def database(self) -> Path:
        """The file of the embedded store."""
        return self.data / "classroom.db"

    @property
    def journal(self) -> Path:
        """Beside the database, and in none of its copies: what was erased stays erased."""
        return self.data / "erasures.journal"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def lock(self) -> Path:
        return self.data / "classroom.lock"

    @property
    def keys(self) -> Path:
        return self.keys_file or self.data / "secret.keys"


def data_folder(path: Path) -> Path:
    """The folder that a person means."""
    return path.expanduser().resolve()
