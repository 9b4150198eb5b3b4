"""What a server asked of the kernel, in order, as strace wrote it down."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# Enough of each buffer for a page of the database.
OPTIONS = ("-y", "-s", "4200", "-e")
CALLS = "trace=read,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,fdatasync,fsync"

BEGUN = re.compile(r"(\d+) +(\w+)\((\d+<[^>]*>)?(.*)", re.S)
RESUMED = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)", re.S)
UNFINISHED = "<unfinished ...>"
RESULT = re.compile(r"\) += (-?\d+)")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
FRAME_HEADER = 24


@dataclass(frozen=True, slots=True)
class Call:
    """One system call. Another one began after its end if its `start` is later than this
    `end`: strace writes both in the order in which it saw them."""

    start: int
    end: int
    name: str
    file: str
    text: str
    result: int

    @property
    def is_commit(self) -> bool:
        """The header of a frame of the WAL that ends a transaction: it holds the new size."""
        if self.name != "pwrite64" or self.result != FRAME_HEADER:
            return False
        header: bytes = ast.literal_eval(f'b"{STRING.findall(self.text)[0]}"')
        return header[4:8] != bytes(4)


def calls(lines: Iterable[str]) -> Iterator[Call]:
    """Whole calls, by their end."""
    begun: dict[str, tuple[int, str]] = {}
    for place, line in enumerate(lines):
        if resumed := RESUMED.match(line):
            start, text = begun.pop(resumed[1], (place, ""))
            text += resumed[2]
        else:
            start, text = place, line
        if UNFINISHED in text:
            begun[line.split()[0]] = (start, text.replace(UNFINISHED, "").rstrip("\n"))
            continue
        call, result = BEGUN.match(text), RESULT.findall(text)
        if call and result:
            yield Call(start, place, call[2], call[3] or "", call[4], int(result[-1]))


def too_soon(trace: Path, submissions: Iterable[str]) -> list[str]:
    """The submissions that were acknowledged before their commit was on the disk."""
    with trace.open(encoding="ascii") as lines:
        seen = list(calls(lines))
    return [submission for submission in submissions if not in_order(seen, submission)]


def in_order(seen: list[Call], submission: str) -> bool:
    """Asked, written to the WAL, committed, synchronised, and only then acknowledged."""
    asked = next(call for call in seen if "POST " in call.text and submission in call.text)
    later = [call for call in seen if call.start > asked.end]
    reply = next(c for c in later if c.file == asked.file and "HTTP/1.1 303" in c.text)
    wal = [call for call in later if call.file.endswith("-wal>") and call.end < reply.start]
    kept = next((rank for rank, call in enumerate(wal) if submission in call.text), None)
    if kept is None:
        return False
    # The header of a frame comes before its page: that of this page may be the last one.
    frames = wal[max(0, kept - 1) :]
    commit = next((rank for rank, call in enumerate(frames) if call.is_commit), None)
    return commit is not None and any(
        call.name == "fdatasync" and call.result == 0 for call in frames[commit:]
    )
