"""What people were told against what the database holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from classroom.signing import Signer, load_keys
from classroom.store.sqlite import connect


@dataclass
class Journal:
    """What one person sent, submission → choice, and which of it was acknowledged."""

    sent: dict[str, str] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)


def wrongs(data: Path, journals: Iterable[Journal], exercise: str) -> dict[str, set[str]]:
    """The submissions that were wronged, by how; empty when every guarantee was kept.

    It reads as the product does, and never checkpoints: recovery stays the server's own work.
    """
    sent: dict[str, str] = {}
    acknowledged: set[str] = set()
    for journal in journals:
        sent |= journal.sent
        acknowledged |= journal.acknowledged
    with closing(connect(data / "classroom.db", writable=False)) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        rows = db.execute("select submission, digest from attempt").fetchall()
    digest = Signer(load_keys(data / "secret.keys")).digest
    stored = Counter(submission for submission, _ in rows)
    found = {
        "lost": acknowledged - stored.keys(),
        "doubled": {submission for submission, times in stored.items() if times > 1},
        "never sent": stored.keys() - sent.keys(),
        "altered": {
            submission
            for submission, kept in rows
            if submission in sent and kept != digest(exercise, "choice", sent[submission])
        },
    }
    return {how: whom for how, whom in found.items() if whom}
