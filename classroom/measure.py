"""Figures of a run: the machine it was made on, what a process costs, percentiles."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import quantiles
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time in seconds and memory in KB of a process, 0 where the system hides them."""

    cpu_s: float
    memory_kb: int


def cost_of(pid: int) -> Cost:
    with contextlib.suppress(OSError):
        # Fields 14 and 15; the name before them may hold spaces.
        times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        ticks = sum(int(ticks) for ticks in times)
        return Cost(ticks / os.sysconf("SC_CLK_TCK"), int(found[1]) if found else 0)
    return Cost(0.0, 0)


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """In milliseconds, with the number of measures."""
    count = len(seconds)
    if count < 2:
        return {"count": count, **dict.fromkeys(("p50", "p95", "p99", "max"), 0.0)}
    cuts = quantiles(seconds, n=100, method="inclusive")
    marks = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(seconds)}
    return {"count": count, **{mark: round(at * 1000, 1) for mark, at in marks.items()}}


def machine() -> dict[str, Any]:
    processor = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
        processor = found[1] if found else processor
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "date": datetime.now().astimezone().isoformat(timespec="minutes"),
    }
