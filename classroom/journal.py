"""The erasure journal: a file beside the database, which no copy of it goes back on.

One line an erasure, on the disk before the database forgets: whoever was erased stays erased when
the server dies in between, or when an older copy is put back. Lines hold numbers and keys drawn
from random links, never a name.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One erasure. `learner` is None for a whole session; `key` is that of `store.erasures`."""

    at: datetime
    session: int
    learner: int | None
    key: str
    cause: str


class Journal:
    """Append-only. Raises `OSError` where the disk refuses."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = threading.Lock()

    def append(self, lines: Iterable[Line]) -> None:
        """Add lines, and return once they are on the disk."""
        content = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        if not content:
            return
        with self._turn:
            is_new = not self.path.exists()
            with open(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
                end = file.seek(0, os.SEEK_END)
                # A line that was cut by a death: what follows it begins a line of its own.
                if end and file.seek(end - 1) is not None and file.read(1) != b"\n":
                    content = b"\n" + content
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if is_new:
                sync_folder(self.path.parent)

    def read(self) -> list[Line]:
        """Every whole line, in the order in which they came."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        lines = []
        for line in content.split(b"\n"):
            with contextlib.suppress(msgspec.DecodeError):
                lines.append(msgspec.json.decode(line, type=Line))
        return lines


def sync_folder(folder: Path) -> None:
    """A new file is there after a power cut only when its folder says so; Windows has no such
    call."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
